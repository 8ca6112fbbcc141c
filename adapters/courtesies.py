"""Sentences that anybody may say without evidence: greetings, thanks, and what Trivium is."""

from __future__ import annotations

import re

ABOUT = (
    "I am Trivium: I look for answers in your documents and quote the sentences that hold them, "
    "each with its source."
)
ASK_ME = "Ask me something that they should hold."
WELCOME = "You are welcome; ask again whenever your documents can help."
GOODBYE = "Goodbye; ask again whenever your documents can help."

_OWN = frozenset((ABOUT, ASK_ME, WELCOME, GOODBYE))
_PHRASE = re.compile(
    r"""(?:(?:hello|hi|hey|welcome|greetings|good\ (?:morning|afternoon|evening|day))
        (?:\ (?:there|again|back))?
    |(?:thanks|thank\ you)(?:\ (?:so|very)\ much)?
    |you(?:'re|\ are)\ (?:very\ |most\ )?welcome|no\ problem|my\ pleasure|any\ ?time
    |(?:i(?:'m|\ am)\ )?(?:glad|happy|pleased)\ to\ (?:help|hear\ (?:that|it)|be\ of\ help)
    |(?:how|what)\ (?:can|may)\ i\ (?:help|assist|do)(?:\ (?:you|for\ you))?(?:\ with)?(?:\ today)?
    |(?:have|enjoy)\ (?:a|your)\ (?:(?:nice|good|great|lovely)\ )?(?:day|evening|weekend|time)
    |good\ ?bye|bye|see\ you(?:\ (?:soon|later))?|take\ care|good\ night
    |(?:please\ )?let\ me\ know\ if\ (?:you\ (?:need|have)\ any(?:thing|\ questions)|i\ can\ help)
        (?:\ else)?)
    \W*""",
    re.VERBOSE | re.IGNORECASE,
)


def courtesy(sentence: str) -> bool:
    """Say whether a sentence is one of Trivium's own or one of a closed list of polite phrases."""
    text = " ".join(sentence.split()).replace("’", "'")
    return text in _OWN or _PHRASE.fullmatch(text) is not None
