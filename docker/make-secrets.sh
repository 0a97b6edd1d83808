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
  [ -s "$1.new" ] || exit 1
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
# $1 the file of an Ed25519 private key: the public key that belongs to it, by Node.js or else by OpenSSL.
public_key() {
  if command -v node >/dev/null; then
    node - "$(cut -d: -f2 "$1")" <<'NODE' >public_key.bytes
const seed = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(process.argv[2], 'base64')]);
const der = require('crypto').createPublicKey({ key: seed, format: 'der', type: 'pkcs8' }).export({ format: 'der', type: 'spki' });
process.stdout.write(der.subarray(-32));
NODE
  else
    { printf '\060\056\002\001\000\060\005\006\003\053\145\160\004\042\004\040' && cut -d: -f2 "$1" | base64 -d; } |
      openssl pkey -inform DER -pubout -outform DER | tail -c 32 >public_key.bytes
  fi
  if [ "$(wc -c <public_key.bytes)" -ne 32 ]; then
    echo 'make-secrets.sh needs Node.js, or OpenSSL with Ed25519 (1.1.1 or newer).' >&2
    exit 1
  fi
  printf '%s:%s' "$(cut -d: -f1 "$1")" "$(base64 <public_key.bytes | tr -d '\n')"
  rm public_key.bytes
}
api_key() { printf 'wabx_%s_%s' "$(hex 8)" "$(head -c 32 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_')"; }

make postgres_password hex 24
printf 'postgres://postgres:%s@postgres:5432/wabx' "$(cat postgres_password)" | keep database_admin_url
for pair in channel-config:config router:router outbound-sender:outbound media-store:media stats:stats console:console; do
  service=${pair%:*} role=wabx_${pair#*:}
  make "${service}_database_password" hex 24
  printf 'postgres://%s:%s@postgres:5432/wabx' "$role" "$(cat "${service}_database_password")" |
    keep "${service}_database_url"
done

users='migrate webhook-ingress channel-config router outbound-sender media-store session-janitor stats console'
for user in $users; do
  make "${user}_nats_password" hex 24
  printf 'nats://%s:%s@nats:4222' "$user" "$(cat "${user}_nats_password")" | keep "${user}_nats_url"
done
# In quotes: nats-server would take 1e55 for a number.
for user in $users; do
  printf '%s_password: "%s"\n' "$(printf %s "$user" | tr - _)" "$(cat "${user}_nats_password")"
done | keep nats-passwords.conf

# They seal the channels' secrets in the database, access tokens and app secrets. Without them these cannot be opened again:
# keep a copy of both.
make sealing_keys key
make app_secret_keys key
make link_keys key

# channel-config signs the configuration with the one, every service believes the other.
make signing_key key
make trusted_keys public_key signing_key
# The console signs people in with the one, every service lets them in by the other.
make console_signing_key key
make console_keys public_key console_signing_key
# The object store's own administrator, and media-store's user, which sees its bucket alone.
make s3_root_user hex 10
make s3_root_password hex 20
make s3_access_key hex 10
make s3_secret_key hex 20
make bootstrap_key api_key

echo "The secrets are in $(pwd). The first API key (every right; make others with it): bootstrap_key. Keep a copy of sealing_keys and app_secret_keys."
