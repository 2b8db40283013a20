# SPDX-License-Identifier: GPL-3.0-or-later
# Completes what is fixed: nothing is asked of the keyring or of a server.

_wbtoken() {
  local word=$2 previous=$3 command=${COMP_WORDS[1]} options='--server --no-prompt --help' i

  COMPREPLY=()
  if [ "$COMP_CWORD" = 1 ]; then
    COMPREPLY=($(compgen -W 'login print header list use generate verify exec configure-cli unlock logout
      --help --version' -- "$word"))
    return
  fi

  if [ "$command" = exec ]; then
    for ((i = 2; i < COMP_CWORD; i++)); do
      [ "${COMP_WORDS[i]}" = -- ] || continue
      if [ "$COMP_CWORD" = $((i + 1)) ]; then
        COMPREPLY=($(compgen -c -- "$word"))
      else
        COMPREPLY=($(compgen -f -- "$word"))
      fi
      return
    done
  fi

  case $previous in
    --server | --name | --user-id | --env) return ;;
  esac
  case $command in
    login) options+=' --user-token' ;;
    list) options+=' --json' ;;
    unlock) options+=' --begin-anew' ;;
    generate) options+=' --name --user-id' ;;
    exec) options+=' --env --' ;;
  esac
  COMPREPLY=($(compgen -W "$options" -- "$word"))
}

complete -F _wbtoken wbtoken
