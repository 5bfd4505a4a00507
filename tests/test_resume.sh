#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Conversations that outlive their connections.  Speaks TAP.
here=$(dirname "$0")
. "$here/needs-charla1"
. "$here/needs-loopback"
exec "$python" -B "$here/test_resume.py"
