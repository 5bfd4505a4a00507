#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# charla and a real browser: Chromium, without a window.  Speaks TAP.
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
if ! command -v chromium chromium-browser google-chrome >/dev/null; then
    echo "1..0 # SKIP chromium is missing"
    exit 0
fi
. "$here/needs-loopback"
exec "$python" -B "$here/test_browser.py" "$@"
