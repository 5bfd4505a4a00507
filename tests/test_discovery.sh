#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who waits is found in another machine's network: two network namespaces, each
# with a D-Bus and an avahi-daemon of its own.  Speaks TAP.
here=${CHARLA_TESTS:?}
charla=${CHARLA:-$PWD/../src/charla}
case $charla in /*) ;; *) charla=$PWD/$charla ;; esac

skip() {
    echo "1..0 # SKIP $1"
    exit 0
}

for tool in unshare ip nsenter dbus-daemon avahi-daemon avahi-browse \
    avahi-publish python3; do
    command -v $tool >/dev/null || skip "$tool is not installed"
done
"$charla" --find 2>&1 | grep -q 'without Avahi' && skip "built without Avahi"
unshare -n -m sh -c "ip link add eth0 type veth peer name far0 &&
    mount -t tmpfs none /run" 2>/dev/null ||
    skip "only root can make networks, and needs veth"
work=$(mktemp -d) || exit 1
python3 -B "$here/discovery.py" "$charla" "$work"
rm -rf "$work"
