#!/bin/sh
# Makes the secrets that compose.yaml mounts, in docker/.secrets (or the folder given): random, one per service and
# purpose. What is there already stays; so a lost or leaked one is renewed by removing its file and running this again
# (a database or NATS password then needs `docker compose up` of the migration, NATS and the service it belongs to).
set -eu
umask 077
folder=${1:-$(dirname "$0")/.secrets}
mkdir -p "$folder"
# Containers see each file by itself and as user 1000: it must be readable, while nobody else enters the folder.
chmod 700 "$folder"
cd "$folder"

# $1 name of the file; its content comes from stdin, whole or not at all.
keep() {
  cat >"$1.new"
  chmod 444 "$1.new"
  mv -f "$1.new" "$1"
}
# $1 name of the file, the rest a command that prints the secret; not when it is there.
make() {
  file=$1
  shift
  [ -s "$file" ] || "$@" | keep "$file"
}
hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
key() { printf 'k1:%s' "$(head -c 32 /dev/urandom | base64 | tr -d '\n')"; }
api_key() { printf 'wabx_%s_%s' "$(hex 8)" "$(head -c 32 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_')"; }

make postgres_password hex 24
printf 'postgres://postgres:%s@postgres:5432/wabx' "$(cat postgres_password)" | keep database_admin_url
for pair in channel-config:config router:router outbound-sender:outbound media-store:media stats:stats; do
  service=${pair%:*} role=wabx_${pair#*:}
  make "${service}_database_password" hex 24
  printf 'postgres://%s:%s@postgres:5432/wabx' "$role" "$(cat "${service}_database_password")" |
    keep "${service}_database_url"
done

users='migrate webhook-ingress channel-config router outbound-sender media-store session-janitor stats'
for user in $users; do
  make "${user}_nats_password" hex 24
  printf 'nats://%s:%s@nats:4222' "$user" "$(cat "${user}_nats_password")" | keep "${user}_nats_url"
done
# In quotes: nats-server would take 1e55 for a number.
for user in $users; do
  printf '%s_password: "%s"\n' "$(printf %s "$user" | tr - _)" "$(cat "${user}_nats_password")"
done | keep nats-passwords.conf

# Seals the channels' secrets in the database. Without it they cannot be opened again: keep a copy of this one.
make sealing_keys key
make link_keys key
make s3_access_key hex 10
make s3_secret_key hex 20
make bootstrap_key api_key

echo "The secrets are in $(pwd). The first API key (every right; make others with it): bootstrap_key. Keep a copy of sealing_keys."
