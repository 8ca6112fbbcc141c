"""Change a sentence so that it still says the same, or so that it says something else."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from trivium.adapters._text import names, words
from trivium.adapters._values import dates, numbers

Change = Callable[[str, str, str, random.Random], str]

_NAME = re.compile(r"(?<![-\w'’])[A-Z][\w'’]*[a-z]\w*(?: (?:of )?[A-Z][\w'’]*[a-z]\w*)*(?![-\w'’])")
_MONTHS = """January February March April May June July August September October November
    December""".split()
_SAME = dict(
    pair.split(":")
    for pair in """film:movie movie:film began:started started:began located:situated
    children:kids purchased:bought bought:purchased received:got about:approximately
    approximately:about large:big big:large wrote:authored released:published shows:displays
    usually:normally often:frequently however:though many:numerous because:since ended:finished
    created:made used:employed called:named named:called whole:entire
    entire:whole main:principal primary:main city:town country:nation nation:country
    famous:well-known states:says said:stated throughout:across became:turned&into
    starring:featuring starred:featured needs:requires requires:needs
    while:whereas helped:assisted person:individual died:passed&away song:track
    series:show won:claimed show:programme""".split()
)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|may|might|must|should|do|does|did)\b"
    r"(?! not|n't)"
)
_DENIED = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|must|should) not\b")
_LED = re.compile(r"^((?:In|On|During|After|Since|By) [^,]{3,40}), (.+?)([.!?])$")
_WRITTEN = re.compile(
    r"\b(\d{1,3}),(\d)00,000\b|(?<![,\d])(\d{1,3}),(\d{3})\b(?!,)"
    r"|\b(\d+(?:\.\d+)?) ?(?:%|percent\b)"
)
_CONTRACTED = (
    ("is not", "isn't"), ("are not", "aren't"), ("was not", "wasn't"), ("did not", "didn't"),
    ("does not", "doesn't"), ("do not", "don't"), ("cannot", "can't"), ("has not", "hasn't"),
    ("were not", "weren't"), ("will not", "won't"), ("had not", "hadn't"),
)  # fmt: skip
_QUANTIFIED = (
    ("all", "some"), ("every", "no"), ("most", "all"), ("some", "all"), ("many", "all"),
    ("several", "all"), ("usually", "always"), ("often", "always"), ("sometimes", "always"),
    ("at least", "at most"), ("more than", "less than"), ("over", "under"), ("both", "neither"),
    ("only", "not only"), ("few", "most"), ("up to", "at least"), ("generally", "always"),
    ("may", "must"), ("can", "must"), ("before", "after"), ("after", "before"),
    ("first", "last"), ("largest", "smallest"), ("most", "least"), ("increased", "decreased"),
    ("won", "lost"), ("north", "south"), ("eastern", "western"), ("longest", "shortest"),
    ("highest", "lowest"), ("early", "late"), ("increase", "decrease"), ("higher", "lower"),
)  # fmt: skip


def _number(said: str, text: str, other: str, chance: random.Random) -> str:
    """Put another number in a number's place: one of the passage, or one near it."""
    mine = [n for n in numbers(said) if any(map(str.isdigit, n.text)) and said.count(n.text) == 1]
    if not mine:
        return ""
    old = re.search(r"\d[\d,.]*\d|\d", chance.choice(mine).text)
    assert old
    there = [n for n in re.findall(r"\d[\d,.]*\d|\d", text) if n not in said and len(n) > 1]
    near = str(max(2, int(re.sub(r"\D", "", old[0])[:9]) + chance.choice([-3, -1, 1, 2, 7])))
    new = chance.choice(there) if there and chance.random() < 0.6 else near
    return re.sub(rf"(?<![\d.,]){re.escape(old[0])}(?![\d.,]*\d)", new, said, count=1)


