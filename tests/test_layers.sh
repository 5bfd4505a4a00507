#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every include of src goes downwards, and the check of that can fail.
here=${CHARLA_TESTS:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

number=0
ok() {
    number=$((number + 1))
    echo "ok $number - $1"
}
not_ok() {
    number=$((number + 1))
    echo "not ok $number - $1"
    sed 's/^/# /' "$work/out"
}

# expect STATUS TEXT NAME: run the check on $work/src.
expect() {
    sh "$here/check-layers" "$work/src" >"$work/out" 2>&1
    if [ $? = "$1" ] && grep -qF -e "$2" "$work/out"; then
        ok "$3"
    else
        not_ok "$3"
    fi
}

# put FILE INCLUDED...: a file with these includes, and nothing else.
put() {
    mkdir -p "$work/src/$(dirname "$1")"
    file=$work/src/$1
    : >"$file"
    shift
    for each in "$@"; do
        echo "#include \"$each\"" >>"$file"
    done
}

new_house() {
    rm -rf "$work/src"
    put base/low.h
    put base/low.c base/low.h
    put chat/high.h base/low.h
    put chat/high.c chat/high.h
    put main.c chat/high.h
}

echo 1..7
if sh "$here/check-layers" "$here/../src" >"$work/out" 2>&1; then
    ok "every include of src goes downwards"
else
    not_ok "every include of src goes downwards"
fi

new_house
echo >"$work/out"
if sh "$here/check-layers" "$work/src" >"$work/out" 2>&1; then
    ok "a house in order passes"
else
    not_ok "a house in order passes"
fi
put base/low.c base/low.h chat/high.h
expect 1 'base/low.c:2: #include "chat/high.h": base/ stands below chat/' \
    "an include that goes upwards is printed with its place"

new_house
put chat/other.h
put chat/high.h chat/other.h
put chat/other.c chat/other.h chat/high.h
expect 1 "chat/other" "two modules that need each other are found"

new_house
put chat/high.c high.h
expect 1 "say in which folder it stands" \
    "an include without its folder is refused"

new_house
put attic/box.c base/low.h
expect 1 "attic/ is no layer" "a folder that is no layer is refused"

rm -rf "$work/src"
expect 2 "usage" "no folder is wrong usage"
