# A private S3 server on loopback, without systemd: Ceph's RADOS gateway over one monitor and one storage daemon, of Debian's packages.
# Sourced by cluster.sh and the tests' s3.sh; needs launch NAME COMMAND... and fail MESSAGE.
# Ports: $2 for S3, the next for the monitor, $3 to $4 for the storage daemon. Monitor and storage daemon ask nobody who they are:
# they are for this machine alone, as loopback is.

# s3_settings DIR PORT FIRST LAST STORE: STORE is bluestore, a file of 10 GiB at most, or memstore, which forgets at a stop.
s3_settings() {
  local dir=$1 port=$2 first=$3 last=$4 store=$5
  mkdir -p "$dir"/{mon,osd,log,run,rgw}
  touch "$dir/keyring"
  [ -s "$dir/fsid" ] || cat /proc/sys/kernel/random/uuid > "$dir/fsid"
  cat > "$dir/ceph.conf" <<CONF
[global]
fsid = $(cat "$dir/fsid")
mon initial members = a
mon host = [v2:127.0.0.1:$((port + 1))]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv4 = true
ms bind ipv6 = false
ms bind msgr1 = false
ms bind port min = $first
ms bind port max = $last
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
osd objectstore = $store
osd class load list = *
osd class default list = *
osd memory target = 1073741824
memstore device bytes = 2147483648
bluestore block size = 10737418240
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
}

# start_s3 DIR PORT ACCESS_KEY SECRET_KEY: returns before the gateway answers.
start_s3() {
  local dir=$1 port=$2 access=$3 secret=$4 osd
  local conf=(-c "$dir/ceph.conf")
  if [ ! -s "$dir/monmap" ]; then
    monmaptool --create --clobber --fsid "$(cat "$dir/fsid")" --addv a "[v2:127.0.0.1:$((port + 1))]" "$dir/monmap" >/dev/null
    ceph-mon "${conf[@]}" --mkfs -i a --monmap "$dir/monmap" >"$dir/log/mkfs-mon.out" 2>&1 || fail "the monitor's store could not be made; see $dir/log/mkfs-mon.out"
  fi
  launch s3-monitor ceph-mon "${conf[@]}" -i a -f
  if [ ! -s "$dir/osd/whoami" ]; then
    osd=$(cat /proc/sys/kernel/random/uuid)
    timeout 30 ceph "${conf[@]}" --connect-timeout 20 osd new "$osd" >"$dir/log/osd-new.out" 2>&1 </dev/null || fail "the monitor does not answer; see $dir/log/osd-new.out"
    ceph-osd "${conf[@]}" -i 0 --mkfs --osd-uuid "$osd" >"$dir/log/mkfs-osd.out" 2>&1 || fail "the storage daemon's store could not be made; see $dir/log/mkfs-osd.out"
  fi
  launch s3-storage ceph-osd "${conf[@]}" -i 0 -f
  launch s3 radosgw "${conf[@]}" -n client.rgw -f
  [ -e "$dir/user" ] || timeout 60 radosgw-admin "${conf[@]}" -n client.rgw user create --uid=pathalign --display-name=pathalign \
    --access-key="$access" --secret-key="$secret" >"$dir/log/user.out" 2>&1 </dev/null || fail "the user could not be made; see $dir/log/user.out"
  touch "$dir/user"
}
