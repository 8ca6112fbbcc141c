"""POST /v1/feedback: what an answer was worth."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from ..adapters.receipts import Feedback
from .openai_shapes import Text, errors
from .principal import Served, Who

router = APIRouter(tags=["receipts"])


class FeedbackRequest(BaseModel):
    """What the asker thought of the answer with this receipt."""

    receipt_id: str
    rating: Literal["good", "bad"]
    comment: Text = Field("", max_length=4000)


@router.post("/v1/feedback", status_code=204, responses=errors(404))
async def give(body: FeedbackRequest, trivium: Served, who: Who) -> Response:
    """Keep it with the receipt."""
    feedback = Feedback(rating=body.rating, comment=body.comment)
    await trivium.feedback(body.receipt_id, feedback, principal=who)
    return Response(status_code=204)
