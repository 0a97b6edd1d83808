#!/bin/sh
# Ends the containers and removes the images below the folder that build-image.sh was given.
set -eu
[ -d "$1/storage" ] || exit 0
podman --root "$1/storage" --runroot "$1/run" rm --all --force --time 0 >/dev/null 2>&1 || true
buildah --root "$1/storage" --runroot "$1/run" rm --all >/dev/null 2>&1 || true
umount "$1/storage/overlay" 2>/dev/null || true
rm -rf "$1"
