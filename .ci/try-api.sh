#!/usr/bin/env bash
# The descriptions hold for whoever builds on them: the bots of docs/examples run, one of them with a client that is
# generated.
#
#   .ci/try-api.sh <folder for packages and scratch>     (after a build)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
mkdir -p "$folder"
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --requirement .ci/try-api/requirements.txt
exec node .ci/try-bots.mjs "$folder"
