"""A chat model by its name, `provider:model`, and how LangChain makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..errors import Unavailable, UnknownSetting
from ..secrets import Secret
from .brief import BriefCompletions

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Who speaks OpenAI's protocol under a name of their own, and where. Cohere's is spoken because
# LangChain's own package for it does not go with the client that reranks.
LIKE_OPENAI = {
    "cohere": "https://api.cohere.ai/compatibility/v1",
    "ollama": "http://localhost:11434/v1",
    "vllm": "http://localhost:8000/v1",
}
# These take the time limit and the number of retries under these names.
_TIMED = ("openai", "azure_openai", "anthropic")
_EXTRAS = {"openai": "openai", "azure_openai": "openai", "anthropic": "anthropic"}
_COUNT = count()
# Roles that import one package at the same moment, each in a thread, can be given half of it.
_MAKING = Lock()
_NO_KEY = "none"  # servers of one's own want no key, but the client wants some text


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a model is made from; `options` are handed to LangChain's class as they are."""

    provider: str
    model: str
    base_url: str = ""
    key: Secret = Secret()
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    timeout_s: float = 30.0

    @property
    def name(self) -> str:
        """The name as it was given."""
        return f"{self.provider}:{self.model}" if self.provider else self.model

    @property
    def speaks(self) -> str:
        """The provider whose package is used; empty for a class of one's own."""
        return "openai" if self.provider in LIKE_OPENAI else self.provider

    def check(self) -> None:
        """Look for the packages without importing them. Raises `Unavailable`."""
        if not self.provider:
            return
        extra = _EXTRAS.get(self.speaks, "")
        package = f"langchain_{extra}" if extra else "langchain"
        if find_spec(package) is None or find_spec("langchain") is None:
            how = f"'trivium[{extra}]'" if extra else f"langchain langchain-{self.provider}"
            raise Unavailable(f"{self.name} needs packages that are not there: pip install {how}.")

    def make(self) -> BaseChatModel:
        """Import and make it; takes seconds. Raises `Unavailable`."""
        if not self.provider:
            return _own(self.model)
        try:
            with _MAKING:
                make: Any = import_module("langchain.chat_models").init_chat_model
                made: BaseChatModel = make(self.model, model_provider=self.speaks, **self._given())
        except ImportError as error:
            raise Unavailable(f"{self.name} needs a package that is not there: {error}.") from error
        completions: Any = getattr(made, "async_client", None)
        if self.speaks in ("openai", "azure_openai") and completions is not None:
            vars(made)["async_client"] = BriefCompletions(completions)
        return made

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = {}
        base_url = self.base_url or LIKE_OPENAI.get(self.provider, "")
        if base_url:
            given["base_url"] = base_url
        if self.speaks in _TIMED:
            # LangChain keeps one set of connections for all models of one address and time limit,
            # and connections do not outlive their event loop: no two limits are quite the same.
            given |= {"timeout": self.timeout_s + next(_COUNT) / 1e6, "max_retries": 0}
        if self.speaks in ("openai", "azure_openai"):
            # Cohere refuses the field that asks for the usage of a stream.
            given["stream_usage"] = self.provider != "cohere"
            # A task a chunk, for a limit that a stream has here already.
            given["stream_chunk_timeout"] = None
        if self.key or self.provider in LIKE_OPENAI:
            given["api_key"] = self.key.reveal() or _NO_KEY
        return given | dict(self.options)


def named(options: Mapping[str, Any]) -> Named:
    """Read the model from the settings: a member's argument, else the one for all.

    Raises `UnknownSetting` for a name without a provider.
    """
    name = str(options.get("model_argument") or options.get("model") or "")
    provider, colon, model = name.partition(":")
    if not colon and "." in name:
        provider, model = "", name
    elif not (provider and model):
        raise UnknownSetting(
            f"A chat model cannot be {name!r}: name it like TRIVIUM_MODEL=openai:gpt-5-mini, "
            "anthropic:claude-sonnet-4-5, ollama:llama3.2 or package.module.Class."
        )
    key = options.get("model_api_key") or Secret()
    if provider == "cohere" and not key:
        key = options.get("cohere_api_key") or key
    return Named(
        provider=provider,
        model=model,
        base_url=str(options.get("model_base_url") or ""),
        key=key,
        options=dict(map(_option, options.get("model_options") or ())),
        timeout_s=float(options.get("model_timeout_s") or 30.0),
    )


def _option(text: str) -> tuple[str, Any]:
    """Read `name=value`; numbers, true and false become what they are."""
    name, equals, value = text.partition("=")
    if not (name.strip() and equals):
        raise UnknownSetting(f"An option of the model cannot be {text!r}: write name=value.")
    return name.strip(), _value(value.strip())


def _value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _own(path: str) -> BaseChatModel:
    """Import a class, a function or an object by its dotted path; the first two are called."""
    module, _, name = path.rpartition(".")
    try:
        found: Any = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise Unavailable(f"The chat model {path} cannot be imported: {error}.") from error
    made: BaseChatModel = (
        found() if isinstance(found, type) or not hasattr(found, "astream") else found
    )
    return made
