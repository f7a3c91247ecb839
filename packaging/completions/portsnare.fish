# Written by make docs. Do not change it here.

# Whether the command is the one that is given: the words behind portsnare, with no word for none.
function __portsnare_is
    set -l words (commandline -opc)
    set -e words[1]
    set -l length (count $argv)
    test (count $words) -ge $length; or return
    test $length -gt 0; or return (count $words)
    test "$words[1..$length]" = "$argv"
end

# The same, and no further word is there.
function __portsnare_ends
    __portsnare_is $argv; and test (count (commandline -opc)) -eq (math (count $argv) + 1)
end

complete -c portsnare -f
complete -c portsnare -n __portsnare_is -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n __portsnare_is -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a demo -d 'Shows the whole product in two throw-away network namespaces'
complete -c portsnare -n '__portsnare_is demo' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is demo' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a doctor -d 'Proves, in two scratch network namespaces, that this kernel bans a scanner'
complete -c portsnare -n '__portsnare_is doctor' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is doctor' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is doctor' -l host -d 'Looks at this machine instead: is anything missing that a daemon needs?'
complete -c portsnare -n '__portsnare_is doctor' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a init -d 'Looks at this machine, proposes a configuration, and writes it after a yes'
complete -c portsnare -n '__portsnare_is init' -l allow -x -d 'Also never bans this address or network; may be repeated'
complete -c portsnare -n '__portsnare_is init' -l arm -d 'Bans from the first start'
complete -c portsnare -n '__portsnare_is init' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is init' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is init' -l observe -d 'Only records, and bans nobody yet'
complete -c portsnare -n '__portsnare_is init' -l print -d 'Prints the proposed file, and nothing else'
complete -c portsnare -n '__portsnare_is init' -l replace -d 'Replaces a file that has settings'
complete -c portsnare -n '__portsnare_is init' -s V -l version -d 'Print version information and exit'
complete -c portsnare -n '__portsnare_is init' -s y -l yes -d 'Asks nothing and writes'

