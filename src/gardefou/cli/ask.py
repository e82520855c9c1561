"""gardefou ask."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gardefou.cli.options import (
    FILE,
    Wrapper,
    asked_options,
    command,
    option,
    reading_options,
    table_argument,
)
from gardefou.cli.output import put
from gardefou.cli.progress import drawn_progress
from gardefou.core.reading import Reading
from gardefou.core.words import number, plain, say
from gardefou.flows.asked import Asked

if TYPE_CHECKING:
    from gardefou.flows.ask import Asking

_SHOWN = 10
"""Rows that are printed where a file holds them all."""


def _said(flag: str, name: str, **settings: Any) -> Wrapper:
    """An option of this command alone, its help in the words of this room."""
    return click.option(flag, help=say(f"ask.option.{name}"), show_default=True, **settings)


@command("ask")
@table_argument(required=False)
@asked_options()
@reading_options()
@_said("--most", "most", type=click.IntRange(1, 2_000), default=50)
@_said("--batch", "batch", type=click.IntRange(1, 2_000), default=10)
@_said("--price", "price", type=click.FloatRange(0, 1e12, min_open=True))
@_said("--random-share", "random_share", type=click.FloatRange(0, 0.9), default=0.2)
@click.option("-o", "--output", type=FILE, metavar="FILE", help=say("ask.option.output"))
@option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@option("--json", is_flag=True)
def ask(table: str | None, asked: Asked, reading: Reading, output: Path | None, **how: Any) -> int:
    """Say which rows a person should give an answer next."""
    need = asked.stated()
    source = asked.source(table, need)
    from gardefou.flows.ask import Wanted, as_json
    from gardefou.flows.ask import ask as rank
    from gardefou.report.json import json_text

    as_object, seed = how.pop("json"), how.pop("seed")
    with drawn_progress() as progress:
        asking = rank(
            source,
            need,
            out=output,
            wanted=Wanted(**how),
            reading=reading,
            seed=seed,
            progress=progress,
        )
    put(json_text(as_json(asking)) if as_object else "\n".join(_lines(asking)))
    return 0


def _lines(asking: "Asking") -> Iterator[str]:
    counts = {"answered": asking.answered, "unanswered": asking.unanswered}
    source, batch = asking.table.source, asking.batch
    yield say("ask.text.title", count=len(asking), source=source, batch=batch)
    yield say("ask.text.counts", target=asking.need.target, **counts)
    if asking.looked_at < asking.unanswered - asking.to_judge:
        yield say("ask.text.looked", looked=asking.looked_at)
    yield ""
    yield from _worth(asking) if asking.recipes else [say("ask.text.spread")]
    yield ""
    judged = asking.to_judge
    yield say("ask.text.drawn", count=judged) if judged else say("ask.text.no_drawn")
    yield ""
    yield from _rows(asking)
    if asking.file is not None:
        yield ""
        yield say("ask.text.written", path=plain(asking.file, most=500))


def _worth(asking: "Asking") -> Iterator[str]:
    unit = asking.need.cost.unit
    yield say("ask.text.ranked", recipes=" + ".join(asking.recipes))
    told = {"saving": asking.saving, "unit": unit}
    monthly = asking.need.cost.decisions_per_month is not None
    yield say(f"ask.text.{'monthly' if monthly else 'saving'}", decisions=asking.decisions, **told)
    if "cost" in asking.need.assumed:
        yield say("ask.text.assumed")
    if asking.worth is None:
        yield say("ask.text.no_price")
        return
    chosen = len(asking) - asking.to_judge
    which = "none" if not asking.worth else "all" if asking.worth == chosen else "some"
    priced = {"price": asking.price, "unit": unit, "count": asking.worth}
    yield say(f"ask.text.{which}_worth", rank=_rank_of(asking), **priced)
    yield say("ask.text.stop")


def _rank_of(asking: "Asking") -> int:
    """The rank of the last row that is worth its label; 0 for none."""
    ranks = [
        rank
        for rank, use in zip(asking.columns["rank"], asking.columns["use"], strict=True)
        if use == "train"
    ]
    return int(ranks[asking.worth - 1]) if asking.worth else 0


def _rows(asking: "Asking") -> Iterator[str]:
    columns = asking.columns
    shown = len(asking) if asking.file is None else min(_SHOWN, len(asking))
    yield say("ask.text.head")
    for at in range(shown):
        saving = float(columns["expected_saving"][at])
        yield say(
            "ask.text.row",
            rank=columns["rank"][at],
            batch=columns["batch"][at],
            row=columns["row"][at],
            use=columns["use"][at],
            saving="" if saving != saving else number(saving),  # noqa: PLR0124 - not a number
            why=columns["why"][at],
        )
    if shown < len(asking):
        yield say("ask.text.more", count=len(asking) - shown)
