# SPDX-License-Identifier: GPL-3.0-or-later
# Libraries: by pkg-config where they come with a .pc file.

# CHARLA_MISSING(WHAT, DEBIAN-PACKAGE): refuse, and say what to install.
AC_DEFUN([CHARLA_MISSING],
  [AC_MSG_ERROR([$1 is missing.
  On Debian and its kin:  apt-get install $2
  Elsewhere, install the development files of $1.])])

# CHARLA_NEED_MODULE(NAME, MODULE, WHAT, DEBIAN-PACKAGE): set NAME_CFLAGS and
# NAME_LIBS, or refuse.
AC_DEFUN([CHARLA_NEED_MODULE],
  [PKG_CHECK_MODULES([$1], [$2], [], [CHARLA_MISSING([$3], [$4])])])

# CHARLA_OPTIONAL_MODULE(NAME, MODULE): set NAME_CFLAGS and NAME_LIBS, and
# charla_have_NAME to yes or no.
AC_DEFUN([CHARLA_OPTIONAL_MODULE],
  [PKG_CHECK_MODULES([$1], [$2], [charla_have_$1=yes], [charla_have_$1=no])])

# CHARLA_UNISTRING: set UNISTRING_LIBS, or refuse.  libunistring has no .pc
# file.
AC_DEFUN([CHARLA_UNISTRING], [
  charla_save_LIBS=$LIBS
  AC_CHECK_HEADER([unistr.h],
    [AC_SEARCH_LIBS([u8_mbtouc], [unistring], [], [ac_cv_search_u8_mbtouc=no])],
    [ac_cv_search_u8_mbtouc=no])
  LIBS=$charla_save_LIBS
  AS_CASE([$ac_cv_search_u8_mbtouc],
    [no], [CHARLA_MISSING([the library unistring], [libunistring-dev])],
    [-l*], [UNISTRING_LIBS=$ac_cv_search_u8_mbtouc])
  AC_SUBST([UNISTRING_LIBS])
])

# CHARLA_SONAME(LIBRARY, FUNCTION, NAME, DEFAULT): define NAME_SONAME, the
# file that a program loads when it runs.  No .pc file names it.
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

# CHARLA_WEB: find what charla-web is made of, and set charla_web to yes, or to
# what is missing; refuse if --with-web asks for it.  wslay has no .pc file
# everywhere; without SO_PEEK_OFF (Linux) there is no page either.
AC_DEFUN([CHARLA_WEB], [
  charla_web=yes
  CHARLA_OPTIONAL_MODULE([MICROHTTPD], [libmicrohttpd >= 0.9.71])
  CHARLA_OPTIONAL_MODULE([NETTLE], [nettle])
  charla_save_LIBS=$LIBS
  AC_CHECK_HEADER([wslay/wslay.h],
    [AC_SEARCH_LIBS([wslay_event_context_server_init], [wslay], [],
      [ac_cv_search_wslay_event_context_server_init=no])],
    [ac_cv_search_wslay_event_context_server_init=no])
  LIBS=$charla_save_LIBS
  AS_CASE([$ac_cv_search_wslay_event_context_server_init],
    [-l*], [WSLAY_LIBS=$ac_cv_search_wslay_event_context_server_init])
  AC_SUBST([WSLAY_LIBS])
  AC_CHECK_DECL([SO_PEEK_OFF], [],
    [charla_web="none (the system lacks SO_PEEK_OFF)"],
    [[#include <sys/socket.h>]])
  AS_IF([test "x$charla_have_MICROHTTPD" != xyes],
      [charla_web="none (Debian: libmicrohttpd-dev)"],
    [test "x$charla_have_NETTLE" != xyes],
      [charla_web="none (Debian: nettle-dev)"],
    [test "x$WSLAY_LIBS" = x],
      [charla_web="none (Debian: libwslay-dev)"])
  AS_IF([test "x$with_web" = xyes && test "x$charla_web" != xyes],
    [AC_MSG_ERROR([no page for browsers: $charla_web])])
])
