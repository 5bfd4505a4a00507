# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler flags: warnings, hardening, sanitizers, coverage.
# They go to AM_CFLAGS and AM_LDFLAGS; CFLAGS belongs to the builder.

# CHARLA_COMPILE_FLAGS(VARIABLE, FLAGS, [EXTRA-FLAGS]): append to VARIABLE
# each of FLAGS that the compiler takes without a warning.
AC_DEFUN([CHARLA_COMPILE_FLAGS],
  [AX_APPEND_COMPILE_FLAGS([$2], [$1], [-Werror $3],
    [AC_LANG_PROGRAM([[#include <stdio.h>]],
                     [[return printf("x") < 0;]])])])

# CHARLA_LINK_FLAGS(VARIABLE, FLAGS, [EXTRA-FLAGS]): the same for the linker.
AC_DEFUN([CHARLA_LINK_FLAGS],
  [AX_APPEND_LINK_FLAGS([$2], [$1], [-Werror $3],
    [AC_LANG_PROGRAM([[#include <stdio.h>]],
                     [[return printf("x") < 0;]])])])

AC_DEFUN([CHARLA_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [make compiler warnings errors])],
    [], [enable_werror=no])
  CHARLA_COMPILE_FLAGS([AM_CFLAGS], [-Wall -Wextra -Wpedantic -Wshadow \
    -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
    -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
    -Wformat=2 -Wswitch-enum -Wundef -Wvla])
  AS_IF([test "x$enable_werror" = xyes], [AM_CFLAGS="$AM_CFLAGS -Werror"])
  AC_SUBST([AM_CFLAGS])
])

# The same source gives the same program in whatever directory it is built.
AC_DEFUN([CHARLA_REPRODUCIBLE], [
  AX_CHECK_COMPILE_FLAG([-ffile-prefix-map=one=other],
    [AM_CFLAGS="$AM_CFLAGS -ffile-prefix-map='\$(abs_top_builddir)'=."
     AM_CFLAGS="$AM_CFLAGS -ffile-prefix-map='\$(top_srcdir)'=."],
    [], [-Werror])
])

AC_DEFUN([CHARLA_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers=LIST],
      [build with these sanitizers: address,undefined or thread])],
    [], [enable_sanitizers=no])
  AS_CASE([$enable_sanitizers],
    [yes], [enable_sanitizers=address,undefined])
  AS_IF([test "x$enable_sanitizers" != xno], [
    charla_sanitizer_flags=
    CHARLA_LINK_FLAGS([charla_sanitizer_flags],
      [-fsanitize=$enable_sanitizers])
    AS_IF([test -z "$charla_sanitizer_flags"],
      [AC_MSG_ERROR([$CC cannot build with -fsanitize=$enable_sanitizers])])
    AC_DEFINE([CHARLA_SANITIZED], [1],
      [Define when a sanitizer is built in: it needs what a sandbox takes.])
    AM_CFLAGS="$AM_CFLAGS $charla_sanitizer_flags -fno-omit-frame-pointer"
    AM_CFLAGS="$AM_CFLAGS -fno-sanitize-recover=all"
    AM_LDFLAGS="$AM_LDFLAGS $charla_sanitizer_flags"
  ])
])

# Call after CHARLA_SANITIZERS: a fortified C library hides calls from them.
AC_DEFUN([CHARLA_HARDENING], [
  AC_ARG_ENABLE([hardening],
    [AS_HELP_STRING([--disable-hardening],
      [leave out the compiler's hardening flags])],
    [], [enable_hardening=yes])
  charla_hardening=none
  AS_IF([test "x$enable_hardening" = xyes], [
    charla_hardening=
    AS_IF([test "x$enable_sanitizers" = xno],
      [CHARLA_COMPILE_FLAGS([charla_hardening],
        [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2], [-U_FORTIFY_SOURCE])])
    CHARLA_COMPILE_FLAGS([charla_hardening], [-fstack-protector-strong \
      -fstack-clash-protection -fcf-protection -fPIE])
    charla_hardening_ld=
    CHARLA_LINK_FLAGS([charla_hardening_ld],
      [-pie -Wl,-z,relro -Wl,-z,now], [-fPIE])
    AM_CFLAGS="$AM_CFLAGS $charla_hardening"
    AM_LDFLAGS="$AM_LDFLAGS $charla_hardening_ld"
    charla_hardening="$charla_hardening $charla_hardening_ld"
  ])
  AC_SUBST([AM_LDFLAGS])
])

# CHARLA_COVERAGE_COMPILER: call before AC_PROG_CC, to choose clang.  Its
# counters can live in a file that is mapped when a process starts, so they
# survive a signal and a sandbox; gcc writes them at exit.
AC_DEFUN([CHARLA_COVERAGE_COMPILER], [
  AC_ARG_ENABLE([coverage],
    [AS_HELP_STRING([--enable-coverage],
      [count the lines and branches that run (clang), for "make coverage"])],
    [], [enable_coverage=no])
  AS_IF([test "x$enable_coverage" != xno], [: ${CC=clang} "${CFLAGS=-g -O1}"])
])

AC_DEFUN([CHARLA_COVERAGE], [
  AS_IF([test "x$enable_coverage" != xno], [
    charla_coverage=
    CHARLA_LINK_FLAGS([charla_coverage], [-fprofile-instr-generate],
      [-mllvm -runtime-counter-relocation])
    AS_IF([test -z "$charla_coverage"],
      [AC_MSG_ERROR([--enable-coverage needs clang and its run-time library.
  On Debian and its kin:  apt-get install clang llvm])])
    charla_llvm=`$CC -print-prog-name=llvm-cov`
    charla_llvm=`AS_DIRNAME(["$charla_llvm"])`
    AC_PATH_PROG([LLVM_COV], [llvm-cov], [], [$charla_llvm:$PATH])
    AC_PATH_PROG([LLVM_PROFDATA], [llvm-profdata], [], [$charla_llvm:$PATH])
    AS_IF([test -z "$LLVM_COV" || test -z "$LLVM_PROFDATA"],
      [AC_MSG_ERROR([--enable-coverage needs llvm-cov and llvm-profdata.
  On Debian and its kin:  apt-get install llvm])])
    # %m: a file for each program; %c: mapped, so it is always up to date.
    COVERAGE_CPPFLAGS="$charla_coverage='\$(abs_top_builddir)/coverage/%m%c'"
    COVERAGE_CPPFLAGS="$COVERAGE_CPPFLAGS -DCHARLA_COUNTERS='\"\$(abs_top_builddir)/coverage\"'"
    COVERAGE_CPPFLAGS="$COVERAGE_CPPFLAGS -fprofile-update=atomic"
    COVERAGE_CPPFLAGS="$COVERAGE_CPPFLAGS -fcoverage-mapping"
    COVERAGE_CPPFLAGS="$COVERAGE_CPPFLAGS -mllvm -runtime-counter-relocation"
    AM_LDFLAGS="$AM_LDFLAGS $charla_coverage"
  ])
  AC_SUBST([COVERAGE_CPPFLAGS])
  AM_CONDITIONAL([WITH_COVERAGE], [test "x$enable_coverage" != xno])
])
