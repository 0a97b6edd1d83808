#!/usr/bin/env bash
# What the suites need beside Node, from Debian's packages.
set -euo pipefail
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends \
  radosgw ceph-mon ceph-osd ceph-common buildah podman runc debootstrap chromium fonts-noto-cjk etcd-server unzip \
  catatonit prometheus python3 python3-pip python3-venv
