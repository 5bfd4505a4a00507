#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# charla and a second implementation of charla/1 (charla1.py).  Speaks TAP.
here=$(dirname "$0")
. "$here/needs-charla1"
. "$here/needs-loopback"
exec "$python" -B "$here/test_frames.py"
