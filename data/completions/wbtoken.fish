# SPDX-License-Identifier: GPL-3.0-or-later
# Completes what is fixed: nothing is asked of the keyring or of a server.

set -l commands login print header list use generate verify exec configure-cli unlock logout
set -l none "not __fish_seen_subcommand_from $commands"
set -l some "__fish_seen_subcommand_from $commands"

complete -c wbtoken -f
complete -c wbtoken -n $none -a login -d 'Check an API key, and store it in the keyring'
complete -c wbtoken -n $none -a print -d 'Print the active User Token'
complete -c wbtoken -n $none -a header -d 'Print the active User Token as an HTTP header'
complete -c wbtoken -n $none -a list -d 'List your User Tokens, without their values'
complete -c wbtoken -n $none -a use -d 'Make a token the active one'
complete -c wbtoken -n $none -a generate -d 'Generate your first User Token'
complete -c wbtoken -n $none -a verify -d 'Ask Workbench whose the active token is'
complete -c wbtoken -n $none -a exec -d 'Run a command with the active token in its environment'
complete -c wbtoken -n $none -a configure-cli -d 'Run import-io config, and answer its question for the User Token'
complete -c wbtoken -n $none -a unlock -d 'Unlock the keyring, with the prompt of the desktop'
complete -c wbtoken -n $none -a logout -d 'Remove the API key and the User Token from the keyring'
complete -c wbtoken -n $none -l version -d 'Print the version'
complete -c wbtoken -l help -d 'Print a summary'
complete -c wbtoken -n $some -l server -x -d 'Use this server'
complete -c wbtoken -n $some -l no-prompt -d 'Fail where the keyring would have to ask you'
complete -c wbtoken -n '__fish_seen_subcommand_from login' -l user-token -d 'Read a User Token, not an API key'
complete -c wbtoken -n '__fish_seen_subcommand_from list' -l json -d 'Print JSON'
complete -c wbtoken -n '__fish_seen_subcommand_from unlock' -l begin-anew -d 'Set a damaged file of credentials aside'
complete -c wbtoken -n '__fish_seen_subcommand_from generate' -l name -x -d 'Its name'
complete -c wbtoken -n '__fish_seen_subcommand_from generate' -l user-id -x -d 'Your user ID'
complete -c wbtoken -n '__fish_seen_subcommand_from exec' -l env -x -d 'Use this variable'
complete -c wbtoken -n '__fish_seen_subcommand_from exec' -a '(__fish_complete_subcommand --fcs-skip=2)'
