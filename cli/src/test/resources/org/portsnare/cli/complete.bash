# Prints what bash would offer for a line that is not finished: complete.bash SCRIPT LINE
# The line is split as bash splits it, at "=" too.
set -u
source "$1" || exit 1
line=$2
COMP_WORDS=()
for word in $line; do
  while [[ $word == *=* ]]; do
    [[ -z ${word%%=*} ]] || COMP_WORDS+=("${word%%=*}")
    COMP_WORDS+=(=)
    word=${word#*=}
  done
  [[ -z $word ]] || COMP_WORDS+=("$word")
done
[[ $line != *' ' ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
specification=($(complete -p portsnare))
"${specification[-2]}" portsnare "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
