#!/usr/bin/env bash
# The npm side: `packages.sh install` brings node_modules to what the lock says, `packages.sh build`
# also builds every package. Both do nothing when nothing changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."

installed=node_modules/.callkit-installed
built=node_modules/.callkit-built

install() {
  if [[ -f $installed ]] && ! changed_since "$installed" package-lock.json package.json .npmrc; then
    return
  fi
  echo "packages: npm ci" >&2
  npm ci --no-fund --no-audit >&2
  touch "$installed"
}

build() {
  install
  if [[ -f $built && $built -nt $installed ]] && all_built &&
    ! changed_since "$built" packages docs tsconfig.base.json; then
    return
  fi
  echo "packages: npm run build" >&2
  # Taken before the build, so that an edit during it counts as a change.
  touch "$built.new"
  npm run --silent build >&2
  mv "$built.new" "$built"
}

changed_since() {
  local stamp=$1
  shift
  [[ -n $(find "$@" \( -name node_modules -o -name dist \) -prune -o -newer "$stamp" -print -quit) ]]
}

# Whether the packages that have something to build have been built: `dist` may have been removed.
all_built() {
  local package
  for package in packages/*/; do
    if grep -q '"build":' "$package/package.json" && [[ ! -d $package/dist ]]; then return 1; fi
  done
}

case ${1:-} in
  install) install ;;
  build) build ;;
  *)
    echo "usage: scripts/packages.sh install|build" >&2
    exit 2
    ;;
esac
