#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What bash, zsh and fish offer when they complete a command line of charla.
# Speaks TAP.
here=${CHARLA_TESTS:?}
folder=$here/../completions
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0

result() {
    number=$((number + 1))
    echo "$1 $number - completions::$2"
}

# Somebody who has called two hosts and has been called by one person.
export HOME="$work" XDG_DATA_HOME="$work/data" LC_ALL=C.UTF-8
unset ZDOTDIR BASH_COMPLETION_USER_DIR
mkdir -p "$XDG_DATA_HOME/charla"
cat >"$XDG_DATA_HOME/charla/known_peers" <<'PEERS'
charla known_peers 1
caller - SHA256:UN6zqoo3989Wv3f8PVtMguOg4g2gxjLOFBigNdrRNVM 2025-01-02 verified
2001:db8::1 65535 SHA256:BuP9j9opu2CrWVV95h7bCuzbIxE0vjDnW0Vfjht5L6k 2026-12-31 verified
friend.example 8081 SHA256:BuP9j9opu2CrWVV95h7bCuzbIxE0vjDnW0Vfjht5L6k 2026-11-25 verified
end 00000000
PEERS

# offer SHELL LINE: the candidates, into $work/offered.
offer() {
    guard=
    timeout 5 true 2>/dev/null && guard="timeout 60"
    $guard "$1" "$here/complete-$1" "$folder" "$2" >"$work/offered" \
        2>"$work/complaints" </dev/null
}

# expect SHELL LINE CANDIDATE...: LINE is completed by these, among others;
# "!CANDIDATE" is none of them.
expect() {
    shell=$1
    line=$2
    shift 2
    offer "$shell" "$line"
    verdict=ok
    [ -s "$work/complaints" ] && verdict="not ok"
    for each in "$@"; do
        wanted=0
        case $each in !*) wanted=1 ;; esac
        grep -qxF -e "${each#!}" "$work/offered"
        [ $? = $wanted ] || verdict="not ok"
    done
    result "$verdict" "$shell: '$line' gives $*"
    [ "$verdict" = ok ] || sed 's/^/# /' "$work/offered" "$work/complaints"
}

# Each option of the program, and nothing else, is offered.
expect_options() {
    {
        sh "$here/options-of" "$here/../src" | awk '{
            print "--" $1
            if ($2 != "-")
                print "-" $2
        }'
    } | LC_ALL=C sort >"$work/options"
    offer "$1" 'charla -'
    sed 's/=.*//' "$work/offered" | LC_ALL=C sort -u >"$work/sorted"
    if diff "$work/options" "$work/sorted" >"$work/difference"; then
        result ok "$1: all options are offered"
    else
        result "not ok" "$1: all options are offered"
        sed 's/^</# missing:/; s/^>/# unknown:/' "$work/difference"
    fi
}

# Fish writes the option before its value, bash and zsh the value alone.
check_shell() {
    before=
    [ "$1" = fish ] && before=--notify=
    expect_options "$1"
    expect "$1" 'charla --ti' --timestamps '!--notify'
    expect "$1" 'charla --notify ' none bell always '!--quiet'
    expect "$1" 'charla --notify=b' "${before}bell" '!none'
    expect "$1" 'charla ' friend.example '[2001:db8::1]:65535' '!2001:db8::1'
    expect "$1" 'charla -q -p 9 fr' friend.example
    expect "$1" 'charla friend.example ' '!friend.example'
    expect "$1" 'charla -4l ' '!friend.example'
    expect "$1" 'charla -p ' '!friend.example'
    expect "$1" 'charla --forget ' friend.example \
        SHA256:UN6zqoo3989Wv3f8PVtMguOg4g2gxjLOFBigNdrRNVM
}
tests_of_a_shell=10

is_missing() {
    command -v "$1" >/dev/null || return 0
    offer "$1" 'charla -'
    [ $? = 77 ]
}

echo "1..$((3 * tests_of_a_shell))"
for shell in bash zsh fish; do
    if is_missing $shell; then
        for each in $(seq $tests_of_a_shell); do
            result ok "$shell # SKIP $shell, or its completion, is missing"
        done
    else
        check_shell $shell
    fi
done