def _date(said: str, text: str, other: str, chance: random.Random) -> str:
    """Change day, month or year of a date, or a year alone."""
    found = dates(said)
    if not found:
        years = re.findall(r"\b(?:1[5-9]|20)\d\d\b", said)
        if not years:
            return ""
        return said.replace(years[0], str(int(years[0]) + chance.choice([-10, -2, -1, 1, 3, 11])))
    old = chance.choice(found).text
    month = next((m for m in _MONTHS if m in old), "")
    if month and chance.random() < 0.5:
        new = old.replace(month, chance.choice([m for m in _MONTHS if m != month]))
    else:
        digits = chance.choice(re.findall(r"\d+", old))
        new = old.replace(digits, str(max(1, (int(digits) + chance.choice([1, 2, 5])) % 2100)))
    return said.replace(old, new)


def _name_inside(said: str, text: str, other: str, chance: random.Random) -> str:
    """Put another name of the same passage, not of the sentence, in a name's place."""
    return _swap(said, _names(said), [n for n in _names(text) if n not in said], chance)


def _name_outside(said: str, text: str, other: str, chance: random.Random) -> str:
    """Put a name of another passage in a name's place."""
    return _swap(said, _names(said), [n for n in _names(other) if n not in text], chance)


def _roles(said: str, text: str, other: str, chance: random.Random) -> str:
    """Let two names of the sentence change places, unless they stand in one list."""
    found = _named_in(said)
    pairs = [
        (a, b)
        for a, b in zip(found, found[1:], strict=False)
        if not re.fullmatch(r"[\s,(&)]*(?:and|or|with|,|/)?[\s,(&)]*", said[a.end() : b.start()])
        and a[0] not in b[0] and b[0] not in a[0]
        and len(said[a.end() : b.start()].split()) >= 2
    ]  # fmt: skip
    if not pairs:
        return ""
    a, b = chance.choice(pairs)
    return said[: a.start()] + b[0] + said[a.end() : b.start()] + a[0] + said[b.end() :]


def _named_in(text: str) -> list[re.Match[str]]:
    """Return the names of a text, without those at the beginning of a sentence."""
    known = set(names(text))
    return [
        match
        for match in _NAME.finditer(text)
        if re.search(r"[\w,;)]\W$", text[: match.start()])
        and known.issuperset(words(match[0].replace(" of ", " ")))
        and match[0] not in _MONTHS
        and not re.search(r"(?:ish|an|ese|ic)$", match[0])
    ]


def _names(text: str) -> list[str]:
    return [match[0] for match in _named_in(text)]


def _swap(said: str, mine: Sequence[str], theirs: Sequence[str], chance: random.Random) -> str:
    apart = [
        (old, new)
        for old in mine
        for new in theirs
        if not {w[:4] for w in old.split()} & {w[:4] for w in new.split()} and said.count(old) == 1
    ]
    return said.replace(*chance.choice(apart)) if apart else ""


def _negated(said: str, text: str, other: str, chance: random.Random) -> str:
    """Deny what the sentence says, or say what it denies."""
    if _DENIED.search(said):
        return _DENIED.sub(r"\1", said, count=1)
    if not _AUXILIARY.search(said):
        return ""
    word = chance.choice(["not", "not", "never"])
    return _AUXILIARY.sub(rf"\1 {word}", said, count=1)


def _quantified(said: str, text: str, other: str, chance: random.Random) -> str:
    """Change how many, how often, how sure or which end of a scale."""
    there = [(a, b) for a, b in _QUANTIFIED if re.search(rf"\b{a}\b", said)]
    if not there:
        return ""
    old, new = chance.choice(there)
    return re.sub(rf"\b{old}\b", new, said, count=1)


def reworded(said: str, text: str, title: str, chance: random.Random) -> str:
    """Change a few words and the order a little."""
    changed = _synonyms(said, chance)
    for step in (_contracted, _led_last, _introduced, _without_aside):
        if chance.random() < 0.4:
            changed = step(changed, chance)
    return _named(changed, text, title, chance)


