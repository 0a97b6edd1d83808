#!/usr/bin/env bash
# Prometheus' own tool reads the alerts, and sees each of them fire and none of them on a quiet day.
set -euo pipefail
cd "$(dirname "$0")/../docker/monitoring"
promtool check rules alerts.yaml
promtool check config --syntax-only prometheus.yml
promtool test rules alerts.test.yaml
