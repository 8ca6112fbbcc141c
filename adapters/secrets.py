"""Keys and passwords taken out of what is written down: members and vendors may name theirs."""

from __future__ import annotations

import re
from dataclasses import replace

from .receipts import Claim, Receipt, StepRecord

_GONE = "[secret]"
_SECRET = re.compile(
    r"""
    (?<=://)[^/@\s]+(?=@)                                    # a login in an address
    | (?i:(?<=bearer\s)|(?<=basic\s))[\w.~+/=-]{8,}
    | (?i:(?<=key=)|(?<=token=)|(?<=secret=)|(?<=password=))[^\s&"',;]+
    | \b(?:(?:sk|pk|rk|hf|xox[abp]|gh[pousr])[-_]|AKIA|AIza)[\w*.-]{12,}
    | \beyJ[\w-]{8,}\.[\w-]+\.[\w-]*                        # a JSON web token
    """,
    re.VERBOSE,
)


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


def _claim(claim: Claim) -> Claim:
    return replace(claim, reason=redacted(claim.reason)) if claim.reason else claim


def _step(step: StepRecord) -> StepRecord:
    failed = tuple(_claim(claim) for claim in step.failed)
    return replace(step, note=redacted(step.note), member=redacted(step.member), failed=failed)
