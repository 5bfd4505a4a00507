# charla: completion for fish.
# SPDX-License-Identifier: GPL-3.0-or-later

# __charla_peers [all]: the contacts, and whose keys are remembered, as HOST, or HOST:PORT
# where the port is not the usual one; with "all" also the callers, by their
# fingerprints.
function __charla_peers
    set -l data $XDG_DATA_HOME
    test -n "$data"; or set data $HOME/.local/share
    awk -v all="$argv[1]" '
        $2 ~ /^SHA256:/ { print $1; next }
        $3 !~ /^SHA256:/ { next }
        $1 == "caller" { if (all) print $3; next }
        $2 == 8081 { print $1; next }
        $1 ~ /:/ { print "[" $1 "]:" $2; next }
        { print $1 ":" $2 }
    ' $data/charla/{known_peers,contacts} 2>/dev/null
end

# Whether a word would be the host to call.
function __charla_calls
    argparse -i 4 6 k q t l/listen p/port= n/name= timeout= resume= proxy= via= \
        notify= download= log= -- \
        (commandline -opc)[2..] 2>/dev/null
    and not set -q _flag_listen
    and not string match -qv -- '-*' $argv
end

complete -c charla -f
complete -c charla -n __charla_calls -a '(__charla_peers)' -d 'Known peer'
complete -c charla -n __charla_calls -a '(__fish_print_hostnames)' -d 'Host'

complete -c charla -s l -l listen -d 'Wait for a call'
complete -c charla -s k -l keep -d 'With -l: wait for the next call afterwards'
complete -c charla -s p -l port -x -d 'The port to call or to wait on'
complete -c charla -s 4 -l ipv4 -d 'Use IPv4 only'
complete -c charla -s 6 -l ipv6 -d 'Use IPv6 only'
complete -c charla -s n -l name -x -d 'Your name, told to the other side'
complete -c charla -l code -d 'With -l: show a code to call with'
complete -c charla -l plain -d 'Never encrypt'
complete -c charla -l encrypt -d 'Talk encrypted or not at all'
complete -c charla -l wait -d 'Go on calling until somebody answers'
complete -c charla -l proxy -x -d 'Call through a SOCKS5 proxy'
complete -c charla -l via -x -d 'Talk over a command'
complete -c charla -l no-web -d 'With -l: no page for browsers'
complete -c charla -l resume -x -d 'For how many seconds to call again when the connection breaks'
complete -c charla -l timeout -x -d 'How many seconds to wait for an answer'
complete -c charla -l fingerprint -d 'Show the fingerprint of your key'
complete -c charla -l find -d 'List who is waiting in this network'
complete -c charla -l no-announce -d 'With -l: do not announce it in this network'
complete -c charla -l contacts -d 'List your contacts'
complete -c charla -l download -x -a '(__fish_complete_directories)' -d 'Where received files go'
complete -c charla -l forget -x -a '(__charla_peers all)' -d 'Forget a key'
complete -c charla -s q -l quiet -d 'No notices'
complete -c charla -s v -l verbose -d 'All notices'
complete -c charla -s t -l timestamps -d 'Show the time on every line'
complete -c charla -l linear -d 'No line editor: for screen readers'
complete -c charla -l log -r -F -d 'Log the conversation to this file'
complete -c charla -l typing -d 'Tell each other who is typing'
complete -c charla -l notify -x -a 'none bell always desktop desktop=text' -d 'When to ring'
complete -c charla -s h -l help -d 'Show the help'
complete -c charla -s V -l version -d 'Show the version'
