#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A short visit to ../torture/meet.py: two who call each other by name at the
# same time.  Speaks TAP.
here=${CHARLA_TESTS:-$(dirname "$0")}/../torture
python=${PYTHON3:-python3}
for tool in "$python" unshare nsenter ip; do
    command -v "$tool" >/dev/null || {
        echo "1..0 # SKIP $tool is not installed"
        exit 0
    }
done
case $("$CHARLA" --version) in
*GnuTLS*) ;;
*)
    echo "1..0 # SKIP this charla does not encrypt"
    exit 0
    ;;
esac
said=$("$python" -B "$here/meet.py" 20) && good= || good="not "
case $said in
SKIP*)
    echo "1..0 # $said"
    exit 0
    ;;
esac
printf '%s\n' "$said" | sed 's/^/# /'
echo "1..1"
echo "${good}ok 1 - meet::two_who_call_each_other_have_one_conversation"
[ -z "$good" ]
