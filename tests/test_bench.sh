#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How the benchmark judges and tells what it has measured; nothing is measured
# here.  Speaks TAP.
here=$(dirname "$0")
python=${PYTHON3:-python3}
if ! command -v "$python" >/dev/null; then
    echo "1..0 # SKIP python3 is missing"
    exit 0
fi
exec "$python" -B "$here/test_bench.py"
