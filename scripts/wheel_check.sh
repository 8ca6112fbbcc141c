#!/usr/bin/env bash
# Builds the wheel, installs it in a fresh environment outside the checkout, and uses it there.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$PWD/.venv/bin/uv
requirements=$PWD/requirements/run.txt
python=${PYTHON:-$PWD/.venv/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work" build' EXIT
export UV_PYTHON_DOWNLOADS=never
unset "${!TRIVIUM_@}" PYTHONPATH

rm -rf build  # what lies there would end up in the wheel
"$uv" build --quiet --wheel --out-dir "$work/dist" .
"$uv" venv --quiet --python "$python" "$work/env"
"$uv" pip install --quiet --python "$work/env/bin/python" -r "$requirements" "$work"/dist/*.whl

cd "$work"
env/bin/python - <<'PYTHON'
from pathlib import Path
from zipfile import ZipFile

import trivium
from trivium import samples

home = Path(trivium.__file__).parent
assert home.is_relative_to(Path.cwd() / "env"), f"imported from {home}"
names = ZipFile(next(Path("dist").glob("*.whl"))).namelist()
strays = [n for n in names if not n.startswith("trivium")]
assert not strays, f"in the wheel, outside of trivium: {strays}"
for name in trivium.__all__:
    getattr(trivium, name)
documents = [path for path in samples.folder().rglob("*") if path.is_file()]
print(f"wheel: {len(names)} files, {len(documents)} sample documents")
PYTHON

export TRIVIUM_HOME=$work/home
samples=$(env/bin/python -c 'from trivium import samples; print(samples.folder())')
env/bin/trivium ingest "$samples"
env/bin/trivium ask --json "How many days of annual leave do full-time employees get?" > answer.json || cat answer.json
env/bin/python - <<'PYTHON'
import json
from pathlib import Path

answer = json.loads(Path("answer.json").read_text())
assert answer["outcome"] == "grounded", answer
print(f"wheel: {answer['text']}")
PYTHON
