#!/usr/bin/env bash
# secrets.sh DIR [NAME...] - makes what a deployment keeps secret, as files: an authority of its own, by it the certificates of
# broker, database, object store, collector, metrics, traces and feedback (NAME: another name of feedback), and one user for
# each service at broker, database and object store. Files that exist stay: to replace one, delete it, run this again and
# restart its readers.
# docker-compose.yml mounts DIR = secrets; for Kubernetes see docs/CLUSTER.md.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
roles=(feedback generator reward finetuner evaluator)

fail() { echo "pathalign: secrets: $1" >&2; exit 2; }

dir=${1:-}; shift || true
[ -n "$dir" ] || fail "expected secrets.sh DIR [NAME...], found no folder"
command -v openssl >/dev/null || fail "expected openssl, found none"
# The folder is for its owner alone. What is mounted from it into containers has to be read by their users.
umask 022
mkdir -p "$dir"
chmod 700 "$dir"
dir=$(cd "$dir" && pwd)
secrets_of() { echo "$dir/$1"; }
source "$here/local/rights.sh"

random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
# keep FILE TEXT: writes it unless the file is there.
keep() { [ -s "$dir/$1" ] || { mkdir -p "$(dirname "$dir/$1")"; echo -n "$2" > "$dir/$1"; }; }
ask() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "$@" 2>/dev/null; }

authority() {
  mkdir -p "$dir/authority-key" "$dir/authority"
  [ -s "$dir/authority/ca.crt" ] || ask -x509 -days 3650 -subj '/CN=PathAlign' -keyout "$dir/authority-key/ca.key" -out "$dir/authority/ca.crt"
}

# certificate SERVER NAME...: tls/SERVER with the names that cert-manager gives, and both in one file, as MongoDB wants them.
certificate() {
  local to=$dir/tls/$1 name names=DNS:localhost,IP:127.0.0.1; shift
  [ ! -s "$to/tls.crt" ] || return 0
  mkdir -p "$to"
  [ -w "$to" ] || fail "expected a folder that you can write, found $to; Docker makes what is missing as root: remove it"
  for name in "$@"; do names+=",DNS:$name"; done
  ask -subj "/CN=$1" -keyout "$to/tls.key" -out "$to/request"
  openssl x509 -req -in "$to/request" -CA "$dir/authority/ca.crt" -CAkey "$dir/authority-key/ca.key" -CAserial "$dir/authority-key/serial" \
    -CAcreateserial -days 397 -extfile <(echo "subjectAltName=$names") -out "$to/tls.crt" 2>/dev/null
  cat "$to/tls.crt" "$to/tls.key" > "$to/tls-combined.pem"
  cp "$dir/authority/ca.crt" "$to/ca.crt"
  chmod 644 "$to"/*
  rm "$to/request"
}

# What each service may do with documents: a stage works on its own collections and, like all, on the jobs. Feedback works on
# every collection; it deletes in each but the audit log, whose entries nobody removes. An erasure changes them in place.
collections_of() {
  case "$1" in
    generator) echo '"jobs", "champions"' ;;
    reward) echo '"jobs", "rating-counts"' ;;
    feedback) echo '"audit-log"' ;;
    *) echo '"jobs"' ;;
  esac
}
# The collections that feedback may also delete in.
swept_collections() {
  echo '"audit-heads", "audit-keys", "champions", "erasure-turns", "erasures", "images", "imports", "jobs", "presentations",' \
    '"protection-keys", "raters", "rating-counts", "rating-sets", "ratings", "reading-studies", "replaced-objects", "schema",' \
    '"sessions", "set-secrets", "sweeps", "webhook-deliveries"'
}
database_users() {
  local role more
  echo 'const store = db.getSiblingDB("pathalign");'
  echo 'const may = ["find", "insert", "update", "createCollection", "createIndex", "listIndexes", "collStats"];'
  echo 'const on = (collections, actions) => collections.map(c => ({resource: {db: "pathalign", collection: c}, actions}));'
  # Every service finds an object that an erasure replaced.
  echo 'const readReplaced = on(["replaced-objects"], ["find"]);'
  echo "const sweep = on([$(swept_collections)], may.concat([\"remove\"])).concat(on([\"\"], [\"listCollections\"]));"
  for role in "${roles[@]}"; do
    more=readReplaced
    [ "$role" != feedback ] || more=sweep
    echo "store.createRole({role: \"$role\", roles: [], privileges: on([$(collections_of "$role")], may).concat($more)});"
    echo "store.createUser({user: \"$role\", pwd: \"$(cat "$dir/database-passwords/$role")\", roles: [\"$role\"]});"
  done
}

# Objects are named by their content: whoever may add them need not change or delete them. Feedback also sets up the bucket.
policy_of() {
  local more=''
  [ "$1" != feedback ] || more=', "s3:DeleteObject", "s3:CreateBucket", "s3:PutLifecycleConfiguration", "s3:GetLifecycleConfiguration"'
  echo "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", \"s3:PutObject\", \"s3:AbortMultipartUpload\", \"s3:ListMultipartUploadParts\", \"s3:ListBucket\", \"s3:ListBucketMultipartUploads\", \"s3:GetBucketLocation\"$more], \"Resource\": [\"arn:aws:s3:::pathalign\", \"arn:aws:s3:::pathalign/*\"]}]}"
}
object_users() {
  local role
  echo 'set -eu'
  echo 'mc alias set store https://objects:9000 "$(cat /run/pathalign/root-user)" "$(cat /run/pathalign/root-password)" >/dev/null'
  for role in "${roles[@]}"; do
    echo "mc admin policy create store $role /run/pathalign/$role.json"
    echo "mc admin user add store '$(cat "$dir/$role/S3__AccessKey")' '$(cat "$dir/$role/S3__SecretKey")'"
    echo "mc admin policy attach store $role --user '$(cat "$dir/$role/S3__AccessKey")' || true"
  done
}

authority
certificate broker broker
certificate database database
certificate objects objects
certificate collector collector
certificate metrics metrics
certificate traces traces
certificate feedback feedback "$@"
keep pathalign/Bus__Password "$(random)"
for role in "${roles[@]}"; do
  keep "$role/Bus__Password" "$(random)"
  keep "database-passwords/$role" "$(random)"
  keep "$role/Mongo__ConnectionString" "mongodb://$role:$(cat "$dir/database-passwords/$role")@database:27017/?authSource=pathalign&replicaSet=rs0&tls=true"
  keep "$role/S3__AccessKey" "pathalign-$role"
  keep "$role/S3__SecretKey" "$(random)"
  keep "objects/$role.json" "$(policy_of "$role")"
done
keep feedback/Feedback__OperatorKey "operator.$(random)"
keep feedback/Audit__Key "$(head -c 32 /dev/urandom | base64)"
keep broker/definitions.json "$(broker_users)"
keep database/root-password "$(random)"
keep database/users.js "$(database_users)"
keep objects/root-user pathalign-root
keep objects/root-password "$(random)"
keep objects/users.sh "$(object_users)"
keep grafana/password "$(random)"
echo "$dir: keep it out of backups that others read; the operator's key is $dir/feedback/Feedback__OperatorKey"
