"""A tuned model over retrieved evidence."""

from ..gather import gather
from ..rerank import rerank
from ..search import search
from . import Route

ROUTE = Route(
    name="hybrid",
    when="a registered model was tuned for this behaviour and the facts stand in the documents",
    steps=(search, rerank),
    whole=(gather,),
    tuned=True,
)
