"""Ask the tuned model alone; its evidence is the asker's own text."""

from . import Route

ROUTE = Route(
    name="tuned",
    when="a registered model was tuned for this behaviour and no facts are needed",
    tuned=True,
    rests_on="asker",
)
