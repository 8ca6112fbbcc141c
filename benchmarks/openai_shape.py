"""In how many places what the server sends differs from what OpenAI's would, field by field.

Asks a running Trivium over a socket what OpenAI's clients ask: a chat, whole and streamed, the
models, a response, whole and streamed, and what cannot be answered; compares every answer with the
shapes and orders that tests/server/openai_shape.toml records.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import httpx

from benchmarks.common import arguments, report
from benchmarks.served import trivium
from tests.server.openai_shape import differences


def main() -> None:
    """Measure, print each difference, and write the figures as JSON."""
    given = arguments(__doc__, unused="the samples are asked").parse_args()
    with tempfile.TemporaryDirectory() as folder, trivium(Path(folder)) as url:
        with httpx.Client(base_url=url, timeout=60) as client:
            told = list(differences(client))
    for each in told:
        print(each)
    report({"openai_shape_diffs": len(told)}, given.json)


if __name__ == "__main__":
    main()
