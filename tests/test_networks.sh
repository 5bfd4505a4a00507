#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two networks that cannot reach each other, and a broker in a third that both
# can reach.  Speaks TAP.
here=$(dirname "$0")
unset CHARLA_LIBEXECDIR # charla-mqtt is beside charla
skip() {
    echo "1..0 # SKIP $1"
    exit 0
}

for tool in unshare ip nsenter mosquitto "$CHARLA-mqtt"; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
unshare -n ip link add eth0 type veth peer name far0 2>/dev/null ||
    skip "only root can make networks, and needs veth"
. "$here/needs-charla1"
exec "$python" -B "$here/test_networks.py"
