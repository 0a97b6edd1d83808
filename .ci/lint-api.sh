#!/usr/bin/env bash
# The committed descriptions of the APIs have no error and no warning of redocly's and spectral's recommended rules.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 # where the linters are installed
mkdir -p "$folder"
cp .ci/lint-api/* "$folder"
npm ci --prefix "$folder" --no-audit --no-fund --ignore-scripts --silent
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
"$folder/node_modules/.bin/redocly" lint --extends=recommended-strict --format=stylish docs/api/*.json docs/api/asyncapi.yaml
"$folder/node_modules/.bin/spectral" lint --ruleset "$folder/spectral.yaml" --fail-severity hint docs/api/*.json docs/api/asyncapi.yaml
