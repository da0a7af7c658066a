# Completion of hebb for bash: commands and options as `hebb ... --help` lists them, files otherwise.
_hebb() {
  local word=${COMP_WORDS[COMP_CWORD]} help words=() k
  for ((k = 1; k < COMP_CWORD; ++k)); do
    [[ ${COMP_WORDS[k]} == -* ]] && break
    words+=("${COMP_WORDS[k]}")
  done
  # The longest beginning that is a command; what follows are its arguments.
  help=$("${COMP_WORDS[0]}" "${words[0]}" "${words[1]}" --help 2>/dev/null) ||
    help=$("${COMP_WORDS[0]}" "${words[0]}" --help 2>/dev/null) || help=$("${COMP_WORDS[0]}" --help 2>/dev/null) || return
  local commands options
  commands=$(awk '/^Subcommands:/ { on = 1; next } !/^ / { on = 0 } on && $1 !~ /^-/ && /^  [a-z]/ { print $1 }' <<<"$help")
  options=$(grep -oE '^ +(-[a-zA-Z],)?--?[a-zA-Z0-9-]+' <<<"$help" | tr ', ' '\n\n' | grep -- '^--')
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
    [[ ${#COMPREPLY[@]} -eq 0 ]] && compopt -o default
  fi
}
complete -F _hebb hebb
