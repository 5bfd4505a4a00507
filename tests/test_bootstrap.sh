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
for tool in cat dirname env find getconf id mktemp rm sh; do
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
    command_is dpkg-query 'for last; do :; done
        case " '"$2"' " in *" $last "*) printf installed;; *) exit 1;; esac'
    command_is apt-get 'echo "apt-get $*" >>"'"$work"'/log"
        case " $* " in *" '"$1"' "*) echo "E: none of it"; exit 100;; esac'
    command_is sudo '"$@"'
    command_is autoreconf 'printf "#!/bin/sh\n" >configure
        printf "echo configured >>\"'"$work"'/log\"\n" >>configure
        /bin/chmod +x configure'
    command_is make 'echo made >>"'"$work"'/log"'
}

run() {
    PATH="$work/bin:$work/tools" "$work/tree/bootstrap" >"$work/out" 2>&1
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

echo "1..6"

machine nothing "$all"
run && was_done made && was_done configured && ! was_done apt-get
report builds_where_all_is_there $?

machine nothing ""
run && was_done made && was_done libgnutls28-dev && was_done libvterm-dev &&
    was_done libseccomp-dev && ! says "going on without" &&
    [ "$(grep -c "apt-get update" "$work/log")" = 1 ]
report installs_all_that_is_missing $?

machine libvterm-dev "libcriterion-dev"
run && was_done made && was_done libgnutls28-dev &&
    says "going on without libvterm-dev (only"
report goes_on_without_what_only_tests_need $?

machine libseccomp-dev "$needed"
run && was_done made && was_done libvterm-dev &&
    says "going on without libseccomp-dev"
report goes_on_without_what_is_optional $?

machine libreadline-dev "gcc make"
! run && ! was_done configured && ! was_done libvterm-dev &&
    says "E: none of it" && says "could not install: autoconf "
report stops_without_what_is_needed $?

machine nothing ""
rm "$work/bin/apt-get"
run && was_done made && says readline && says Criterion && says libvterm &&
    says libseccomp
report names_all_where_there_is_no_apt $?

exit $status
