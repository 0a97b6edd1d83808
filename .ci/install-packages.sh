#!/usr/bin/env bash
# What the suites need beside Node, from Debian's packages.
set -euo pipefail
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends \
  radosgw ceph-mon ceph-osd ceph-common buildah podman runc debootstrap chromium fonts-noto-cjk python3 python3-venv etcd-server unzip catatonit prometheus
