#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# inject.sh: the same as the fault library, seen by another program: strace
# makes system calls fail in a real conversation.  CHARLA names the program.
# A case is: what strace is to inject, and the exit status that must follow.
for tool in strace python3; do
    command -v $tool >/dev/null || { echo "SKIPPED: no $tool"; exit 0; }
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
count=0
lost=0

fail() {
    lost=$((lost + 1))
    echo "FAILED inject '$1' ($2): $3"
    sed 's/^/    /' "$work"/*.err
}

# Wait until a file holds a line that begins so, or its writer is gone.
await() {
    while ! grep -q "^$1.*" "$2" && kill -0 "$3" 2>/dev/null; do
        sleep 0.01
    done
}

# converse INJECT STATUS MODE: a caller under strace sends a file both ways.
converse() {
    count=$((count + 1))
    rm -rf "$work"/*.err "$work"/one "$work"/two
    : >"$work/1.err"
    XDG_DATA_HOME=$work/one timeout 60 "$CHARLA" $3 -l -p 0 127.0.0.1 \
        <"$work/text" >"$work/out1" 2>"$work/1.err" &
    listener=$!
    await "charla: listening on" "$work/1.err" $listener
    port=$(sed -n 's/.*listening on .* port \([0-9]*\).*/\1/p' "$work/1.err")
    XDG_DATA_HOME=$work/two timeout 60 strace -f -qq -o "$work/trace" \
        -e "inject=$1" "$CHARLA" $3 127.0.0.1 "$port" \
        <"$work/text" >"$work/out2" 2>"$work/2.err"
    status=$?
    # A caller that never called leaves a listener to be let go.
    grep -q "^charla: connected" "$work/2.err" || kill $listener
    wait $listener
    other=$?
    [ $status = "$2" ] || fail "$1" "$3" "status $status instead of $2"
    grep -q INJECTED "$work/trace" || fail "$1" "$3" "nothing was injected"
    if [ "$2" = 0 ]; then
        [ $other = 0 ] || fail "$1" "$3" "the other ended with $other"
        cmp -s "$work/text" "$work/out1" || fail "$1" "$3" "text is lost"
        cmp -s "$work/text" "$work/out2" || fail "$1" "$3" "text is lost"
    else
        grep "^charla: cannot\|^charla: standard\|^charla: out of" \
            "$work/2.err" >/dev/null || fail "$1" "$3" "no word of it"
    fi
}

python3 -c 'print("\n".join("line %d" % i for i in range(1000000)))' \
    >"$work/text"
for mode in --plain --encrypt; do
    converse sendto:error=EINTR:when=1+3 0 $mode
    converse recvfrom:error=EINTR:when=2+3 0 $mode
    converse sendto:error=EAGAIN:when=2+2 0 $mode
    converse recvfrom:error=EAGAIN:when=2+2 0 $mode
    converse sendto:error=ENOBUFS:when=2+5 0 $mode
    converse ppoll:error=EINTR:when=1+2 0 $mode
    converse poll:error=EINTR:when=1 0 $mode
    converse read:error=EINTR:when=30+2 0 $mode
    converse setsockopt:error=ENOPROTOOPT 0 $mode
    converse sendto:error=ECONNRESET:when=4 3 $mode
    converse recvfrom:error=ECONNRESET:when=4 3 $mode
    converse socket:error=EMFILE 1 $mode
    converse pipe,pipe2:error=EMFILE 1 $mode
    converse clone3,clone:error=EAGAIN 1 $mode
done
echo "inject: $count conversations under strace, $lost lost"
[ $lost = 0 ]
