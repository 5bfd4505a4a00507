#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# charla over a real ssh, to an sshd of the test's own.  Speaks TAP.
python=${PYTHON3:-python3}
here=$(dirname "$0")
PATH=$PATH:/usr/sbin:/usr/local/sbin
for each in "$python" ssh sshd ssh-keygen; do
    command -v "$each" >/dev/null 2>&1 && continue
    echo "1..0 # SKIP $each is not installed"
    exit 0
done
. "$here/needs-loopback"
exec "$python" -B "$here/test_ssh.py"
