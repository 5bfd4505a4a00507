# SPDX-License-Identifier: GPL-3.0-or-later
# CHARLA_COMPLETION(SHELL, DIRECTORY): where the completion for SHELL goes,
# DIRECTORY unless --with-SHELL-completion-dir says another; "no" leaves it
# out.
AC_DEFUN([CHARLA_COMPLETION], [
  AC_ARG_WITH([$1-completion-dir],
    [AS_HELP_STRING([--with-$1-completion-dir=DIR],
      [install the completion for $1 there])],
    [$1completiondir=$withval], [$1completiondir=yes])
  AS_IF([test "x$$1completiondir" = xyes], [$1completiondir='$2'])
  AC_SUBST([$1completiondir])
  AM_CONDITIONAL([WITH_COMPLETION_]m4_toupper([$1]),
    [test "x$$1completiondir" != xno])
])
