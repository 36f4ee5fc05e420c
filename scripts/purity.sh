#!/usr/bin/env bash
# Rule 1: the pure crates reach no socket and no clock. Clippy refuses the calls; this refuses the
# dependencies, and that a pure crate comes without the list of calls.
set -euo pipefail
cd "$(dirname "$0")/.."

pure=(protocol usersig call switchboard media live)
banned='tokio|mio|socket2|async-std|smol|async-io|polling'

failed=0
for crate in "${pure[@]}"; do
  # A part is made when it has something to hold: `live` comes later.
  [[ -f crates/$crate/Cargo.toml ]] || continue
  package=callkit-$crate

  if ! cmp -s clippy-pure.toml "crates/$crate/clippy.toml"; then
    echo "purity: crates/$crate needs its link: ln -s ../../clippy-pure.toml crates/$crate/clippy.toml" >&2
    failed=1
  fi

  tree=$(cargo tree -q -p "$package" -e normal --target all --prefix none --format '{p}')
  found=$(awk '{print $1}' <<<"$tree" | sort -u | grep -Ex "$banned" || true)
  for dependency in $found; do
    echo "purity: $package reaches $dependency:" >&2
    cargo tree -q -p "$package" -e normal --target all -i "$dependency" >&2
    failed=1
  done
done

if [[ $failed == 0 ]]; then echo "purity: the pure crates are pure"; fi
exit $failed
