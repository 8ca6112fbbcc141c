#!/usr/bin/env bash
# Builds the page again from web/ and compares: what is committed in server/web/ must be that.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if grep -q '"resolved"' web/package-lock.json; then
  echo "web/package-lock.json names where packages come from: web/.npmrc keeps that out." >&2
  exit 1
fi
(cd web && npx tsc && npx vite build --logLevel warn --outDir "$work/web")
diff --recursive --brief "$work/web" server/web ||
  { echo "server/web/ is not what web/ builds: run 'make page' and commit it." >&2; exit 1; }
echo "page: server/web/ is what web/ builds"
