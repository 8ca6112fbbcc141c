"""No evidence needed: greetings, thanks, a frontend's title and tag calls."""

from . import Route

ROUTE = Route(
    name="direct",
    when="nothing is asked that documents would answer",
    rests_on="nothing",
)
