"""What an MCP client may do: ask, search and read, each within the scope of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import aclosing, contextmanager
from typing import Annotated, Any, Protocol

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, Field

from .. import __version__
from ..adapters.errors import TriviumError
from ..adapters.terms import Principal
from ..graph.library import Trivium
from ..nodes.events import Finished
from .openai_shapes import Cited, Told
from .search import SearchResult, found
from .told import told


class Asking(Protocol):
    """Who is behind a call, what they may, and what is noted of it."""

    def who(self, context: Context[Any, Any]) -> Principal:
        """Tell who asks."""

    async def may_ask(self, context: Context[Any, Any]) -> None:
        """Raise `TooMany` where no further question may be asked."""

    def note(self, context: Context[Any, Any], read: Iterable[str], receipt: str = "") -> None:
        """Write down which documents were shown."""


_READ_CHARS = 20_000
_ABOUT = (
    "Answers questions from the documents that you may read. Every sentence of an answer was "
    "checked against them; where they hold no answer, `ask` says so instead of guessing. "
    "`search` and `read` give the documents' own words."
)


class Asked(Told):
    """A checked answer; [n] in the text is the citation with that number."""

    text: str
    citations: list[Cited]


class Read(BaseModel):
    """A part of a document's text, from offset `start` to `end` of `length`."""

    id: str
    title: str
    url: str
    text: str
    start: int
    end: int
    length: int


def mcp_server(trivium: Trivium, asking: Asking) -> MCPServer:
    """Make the server."""
    server = MCPServer("trivium", title="Trivium", instructions=_ABOUT, version=__version__)

    @server.tool()
    async def ask(
        question: str,
        context: Context[Any, Any],
        route: Annotated[str, Field(description="force a route; empty: Trivium chooses")] = "",
        thread: Annotated[str, Field(description="a conversation to go on with")] = "",
    ) -> Asked:
        """Answer a question from the documents, every sentence checked, with its sources."""
        with _told_errors():
            await asking.may_ask(context)
            return await _ask(trivium, asking, context, question, route, thread)

    @server.tool()
    async def search(
        query: str,
        context: Context[Any, Any],
        limit: Annotated[int, Field(ge=1, le=50)] = 8,
    ) -> SearchResult:
        """Find the passages nearest to a query, without an answer."""
        with _told_errors():
            hits = await trivium.search(query, principal=asking.who(context), limit=limit)
            asking.note(context, (hit.passage.document_id for hit in hits))
            return SearchResult.model_validate({"hits": [found(hit) for hit in hits]})

    @server.tool()
    async def read(
        document_id: str,
        context: Context[Any, Any],
        start: Annotated[int, Field(ge=0, description="offset to read from")] = 0,
    ) -> Read:
        """Read a document's text, at most 20,000 characters at a time."""
        with _told_errors():
            asking.note(context, [document_id])
            return await _read(trivium, asking.who(context), document_id, start)

    return server


async def _ask(
    trivium: Trivium,
    asking: Asking,
    context: Context[Any, Any],
    question: str,
    route: str,
    thread: str,
) -> Asked:
    """Answer; each verified sentence is told as progress as it leaves."""
    done: Finished | None = None
    reason, said = "", 0
    run = trivium.stream(question, principal=asking.who(context), route=route, thread=thread)
    async with aclosing(run) as events:
        async for event in events:
            if event["type"] == "routed":
                reason = event["reason"]
            elif event["type"] == "evidence":
                asking.note(context, (source["document_id"] for source in event["passages"]))
            elif event["type"] == "sentence":
                said += 1
                await context.report_progress(said, message=event["text"].strip())
            elif event["type"] == "finished":
                done = event
                asking.note(context, (), event["id"])
    assert done is not None
    return Asked.model_validate({"text": done["text"], **told(done, reason)})


async def _read(trivium: Trivium, who: Principal, document_id: str, start: int) -> Read:
    document = await trivium.document(document_id, principal=who)
    text = await trivium.text(document_id, principal=who)
    part = text[start : start + _READ_CHARS]
    return Read(
        id=document.id,
        title=document.title,
        url=document.url,
        text=part,
        start=start,
        end=start + len(part),
        length=len(text),
    )


@contextmanager
def _told_errors() -> Iterator[None]:
    """Have the client read Trivium's own sentence of what went wrong."""
    try:
        yield
    except TriviumError as error:
        raise ToolError(str(error)) from error
