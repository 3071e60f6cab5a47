#!/usr/bin/env bash
# cluster.sh up|down|status [--home DIR] [--port N] [--s3] [NAME...] - a cluster on this machine, on loopback, without containers.
# NAME: broker, s3, generator, feedback, reward, finetuner, evaluator; generator-2 is a second generator. All by default.
# --s3 makes the cluster with an object store of its own; without, objects lie in a folder that the processes share.
# State, logs and secrets lie in DIR; ports are N (the API), N+1 to N+4 (health of the others), N+5 to N+9, N+14 and N+15 (the
# object store; S3 is N+14), N+10 to N+13 (the broker), N+20 and more (further replicas). down stops what up has started, and nothing else.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
roles=(feedback generator reward finetuner evaluator)

fail() { echo "pathalign: cluster: $1" >&2; exit 2; }

command=${1:-}; shift || true
home=out/cluster port= s3= names=()
while [ $# -gt 0 ]; do
  case "$1" in
    --home) home=${2:?}; shift 2 ;;
    --port) port=${2:?}; shift 2 ;;
    --s3) s3=1; shift ;;
    -*) fail "expected --home DIR, --port N, --s3 or names, found '$1'" ;;
    *) names+=("$1"); shift ;;
  esac
done
case "$command" in up | down | status) ;; *) fail "expected up, down or status, found '$command'" ;; esac
mkdir -p "$home"/{log,run,secrets,work}
home=$(cd "$home" && pwd)
chmod 700 "$home/secrets"
if [ -f "$home/port" ]; then
  [ -z "$port" ] || [ "$port" = "$(cat "$home/port")" ] || fail "expected --port $(cat "$home/port") as when this cluster was made, found $port"
  port=$(cat "$home/port")
  [ -z "$s3" ] || [ -d "$home/s3" ] || fail "expected no --s3 as when this cluster was made: its objects lie in $home/objects"
fi
[ ! -d "$home/s3" ] || s3=1
port=${port:-7400}

