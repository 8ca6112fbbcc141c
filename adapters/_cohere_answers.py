"""What the server that speaks Cohere's protocol answers: scores and vectors out of shared words."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Literal

from .embedders.hashed import HashedWords
from .sentences import sentence_spans

Lie = Literal[
    "no_results", "too_few", "index_twice", "index_out_of_range", "index_text", "nan", "bad_spans"
]
_WORD = re.compile(r"\w{3,}")
_MOST_TEXTS = 96
_INPUT_TYPES = ("search_document", "search_query", "classification", "clustering")
_LENGTH = 3.0  # vectors come as long as this, so that whoever forgets to scale them notices


class Refused(Exception):
    """A request that the real server refuses too."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def rerank(body: Mapping[str, Any], lie: str = "") -> dict[str, Any]:
    """Order the documents by the share of the query's words in them, and lie if told to."""
    documents = body.get("documents")
    if not isinstance(documents, list) or not documents:
        raise Refused(400, "invalid request: list of documents must not be empty")
    model = _model(body, "rerank-")
    query = _words(body["query"])
    spans = model >= "rerank-v5" and (body.get("relevant_spans") or {}).get("mode") == "enabled"
    rows = [_row(index, text, query, spans=spans) for index, text in enumerate(documents)]
    rows.sort(key=lambda row: -row["relevance_score"])
    words = sum(len(text.split()) for text in documents)
    units = {"input_tokens": words} if spans else {"search_units": ceil(len(documents) / 100)}
    answer = {
        "id": "rerank",
        "results": rows[: body.get("top_n") or len(rows)],
        "meta": {"api_version": {"version": "2"}, "billed_units": units},
    }
    return _bent(answer, lie, len(documents))


def embed(body: Mapping[str, Any], lie: str = "") -> dict[str, Any]:
    """Embed each text by its words; texts that share words are near."""
    texts = body.get("texts")
    if not isinstance(texts, list) or not 0 < len(texts) <= _MOST_TEXTS:
        raise Refused(400, f"invalid request: total number of texts must be 1 to {_MOST_TEXTS}")
    if body.get("input_type") not in _INPUT_TYPES:
        raise Refused(400, "invalid request: input_type is not valid")
    _model(body, "embed-")
    rows = asyncio.run(_vectors(texts, body.get("output_dimension") or 1536))
    if lie == "too_few":
        rows = rows[1:]
    elif lie == "wrong_dimensions":
        rows = [row[:-1] for row in rows]
    elif lie == "nan":
        rows[0][0] = float("nan")
    return {
        "id": "embed",
        "response_type": "embeddings_by_type",
        "embeddings": {} if lie == "no_results" else {"float": rows},
        "texts": texts,
        "meta": {"billed_units": {"input_tokens": sum(len(text.split()) for text in texts)}},
    }


async def _vectors(texts: Sequence[str], dimensions: int) -> list[list[float]]:
    hashed = HashedWords(dimensions)
    return [[_LENGTH * float(x) for x in await hashed.query(text)] for text in texts]


def _model(body: Mapping[str, Any], family: str) -> str:
    model = str(body.get("model"))
    if not model.startswith(family):
        raise Refused(404, f"model '{model}' not found, make sure the correct model ID was used")
    return model


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _row(index: int, text: str, query: set[str], *, spans: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"index": index, "relevance_score": _share(query, text)}
    if spans:
        found = [(_share(query, text[a:b]), a, b) for a, b in sentence_spans(text)]
        best = sorted(found, reverse=True)[:1]
        row["relevant_spans"] = [
            {"start": a, "end": b, "score": score} for score, a, b in best if score
        ]
    return row


def _share(query: set[str], text: str) -> float:
    return len(query & _words(text)) / max(len(query), 1)


def _bent(answer: dict[str, Any], lie: str, documents: int) -> dict[str, Any]:
    rows = answer["results"]
    if lie == "no_results":
        del answer["results"]
    elif lie == "too_few":
        del rows[-1]
    elif lie == "index_twice":
        rows[-1]["index"] = rows[0]["index"]
    elif lie == "index_out_of_range":
        rows[0]["index"] = documents
    elif lie == "index_text":
        rows[0]["index"] = "first"
    elif lie == "nan":
        rows[0]["relevance_score"] = float("nan")
    elif lie == "bad_spans":
        rows[0]["relevant_spans"] = [{"start": 5, "end": 10**6}, {"start": "a"}, {}]
    return answer
