#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The version is in configure.ac; what has to repeat it says the same.
# Speaks TAP.
here=${CHARLA_TESTS:?}
top=$here/..
version=$(sed -n 's/^AC_INIT(\[charla], \[\([0-9.]*\)].*/\1/p' \
    "$top/configure.ac")
number=0

# newest FILE SCRIPT: SCRIPT, of sed, prints the versions in FILE, the newest
# first.
newest() {
    number=$((number + 1))
    found=$(sed -n "$2" "$top/$1" 2>/dev/null | head -n 1)
    if [ ! -e "$top/$1" ]; then
        echo "ok $number - version::$1 # SKIP not in this tree"
    elif [ "$version" ] && [ "$found" = "$version" ]; then
        echo "ok $number - version::$1"
    else
        echo "not ok $number - version::$1"
        echo "# '$found' where configure.ac has '$version'"
    fi
}

echo 1..8
newest NEWS 's/^charla \([0-9][0-9.]*\).*/\1/p'
newest ChangeLog 's/^.* charla \([0-9.]*[0-9]\).*/\1/p'
newest data/io.github.charla.charla.metainfo.xml \
    's/.*<release version="\([^"]*\)".*/\1/p'
newest debian/changelog 's/^charla (\([^-)]*\)-.*/\1/p'
newest packaging/charla.spec 's/^Version: *//p'
newest packaging/APKBUILD 's/^pkgver=//p'
newest packaging/PKGBUILD 's/^pkgver=//p'
newest packaging/charla.rb 's/.*charla-\([0-9.]*\)\.tar\.xz.*/\1/p'