# remember NAME PID: a number alone could by then belong to another process.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
remember() { echo "$2 $(started_at "$2")" > "$home/run/$1"; }
running() {
  local pid since
  read -r pid since 2>/dev/null < "$home/run/$1" || return 1
  [ -n "$since" ] && [ "$(started_at "$pid")" = "$since" ]
}
launch() {
  local name=$1; shift
  running "$name" && return
  setsid "$@" >>"$home/log/$name.log" 2>&1 </dev/null &
  remember "$name" $!
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
ready() {
  local status
  status=$( (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && head -1 <&3) 2>/dev/null) || return 1
  [[ $status == *" 200 "* ]]
}

# wait_for NAME SECONDS CONDITION...: ends early when the process does.
wait_for() {
  local name=$1 until=$((SECONDS + $2)); shift 2
  until "$@"; do
    running "$name" || { tail -5 "$home/log/$name.log" >&2; fail "$name ended; its log is $home/log/$name.log"; }
    [ $SECONDS -lt $until ] || fail "$name is not ready; its log is $home/log/$name.log"
    sleep 0.2
  done
}

source "$here/rabbitmq.sh"
source "$here/s3.sh"

# A folder of secrets for each service: none sees another's.
secrets_of() { [ "$1" = pathalign ] && echo "$home/secrets" || echo "$home/secrets/$1"; }
secret() { [ -s "$1" ] || (umask 077; mkdir -p "$(dirname "$1")"; echo -n "$2$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')" > "$1"); }

make_home() {
  local role
  echo "$port" > "$home/port"
  for role in pathalign "${roles[@]}"; do secret "$(secrets_of "$role")/Bus__Password" ""; done
  secret "$home/secrets/Feedback__OperatorKey" operator.
  cp -p "$home/secrets/Feedback__OperatorKey" "$home/secrets/feedback/"
  [ -z "$s3" ] || make_s3
  broker_certificate   # the services ask for its authority, whichever starts first
}

make_s3() {
  local role
  secret "$home/secrets/S3__AccessKey" pathalign.
  secret "$home/secrets/S3__SecretKey" ""
  for role in "${roles[@]}"; do cp -p "$home/secrets/S3__AccessKey" "$home/secrets/S3__SecretKey" "$home/secrets/$role/"; done
  s3_settings "$home/s3" $((port + 14)) $((port + 5)) $((port + 9)) bluestore
}

# port_of NAME: a role's own, or a replica's.
port_of() {
  local i role=${1%-[0-9]*} replica=${1##*-}
  for i in "${!roles[@]}"; do
    [ "${roles[i]}" = "$role" ] || continue
    if [ "$role" = "$1" ]; then echo $((port + i)); else echo $((port + 10 * replica + i)); fi
    return
  done
  fail "expected broker, ${roles[*]}, or one of them with a number, found '$1'"
}

start_service() {
  local name=$1 role=${1%-[0-9]*} objects=(PathAlign__Storage__FilesPath="$home/objects")
  [ -z "$s3" ] || objects=(PathAlign__Storage__Objects=s3 PathAlign__S3__Endpoint="http://127.0.0.1:$((port + 14))" PathAlign__S3__PublicEndpoint="http://127.0.0.1:$((port + 14))" PathAlign__S3__CacheFolder="$home/cache")
  PathAlign__Secrets="$(secrets_of "$role")" PathAlign__Http__Urls="http://127.0.0.1:$(port_of "$name")" \
    PathAlign__Bus__Host=127.0.0.1 PathAlign__Bus__Port=$((port + 13)) PathAlign__Bus__User=$role PathAlign__Bus__Tls=true \
    PathAlign__Bus__TlsAuthority="$home/broker/ca.pem" \
    PathAlign__Jobs__WorkRoot="$home/work" PathAlign__Storage__SqlitePath="$home/documents.db" \
    launch "$name" env "${objects[@]}" dotnet "$PATHALIGN_HOST" "$role"
}

tell() { ! running "$1" || kill -TERM "$(cut -d' ' -f1 "$home/run/$1")" 2>/dev/null || true; }
stop() {
  local pid until=$((SECONDS + 60))
  running "$1" || { rm -f "$home/run/$1"; return 0; }
  pid=$(cut -d' ' -f1 "$home/run/$1")
  tell "$1"
  while running "$1"; do
    if [ $SECONDS -ge $until ]; then
      echo "pathalign: cluster: $1 did not end in time and is killed" >&2
      kill -KILL "$pid" 2>/dev/null || true
      until=$((SECONDS + 60))
    fi
    sleep 0.1
  done
  rm -f "$home/run/$1"
}

is_server() { [ "$1" = broker ] || [ "$1" = s3 ]; }

up() {
  local name
  [ -n "$s3" ] || [[ " ${names[*]} " != *" s3 "* ]] || fail "expected --s3 when the cluster is made, found a cluster whose objects lie in a folder"
  make_home
  for name in "${names[@]}"; do is_server "$name" || port_of "$name" >/dev/null; done
  for name in "${names[@]}"; do
    running "$name" && continue
    case "$name" in
      broker) start_broker $((port + 10)) ;;
      s3) start_s3 "$home/s3" $((port + 14)) "$(cat "$home/secrets/S3__AccessKey")" "$(cat "$home/secrets/S3__SecretKey")" ;;
      *) start_service "$name" ;;
    esac
  done
  for name in "${names[@]}"; do is_server "$name" || wait_for "$name" 180 ready "$(port_of "$name")"; done
  echo "http://127.0.0.1:$port  operator's key: $home/secrets/Feedback__OperatorKey"
}

down() {
  local name
  for name in "${names[@]}"; do is_server "$name" || tell "$name"; done   # all of them at once
  for name in "${names[@]}"; do is_server "$name" || stop "$name"; done
  for name in "${names[@]}"; do
    case "$name" in
      broker) stop broker; stop epmd ;;
      s3) stop s3; stop s3-storage; stop s3-monitor ;;
    esac
  done
}

# address_of NAME, and whether it answers there.
address_of() {
  case "$1" in
    broker) echo "amqp://127.0.0.1:$((port + 10))" ;;
    s3) echo "http://127.0.0.1:$((port + 14))" ;;
    *) echo "http://127.0.0.1:$(port_of "$1")" ;;
  esac
}
answers() { if is_server "$1"; then port_open "$(address_of "$1" | cut -d: -f3)"; else ready "$(port_of "$1")"; fi; }

status() {
  local name state
  for name in "${names[@]}"; do
    if ! running "$name"; then state=stopped
    elif answers "$name"; then state=ready
    elif is_server "$name"; then state=starting
    else state="not ready"; fi
    echo "$name  $state  $(address_of "$name")  $home/log/$name.log"
  done
}

if [ ${#names[@]} -eq 0 ]; then
  names=(broker ${s3:+s3} "${roles[@]}")
  # Replicas that were started by name belong to the cluster too.
  if [ "$command" != up ]; then for file in "$home"/run/*-[0-9]*; do [ -e "$file" ] && names+=("$(basename "$file")"); done; fi
fi
"$command"
