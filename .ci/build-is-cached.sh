#!/bin/sh
# Fails unless Nx takes every task of a second build from its cache.
set -eu
cd "$(dirname "$0")/.."
output=$(npm run build --silent 2>&1) || { echo "$output"; exit 1; }
echo "$output" | tail -n 5
echo "$output" | grep -Eq "read the output from the cache instead of running the command for ([0-9]+) out of \1 tasks"
