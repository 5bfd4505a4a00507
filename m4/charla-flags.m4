# Compiler flags: warnings, hardening, sanitizers.
# They go to AM_CFLAGS, AM_CPPFLAGS and AM_LDFLAGS; CFLAGS is the builder's.

# CHARLA_TRY_FLAG(VARIABLE, FLAG): append FLAG to VARIABLE if a program
# compiles and links with it without a complaint.
AC_DEFUN([CHARLA_TRY_FLAG], [
  AC_MSG_CHECKING([whether $CC takes $2])
  charla_saved_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS -Werror $2"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]],
                                  [[return printf("x") < 0;]])],
    [AC_MSG_RESULT([yes]); $1="$$1 $2"],
    [AC_MSG_RESULT([no])])
  CFLAGS=$charla_saved_CFLAGS
])

AC_DEFUN([CHARLA_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [make compiler warnings errors])],
    [], [enable_werror=no])
  m4_foreach_w([flag], [-Wall -Wextra -Wpedantic -Wshadow -Wconversion
      -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
      -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2
      -Wswitch-enum -Wundef -Wvla],
    [CHARLA_TRY_FLAG([AM_CFLAGS], flag)])
  AS_IF([test "x$enable_werror" = xyes], [AM_CFLAGS="$AM_CFLAGS -Werror"])
  AC_SUBST([AM_CFLAGS])
])

AC_DEFUN([CHARLA_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers=LIST],
      [build with these sanitizers: address,undefined or thread])],
    [], [enable_sanitizers=no])
  AS_CASE([$enable_sanitizers],
    [no], [],
    [yes], [enable_sanitizers=address,undefined])
  AS_IF([test "x$enable_sanitizers" != xno], [
    charla_sanitizer_flags=
    CHARLA_TRY_FLAG([charla_sanitizer_flags],
      [-fsanitize=$enable_sanitizers])
    AS_IF([test -z "$charla_sanitizer_flags"],
      [AC_MSG_ERROR([$CC cannot build with -fsanitize=$enable_sanitizers])])
    AC_DEFINE([CHARLA_SANITIZED], [1],
      [Define when a sanitizer is built in: it has to look into the process.])
    AM_CFLAGS="$AM_CFLAGS$charla_sanitizer_flags -fno-omit-frame-pointer"
    AM_CFLAGS="$AM_CFLAGS -fno-sanitize-recover=all"
    AM_LDFLAGS="$AM_LDFLAGS$charla_sanitizer_flags"
  ])
])

# After CHARLA_SANITIZERS: a fortified libc hides calls from the sanitizers.
AC_DEFUN([CHARLA_HARDENING], [
  AC_ARG_ENABLE([hardening],
    [AS_HELP_STRING([--disable-hardening],
      [leave out the compiler's hardening flags])],
    [], [enable_hardening=yes])
  charla_hardening=none
  AS_IF([test "x$enable_hardening" = xyes], [
    charla_hardening=
    AS_IF([test "x$enable_sanitizers" = xno],
      [CHARLA_TRY_FLAG([charla_hardening],
        [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2])])
    m4_foreach_w([flag], [-fstack-protector-strong -fstack-clash-protection
        -fcf-protection -fPIE],
      [CHARLA_TRY_FLAG([charla_hardening], flag)])
    AM_CFLAGS="$AM_CFLAGS$charla_hardening"
    charla_hardening_ld=
    m4_foreach([flag], [[-pie], [[-Wl,-z,relro]], [[-Wl,-z,now]]],
      [CHARLA_TRY_FLAG([charla_hardening_ld], [flag])])
    AM_LDFLAGS="$AM_LDFLAGS$charla_hardening_ld"
    charla_hardening="$charla_hardening$charla_hardening_ld"
    charla_hardening=${charla_hardening# }
  ])
  AC_SUBST([AM_LDFLAGS])
])
