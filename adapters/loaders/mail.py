"""E-mail: who wrote to whom, when and about what, the text, and the names of what is attached."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from ..errors import BadFile
from ..extracts import Extract, plain
from .html import from_html

SUFFIXES = (".eml",)
_SHOWN = ("From", "To", "Cc", "Date")


def load(data: bytes, name: str) -> Extract:
    """Return the message's plain text, or that of its HTML; the title is its subject."""
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    if not message["From"] and not message["Subject"]:
        raise BadFile(f"{name} is no e-mail message: save it from the mail program as .eml.")
    subject = str(message["Subject"] or "").strip()
    head = [f"{field}: {message[field]}" for field in _SHOWN if message[field]]
    attached = [str(part.get_filename() or "unnamed") for part in message.iter_attachments()]
    if attached:
        head.append(f"Attachments: {', '.join(attached)}")
    title = f"# {subject}\n\n" if subject else ""
    text = title + "\n".join(head) + "\n\n" + _body(message)
    return Extract(text=text.replace("\r\n", "\n").strip(), title=subject)


def _body(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    content = str(body.get_content())
    if body.get_content_subtype() == "html":
        return from_html(content).text
    return "\n".join(plain(line) for line in content.splitlines())
