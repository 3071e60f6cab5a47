# A private RabbitMQ of Debian's package, on loopback, without systemd. Sourced by cluster.sh; needs $home, secrets_of() and launch().
# Ports: $1 for AMQP, the next for epmd, then the distribution protocol, then AMQP over TLS.

source "$(dirname "${BASH_SOURCE[0]}")/rights.sh"

# An authority of this cluster's own, and by it the broker's certificate.
broker_certificate() {
  local dir=$home/broker key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes) days=3650
  [ ! -s "$dir/server.pem" ] || return 0
  mkdir -p "$dir"
  (
    umask 077
    openssl req -x509 "${key[@]}" -days $days -subj '/CN=PathAlign local cluster' -keyout "$dir/ca.key" -out "$dir/ca.pem"
    openssl req "${key[@]}" -subj '/CN=localhost' -keyout "$dir/server.key" -out "$dir/server.csr"
    openssl x509 -req -in "$dir/server.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial -days $days \
      -extfile <(echo 'subjectAltName=IP:127.0.0.1,DNS:localhost') -out "$dir/server.pem"
  ) >"$home/log/certificate.log" 2>&1 || fail "the broker's certificate cannot be made; see $home/log/certificate.log"
}

broker_settings() {
  local port=$1 dir=$home/broker
  mkdir -p "$dir"/{mnesia,log,home}
  (umask 077; broker_users > "$dir/definitions.json")
  cat > "$dir/rabbitmq.conf" <<CONF
listeners.tcp.default = 127.0.0.1:$port
listeners.ssl.default = 127.0.0.1:$((port + 3))
ssl_options.cacertfile = $dir/ca.pem
ssl_options.certfile = $dir/server.pem
ssl_options.keyfile = $dir/server.key
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
load_definitions = $dir/definitions.json
log.console = false
log.file.level = info
vm_memory_high_watermark.absolute = 2GB
disk_free_limit.absolute = 200MB
CONF
  echo '[].' > "$dir/enabled_plugins"
}

start_broker() {
  local port=$1 dir=$home/broker
  broker_settings "$port"
  export ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$((port + 1))
  # An epmd of our own, so that it can be stopped again: a node that finds none leaves one behind.
  running epmd || launch epmd epmd -address 127.0.0.1 -port "$((port + 1))"
  wait_for epmd 30 port_open "$((port + 1))"
  rm -f "$dir/rabbitmq.pid"
  # The script under lib: the one on the path changes to a user of its own.
  local lib; lib=$(dirname "$(readlink -f "$(dpkg -L rabbitmq-server | grep -m1 '/bin/rabbitmq-server$')")")
  HOME=$dir/home RABBITMQ_NODENAME="pathalign$port@localhost" RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf" RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_MNESIA_BASE="$dir/mnesia" RABBITMQ_LOG_BASE="$dir/log" RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins" \
    RABBITMQ_PID_FILE="$dir/rabbitmq.pid" RABBITMQ_DIST_PORT=$((port + 2)) \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
    launch broker "$lib/rabbitmq-server"
  wait_for broker 120 port_open "$port"
  # The script waits for the node: it is the node that is to be told to stop.
  wait_for broker 30 test -s "$dir/rabbitmq.pid"
  remember broker "$(cat "$dir/rabbitmq.pid")"
}
