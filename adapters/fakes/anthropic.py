"""A fake of Anthropic's server: messages, with faults on demand."""

from __future__ import annotations

from ._main import serve
from ._messages import Messages
from .dialect import Dialect
from .server import KEY, FakeServer

__all__ = ["KEY", "FakeAnthropic"]


class FakeAnthropic(FakeServer):
    """Answers `/v1/messages`; see FakeServer."""

    def speaks(self) -> dict[str, Dialect]:
        """Return the one protocol."""
        return {"/messages": Messages()}


if __name__ == "__main__":
    serve(FakeAnthropic, "ANTHROPIC_API_KEY", "", 8092)
