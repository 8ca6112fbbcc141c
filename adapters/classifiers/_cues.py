"""What the words alone say about a question's shape, as numbers about 0 to 1."""

from __future__ import annotations

import re
from math import log

from .._text import content, words
from ._words import has_code

_GREETING = re.compile(
    r"""^\W*(?:(?:hi|hiya|hey|heya|hello|howdy|yo|moin|servus|hallo
    |good[ ](?:day|morning|afternoon|evening|night)|guten[ ](?:morgen|tag|abend)
    |gr[üu](?:ß|ss)[ ]gott|bonjour|bonsoir|salut|hola
    |buen[oa]s(?:[ ](?:d[íi]as|tardes|noches))?|ciao|buon(?:giorno|asera)
    |ol[áa]|bo[ma][ ](?:dia|tarde|noite)|hej|hei|ahoj|cze[śs][ćc]|dzie[ńn][ ]dobry|merhaba|selam
    |xin[ ]ch[àa]o|thanks?|thank[ ]you|thx|cheers|danke|vielen[ ]dank|merci|gracias
    |muchas[ ]gracias|grazie|(?:muito[ ])?obrigad[oa]|bedankt|tack|takk|kiitos|dzi[ęe]kuj[ęe]
    |te[şs]ekk[üu]r\w*
    |bye|goodbye|tsch[üu]ss|au[ ]revoir|adi[óo]s|arrivederci|tot[ ]ziens
    |привет|здравствуйте|добр(?:ое|ый|ого)[ ]\w+|добрий[ ]\w+|спасибо|дякую|пока|до[ ]свидания
    |γεια\w*|καλημέρα|ευχαριστώ|مرحبا|مساء[ ]الخير|صباح[ ]الخير|السلام[ ]عليكم|أهلا|شكرا|שלום|תודה
    |नमस्ते|धन्यवाद|สวัสดี\S*|ขอบคุณ\S*)(?!\w)
    |你好|您好|谢谢|再见|早上好|晚上好|こんにちは|こんばんは|おはよう|ありがとう|안녕|감사|고마워)""",
    re.IGNORECASE | re.VERBOSE,
)
# A greeting goes on for so many letters at most; with more, something is asked behind it.
_GREETING_ALONE = 24
# Text that the request brings along: after a colon, in quotes, or below an empty line.
_BRINGS = re.compile(r""":\s+\S+\s+\S+|["“„«]\S+\s[^"”“»]+["”“»]|->|\n\s*\n""")

_CUES = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for pattern in (
        # A nod as well as a greeting, with no question behind it.
        r"""^\W*(?:hi|hey|hello|yo|good[ ](?:morning|evening|afternoon|night)|hallo|guten|bonjour
        |hola|ciao|thanks?|thank[ ]you|thx|merci|(?:vielen[ ])?dank\w*|gracias|bye|goodbye|ok(?:ay)?
        |cool|great|yes|no|sorry)\b
        (?!.*\b(?:who|what|when|where|which|how[ ](?:many|much|long)|summar\w+|compare|is[ ]it
        |does)\b)""",
        # Asked about ourselves.
        r"""\b(?:who[ ]are[ ]you|are[ ]you|your[ ]name|you[ ](?:can[ ])?do|can[ ]you[ ]help
        |how[ ]are[ ]you)\b""",
        # Asked to make something.
        r"""^\W*(?:write|compose|translate|fix|correct|rephrase|make|calculate|tell[ ]me[ ]a
        |give[ ]me[ ]\w+[ ]names)\b""",
        # One fact.
        r"""\b(?:who|whose|when|where|which|what[ ]is[ ]the|how[ ](?:many|much|long|do|often|old)
        |does|is|are|can|may|am[ ]i|do[ ]i|wie[ ]viele|wie[ ]lange|wo|wer|wann|combien|quand
        |cuánt\w+|quién)\b""",
        # The gist.
        r"""\b(?:summar\w+|overview|tl;?dr|outline|takeaways?|main[ ]points|key[ ]points|synopsis
        |gist|in[ ]general|conclusions?|themes?|about\?*$|sum[ ]up|brief|fass\w*|zusammen\w*
        |überblick|résum\w+|resum\w+|riassunt\w+|worum)\b""",
        # All of it.
        r"""\b(?:all|every|everything|entire|whole|overall|throughout|through|list|alle|tous|todos
        |timeline)\b""",
        r"\b(?:contradict\w*|inconsisten\w+)\b",
        # Two sides.
        r"""\b(?:compar\w+|differ(?:s|ences?|ent(?:ly)?)?|versus|vs|contrast|similarit\w+
        |pros[ ]and[ ]cons|in[ ]common|side[ ]by[ ]side|better|cheaper|stricter|vergleich\w*
        |unterschied\w*|différence|rank)\b""",
        r"\b(?:between|both)\b",
        r"\?\W*$",
    )
)


def cues(question: str) -> list[float]:
    """Return the cues of a question; what is behind 2,000 characters is not read."""
    text = question[:2000]
    hits = [1.0 if cue.search(text) else 0.0 for cue in _CUES]
    said, telling = len(words(text)), len(content(text))
    return [
        *hits,
        float(greeting(text)),
        float(has_code(text)),
        float(_BRINGS.search(text) is not None),
        min(1.0, log(1 + said) / 4),
        min(1.0, telling / 8),
        float(telling <= 1),
    ]


def greeting(text: str) -> bool:
    """Say whether this is a greeting or thanks, in one of the larger languages, and no more."""
    short = sum(map(str.isalpha, text[:200])) <= _GREETING_ALONE
    return short and "?" not in text and _GREETING.search(text) is not None
