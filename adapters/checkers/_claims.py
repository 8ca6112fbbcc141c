"""Tell sentences that claim something from those that do not: headings, greetings, refusals."""

from __future__ import annotations

import re

from .._text import content, plain

_PATTERNS = (
    (
        "a refusal",
        r"""\b(?:i|we)\s+(?:do\s+not|don't|cannot|can't|could\s+not|couldn't|was\s+unable|am\s+unable
        |were\s+unable|am\s+not\s+able)\b.{0,40}\b(?:know|find|answer|determine|help|say|tell|see
        |confirm|provide)\b
        |^(?:unfortunately,?\s+)?(?:the|these|your|our|none\s+of\s+the|no)\s+(?:\w+\s+)?(?:documents?
        |sources?|passages?|evidence|context|text)\s+(?:\w+\s+)?(?:do(?:es)?\s+not|don't|doesn't
        |cannot|can't|contains?\s+no|holds?\s+no|says?\s+nothing|mentions?\s+nothing|says?|mentions?
        |answers?|gives?\s+no|provided?\s+no)\b
        |\bno\s+(?:information|mention|answer|evidence)\b.{0,60}\b(?:documents?|sources?|passages?
        |context|provided|found)\b
        |^there\s+is\s+no\s+(?:information|mention)\b""",
    ),
    (
        "a greeting",
        r"""^(?:hi|hello|hey|dear|welcome|thanks?|thank\s+you|you're\s+welcome|sure|certainly|of\s+course
        |great\s+question|good\s+question|sorry|i'm\s+sorry|i\s+apologi[sz]e|i\s+hope\s+(?:this|that)
        |let\s+me\s+know|feel\s+free|please\s+let\s+me|happy\s+to\s+help|goodbye|bye|kind\s+regards
        |best\s+regards)\b(?!.*\d).{0,60}$""",
    ),
    (
        "a lead-in",
        r"""^(?:here(?:'s|\s+is|\s+are)|below|the\s+following|according\s+to|based\s+on|in\s+summary
        |to\s+summari[sz]e|in\s+short|overall|the\s+documents?\s+sa(?:y|id)|this\s+is\s+what)\b
        .{0,80}:$
        |^(?:in\s+summary|in\s+short|to\s+summari[sz]e|overall|for\s+example|yes|no)\W*$""",
    ),
    (
        "a question",
        r"""^(?:who|whose|what|when|where|why|which|how|do|does|did|is|are|was|were|can|could|would
        |shall|should|will|may|have|has|any|anything)\b.*\?[\s"')\]]*$""",
    ),
)
_KINDS = tuple((kind, re.compile(p, re.IGNORECASE | re.VERBOSE)) for kind, p in _PATTERNS)
_MARKED = (
    (
        "code or a rule",
        re.compile(r"\s*(?:```|~~~|\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$)"),
    ),
    ("a heading", re.compile(r"\s*(?:#{1,6}\s+\S|(?:\*\*|__)[^*_\n]{1,80}(?:\*\*|__):?\s*$)")),
)
_LABEL_WORDS = 6


def no_claim(sentence: str) -> str:
    """Say why a sentence claims nothing, in a few words; "" if it does claim something."""
    for kind, pattern in _MARKED:
        if pattern.match(sentence):
            return kind
    text = plain(sentence)
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return kind
    if text.endswith(":") and len(text.split()) <= _LABEL_WORDS:
        return "a label"
    if not content(text) and not any(map(str.isdigit, text)):
        return "no content"
    return ""
