#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# ../bootstrap on machines that lack something; apt and the build are played
# by scripts.  Speaks TAP.
bootstrap=$(cd "$(dirname "$0")/.." && pwd)/bootstrap
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0
status=0

# The only commands there are: "bin" holds what a test changes.
mkdir "$work/tools"
for tool in cat dirname env find getconf mktemp rm sh; do
    ln -s "$(command -v $tool)" "$work/tools/$tool"
done

command_is() {
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}

# A machine where apt cannot install the package $1, and where these are
# there already: $2.
machine() {
    rm -rf "${work:?}/bin" "${work:?}/tree"
    mkdir "$work/bin" "$work/tree"
    cp "$bootstrap" "$work/tree"
    : >"$work/log"
    : >"$work/installed"
    command_is dpkg-query 'for last; do :; done
        case " '"$2"' $(cat "'"$work"'/installed") " in
            *" $last "*) printf installed;; *) exit 1;; esac'
    command_is apt-get 'echo "apt-get $*" >>"'"$work"'/log"
        case " $* " in *" '"$1"' "*) echo "E: none of it"; exit 100;; esac
        echo "$* " >>"'"$work"'/installed"'
    command_is id 'echo 1000'
    command_is sudo 'echo sudo >>"'"$work"'/log"; "$@"'
    command_is autoreconf 'printf "#!/bin/sh\n" >configure
        printf "echo configured >>\"'"$work"'/log\"\n" >>configure
        /bin/chmod +x configure'
    command_is make 'echo made >>"'"$work"'/log"'
}

run() {
    PATH="$work/bin:$work/tools" "$work/tree/bootstrap" "$@" \
        >"$work/out" 2>&1
}

report() {
    number=$((number + 1))
    if [ "$2" = 0 ]; then
        echo "ok $number - bootstrap::$1"
    else
        echo "not ok $number - bootstrap::$1"
        sed 's/^/# /' "$work/log" "$work/out"
        status=1
    fi
}

says() {
    grep -qF -e "$1" "$work/out"
}

was_done() {
    grep -qF -e "$1" "$work/log"
}

needed="gcc make autoconf automake autopoint gettext pkg-config libreadline-dev \
libunistring-dev libgnutls28-dev"
all="$needed libseccomp-dev libmicrohttpd-dev libwslay-dev nettle-dev \
    libmosquitto-dev \
libcriterion-dev libvterm-dev"

ends_with() {
    tail=$(sed -n '$!{h;d};H;x;p' "$work/out" | sed 1q)
    case $tail in *"$1"*) ;; *) return 1 ;; esac
}

# asked N: the password was asked for so often.
asked() {
    [ "$(grep -c '^sudo$' "$work/log")" = "$1" ]
}

echo "1..10"

machine nothing "$all"
run && was_done made && was_done configured && ! was_done apt-get && asked 0
report builds_where_all_is_there $?

machine nothing "$all"
run && says "making configure" && says "configuring" && says "building" &&
    ends_with "Start charla from here with:  src/charla"
report says_what_it_does_and_how_charla_is_started $?

machine nothing ""
run && was_done made && was_done libgnutls28-dev &&
    was_done libseccomp-dev && says "installing gcc make" &&
    [ "$(grep -c "apt-get update" "$work/log")" = 1 ] && asked 1
report asks_once_for_all_that_is_missing $?

machine nothing "$needed"
run && was_done made && ! was_done apt-get && asked 0 &&
    says "going on without libseccomp-dev"
report asks_nothing_for_what_is_only_optional $?

machine nothing "$needed"
run --enable-werror && ! was_done libvterm-dev && ! says libvterm-dev
report leaves_out_what_only_tests_need $?

machine libvterm-dev "$needed"
run --tests && was_done made && was_done libcriterion-dev && asked 1 &&
    says "going on without libvterm-dev (only"
report gets_what_tests_need_when_asked_to $?

machine libseccomp-dev ""
run
was_done "apt-get install -y --no-install-recommends nettle-dev" &&
    was_done made && asked 1 && says "going on without libseccomp-dev"
report tries_each_optional_one_when_one_fails $?

machine libreadline-dev "gcc make"
! run && ! was_done configured && asked 1 &&
    says "E: none of it" && says "could not install: autoconf " &&
    says "an administrator can: apt-get install autoconf "
report stops_without_what_is_needed_and_says_who_can_help $?

machine nothing "gcc make"
command_is sudo 'echo sudo >>"'"$work"'/log"; echo "sorry" >&2; exit 1'
! run && ! was_done configured && asked 1 && says "sorry" &&
    says "an administrator can: apt-get install autoconf "
report asks_only_once_where_one_may_not $?

machine nothing ""
rm "$work/bin/apt-get"
run && was_done made && says readline && says Criterion && says libvterm &&
    says libseccomp
report names_all_where_there_is_no_apt $?

exit $status
