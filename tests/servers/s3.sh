#!/usr/bin/env bash
# s3.sh PORT ACCESS_KEY SECRET_KEY: a real S3 server on loopback for tests, Ceph's RADOS gateway over one monitor and one
# storage daemon that keeps its objects in memory: nothing survives a stop.
# It prints its address when it answers and runs until its standard input closes, so it never outlives whoever started it.
# The ports PORT, PORT+1 and PORT+10 to PORT+30 are used. Needs Debian's ceph-mon, ceph-osd and radosgw, no systemd, no root.
set -euo pipefail
port=$1 access=$2 secret=$3
dir=$(mktemp -d "${TMPDIR:-/tmp}/pathalign-s3-XXXXXX")
conf=$dir/ceph.conf
daemons=()

stop() {
  trap - EXIT
  [ ${#daemons[@]} = 0 ] || kill -9 "${daemons[@]}" 2>/dev/null || true
  wait
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' INT TERM HUP

fail() { echo "s3.sh: $1" >&2; tail -n 5 "$dir"/log/*.out >&2; exit 1; }
start() { local name=$1; shift; "$@" >"$dir/log/$name.out" 2>&1 </dev/null & daemons+=($!); }

mkdir "$dir"/{mon,osd,log,run,rgw}
touch "$dir/keyring"
fsid=$(cat /proc/sys/kernel/random/uuid)
cat > "$conf" <<CONF
[global]
fsid = $fsid
mon initial members = a
mon host = [v2:127.0.0.1:$((port + 1))]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv4 = true
ms bind ipv6 = false
ms bind msgr1 = false
ms bind port min = $((port + 10))
ms bind port max = $((port + 30))
auth cluster required = none
auth service required = none
auth client required = none
# Without authentication there are no keys to encrypt by.
ms mon client mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
run dir = $dir/run
admin socket = $dir/run/\$name.asok
log file = $dir/log/\$name.log
log to syslog = false
mon cluster log file = $dir/log/cluster.log
crash dir = $dir/run
keyring = $dir/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
mon warn on pool no redundancy = false
mon data avail warn = 0
mon data avail crit = 0
[mon.a]
mon data = $dir/mon
[osd.0]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd class load list = *
osd class default list = *
[client.rgw]
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw thread pool size = 32
rgw dynamic resharding = false
rgw override bucket index max shards = 1
rgw enable usage log = false
rgw run sync thread = false
rgw enable quota threads = false
CONF

monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$((port + 1))]" "$dir/monmap" >/dev/null
ceph-mon -c "$conf" --mkfs -i a --monmap "$dir/monmap" >"$dir/log/mkfs-mon.out" 2>&1 || fail "the monitor's store could not be made"
start mon ceph-mon -c "$conf" -i a -f
osd=$(cat /proc/sys/kernel/random/uuid)
timeout 30 ceph -c "$conf" --connect-timeout 20 osd new "$osd" >"$dir/log/osd-new.out" 2>&1 </dev/null || fail "the monitor does not answer"
ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd" >"$dir/log/mkfs-osd.out" 2>&1 || fail "the storage daemon's store could not be made"
start osd ceph-osd -c "$conf" -i 0 -f
start rgw radosgw -c "$conf" -n client.rgw -f
timeout 60 radosgw-admin -c "$conf" -n client.rgw user create --uid=test --display-name=test \
  --access-key="$access" --secret-key="$secret" >"$dir/log/user.out" 2>&1 </dev/null || fail "the user could not be made"
for _ in $(seq 1 240); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "http://127.0.0.1:$port"
    while read -r _; do :; done   # until standard input closes; unlike cat, a signal ends it
    exit 0
  fi
  sleep 0.25
done
fail "the gateway does not answer"
