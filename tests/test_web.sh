#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# charla and guests with a browser, who are played by a script.  Speaks TAP.
here=$(dirname "$0")
python=${PYTHON3:-python3}
if ! command -v "$python" >/dev/null; then
    echo "1..0 # SKIP python3 is missing"
    exit 0
fi
if ! [ -x "$CHARLA_WEB/charla-web" ]; then
    echo "1..0 # SKIP this charla is built without a page for browsers"
    exit 0
fi
. "$here/needs-loopback"
# Where there are several, the one with python3-websockets.
for each in "$python" /usr/bin/python3; do
    if "$each" -c 'import websockets' 2>/dev/null; then
        python=$each
        break
    fi
done
exec "$python" -B "$here/test_web.py" "$@"
