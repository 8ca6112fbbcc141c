"""What a turn does to the conversation: leave it, thank, correct, add to a question, ask why."""

from __future__ import annotations

import re

_WH = "who|whom|whose|what|when|where|why|which|how"
_VERB = (
    "is|are|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had"
    "|tell|give|show|explain|list|compare|find|describe|summari[sz]e"
)
PREPOSITION = "for|in|on|of|at|from|to|under|by|during|after|before|with|without|if|since|until"
ASKS = re.compile(rf"\b(?:{_WH}|{_VERB})\b", re.IGNORECASE)
BARE = re.compile(
    rf"^\W*(?:and\s+|but\s+|so\s+)?(?:{_WH}|why not|how come|how so|how much|how many|how long"
    r"|since when|really|meaning)\W*$",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"""^\W*(?:(?:ok(?:ay)?|thanks|thank\ you|great|so|now|and|well|right|oh)\b[\s,.!]*)*
    (?:by\ the\ way|btw|incidentally|unrelated\w*|off[-\ ]topic|moving\ on|never\ ?mind
    |(?:on|to)\ an?(?:other|\ different|\ separate)\ (?:note|topic|subject|matter)
    |(?:an?other|(?:one|a|an)?\s*(?:different|new|separate|unrelated|other|last))\ (?:question|topic
      |subject|matter|thing|note)\b
    |(?:let'?s\ )?(?:chang|switch)(?:e|ing)?\ (?:the\ )?(?:topics?|subjects?)
    |let'?s\ (?:talk|speak)\ about\ something
    |something\ (?:else|different)\b\s*[:,]
    |forget\ (?:that|it|about\ (?:that|it)))\b""",
    re.VERBOSE | re.IGNORECASE,
)
_THANKS = re.compile(
    r"""^\W*(?:(?:ok(?:ay)?|thanks?|thank\ you|thx|ty|cheers|great|good|perfect|cool|nice|awesome
    |got\ it|i\ see|understood|makes\ sense|hi|hello|hey|bye|goodbye|yes|yep|no|nope|sure|alright
    |fine|wow|lol|very|so|much|a\ lot|many|for|your|the|that|that's|it|helps?|helpful|help|all|again
    |everyone|there|you|answer|information|info|clear|thanks)\b\W*)+$""",
    re.VERBOSE | re.IGNORECASE,
)
POLITE = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks?(?: you)?(?: (?:so|very) much| a lot)?|great|good|perfect|cool"
    r"|nice|got it|i see|understood|alright|hi|hello|hey)\b[!.,]+\s*)+(?=\w)",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"""^\W*(?P<no>(?:(?:no+|nope|sorry|oops|wait|actually|correction|well|ah|oh)\b[\s,.:;!-]+
      |not\ (?:that|this)(?:\ one)?\b[\s,.:;!-]+)*)
    (?P<meant>(?:(?:i|we)\s+(?:actually\s+|really\s+)?(?:mean|meant|was\ asking|am\ asking|wanted)\b
      (?:\ (?:about|for|to\ ask\ about)\b)?|make\ (?:that|it)|rather)\s+)?(?P<rest>.+)$""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ADDITION = re.compile(
    rf"""^\W*(?:(?:and|but|or|also|so|ok(?:ay)?|then)\b[\s,]*)*(?:(?:what|how)\s+about\s+)?
    (?P<rest>(?:(?:{PREPOSITION})\b.*)?)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def leaves(question: str) -> bool:
    """Say whether the turn announces another subject: "by the way, ..."."""
    return _AWAY.match(question) is not None


def without_leave(question: str) -> str:
    """Return what follows "by the way,"."""
    found = _AWAY.match(question)
    return question[found.end() :].lstrip(" ,:.;-") if found else question


def thanks(question: str) -> bool:
    """Say whether the turn only thanks, greets or agrees."""
    return "?" not in question and len(question) < 80 and _THANKS.match(question) is not None


def correction(question: str) -> str:
    """Return what is meant instead: of "no, I meant the Oakdale contract", the contract."""
    found = _CORRECTION.match(question)
    if found is None or not (found["meant"] or found["no"]):
        return ""
    rest = found["rest"].strip()
    return "" if not found["meant"] and ASKS.search(rest) else rest


def addition(question: str) -> str:
    """Return what "and for contractors?" or "what about contractors?" adds to a question."""
    found = _ADDITION.match(question)
    if found is None or not found[0].strip():
        return ""
    rest = found["rest"] or question[found.end() :]
    if not rest.strip(" ?!.") or ASKS.search(rest):
        return ""
    return rest.strip()
