# SPDX-License-Identifier: GPL-3.0-or-later
# What systems do in different ways.

# CHARLA_EVENTS: choose what src/base/event_set.h is made of, epoll or kqueue;
# refuse if there is neither.  kqueue is a library's function on other systems
# than macOS and the BSDs (libkqueue; its header is in a folder of its own, so
# that CPPFLAGS has to name that).
AC_DEFUN([CHARLA_EVENTS], [
  AC_ARG_WITH([kqueue],
    [AS_HELP_STRING([--with-kqueue],
      [use kqueue even if there is epoll])],
    [], [with_kqueue=check])
  charla_events=
  AS_IF([test "x$with_kqueue" != xyes],
    [AC_CHECK_FUNC([epoll_create1], [charla_events=epoll])])
  AS_IF([test "x$charla_events" = x && test "x$with_kqueue" != xno],
    [AC_CHECK_HEADER([sys/event.h],
       [AC_SEARCH_LIBS([kqueue], [kqueue], [charla_events=kqueue])], [],
       [[#include <sys/types.h>]])])
  AS_IF([test "x$charla_events" = x],
    [AC_MSG_ERROR([charla waits for many descriptors with epoll or kqueue,
  and this system has neither.  The library libkqueue has the latter:
  ./configure --with-kqueue CPPFLAGS=-I/usr/include/kqueue])])
  AM_CONDITIONAL([WITH_EPOLL], [test "x$charla_events" = xepoll])
])
