#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each option of the program is in its help, in its manual page, and in the
# completions for each shell; and these know no other.  Speaks TAP.
here=${CHARLA_TESTS:?}
top=$here/..
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
number=0

# The words of a text that are long options, each once; a text may write them
# otherwise, which the sed script in $1 puts right.
long_options() {
    sed "$1" | grep -oE -e '--[a-z][a-z0-9-]*' | sort -u
}

# same NAME: the options on standard input are those of the program.
same() {
    number=$((number + 1))
    long_options "$2" >"$work/found"
    if diff "$work/options" "$work/found" >"$work/difference"; then
        echo "ok $number - options_everywhere::$1"
    else
        echo "not ok $number - options_everywhere::$1"
        sed -n 's/^</# missing:/p; s/^>/# unknown:/p' "$work/difference"
    fi
}

sh "$here/options-of" "$top/src" | sed 's/^\([^ ]*\).*/--\1/' |
    sort >"$work/options"

echo 1..6
number=1
# One that reads the table wrongly would agree with everything.
if [ "$(grep -cE '^--(listen|port|version|notify)$' "$work/options")" = 4 ]
then
    echo "ok 1 - options_everywhere::the table can be read"
else
    echo "not ok 1 - options_everywhere::the table can be read"
fi
same "the help" '/option_rows/,/^};/!d' <"$top/src/cli/usage.c"
# In the manual page "-" stands for "--" behind a macro.
same "the manual page" 's/Fl -/--/g' <"$top/doc/charla.1"
same bash '/^#/d' <"$top/completions/bash/charla"
same zsh '/^#/d; s/\[[^]]*]//g' <"$top/completions/zsh/_charla"
same fish '/^complete -c/!d; s/ -l \([^ ]*\)/ --\1/' \
    <"$top/completions/fish/charla.fish"
