# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
# For the scripts that `dev` runs, which source this in the folder of the tree.

# All that is built is in here; in a root of another suite it is a folder of its own, because the libraries differ.
builds=${WT_TEST_BUILDS:-build}
app=$builds/debug/src/ui/app/workbench-tokens
simulator=$builds/debug/tests/simulator/simulator
declare -A locks=()

say() { printf '%s\n' "$*" >&2; }

fail() { say "$*" && exit 1; }

# Where a file of this tree is for the one who called `dev`, who may be outside the root that this runs in.
path_outside() { printf '%s/%s' "${WT_TEST_TREE:-$PWD}" "$1"; }

# FOLDER [--shared]: waits until no other run uses it (or changes it), and keeps others from that until `unlock`, or the
# end of this script.
lock() {
  local file=${locks[$1]-} mode=${2---exclusive}

  if [ -z "$file" ]; then
    mkdir -p "$(dirname "$1")"
    exec {file}>"$1.lock"
    locks[$1]=$file
  fi
  if ! flock --nonblock "$mode" "$file"; then
    say "Waiting for another run that uses $1"
    flock "$mode" "$file"
  fi
}

unlock() {
  local file=${locks[$1]}

  exec {file}>&-
  unset "locks[$1]"
}

# FOLDER [OPTION]...: what is built there speaks the user's language without being installed.
build() {
  local log

  lock "$1"
  if [ ! -f "$1/build.ninja" ]; then
    log=$(meson setup --prefix="$PWD/$1" --localedir=po "$@" 2>&1) || fail "$log"
  fi
  say "Building in $1"
  ninja -C "$1" --quiet | sed '/^ninja: no work to do/d'
}

# What `dev run` and all that needs the simulator use. It may be used by several at once, so it is locked no longer.
build_debug() {
  build "$builds/debug"
  unlock "$builds/debug"
}
