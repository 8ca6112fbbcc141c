"""A fake of OpenAI's server: chat completions and responses, with faults on demand."""

from __future__ import annotations

from ._chat import Chat
from ._main import serve
from ._responses import Responses
from .dialect import Dialect
from .server import KEY, FakeServer

__all__ = ["KEY", "FakeOpenAI"]


class FakeOpenAI(FakeServer):
    """Answers `/chat/completions` and `/responses` under any path, Azure's too; see FakeServer."""

    def speaks(self) -> dict[str, Dialect]:
        """Return both protocols."""
        return {"/chat/completions": Chat(), "/responses": Responses()}


if __name__ == "__main__":
    serve(FakeOpenAI, "OPENAI_API_KEY", "/v1", 8091)
