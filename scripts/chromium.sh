#!/usr/bin/env bash
# Puts Debian's Chromium here where that is allowed; the tests of the page say what to do without.
set -euo pipefail
if command -v chromium >/dev/null || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  exit 0
fi
apt-get install --quiet --yes --no-install-recommends chromium >/dev/null ||
  { apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends chromium >/dev/null; } || true
