#!/usr/bin/env bash
# The compose file by docker compose's own parser and schema, and the Dockerfile by a linter: what can
# be proved without a Docker engine.
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/hadolint Dockerfile
.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

parser=.cache/compose/cmd
if [[ ! -x $parser ]]; then
  if ! command -v go >/dev/null; then
    echo "Go is missing, so docker compose's own parser is not asked."
    [[ -z ${CI:-} ]]
    exit
  fi
  GOBIN=$PWD/.cache/compose go install github.com/compose-spec/compose-go/v2/cmd@v2.16.2
fi
# The bare parser reads no environment.
whole=$(mktemp --suffix=.yml)
trap 'rm -f "$whole"' EXIT
sed 's/\${TRIVIUM_API_KEY:?[^}]*}/0123456789abcdef/' docker-compose.yml >"$whole"
"$parser" "$whole" >/dev/null
echo "The compose file and the Dockerfile are in order."
