"""Trivium as a library: open it, give it documents, ask."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from ..adapters.receipts import Citation, Outcome, Receipt
from ..adapters.terms import Principal, Turn
from ..nodes.context import Context, Mode
from ..nodes.events import Event
from ..nodes.forcing import refuse_unknown
from ..nodes.routes import default_routes
from ..nodes.state import Question
from .builder import Graph, build_graph
from .conversations import named
from .people import People
from .questions import checked_ladder, context_of, history_of, question_of
from .settings import Settings, load_settings
from .threads import Threads, open_threads, thread_key
from .watching import watched
from .wiring import services_from

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.types import StreamMode

    from ..adapters.base import Services
    from .sync import SyncTrivium

# A run visits nine nodes and three more a rung; LangGraph's own limit is 10,007.
_STEPS_MOST = 60
# Events reach who watches by another way; with a stream of its own LangGraph runs each step as a
# task beside it, which takes a quarter longer.
_NO_STREAM: list[StreamMode] = []


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer with what was checked; `citations[n - 1]` belongs to the marker [n]."""

    text: str
    route: str
    outcome: Outcome
    citations: tuple[Citation, ...]
    receipt: Receipt
    degraded: tuple[str, ...] = ()


class Trivium(People):
    """Answers questions from documents; made by `open`, used as an async context manager.

    Whoever is not named by `principal` is the principal of the settings.
    """

    def __init__(self, settings: Settings, services: Services) -> None:
        super().__init__(settings, services)
        self.graph: Graph = build_graph(services)
        self._threaded: Graph = self.graph
        self._threads: Threads = Threads()

    @classmethod
    def open(cls, settings: Settings | None = None, services: Services | None = None) -> Trivium:
        """Make a Trivium from settings (by default from the environment) and their members."""
        settings = settings or load_settings()
        checked_ladder(settings.ladder)
        return cls(settings, services or services_from(settings))

    @classmethod
    def open_sync(cls, settings: Settings | None = None) -> SyncTrivium:
        """Make one for scripts and notebooks: the same verbs without `await`."""
        from .sync import SyncTrivium

        return SyncTrivium(settings)

    async def __aenter__(self) -> Self:
        self._threads = await open_threads(self.settings)
        self._threaded = build_graph(self.services, checkpointer=self._threads.saver)
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def ask(self, question: str, **knobs: Any) -> Answer:
        """Answer a question; takes the keywords of `stream`. Raises `TriviumError`."""
        last: Event | None = None
        async for event in self.stream(question, **knobs):
            last = event
        assert last is not None
        assert last["type"] == "finished"
        receipt = await self.receipt(last["id"], principal=knobs.get("principal"))
        return Answer(
            text=receipt.text,
            route=receipt.route,
            outcome=receipt.outcome,
            citations=receipt.citations,
            receipt=receipt,
            degraded=receipt.degraded,
        )

    async def stream(
        self,
        question: str,
        *,
        thread: str = "",
        principal: Principal | None = None,
        history: Sequence[Turn] = (),
        route: str = "",
        model: str = "",
        mode: Mode | None = None,
        deadline_s: float | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Yield the events of a run as they happen; leaving the loop cancels it.

        `thread` names a conversation of this principal to go on with; `history` replaces it.
        Raises `TriviumError`; what the graph can recover from is an outcome instead.
        """
        since = self.services.clock()
        who = principal or self.settings.principal
        refuse_unknown(route, model, default_routes(), self.services.contracts)
        asked = Question(
            question=question_of(question, self.settings),
            history=history_of(history),
            thread=named(thread),
        )
        context = context_of(
            self.settings, who, route=route, model=model, mode=mode, deadline_s=deadline_s
        )
        if asked.thread:
            run = self._in_thread(asked, context, who, since)
        else:
            config: RunnableConfig = {"recursion_limit": _STEPS_MOST}
            answering = self.graph.astream(asked, config, context=context, stream_mode=_NO_STREAM)
            run = watched(answering, since=since)
        async with aclosing(run) as events:
            async for event in events:
                yield event

    async def _in_thread(
        self, asked: Question, context: Context, who: Principal, since: float
    ) -> AsyncGenerator[Event, None]:
        """Answer a question where the conversation stands, when it is this one's turn."""
        key = thread_key(who, asked.thread)
        config: RunnableConfig = {
            "recursion_limit": _STEPS_MOST,
            "configurable": {"thread_id": key},
        }
        async with self._threads.thread_lock(key, context.deadline_s or None):
            run = self._threaded.astream(
                asked, config, context=context, stream_mode=_NO_STREAM, durability="exit"
            )
            try:
                with self._threads.errors():
                    async with aclosing(watched(run, since=since)) as events:
                        async for event in events:
                            yield event
            finally:
                await self._tidy(who, asked.thread, since)

    async def _tidy(self, who: Principal, thread: str, since: float) -> None:
        """Keep a thread's last state alone, or none where it may hold words of a deleted document.

        It was read before a document was deleted that was deleted while the question was answered.
        """
        if await self.services.ledger.deleted(since=since):
            await self._threads.drop([(who, thread)])
        else:
            await self._threads.prune(thread_key(who, thread))

    async def turns(self, thread: str, *, principal: Principal | None = None) -> list[Turn]:
        """Return what a conversation goes on with; an unknown thread is an empty one."""
        who, name = principal or self.settings.principal, named(thread)
        key = thread_key(who, name)
        with self._threads.errors():
            snapshot = await self._threaded.aget_state({"configurable": {"thread_id": key}})
        known = list(snapshot.values.get("turns", []))
        return known or await self._told(who, name)

    def routes(self) -> list[str]:
        """List the routes on offer; those of tuned models only where one is registered."""
        models = bool(self.services.contracts)
        return [route.name for route in default_routes() if models or not route.tuned]
