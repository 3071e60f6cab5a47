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

jobs() {
  curl -fsS -H "Authorization: Bearer $(cat "$work/$1/secrets/Feedback__OperatorKey")" \
    "http://127.0.0.1:7400/api/v1/jobs?count=1000&round=round-0-1"
}

# Seconds from the first stored shard to the last finished one. The command that asks for the round ends once it draws:
# its simulated rater would take a core.
drawing() {
  local home="$work/$1"
  "$root/pathalign" cluster up --home "$home" >/dev/null
  [[ "$1" == 1 ]] || "$root/pathalign" cluster up generator-2 --home "$home" >/dev/null
  "$root/pathalign" demo --model bloodcells --data "$data" --classes "$classes" --images "$images" \
    --cluster http://127.0.0.1:7400 --key-file "$home/secrets/Feedback__OperatorKey" >"$work/log" 2>&1 &
  local pid=$!
  until grep -q "generator draw" "$work/log"; do sleep 0.2; done
  pkill -KILL -P "$pid" || true
  kill -KILL "$pid" 2>/dev/null || true
  until jobs "$1" | grep -q '"kind":"assemble-shards"'; do sleep 2; done
  jobs "$1" | sed 's/},{"id"/}\n{"id"/g' | grep '"kind":"draw-shard"' |
    sed -E 's/.*"createdAt":([0-9]+),"updatedAt":([0-9]+).*/\1 \2/' |
    awk 'NR == 1 || $1 < first { first = $1 } $2 > last { last = $2 } END { printf "%.1f\n", (last - first) / 1000 }'
  "$root/pathalign" cluster down --home "$home" >/dev/null
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
