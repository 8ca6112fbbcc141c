"""What the judges see in a text: content words by their stems, names, negation, opposites."""

from __future__ import annotations

import re
from functools import lru_cache

from .sentences import sentence_spans

STOP = frozenset(
    """a about above across after again all almost along already also although always am among an
    and another any are around as at away be became because become been before being below
    between both but by can could did do does doing done down during each either else even
    ever every for from further get gets getting give given go goes going got had has have
    having he hence her here hers herself him himself his how however i if in into is it its
    itself just least less let like made make makes making many may me might mine more most
    much must my myself near neither no nor not now of off often on once one only onto or
    other others our ours ourselves out over own per please quite rather really same shall she
    should since so some such than that the their theirs them themselves then there therefore
    these they thing things this those though through thus to too toward towards under until
    up upon us very via was we well were what whatever when where whether which while who whom
    whose why will with within without would yet you your yours yourself don doesn didn isn
    aren wasn weren won hasn haven hadn couldn wouldn shouldn ll ve re""".split()
)

_CITATION = re.compile(r"[ \t]*\[\d{1,3}(?:[ \t]*,[ \t]*\d{1,3})*\]")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:[ \t]+\"[^\"]*\")?\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]*|[-*+•][ \t]+|\d{1,3}[.)][ \t]+)+", re.M)
_EMPHASIS = re.compile(r"\*{1,3}|`+|~~|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)")
_SIGNS = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_LETTERS = re.compile(r"[^\W_]+")
_BETWEEN = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
_CLITIC = re.compile(r"'(?:s|d|m|ll|re|ve)$")

_IRREGULAR = dict(
    pair.split(":")
    for pair in """used:use using:use began:begin
    begun:begin bought:buy brought:bring built:build came:come
    chose:choose chosen:choose children:child died:die dying:die drew:draw drawn:draw
    fell:fall feet:foot felt:feel fought:fight found:find gave:give grew:grow grown:grow
    held:hold kept:keep knew:know known:know led:lead left:leave lost:lose lying:lie
    meant:mean men:man met:meet mice:mouse paid:pay people:person ran:run rose:rise risen:rise
    said:say saw:see seen:see sang:sing sent:send shown:show sold:sell spent:spend spoke:speak
    spoken:speak stood:stand sung:sing taken:take taught:teach thought:think told:tell
    took:take threw:throw went:go women:woman won:win wrote:write written:write bound:bind
    forbade:forbid forbidden:forbid""".split()
)
# The longest ending goes first; what is left must keep this many letters.
_ENDINGS = tuple(
    (ending, put, keep)
    for ending, put, keep in (
        ("ications", "y", 3), ("ication", "y", 3), ("ations", "", 4), ("ation", "", 4),
        ("ments", "", 3), ("ment", "", 3), ("ities", "", 4), ("ity", "", 4), ("nesses", "", 3),
        ("ness", "", 3), ("ances", "", 4), ("ance", "", 4), ("ences", "", 4), ("ence", "", 4),
        ("ures", "", 4), ("ure", "", 4), ("ators", "", 4), ("ator", "", 4), ("ating", "", 4),
        ("ated", "", 4), ("ates", "", 4), ("ate", "", 4), ("sses", "ss", 1), ("ions", "", 4),
        ("ion", "", 4), ("ies", "y", 2), ("ied", "y", 2), ("ings", "", 3), ("ing", "", 3),
        ("ally", "", 4), ("ily", "y", 3), ("ably", "", 4), ("able", "", 4), ("ible", "", 4),
        ("ly", "", 3), ("al", "", 4), ("eed", "ee", 2), ("ed", "", 3), ("ers", "", 4),
        ("er", "", 4), ("ors", "", 4), ("or", "", 4), ("ss", "ss", 1), ("es", "", 3), ("s", "", 3),
        ("e", "", 3),
    )
)  # fmt: skip

