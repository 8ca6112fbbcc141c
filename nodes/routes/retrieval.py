"""Search, put the best first, answer from what was found."""

from ..rerank import rerank
from ..search import search
from . import Route

ROUTE = Route(
    name="retrieval",
    when="the answer stands somewhere in the documents",
    steps=(search, rerank),
)
