"""Keys and passwords taken out of what is written down: members and vendors may name theirs."""

from __future__ import annotations

import re
from dataclasses import replace

from .receipts import Claim, Receipt, Shadow, StepRecord

_GONE = "[secret]"
_SECRET = re.compile(
    r"""
    (?<=://)[^/@\s]+(?=@)                                    # a login in an address
    | (?i:(?<=bearer\s)|(?<=authorization:\sbasic\s))[\w.~+/=-]{8,}
    | (?i:(?<=key=)|(?<=token=)|(?<=secret=)|(?<=password=))[^\s&"',;]+
    | \b(?:(?:sk|pk|rk|hf|xox[abp]|gh[pousr])[-_]|AKIA|AIza)[\w*.-]{12,}
    | \beyJ[\w-]{8,}\.[\w-]+\.[\w-]*                        # a JSON web token
    """,
    re.VERBOSE,
)


class Secret:
    """A key or password that shows itself only where it is asked to."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the secret itself, for the vendor that it belongs to."""
        return self._text

    def hide(self, text: str) -> str:
        """Return `text` without this secret, and without whatever else looks like one."""
        return redacted(text.replace(self._text, _GONE) if self._text else text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "***" if self._text else ""

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")

    def __deepcopy__(self, memo: object) -> Secret:
        return self


def redacted(text: str) -> str:
    """Return `text` without what looks like a key, a token, a password or a login."""
    return _SECRET.sub(_GONE, text)


def without_secrets(receipt: Receipt) -> Receipt:
    """Redact what members wrote; the words of the asker and of the documents stay as they are."""
    return replace(
        receipt,
        reason=redacted(receipt.reason),
        members={family: redacted(name) for family, name in receipt.members.items()},
        claims=tuple(_claim(claim) for claim in receipt.claims),
        steps=tuple(_step(step) for step in receipt.steps),
    )


def shadow_without_secrets(shadow: Shadow) -> Shadow:
    """Redact what the members behind a shadow wrote."""
    claims = tuple(_claim(claim) for claim in shadow.claims)
    error, model = redacted(shadow.error), redacted(shadow.model)
    return replace(shadow, claims=claims, error=error, model=model)


def _claim(claim: Claim) -> Claim:
    return replace(claim, reason=redacted(claim.reason)) if claim.reason else claim


def _step(step: StepRecord) -> StepRecord:
    failed = tuple(_claim(claim) for claim in step.failed)
    return replace(step, note=redacted(step.note), member=redacted(step.member), failed=failed)
