"""`trivium doctor --economy`: where reading everything beats searching here, and a year's cost."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..adapters.errors import BadInput
from ..graph.settings import load_settings
from .output import console, hang, line, note, table, write_json
from .run import run_shelf

if TYPE_CHECKING:
    from ..graph.break_even import Side
    from ..graph.economy import Economics
    from ..graph.records import Records


def show_economy(*, json: bool, svg: Path | None) -> int:
    """Print the economy of what this principal may read, and draw it to `svg` if that is given."""
    settings = load_settings()
    found = run_shelf(settings, _found)
    if svg is not None:
        from .drawing import drawn

        _write(svg, drawn(found))
    if json:
        write_json(as_json(found))
    else:
        _on_screen(found)
    return 0


def _write(file: Path, picture: str) -> None:
    try:
        file.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"{file} cannot be written ({error.strerror}): name another file with --svg."
        ) from error
    note(f"Drawn in {file}.")


def as_json(found: Economics) -> dict[str, Any]:
    """Return plain values; each way of the first year has its sum."""
    row = asdict(found)
    ways = zip(row["first_year"], found.first_year, strict=True)
    row["first_year"] = [{**each, "total_usd": way.total_usd} for each, way in ways]
    row["prefix"] = row["prefix"] and {**row["prefix"], "hit_rate": hit_rate(found)}
    return row


def hit_rate(found: Economics) -> float | None:
    """Return the share of the prefix that was read from the cache when it could be."""
    return found.prefix.hit_rate if found.prefix else None


async def _found(shelf: Records) -> Economics:
    from ..graph.economy import economics

    return await economics(shelf.services, shelf.settings)


def _on_screen(found: Economics) -> None:
    from .plot import plot

    out = console()
    setting = found.setting
    hang(
        out,
        "model       ",
        f"{_model(found)} ${setting.usd_per_million:g} a million tokens read, "
        f"${setting.cached_usd_per_million:g} from a cache that keeps them "
        f"{setting.cache_lifetime_s / 60:g} minutes",
    )
    size = f"{setting.corpus_tokens:,} tokens in {setting.corpus_documents:,} documents"
    pace = f"{setting.questions_per_hour:g} questions an hour"
    what = size if found.here else f"none yet; shown for {size}"
    hang(out, "documents   ", f"{what}, {setting.changes_per_week:g} changed in a week; {pace}")
    hang(out, "cache       ", _cache(found))
    if found.here:
        hang(out, "here        ", side(found.here))
    hang(out, "turns at    ", _turns(found))
    for name, beside in (("  below     ", found.below), ("  above     ", found.above)):
        if beside:
            hang(out, name, side(beside))
    out.print()
    out.print(plot(found), soft_wrap=True)
    out.print()
    _year(found)


def _model(found: Economics) -> str:
    if not found.assumed_price:
        return f"{found.model},"
    return f"{found.model}, whose price is 0 or not known; below `here` stands a usual one:"


def side(at: Side) -> str:
    """Say what a question costs at a size, and the route that is taken there."""
    return (
        f"{at.corpus_tokens:,} tokens: reading all ${at.usd_whole:.5f} "
        f"({at.share_cached:.0%} cached), searching ${at.usd_search:.5f}; "
        f"decide takes {at.route}. {line(at.reason)}"
    )


def _turns(found: Economics) -> str:
    turn = found.turn
    return (
        f"{turn.read_tokens:,} tokens at {turn.questions_per_hour:g} questions an hour; up to "
        f"{turn.equal_tokens:,} reading all costs no more than a search"
    )


def _cache(found: Economics) -> str:
    known = found.prefix
    if known is None:
        return "nothing was read whole yet, so what is cached is estimated"
    if known.hit_rate is None:
        return "read whole, but not twice in time, or the provider does not tell what is cached"
    return (
        f"{known.hit_rate:.0%} of {known.read:,} tokens of {known.asked:,} questions came from it"
    )


def _year(found: Economics) -> None:
    heads = ("first year", "set-up", "running", "upkeep", "together", "")
    table(
        heads,
        (
            (
                way.name.replace("_", " "),
                *(
                    f"${usd:,.0f}"
                    for usd in (way.set_up_usd, way.running_usd, way.upkeep_usd, way.total_usd)
                ),
                way.note,
            )
            for way in found.first_year
        ),
    )