def _synonyms(said: str, chance: random.Random) -> str:
    def put(match: re.Match[str]) -> str:
        new = _SAME.get(match[0], "")
        return new.replace("&", " ") if new and chance.random() < 0.7 else match[0]

    return re.sub(r"\b[a-z]+\b", put, said)


def _contracted(said: str, chance: random.Random) -> str:
    for long, short in _CONTRACTED:
        said = said.replace(long, short) if long in said else said.replace(short, long)
    return said


def _led_last(said: str, chance: random.Random) -> str:
    """Move what leads a sentence to its end."""
    match = _LED.match(said)
    if not match:
        return said
    body = match[2] if re.match(r"[A-Z]", match[2]) else match[2][0].upper() + match[2][1:]
    return f"{body} {match[1][0].lower()}{match[1][1:]}{match[3]}"


def _introduced(said: str, chance: random.Random) -> str:
    lead = chance.choice(
        ["According to the text, ", "Additionally, ", "The passage states that ", "In fact, ",
         "Notably, ", "As described, "]
    )  # fmt: skip
    lower = re.match(r"(?:The|A|An|It|He|She|They|In|On|This|These|There|Some|Many)\b", said)
    return lead + (said[0].lower() + said[1:] if lower else said)


def _without_aside(said: str, chance: random.Random) -> str:
    return re.sub(r"\s*\([^()]*\)", "", said)


def _named(said: str, text: str, title: str, chance: random.Random) -> str:
    """Name the passage's subject where the sentence begins with a pronoun."""
    plain_title = re.sub(r"\s*\(.*?\)", "", title)
    if text.startswith(plain_title) and chance.random() < 0.5:
        return re.sub(r"^(?:It|He|She)\b(?=\s(?:is|was|has|had|\w+ed)\b)", plain_title, said)
    return said


def _clipped(said: str, text: str, title: str, chance: random.Random) -> str:
    """Leave out what a comma sets off at the end."""
    match = re.match(r"^(.{40,}?), (?:which|who|where|including|with|such as)\b.*[.!?]$", said)
    return match[1] + "." if match else ""


def _revalued(said: str, text: str, title: str, chance: random.Random) -> str:
    """Write a number or a date in another way."""
    for date in dates(said):
        if date.day and date.month and date.year and not date.swapped:
            ways = [
                f"{date.year}-{date.month:02}-{date.day:02}",
                f"{date.day} {_MONTHS[date.month - 1]} {date.year}",
                f"{_MONTHS[date.month - 1]} {date.day}, {date.year}",
                f"{_MONTHS[date.month - 1][:3]} {date.day}, {date.year}",
            ]
            return said.replace(date.text, chance.choice([w for w in ways if w != date.text]))
    match = re.search(
        r"\b(\d{1,3}),(\d)00,000\b|\b(\d{1,3}),(\d{3})\b|\b(\d+(?:\.\d+)?) (?:%|percent)", said
    )
    if not match:
        small = re.search(r"\b(two|three|four|five|six|seven|eight|nine|ten)\b", said)
        if not small:
            return ""
        order = "two three four five six seven eight nine ten".split()
        return said.replace(small[0], str(order.index(small[0]) + 2), 1)
    if match[1]:
        new = f"{match[1]}.{match[2]} million".replace(".0 ", " ")
    elif match[3]:
        new = f"{match[3]}{match[4]}"
    else:
        new = f"{match[5]} per cent"
    return said.replace(match[0], new, 1)


TRUE: dict[str, Change] = {"reworded": reworded, "clipped": _clipped, "revalued": _revalued}
FALSE: dict[str, Change] = {
    "name_inside": _name_inside,
    "name_outside": _name_outside,
    "roles": _roles,
    "number": _number,
    "date": _date,
    "negation": _negated,
    "degree": _quantified,
}
