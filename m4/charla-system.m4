# SPDX-License-Identifier: GPL-3.0-or-later
# What systems do in different ways.

# CHARLA_SYSTEM: find out which functions there are.  Each has a twin in
# src/base, or the program does without it.
AC_DEFUN([CHARLA_SYSTEM], [
  AC_REQUIRE([AC_CANONICAL_HOST])
  AC_CHECK_HEADERS([sys/random.h])
  AC_CHECK_FUNCS([accept4 closefrom explicit_bzero getentropy ppoll])
  AS_IF([test "x$ac_cv_func_getentropy" != xyes],
    [AC_CHECK_FUNC([arc4random_buf], [],
      [AC_MSG_ERROR([the C library has neither getentropy nor
  arc4random_buf, and charla needs random numbers])])])
  AC_CHECK_FUNCS([prctl procctl])
  AC_CHECK_DECLS([SOCK_CLOEXEC, MSG_CMSG_CLOEXEC], [], [],
    [[#include <sys/socket.h>]])
  AC_CHECK_MEMBERS([struct tcp_info.tcpi_probes], [], [],
    [[#include <netinet/in.h>
      #include <netinet/tcp.h>]])

  AC_CACHE_CHECK([whether a timer can signal a thread],
    [charla_cv_thread_timers],
    [AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <signal.h>
        #include <time.h>
        #include <unistd.h>]],
      [[struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID};
        timer_t timer;
        return timer_create(CLOCK_MONOTONIC, &event, &timer) + gettid();]])],
      [charla_cv_thread_timers=yes], [charla_cv_thread_timers=no])])
  AM_CONDITIONAL([WITH_THREAD_TIMERS],
    [test "x$charla_cv_thread_timers" = xyes])

  # macOS names SOCK_SEQPACKET and refuses it.
  AC_CACHE_CHECK([whether local sockets keep messages apart],
    [charla_cv_local_packets],
    [AS_CASE([$host_os], [darwin*], [charla_cv_local_packets=no],
      [charla_cv_local_packets=yes])])
  AS_IF([test "x$charla_cv_local_packets" = xyes],
    [AC_DEFINE([CHARLA_LOCAL_PACKETS], [1],
      [Define to 1 if there are SOCK_SEQPACKET pairs of AF_UNIX.])])
])

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