complete -c portsnare -n __portsnare_is -a check -d 'Checks the configuration and says what it means on this machine'
complete -c portsnare -n '__portsnare_is check' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is check' -l file-only -d 'Checks only the file, and nothing of this machine: no interface, no directory, no kernel'
complete -c portsnare -n '__portsnare_is check' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is check' -l ruleset -d 'Prints the table in nft syntax, and nothing else'
complete -c portsnare -n '__portsnare_is check' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a status -d 'Shows whether this host is protected, or why not, and the state of all parts'
complete -c portsnare -n '__portsnare_is status' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is status' -l format -x -a 'table json' -d 'Default: table'
complete -c portsnare -n '__portsnare_is status' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is status' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a list -d 'Lists active bans, newest first; with --observed senders that would be banned'
complete -c portsnare -n '__portsnare_is list' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is list' -l evidence -x -a 'probable confirmed' -d 'Only bans with this evidence'
complete -c portsnare -n '__portsnare_is list' -l format -x -a 'table plain json csv' -d 'plain is one address or prefix per line'
complete -c portsnare -n '__portsnare_is list' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is list' -l network -x -d 'Only bans inside this network, or around it'
complete -c portsnare -n '__portsnare_is list' -l observed -d 'Lists senders that are recorded but not banned: with observe = true, and at UDP traps'
complete -c portsnare -n '__portsnare_is list' -l port -x -d 'Only bans for touching this port'
complete -c portsnare -n '__portsnare_is list' -l since -x -d 'Only bans made within this time'
complete -c portsnare -n '__portsnare_is list' -l sort -x -a 'newest hits dropped repeats' -d 'What comes first'
complete -c portsnare -n '__portsnare_is list' -l tool -x -d 'Only bans of senders that use this tool, such as masscan, ZMap or nmap'
complete -c portsnare -n '__portsnare_is list' -l top -x -d 'Only the first N rows'
complete -c portsnare -n '__portsnare_is list' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a watch -d 'Shows hits, and changes of bans, as they happen, until Ctrl-C'
complete -c portsnare -n '__portsnare_is watch' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is watch' -l format -x -a 'table json' -d 'Default: table'
complete -c portsnare -n '__portsnare_is watch' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is watch' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a report -d 'Tells who scanned this host within a time, and for what, beside the time before it'
complete -c portsnare -n '__portsnare_is report' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is report' -l format -x -a 'html md json' -d 'Default: what FILE ends with, otherwise md'
complete -c portsnare -n '__portsnare_is report' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is report' -s o -l output -r -F -d 'Where to write it; an older file is replaced'
complete -c portsnare -n '__portsnare_is report' -l since -x -d 'How far back; over three days it is told by day'
complete -c portsnare -n '__portsnare_is report' -l title -x -d 'Heading of the report'
complete -c portsnare -n '__portsnare_is report' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a explain -d 'Says why an address is banned or not, and what is known about it'
complete -c portsnare -n '__portsnare_is explain' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is explain' -l format -x -a 'table json' -d 'Default: table'
complete -c portsnare -n '__portsnare_is explain' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is explain' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a ban -d 'Bans addresses or networks by hand'
complete -c portsnare -n '__portsnare_is ban' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is ban' -l for -x -d 'How long the ban lasts, or never'
complete -c portsnare -n '__portsnare_is ban' -l force -d 'Bans even prefixes that touch an exemption'
complete -c portsnare -n '__portsnare_is ban' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is ban' -l reason -x -d 'Why; explain shows it'
complete -c portsnare -n '__portsnare_is ban' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a unban -d 'Lifts the bans of addresses or networks'
complete -c portsnare -n '__portsnare_is unban' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is unban' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is unban' -l inside -d 'Also lifts the bans inside these networks'
complete -c portsnare -n '__portsnare_is unban' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a allow -d 'Exempts an address or prefix from being banned'
complete -c portsnare -n '__portsnare_is allow' -l comment -x -d 'Why; status shows it'
complete -c portsnare -n '__portsnare_is allow' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is allow' -l for -x -d 'How long'
complete -c portsnare -n '__portsnare_is allow' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is allow' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a disallow -d 'Takes back an exemption that was made with allow'
complete -c portsnare -n '__portsnare_is disallow' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is disallow' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is disallow' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a reload -d 'Puts the configuration file into force at once; every ban is kept'
complete -c portsnare -n '__portsnare_is reload' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is reload' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is reload' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a apply -d 'Puts the file into force; with --confirm it is taken back unless you confirm'
complete -c portsnare -n '__portsnare_is apply' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is apply' -l confirm -x -d 'How long to wait for a confirmation, at most 1d'
complete -c portsnare -n '__portsnare_is apply' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is apply' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a confirm -d 'Keeps the configuration that is on trial'
complete -c portsnare -n '__portsnare_is confirm' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is confirm' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is confirm' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a revert -d 'Takes back the configuration that is on trial'
complete -c portsnare -n '__portsnare_is revert' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is revert' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is revert' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a import -d 'Bans the addresses that another program has banned, for the time left there'
complete -c portsnare -n '__portsnare_is import' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is import' -l dry-run -d 'Only says what would happen'
complete -c portsnare -n '__portsnare_is import' -l expire -x -d 'How long bans last that have no time in the file, or never'
complete -c portsnare -n '__portsnare_is import' -l format -x -a 'ipset nft fail2ban crowdsec portsentry spamhaus dshield list csv json' -d 'csv and json are the formats of export'
complete -c portsnare -n '__portsnare_is import' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is import' -l reason -x -d 'Why; explain shows it'
complete -c portsnare -n '__portsnare_is import' -l set -x -d 'The set of an ipset or nft file that has several; may be repeated'
complete -c portsnare -n '__portsnare_is import' -l skip-bad -d 'Imports the rest if lines cannot be read'
complete -c portsnare -n '__portsnare_is import' -l strict -d 'Refuses the whole file if an entry touches an exemption'
complete -c portsnare -n '__portsnare_is import' -l verbose -d 'Lists what happens to each entry; with --dry-run, what would happen'
complete -c portsnare -n '__portsnare_is import' -s V -l version -d 'Print version information and exit'
complete -c portsnare -n '__portsnare_is import' -F

