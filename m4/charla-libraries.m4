# Libraries: found by header and function, so that no pkg-config is needed.

# CHARLA_MISSING(WHAT, DEBIAN-PACKAGE): refuse, and say what to install.
AC_DEFUN([CHARLA_MISSING],
  [AC_MSG_ERROR([$1 is missing.
  On Debian and its kin:  apt-get install $2
  Elsewhere, install the development files of $1.])])

# CHARLA_CHECK_LIBRARY(LIBRARY, HEADER, FUNCTION, NAME):
# set NAME_LIBS and charla_have_NAME.
AC_DEFUN([CHARLA_CHECK_LIBRARY], [
  charla_have_$4=no
  AC_CHECK_HEADER([$2], [
    AC_CHECK_LIB([$1], [$3], [charla_have_$4=yes; $4_LIBS=-l$1])
  ], [], [#include <stdio.h>])
  AC_SUBST([$4_LIBS])
])

# CHARLA_LIBRARY(LIBRARY, HEADER, FUNCTION, NAME, DEBIAN-PACKAGE, VERSION):
# the same, for a library that charla cannot do without.
AC_DEFUN([CHARLA_LIBRARY], [
  CHARLA_CHECK_LIBRARY([$1], [$2], [$3], [$4])
  AS_IF([test "x$charla_have_$4" != xyes],
    [CHARLA_MISSING([the library $1]m4_ifval([$6], [[ ($6)]]), [$5])])
])

# CHARLA_SONAME(LIBRARY, FUNCTION, NAME, DEFAULT):
# define NAME_SONAME, the name by which a program finds it when it runs.
AC_DEFUN([CHARLA_SONAME], [
  AC_CHECK_TOOL([OBJDUMP], [objdump], [:])
  AC_CACHE_CHECK([for the name of lib$1 at run time], [charla_cv_$3_soname], [
    charla_save_LIBS=$LIBS
    LIBS="$$3_LIBS $LIBS"
    AC_LINK_IFELSE([AC_LANG_CALL([], [$2])],
      [charla_cv_$3_soname=`$OBJDUMP -p conftest$ac_exeext |
         sed -n 's/^ *NEEDED *\(lib$1\.so[[^ ]]*\)$/\1/p'`])
    LIBS=$charla_save_LIBS
    test -n "$charla_cv_$3_soname" || charla_cv_$3_soname=$4
  ])
  AC_DEFINE_UNQUOTED([$3_SONAME], ["$charla_cv_$3_soname"],
    [The name of lib$1 at run time.])
])
