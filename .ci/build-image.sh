#!/usr/bin/env bash
# Builds docker/Dockerfile with buildah, so without a Docker engine and without pulling anything: the base image is made of
# Debian's packages and this machine's Node. Proves the Dockerfile, not the official base image.
#
#   .ci/build-image.sh <folder for images and scratch>     (as root)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
base=$folder/base
mkdir -p "$folder/tmp"
export TMPDIR=$folder/tmp # for buildah's caches too: nothing is left behind
buildah() { command buildah --root "$folder/storage" --runroot "$folder/run" "$@"; }
step() { printf '  %4s s  %s\n' "$SECONDS" "$*"; }

step 'a root file system of Debian'
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
debootstrap --variant=minbase --include=ca-certificates,libstdc++6 "$codename" "$base" >"$folder/debootstrap.log" 2>&1 ||
  { tail -n 20 "$folder/debootstrap.log"; exit 1; }

step "Node $(node --version), as the official image has it"
npm=$(dirname "$(readlink -f "$(command -v npm)")")/..
mkdir -p "$base/usr/local/lib/node_modules"
install -m 755 "$(node -p process.execPath)" "$base/usr/local/bin/node"
cp -r "$npm" "$base/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$base/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$base/usr/local/bin/npx"
chroot "$base" groupadd --gid 1000 node
chroot "$base" useradd --uid 1000 --gid node --create-home node
chroot "$base" node --version >/dev/null
extra_ca=()
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then # the way to the registry may be through a proxy of this machine
  cp "$NODE_EXTRA_CA_CERTS" "$base/etc/ssl/extra-ca.pem"
  extra_ca=(--env NODE_EXTRA_CA_CERTS=/etc/ssl/extra-ca.pem)
fi
container=$(buildah from scratch)
buildah add --quiet "$container" "$base" / >/dev/null
buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${extra_ca[@]}" "$container"
buildah commit --quiet "$container" localhost/wabx-ci-node:base >/dev/null
buildah rm "$container" >/dev/null
rm -rf "$base"

step 'the image'
# --format docker: the OCI format has no HEALTHCHECK. --isolation chroot: works inside a container too.
buildah build --isolation chroot --pull-never --format docker --layers \
  --build-arg NODE_IMAGE=localhost/wabx-ci-node:base --file docker/Dockerfile --tag localhost/wabx:ci .
step "the image of the simulator, which is no part of it"
buildah build --isolation chroot --pull-never --format docker --layers --target simulator \
  --build-arg NODE_IMAGE=localhost/wabx-ci-node:base --file docker/Dockerfile --tag localhost/wabx-simulator:ci .
step "built: $(buildah images --format '{{.Size}}' localhost/wabx:ci), of it $(buildah images --format '{{.Size}}' localhost/wabx-ci-node:base) base"
