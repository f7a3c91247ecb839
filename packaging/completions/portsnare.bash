# bash completion for portsnare. Written by make docs. Do not change it here.

_portsnare() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]-}
  local words='' options='' kind=''
  COMPREPLY=()
  # "--format=json" comes as three words.
  if [[ $cur == = ]]; then
    cur=''
  elif [[ $prev == = && $COMP_CWORD -gt 1 ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    command=''
  fi
  if [[ $command == publish && $COMP_CWORD -gt 2 ]]; then
    command+=" ${COMP_WORDS[2]}"
  fi
  case $command in
    '')
      words='demo doctor init check status list watch report explain ban unban allow disallow reload apply confirm revert import export publish backup replay run stop down'
      options='-h --help -V --version'
      ;;
    'demo')
      options='-h --help -V --version'
      kind=options words=$options
      ;;
    'doctor')
      options='-c --config -h --help --host -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'init')
      options='--allow --arm -c --config -h --help --observe --print --replace -V --version -y --yes'
      kind=options words=$options
      case $prev in
        --allow) kind=nothing options='' ;;
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'check')
      options='-c --config --file-only -h --help --ruleset -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'status')
      options='-c --config --format -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
        --format) kind=words words='table json' options='' ;;
      esac
      ;;
    'list')
      options='-c --config --evidence --format -h --help --network --observed --port --since --sort --tool --top -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
        --evidence) kind=words words='probable confirmed' options='' ;;
        --format) kind=words words='table plain json csv' options='' ;;
        --network) kind=nothing options='' ;;
        --port) kind=nothing options='' ;;
        --since) kind=nothing options='' ;;
        --sort) kind=words words='newest hits dropped repeats' options='' ;;
        --tool) kind=nothing options='' ;;
        --top) kind=nothing options='' ;;
      esac
      ;;
    'watch')
      options='-c --config --format -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
        --format) kind=words words='table json' options='' ;;
      esac
      ;;
    'report')
      options='-c --config --format -h --help -o --output --since --title -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
        --format) kind=words words='html md json' options='' ;;
        -o | --output) kind=files options='' ;;
        --since) kind=nothing options='' ;;
        --title) kind=nothing options='' ;;
      esac
      ;;
    'explain')
      options='-c --config --format -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
        --format) kind=words words='table json' options='' ;;
      esac
      ;;
    'ban')
      options='-c --config --for --force -h --help --reason -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
        --for) kind=nothing options='' ;;
        --reason) kind=nothing options='' ;;
      esac
      ;;
    'unban')
      options='-c --config -h --help --inside -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'allow')
      options='--comment -c --config --for -h --help -V --version'
      kind=options words=$options
      case $prev in
        --comment) kind=nothing options='' ;;
        -c | --config) kind=files options='' ;;
        --for) kind=nothing options='' ;;
      esac
      ;;
    'disallow')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'reload')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'apply')
      options='-c --config --confirm -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
        --confirm) kind=nothing options='' ;;
      esac
      ;;
    'confirm')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'revert')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'import')
      options='-c --config --dry-run --expire --format -h --help --reason --set --skip-bad --strict --verbose -V --version'
      kind=files
      case $prev in
        -c | --config) kind=files options='' ;;
        --expire) kind=nothing options='' ;;
        --format) kind=words words='ipset nft fail2ban crowdsec portsentry spamhaus dshield list csv json' options='' ;;
        --reason) kind=nothing options='' ;;
        --set) kind=nothing options='' ;;
      esac
      ;;
    'export')
      options='-c --config --format -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
        --format) kind=words words='plain json csv' options='' ;;
      esac
      ;;
    'publish')
      options='-h --help -V --version'
      words='now keygen verify'
      ;;
    'publish now')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'publish keygen')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'publish verify')
      options='-c --config -h --help -k --key --max-age -V --version'
      kind=directories
      case $prev in
        -c | --config) kind=files options='' ;;
        -k | --key) kind=files options='' ;;
        --max-age) kind=nothing options='' ;;
      esac
      ;;
    'backup')
      options='-c --config -h --help -V --version'
      kind=files
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'replay')
      options='--as -c --config --format -h --help --own --speed -V --version'
      kind=files
      case $prev in
        --as) kind=words words='default wide' options='' ;;
        -c | --config) kind=files options='' ;;
        --format) kind=words words='table json' options='' ;;
        --own) kind=nothing options='' ;;
        --speed) kind=nothing options='' ;;
      esac
      ;;
    'run')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'stop')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    'down')
      options='-c --config -h --help -V --version'
      kind=options words=$options
      case $prev in
        -c | --config) kind=files options='' ;;
      esac
      ;;
    *) return ;;
  esac
  [[ $cur != -* ]] || kind=options words=$options
  case $kind in
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    directories) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    nothing) ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
  esac
}

complete -F _portsnare portsnare