_NEGATION = re.compile(
    r"""\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|without|lacks?|lacking|
    unable|fail(?:s|ed)?[ ]to|refuse[sd]?[ ]to|except|false|untrue|isnt|doesnt|dont)\b|n't\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_NEGATION = re.compile(
    r"""\b(?:not[ ](?:only|just|merely|limited)|no[ ](?:later|more|less|fewer|longer|doubt)[ ]than
    |not[ ](?:(?:later|more|less|fewer)[ ]than|exceed\w*)|whether[ ]or[ ]not|no[ ]matter
    |no\.?(?=[ ]\d))\b""",
    re.VERBOSE | re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[,;:.!?()]|\b(?:but|although|though|however|while|whereas|because)\b", re.IGNORECASE
)

_OPPOSITES = tuple(
    (frozenset(left.split()), frozenset(right.split()))
    for left, right in (
        line.split("|")
        for line in """before until | after since
        above over exceeds | below under
        more most | less least fewer fewest
        highest largest biggest maximum max | lowest smallest minimum min
        earlier earliest first | later latest last
        increase increased increases rose grew | decrease decreased decreases fell
        gained | lost dropped declined
        allow allowed allows permit permitted permits | prohibit prohibited prohibits banned
        include includes included including | exclude excludes excluded excluding
        accept accepted accepts | reject rejected rejects refused
        always | never sometimes
        all every each | some none few
        open opens opened | closed closes
        win won wins winning | lose lost loses losing
        must shall | may
        mandatory required compulsory | optional voluntary
        with | without
        inside within | outside
        north northern | south southern
        east eastern | west western
        internal | external
        enabled enable enables | disabled disable disables""".splitlines()
    )
)


def plain(text: str) -> str:
    """Return the text without citation markers and Markdown's marks, typographic signs as ASCII."""
    text = typed(_CITATION.sub("", _LINK.sub(r"\1", text)))
    return " ".join(_EMPHASIS.sub("", _LINE_MARK.sub("", text)).split())


def typed(text: str) -> str:
    """Return the text, as long as before, with typographic signs as a keyboard has them."""
    if not text.isascii():  # one by one is ten times as fast as a table
        for sign, key in _SIGNS.items():
            text = text.replace(sign, key)
    return text


def words(text: str) -> list[str]:
    """Return the words in lower case, a possessive or contracted ending cut off."""
    text = typed(text).casefold()
    if "'" not in text:
        return runs(text)
    return [_CLITIC.sub("", word) if "'" in word else word for word in _WORD.findall(text)]


def runs(text: str) -> list[str]:
    """Return the runs of letters and digits; in plain ASCII, in half the time of an expression."""
    return text.translate(_BETWEEN).split() if text.isascii() else _LETTERS.findall(text)


def normal(text: str) -> str:
    """Return the words alone: equal for texts that differ in case, space and punctuation only."""
    return " ".join(words(text))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Cut the ending off a lower-case word, so that its usual forms are one."""
    word = _IRREGULAR.get(word, word)
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, put, keep in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= keep:
            word = word[: -len(ending)] + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeoulsz":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word.removesuffix("e")


def content(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in their order, with repetitions."""
    return [
        stem(word) for word in words(text) if word not in STOP and (len(word) > 1 or word.isdigit())
    ]


def names(text: str) -> list[str]:
    """Return the words written as names, lower case: capitals inside a sentence, or beside one.

    The first word of a sentence counts only if it has capitals or digits inside, or if another
    name follows it at once.
    """
    found: list[str] = []
    for start, end in sentence_spans(text):
        matches = list(_WORD.finditer(typed(text), start, end))
        for i, match in enumerate(matches):
            word = match[0]
            if word.islower() or word.isdigit() or len(word) < 2 or word.casefold() in STOP:
                continue
            beside = i + 1 < len(matches) and matches[i + 1][0][0].isupper()
            if i > 0 or beside or not word[1:].islower():
                found.append(_CLITIC.sub("", word.casefold()))
    return found


def negations(text: str) -> list[frozenset[str]]:
    """Return what each negation of the text is about: the next content stems of its clause.

    "Not only", "no later than" and the like deny nothing and are left out.
    """
    text = typed(text)
    harmless = [match.span() for match in _NOT_NEGATION.finditer(text)]
    found = []
    for match in _NEGATION.finditer(text):
        if any(start <= match.start() < end for start, end in harmless):
            continue
        stop = _CLAUSE_END.search(text, match.end())
        found.append(frozenset(content(text[match.end() : stop.start() if stop else None])[:3]))
    return found


def opposed(left: str, right: str) -> str:
    """Return a word of `left` whose opposite, and not itself, stands in `right`; or nothing."""
    here, there = set(words(left)), set(words(right))
    for pair in _OPPOSITES:
        for mine, other in (pair, pair[::-1]):
            if here & mine and there & other and not there & mine and not here & other:
                return min(here & mine)
    return ""
