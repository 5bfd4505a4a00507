#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual page in another language tells what the English one does: the same
# sections, options, commands, files and examples in the same order; and it is
# what po4a makes of its catalog.  The guide names only documents that are
# installed with it.  Speaks TAP.
here=${CHARLA_TESTS:-$(dirname "$0")}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# What a translator leaves as it is, a line each.
skeleton() {
    awk '$1 == ".Sh" { print $1; next }
        $1 == ".Bl" || $1 == ".El" || $1 == ".Dl" || $1 == ".Pp" { print; next }
        $1 == ".It" {
            line = $1
            for (i = 2; i <= NF; i++) {
                if ($i == "Ar") {
                    while (i < NF && $(i + 1) !~ /^([A-Z][a-z]|,)$/)
                        i++
                    continue
                }
                line = line " " $i
            }
            print line
        }
        $1 == ".Fl" || $1 == ".Ev" || $1 == ".Pa" { print $1, $2 }' "$1"
}

check() {
    if (skeleton "$1" >"$work/one" && skeleton "$2" >"$work/other" &&
        test -s "$work/one" && diff "$work/one" "$work/other" >"$work/diff")
    then echo same
    else echo different
    fi
}

number=0
status=0
# expect SAME-OR-DIFFERENT PAGE PAGE NAME
expect() {
    number=$((number + 1))
    if [ "$(check "$2" "$3")" = "$1" ]; then
        echo "ok $number - manual::$4"
    else
        sed 's/^/# /' "$work/diff"
        echo "not ok $number - manual::$4"
        status=1
    fi
}

english=$here/../doc/charla.1
spanish=$here/../doc/es/charla.1
echo "1..6"
installed=$(sed -n '/^dist_doc_DATA/,/[^\\]$/p' "$here/../Makefile.am")
: >"$work/missing"
grep -oE 'doc/[a-z]+\.(md|txt)' "$here/../doc/guide.txt" >"$work/names"
while read -r name; do
    case $installed in *"$name"*) ;; *) echo "$name" >>"$work/missing" ;; esac
done <"$work/names"
number=1
if [ -s "$work/missing" ]; then
    sed 's/^/# /' "$work/missing"
    echo "not ok 1 - manual::the_guide_names_what_is_installed"
    status=1
else
    echo "ok 1 - manual::the_guide_names_what_is_installed"
fi
expect same "$english" "$spanish" the_spanish_page_has_all_of_the_english_one
sed '/^\.It Fl k ,/d' "$spanish" >"$work/page"
expect different "$english" "$work/page" an_option_that_is_missing_is_found
sed '/^\.Sh FALLOS/,$d' "$spanish" >"$work/page"
expect different "$english" "$work/page" a_section_that_is_missing_is_found
sed 's/^\.Dl charla -l$/.Dl charla -lk/' "$spanish" >"$work/page"
expect different "$english" "$work/page" another_example_is_found

# The words of a page: versions of po4a break lines in different places.
words() {
    grep -v '^\.\\"' "$1" | tr -s ' \n' '\n'
}

# Made anew, in a copy.
cp -r "$here/../doc" "$work/doc"
chmod -R u+w "$work/doc"
rm "$work/doc/es/charla.1"
title=manual::the_spanish_page_is_what_po4a_makes_of_its_catalog
if ! command -v po4a >/dev/null; then
    echo "ok 6 - $title # SKIP po4a is missing"
elif case $work in *[[:space:]]*) ;; *) false ;; esac then
    echo "ok 6 - $title # SKIP po4a takes no path with a blank"
elif (cd "$work" && po4a --force --keep 0 doc/po4a/po4a.cfg) >"$work/log" 2>&1 &&
    words "$work/doc/es/charla.1" >"$work/one" &&
    words "$spanish" >"$work/other" && test -s "$work/one" &&
    diff "$work/one" "$work/other" >>"$work/log"; then
    echo "ok 6 - $title"
else
    sed 's/^/# /' "$work/log"
    echo "not ok 6 - $title"
    status=1
fi
exit $status
