"""Put the permitted documents themselves before the answerer."""

from ..gather import gather
from . import Route

ROUTE = Route(
    name="long_context",
    when="the question needs documents whole, or the corpus is small enough to read it all",
    steps=(gather,),
)
