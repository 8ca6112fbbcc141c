"""What the comparison of a first year assumes; no answer depends on it."""

from __future__ import annotations

from dataclasses import dataclass

from .settings_values import setting


@dataclass(frozen=True, kw_only=True)
class Economy:
    """How a year goes, and what work and training cost; `trivium doctor --economy` reads it."""

    economy_questions_per_hour: float = setting(
        0.0,
        "Questions in an hour of use; 0 takes those of the last hour, or 10 where there were none.",
        section="A year's economy, for `trivium doctor --economy` alone",
        least=0,
    )
    economy_hours_per_week: float = setting(
        40.0, "Hours of a week in which questions come; 40 is a working week.", least=0, most=168
    )
    economy_questions_growth: float = setting(
        0.0, "How much more is asked by the end of the year: .5 is half as much again.", least=0
    )
    economy_changes_per_week: float = setting(
        0.0, "Documents changed in a week; 0 takes what the store counted.", least=0
    )
    economy_growth: float = setting(
        0.2, "How much the documents grow in the year; a fifth is a guess.", least=0
    )
    economy_share_cached: float = setting(
        0.0,
        "Share of everything that is read from the provider's cache; 0 takes what was seen of it, "
        "else what the questions in an hour let expect.",
        least=0,
        most=1,
    )
    economy_answer_tokens: float = setting(
        0.0,
        "Tokens of an answer; 0 takes what the model's had, or 200 before it gave any.",
        least=0,
    )

    economy_wage_usd: float = setting(
        75.0, "US dollars for an hour of work: about what a developer costs an employer.", least=0
    )
    economy_retrieval_setup_hours: float = setting(
        16.0, "Hours to set up retrieval; a guess: two days of loading and trying out.", least=0
    )
    economy_retrieval_upkeep_hours: float = setting(
        2.0, "Hours a month to look after it; a guess.", least=0
    )
    economy_server_usd_per_month: float = setting(
        0.0, "What retrieval's servers cost a month; the embedded store needs none.", least=0
    )
    economy_embed_usd_per_million: float = setting(
        0.0, "US dollars a million tokens embedded; the embedded encoder takes none.", least=0
    )
    economy_long_context_setup_hours: float = setting(
        4.0, "Hours to set up long context; a guess: half a day.", least=0
    )
    economy_long_context_upkeep_hours: float = setting(
        1.0, "Hours a month to look after it; a guess.", least=0
    )
    economy_tuning_setup_hours: float = setting(
        80.0, "Hours to set up tuning; a guess: two weeks of writing and judging examples.", least=0
    )
    economy_tuning_upkeep_hours: float = setting(
        2.0, "Hours a month to look after it, new trainings aside; a guess.", least=0
    )
    economy_training_hours: float = setting(
        8.0, "Hours of work for each new training; a guess: a day.", least=0
    )
    economy_training_usd_per_million: float = setting(
        25.0, "US dollars a million tokens trained on: OpenAI's list for gpt-4o.", least=0
    )
    economy_training_examples: int = setting(
        1000, "Examples in a training; vendors advise some hundreds to thousands.", least=0
    )
    economy_training_example_tokens: int = setting(
        1000, "Tokens of an example; a guess: a few passages and an answer.", least=0
    )
    economy_training_epochs: int = setting(
        3, "How often a training goes through the examples; the usual number.", least=1
    )
    economy_tuned_price_ratio: float = setting(
        1.5,
        "How many times the plain model's price a tuned one asks: OpenAI's for gpt-4o.",
        least=0,
    )
    economy_stale_share: float = setting(
        0.1,
        "Share of the documents that may change before the model is trained anew; a guess.",
        least=0.001,
        most=1,
    )
