#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A short visit to ../torture: faults, random talk and signals, from fixed
# seeds.  Speaks TAP.  CHARLA and TORTURE (the directory with fault.so) come
# from the makefile.
here=$(dirname "$0")/../torture
python=${PYTHON3:-python3}
if ! command -v "$python" >/dev/null || [ ! -e "$TORTURE/fault.so" ]; then
    echo "1..0 # SKIP python3 or the fault library is missing"
    exit 0
fi
. "$(dirname "$0")/needs-loopback"

number=0
status=0
run() {
    number=$((number + 1))
    name=$1
    shift
    if "$python" -B "$here/torture.py" "$@" --charla "$CHARLA" \
        --shim "$TORTURE/fault.so" --jobs 24 >&2; then
        echo "ok $number - torture::$name"
    else
        echo "not ok $number - torture::$name"
        status=1
    fi
}

# Over brokers, where there are some.
run_broker() {
    number=$((number + 1))
    name=$1
    shift
    JOBS=6 "$python" -B "$here/broker.py" "$@" >&2
    case $? in
    0) echo "ok $number - torture::$name" ;;
    77) echo "ok $number - torture::$name # SKIP no broker, or no encryption" ;;
    *)
        echo "not ok $number - torture::$name"
        status=1
        ;;
    esac
}

echo "1..7"
run faults_that_do_no_harm_lose_nothing faults --mode harmless --seeds 100
run faults_that_do_harm_are_told faults --seeds 250
run random_talk_ends_the_same_for_both stress --seeds 100
run signals_by_the_thousand_change_nothing signals --seeds 4
run signals_while_typing_change_nothing typing --seeds 8
run_broker brokers_that_lose_and_repeat_lose_nothing_of_a_talk seeds 3
run_broker a_link_that_breaks_while_it_is_resumed_is_resumed handshakes 500
exit $status
