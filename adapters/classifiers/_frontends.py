"""Recognise what chat frontends ask for themselves: titles, tags, follow-ups, completions."""

from __future__ import annotations

import re

# A frontend's prompt says what it wants at its start or at its end, around the conversation.
_HEAD, _TAIL = 2000, 1000

_TASK = re.compile(r"^\s*###\s*task\s*:", re.IGNORECASE)
_HISTORY = re.compile(
    r"""\#\#\#[ ]?chat[ ]history|</?(?:chat_history|history|conversation|messages|dialogue|text)>
    |chat[ ]history:|conversation(?:[ ]so[ ]far)?:|messages:
    |^[\W_]{0,5}(?:user|human|assistant|ai|bot|benutzer|nutzer|utilisateur|usuario|utente|usuário
    |пользователь|用户|ユーザー|사용자|المستخدم)[\W_]{0,3}[:：\]]""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_WANTED = re.compile(
    r"""\b(?:generate|create|write|provide|suggest|propose|produce|give|return|assign|add|find|invent
        |come[ ]up[ ]with|summari[sz]e|condense|name|label|list
        |predict)\b[^.\n]{0,80}?
        \b(?:titles?|names?|headlines?|headers?|tags?|topics?|labels?|keywords?|categor(?:y|ies)
        |follow-?ups?|follow[ ]up[ ](?:questions|prompts)|questions|prompts|repl(?:y|ies)|emojis?
        |autocompletions?|completions?|continuations?|(?:search[ ])?quer(?:y|ies)|chat|sidebar)\b
    |\b(?:titel|titre|t[íi]tulo|titolo|tytuł|заголов\w+|название)\b|标题|標題|タイトル|제목|عنوان""",
    re.VERBOSE | re.IGNORECASE,
)
_ALONE = re.compile(
    r"""autocompletion[ ]system
      |\btitle\b[^.\n]{0,60}\b(?:for|of|based[ ]on)\b[^.\n]{0,40}\b(?:chat|conversation|dialogue)\b
      |\b(?:generate|write|create|provide|give)\b[^.\n]{0,40}\b(?:title|name|headline|label)\b
       [^.\n]{0,60}\b(?:(?:this|the|our)[ ](?:chat|conversation|dialogue|thread)
       |(?:user'?s[ ])?first[ ]message)\b
      |\b\d[ ]?-[ ]?\d[ ]word\b[^\n]{0,40}\b(?:phrase|header|title|name)\b
      |\b(?:complete|continue)\b[^.\n]{0,60}\b(?:text|message|sentence)\b.{0,200}<text>
      |determine[ ]the[ ]necessity[ ]of[ ]generating[ ]search[ ]queries""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def frontend_task(prompt: str) -> bool:
    """Say whether this is a frontend's own call and not somebody's question."""
    edges = prompt if len(prompt) <= _HEAD + _TAIL else f"{prompt[:_HEAD]}\n{prompt[-_TAIL:]}"
    if _ALONE.search(edges):
        return True
    wanted = _WANTED.search(edges) is not None
    return wanted and (_TASK.match(edges) is not None or _HISTORY.search(edges) is not None)
