"""A route of one's own: search, and answer without another order; `--route verbatim`."""

from trivium.nodes.routes import Route
from trivium.nodes.search import search

ROUTE = Route(name="verbatim", when="the order of the search itself is wanted", steps=(search,))
