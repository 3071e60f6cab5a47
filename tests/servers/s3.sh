#!/usr/bin/env bash
# s3.sh PORT ACCESS_KEY SECRET_KEY: a real S3 server on loopback for tests, Ceph's RADOS gateway over one monitor and one
# storage daemon that keeps its objects in memory: nothing survives a stop.
# It prints its address when it answers and runs until its standard input closes, so it never outlives whoever started it.
# The ports PORT, PORT+1 and PORT+10 to PORT+30 are used. Needs Debian's ceph-mon, ceph-osd and radosgw, no systemd, no root.
set -euo pipefail
port=$1 access=$2 secret=$3
dir=$(mktemp -d "${TMPDIR:-/tmp}/pathalign-s3-XXXXXX")
daemons=()
source "$(dirname "$(readlink -f "$0")")/../../services/host/local/s3.sh"

stop() {
  trap - EXIT
  [ ${#daemons[@]} = 0 ] || kill -9 "${daemons[@]}" 2>/dev/null || true
  wait
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' INT TERM HUP

fail() { echo "s3.sh: $1" >&2; tail -n 5 "$dir"/log/*.out >&2; exit 1; }
launch() { local name=$1; shift; "$@" >"$dir/log/$name.out" 2>&1 </dev/null & daemons+=($!); }

s3_settings "$dir" "$port" $((port + 10)) $((port + 30)) memstore
start_s3 "$dir" "$port" "$access" "$secret"
for _ in $(seq 1 240); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "http://127.0.0.1:$port"
    while read -r _; do :; done   # until standard input closes; unlike cat, a signal ends it
    exit 0
  fi
  sleep 0.25
done
fail "the gateway does not answer"
