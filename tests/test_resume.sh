#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Conversations that outlive their connections.  Speaks TAP.
here=$(dirname "$0")
python=${PYTHON3:-python3}
if ! command -v "$python" >/dev/null; then
    echo "1..0 # SKIP python3 is missing"
    exit 0
fi
if ! "$python" -B -c 'import ctypes; ctypes.CDLL("libgnutls.so.30")' \
    2>/dev/null; then
    echo "1..0 # SKIP python3 cannot load libgnutls.so.30"
    exit 0
fi
case $("$CHARLA" --version) in
*GnuTLS*) ;;
*)
    echo "1..0 # SKIP this charla does not encrypt"
    exit 0
    ;;
esac
exec "$python" -B "$here/test_resume.py"
