#!/usr/bin/env bash
# oidc.sh PORT CALLBACK CLIENT SECRET NAME:PASSWORD:ROLE,ROLE...: a real OpenID Connect provider on loopback for tests, Glewlwyd over
# an SQLite file. It knows one client, to which it sends people back at CALLBACK, and the persons named. It has no pages: those of
# the Debian package lack their configuration. Tests send to its API what the pages send.
# It prints its issuer when it answers and runs until its standard input closes, so it never outlives whoever started it.
# Needs Debian's glewlwyd, sqlite3, openssl and curl, no systemd, no root.
set -euo pipefail
port=$1 callback=$2 client=$3 secret=$4
shift 4
dir=$(mktemp -d "${TMPDIR:-/tmp}/pathalign-oidc-XXXXXX")
address=http://127.0.0.1:$port
issuer=$address/api/oidc
server=

stop() {
  trap - EXIT
  [ -z "$server" ] || { kill -9 "$server"; wait "$server"; } 2>/dev/null || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' INT TERM HUP

fail() { echo "oidc.sh: $1" >&2; tail -n 5 "$dir/log" >&2; exit 1; }

# ask METHOD PATH <<< JSON: one request to the provider's own API.
ask() {
  curl -sS --fail-with-body --max-time 30 -b "$dir/cookies" -c "$dir/cookies" -X "$1" -H 'Content-Type: application/json' -d @- "$address/api/$2" >>"$dir/log" 2>&1 \
    || fail "the provider refuses $1 $2"
}

# words A,B,C: the same as JSON.
words() { local list=${1//,/\",\"}; echo "[${1:+\"$list\"}]"; }

# pem FILE: its text in a JSON string.
pem() { awk '{ printf "%s\\n", $0 }' "$1"; }

cat > "$dir/conf" <<CONF
port = $port
bind_address = "127.0.0.1"
external_url = "$address"
login_url = "login.html"
api_prefix = "api"
log_mode = "console"
log_level = "WARNING"
cookie_secure = false
hash_algorithm = "SHA512"
user_module_path = "/usr/lib/glewlwyd/user"
client_module_path = "/usr/lib/glewlwyd/client"
user_auth_scheme_module_path = "/usr/lib/glewlwyd/scheme"
plugin_module_path = "/usr/lib/glewlwyd/plugin"
database = { type = "sqlite3", path = "$dir/glewlwyd.db" }
CONF

# One transaction: each of its statements alone would wait for the disk.
{ echo 'BEGIN;'; cat /usr/share/dbconfig-common/data/glewlwyd/install/sqlite3; echo 'COMMIT;'; } | sqlite3 "$dir/glewlwyd.db"
openssl genrsa -out "$dir/key" 2048 2>/dev/null
openssl rsa -in "$dir/key" -pubout -out "$dir/public" 2>/dev/null
glewlwyd --config-file="$dir/conf" >"$dir/log" 2>&1 </dev/null &
server=$!
for _ in $(seq 1 240); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
  kill -0 "$server" 2>/dev/null || fail "the provider does not start"
  sleep 0.25
done

ask POST auth <<< '{"username": "admin", "password": "password"}'   # the maker's, in every new database
# Beside their passwords people have roles; these and their names go into every ID token.
ask PUT mod/user/database <<JSON
{
  "module": "database", "display_name": "database",
  "parameters": { "use-glewlwyd-connection": true, "data-format": { "roles": { "multiple": true, "read": true, "write": true } } }
}
JSON
ask PUT mod/user/database/reset <<< ''
ask PUT scope/openid <<< '{"name": "openid", "display_name": "OpenID", "password_required": true}'
ask POST scope <<< '{"name": "profile", "display_name": "Profile", "password_required": true}'
ask POST mod/plugin <<JSON
{
  "module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "enabled": true,
  "parameters": {
    "iss": "$issuer", "subject-type": "public", "jwt-type": "rsa", "jwt-key-size": "256", "key": "$(pem "$dir/key")", "cert": "$(pem "$dir/public")",
    "access-token-duration": 3600, "refresh-token-duration": 3600, "code-duration": 60, "allowed-scope": ["openid", "profile"],
    "auth-type-code-enabled": true, "auth-type-refresh-enabled": true, "pkce-allowed": true, "pkce-required": true,
    "claims": [
      { "name": "preferred_username", "user-property": "username", "type": "string", "mandatory": true, "scope": [] },
      { "name": "roles", "user-property": "roles", "type": "string", "mandatory": true, "scope": [] }
    ]
  }
}
JSON
ask POST client <<JSON
{
  "client_id": "$client", "name": "$client", "enabled": true, "confidential": true, "client_secret": "$secret",
  "redirect_uri": ["$callback"], "authorization_type": ["code"], "token_endpoint_auth_method": ["client_secret_post"]
}
JSON
for person in "$@"; do
  IFS=: read -r name password roles <<< "$person"
  ask POST user <<JSON
{ "username": "$name", "password": "$password", "enabled": true, "scope": ["openid", "profile"], "roles": $(words "$roles") }
JSON
done
echo "$issuer"
while read -r _; do :; done   # until standard input closes; unlike cat, a signal ends it
