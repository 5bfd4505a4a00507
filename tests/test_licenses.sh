#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file says under which license it is, and the check of that can fail.
# Speaks TAP.
here=${CHARLA_TESTS:?}
if ! git -C "$here" rev-parse >/dev/null 2>&1; then
    echo "1..0 # SKIP not a checkout, or git is missing"
    exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0

# expect STATUS TEXT NAME: what the check says of $tree.
expect() {
    number=$((number + 1))
    sh "$here/check-licenses" "$tree" >"$work/out" 2>&1
    if [ $? = "$1" ] && { [ -z "$2" ] || grep -qF -e "$2" "$work/out"; }; then
        echo "ok $number - licenses::$3"
    else
        echo "not ok $number - licenses::$3"
        sed 's/^/# /' "$work/out"
    fi
}

tag='SPDX-License-''Identifier'
echo 1..4
tree=$here/..
expect 0 "" "every file of charla names its license"

tree=$work/tree
mkdir -p "$tree/.reuse" "$tree/LICENSES"
git init -q "$tree"
printf 'Files: *\nLicense: MIT\n\nFiles: plain .reuse/* LICENSES/*\n' \
    >"$tree/.reuse/dep5"
echo words >"$tree/LICENSES/MIT.txt"
echo words >"$tree/plain"
echo "/* $tag: MIT */" >"$tree/file.c"
expect 0 "" "a file may be named in dep5"
echo words >"$tree/other"
expect 1 "other: no license" "a file without a license is found"
echo "# $tag: ISC" >"$tree/other"
expect 1 "ISC: no text" "a license without its text is found"