complete -c portsnare -n __portsnare_is -a export -d 'Writes all active bans, newest first, for other programs to read'
complete -c portsnare -n '__portsnare_is export' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is export' -l format -x -a 'plain json csv' -d 'plain is one address or prefix per line'
complete -c portsnare -n '__portsnare_is export' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is export' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a publish -d 'Publishes the bans as lists for others, signs them, verifies them'

complete -c portsnare -n '__portsnare_ends publish' -a now -d 'Tells the daemon to publish to publish.dir at once, and waits until it is done'
complete -c portsnare -n '__portsnare_is publish now' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is publish now' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is publish now' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n '__portsnare_ends publish' -a keygen -d 'Makes the keys that sign the published lists'
complete -c portsnare -n '__portsnare_is publish keygen' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is publish keygen' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is publish keygen' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n '__portsnare_ends publish' -a verify -d 'Verifies the signatures of published files, and every file'
complete -c portsnare -n '__portsnare_is publish verify' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is publish verify' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is publish verify' -s k -l key -r -F -d 'The public key'
complete -c portsnare -n '__portsnare_is publish verify' -l max-age -x -d 'Refuses lists that were signed longer ago: an old list has a valid signature too'
complete -c portsnare -n '__portsnare_is publish verify' -s V -l version -d 'Print version information and exit'
complete -c portsnare -n '__portsnare_is publish verify' -a '(__fish_complete_directories)'

complete -c portsnare -n __portsnare_is -a backup -d 'Copies the ledger to a file, whether the daemon runs or not'
complete -c portsnare -n '__portsnare_is backup' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is backup' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is backup' -s V -l version -d 'Print version information and exit'
complete -c portsnare -n '__portsnare_is backup' -F

complete -c portsnare -n __portsnare_is -a replay -d 'Reports which senders of a capture the kernel would have banned'
complete -c portsnare -n '__portsnare_is replay' -l as -x -a 'default wide' -d 'Settings in place of the configuration file: default is an empty file, wide is a file with traps.closed = true'
complete -c portsnare -n '__portsnare_is replay' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is replay' -l format -x -a 'table json' -d 'Default: table'
complete -c portsnare -n '__portsnare_is replay' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is replay' -l own -x -d 'The host\'s own address in the capture; may be repeated'
complete -c portsnare -n '__portsnare_is replay' -l speed -x -d 'Multiple of the captured speed; the time windows of the rules shrink with it'
complete -c portsnare -n '__portsnare_is replay' -s V -l version -d 'Print version information and exit'
complete -c portsnare -n '__portsnare_is replay' -F

complete -c portsnare -n __portsnare_is -a run -d 'Runs the daemon in the foreground, until it is told to stop'
complete -c portsnare -n '__portsnare_is run' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is run' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is run' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a stop -d 'Stops the daemon; the table stays and keeps protecting'
complete -c portsnare -n '__portsnare_is stop' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is stop' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is stop' -s V -l version -d 'Print version information and exit'

complete -c portsnare -n __portsnare_is -a down -d 'Stops the daemon and removes the table; the bans stay in the ledger'
complete -c portsnare -n '__portsnare_is down' -s c -l config -r -F -d 'The configuration file'
complete -c portsnare -n '__portsnare_is down' -s h -l help -d 'Show this help message and exit'
complete -c portsnare -n '__portsnare_is down' -s V -l version -d 'Print version information and exit'
