"""Any loader of langchain-community, by the name of its class; needs the extra `community`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ..errors import BadFile, UnknownName
from ..extracts import Extract, paged

SUFFIXES = ()


def load_with(loader: str, target: str, **options: Any) -> Iterator[tuple[str, Extract]]:
    """Yield the source and the extract of each document that the loader makes of `target`.

    `target` is what the class takes first: a path, an address, a search. Documents of one source
    that follow each other are its pages. Raises `UnknownName` and `BadFile`.
    """
    made = _class(loader)(target, **options)
    try:
        documents = made.load()
    except (ImportError, ValueError, LookupError, OSError, RuntimeError) as error:
        raise BadFile(f"{target} cannot be read by {loader}: {error}.") from error
    for source, pages in groupby(documents, lambda document: _source(document, target)):
        yield source, _extract(list(pages))


def _class(name: str) -> Any:
    """Return the loader class; the package warns of its end when it is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from langchain_community import document_loaders
        except ImportError as error:
            raise UnknownName(
                f"The loader {name!r} is one of langchain-community: "
                "install it with `pip install 'trivium[community]'`."
            ) from error
        found = getattr(document_loaders, name, None)
    if found is None:
        raise UnknownName(f"There is no loader {name!r} in langchain-community: check its name.")
    return found


def _source(document: Any, target: str) -> str:
    return str(document.metadata.get("source") or target)


def _extract(documents: list[Any]) -> Extract:
    text, pages = paged([document.page_content for document in documents])
    title = str(documents[0].metadata.get("title") or "")
    return Extract(text=text, title=title, pages=pages if len(documents) > 1 else ())
