#!/usr/bin/env bash
# Measures how the drawing of one round shares its shards: with one generator, then with two, each with one thread.
# Prints seconds, the ratio, and whether both left the same images. Needs two free cores.
#   bench/shards.sh DATA CLASSES [IMAGES-PER-CLASS]
set -euo pipefail

root="$(cd "$(dirname "$0")/.." && pwd)"
data="$1" classes="$2" images="${3:-18}"
work="$(mktemp -d)"
export OMP_NUM_THREADS=1

stop() {
  for replicas in 1 2; do "$root/pathalign" cluster down --home "$work/$replicas" >/dev/null 2>&1 || true; done
  rm -rf "$work"
}
trap stop EXIT

# Seconds from the first shard to the last, as the watching command shows them.
drawing() {
  local home="$work/$1" began=""
  "$root/pathalign" cluster up --home "$home" >/dev/null
  [[ "$1" == 1 ]] || "$root/pathalign" cluster up generator-2 --home "$home" >/dev/null
  coproc round {
    exec "$root/pathalign" demo --model bloodcells --data "$data" --classes "$classes" --images "$images" \
      --cluster http://127.0.0.1:7400 --key-file "$home/secrets/Feedback__OperatorKey" 2>&1
  }
  local pid="$round_PID"
  while read -r line <&"${round[0]}"; do
    [[ -n "$began" || "$line" != "generator draw "* ]] || began="$(date +%s.%N)"
    [[ "$line" != "generator draw done" ]] || break
  done
  local ended; ended="$(date +%s.%N)"
  kill "$pid" 2>/dev/null || true
  "$root/pathalign" cluster down --home "$home" >/dev/null
  echo "$began $ended" | awk '{ printf "%.1f\n", $2 - $1 }'
}

images_of() { (cd "$work/$1" && find . -path '*images/*' -name '*.png' -printf '%f\n' | sort); }

one="$(drawing 1)" two="$(drawing 2)"
echo "one generator: $one s; two: $two s; ratio $(echo "$one $two" | awk '{ printf "%.2f", $1 / $2 }')"
if [[ "$(images_of 1)" == "$(images_of 2)" ]]; then
  echo "same images: $(images_of 1 | wc -l)"
else
  echo "bench/shards.sh: expected the same images from one and from two generators, found others" >&2
  exit 1
fi
