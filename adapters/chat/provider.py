"""What the roles that ask one provider share: how many calls run at a time, and what is down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Literal
from weakref import WeakKeyDictionary, WeakValueDictionary

from .._pause import Pause
from ..errors import Unavailable
from .named import Named

Call = Literal["answer", "form"]


class Turns:
    """Lets at most `at_once` calls run at a time, 0 for any number; who came first is next.

    An answer that is being written may have its sentences judged by the same provider: answers
    leave one place free, so that such a form never waits for the answer that waits for it.
    """

    def __init__(self, name: str, at_once: int = 0) -> None:
        self._name, self._at_once = name, at_once
        # Semaphores do not outlive their event loop.
        self._places: WeakKeyDictionary[
            asyncio.AbstractEventLoop, dict[Call, asyncio.Semaphore]
        ] = WeakKeyDictionary()

    @asynccontextmanager
    async def turn(self, call: Call, wait_s: float) -> AsyncGenerator[None]:
        """Have a place for a call. Raises `Unavailable` where none is free after `wait_s`."""
        if not self._at_once:
            yield
            return
        places = self._places_here()
        wanted = [places["answer"], places["form"]] if call == "answer" else [places["form"]]
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(max(wait_s, 0.0)):
                    for place in wanted:
                        await held.enter_async_context(place)
            except TimeoutError:
                raise Unavailable(
                    f"{self._name} is asked {self._at_once} things at a time, and none of them "
                    f"ended within {wait_s:.1f} s: ask again, or raise TRIVIUM_MODEL_REQUESTS."
                ) from None
            yield

    def _places_here(self) -> dict[Call, asyncio.Semaphore]:
        loop = asyncio.get_running_loop()
        if loop not in self._places:
            answers = asyncio.Semaphore(self._at_once - 1)
            self._places[loop] = {"answer": answers, "form": asyncio.Semaphore(self._at_once)}
        return self._places[loop]


_turns: WeakValueDictionary[tuple[object, ...], Turns] = WeakValueDictionary()
_pauses: WeakValueDictionary[tuple[object, ...], Pause] = WeakValueDictionary()


def turns_of(model: Named, at_once: int) -> Turns:
    """Return the turns of the provider's account, the same for all its models and roles."""
    key = (model.provider, model.base_url, model.key, at_once)
    return _turns.setdefault(key, Turns(model.provider or model.name, at_once))


def pause_of(model: Named) -> Pause:
    """Return the breaker of a model, the same for all its roles; a class of one's own has its."""
    if not model.provider:
        return Pause(model.name)
    key = (model.provider, model.base_url, model.key, model.model)
    return _pauses.setdefault(key, Pause(model.name))
