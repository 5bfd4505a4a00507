#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Files in the conversation.  Speaks TAP.
here=$(dirname "$0")
. "$here/needs-charla1"
. "$here/needs-loopback"
exec "$python" -B "$here/test_files.py"
