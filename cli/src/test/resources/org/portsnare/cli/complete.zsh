# Prints what zsh offers for a line that is not finished, in a terminal of its own: complete.zsh DIRECTORY LINE
zmodload zsh/zpty || exit 1
zpty shell zsh -f -i

# What is added to the list of matches is printed instead.
zpty -w shell "
PROMPT=
fpath=(${(q)1} \$fpath)
autoload -Uz compinit && compinit -u -D
zstyle ':completion:*' list-separator ''
bindkey '^I' complete-word
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
    builtin compadd \"\$@\"
    return
  fi
  local -a hits
  builtin compadd -A hits \"\$@\"
  (( \$#hits == 0 )) || print -rl -- \$'\\1'\$^hits
  builtin compadd \"\$@\"
}
finished() { print -r -- \$'\\2' }
comppostfuncs=(finished)
print -r -- \$'\\3'"
zpty -r shell seen $'*\3*' || exit 1
zpty -n -w shell "$2"$'\t'
zpty -r shell offered $'*\2*' || exit 1
for match in ${(f)offered}; do
  [[ $match != *$'\1'* ]] || print -r -- ${${match#*$'\1'}%$'\r'}
done
zpty -d shell
