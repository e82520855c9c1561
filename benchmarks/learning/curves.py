"""Forecasts from learning curves held against what more rows really brought.

Published: LCDB 1.1, error rates of 27 learners (the one that always answers the same left out) on
265 tables. From the points at an eighth to all of n rows, n = 128, 256, ..., the error at 2, 3 and
10 times n is forecast, wherever the table goes so far. The constants of measures/curve_fit.py
come from the same tables, so the coverage is counted once more with constants fitted on other
tables (five parts). Own: real tables of the shared data; n rows are drawn, the recipe learns from
three times as many, and is judged on rows beyond.

    python benchmarks/learning/curves.py          # published curves, about 1 CPU minute
    python benchmarks/learning/curves.py own      # and own tables, about 10 CPU minutes more

writes benchmarks/learning/curves.md.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
from known import DATA, facts, rows_of
from scipy.optimize import minimize

from gardefou.checks.model.starved import starved
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Growth
from gardefou.core.need import Need
from gardefou.flows.learn import folds_of, problem_of
from gardefou.flows.rows import Rows
from gardefou.learners.learning_curve import Judged, learning_curve, loss_of
from gardefou.learners.recipe import RECIPES
from gardefou.measures.curve_fit import KEPT, LESS, MORE, Trend, contrast, trend

TIMES = (2, 3, 10)
LIKE_OURS = (
    "LogisticRegression",
    "RidgeClassifier",
    "LDA",
    "ens.GradientBoosting",
    "ens.RandomForest",
    "CatBoost",
)
BACK = (1 / 8, 1 / 4, 1 / 2, 1)
STARTS = [2**power for power in range(7, 16)]


class Curves:
    """Every start of every published curve: where it stood, and where it went."""

    def __init__(self) -> None:
        file = DATA / "lcdb11_learning_curves/lcdb11_error_curves.parquet"
        duckdb.sql("set threads = 1")
        found = duckdb.execute(
            "select openml_id, learner, list(anchor order by anchor), list(err_test order by "
            "anchor), list(err_val_se order by anchor) from read_parquet(?) "
            "where learner != 'DummyClassifier' group by all order by all",
            [str(file)],
        ).fetchall()
        starts = [each for curve in found for each in _starts(*curve)]
        self.table, self.learner, self.rows, self.trends, went = zip(*starts, strict=True)
        self.went = np.array(went, dtype=float)
        self.table, self.learner = np.array(self.table), np.array(self.learner)
        self.ours = np.isin(self.learner, LIKE_OURS)
        self.loss, self.fall, self.error, self.bend = (
            np.array([getattr(each, name) for each in self.trends])
            for name in ("loss", "fall", "error", "bend")
        )

    def told(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Value and ends of the saving at TIMES[number], shape (starts,) each."""
        saved = [each.saved(TIMES[number], unit="error") for each in self.trends]
        value, low, high = np.array([(s.value, s.low, s.high) for s in saved]).T
        return value, low, high


def _starts(table, learner, rows, losses, errors) -> Iterator[tuple]:
    rows, losses = np.array(rows, dtype=float), np.array(losses, dtype=float)
    errors = np.nan_to_num(np.array(errors, dtype=float))
    for start in STARTS:
        back = [_near(rows, start * share) for share in BACK]
        ahead = [_near(rows, start * times) for times in TIMES]
        if None in back or ahead[1] is None:
            continue
        error = float(np.sqrt(contrast(rows[back]) ** 2 @ errors[back] ** 2))
        found = trend(rows[back], losses[back], error)
        went = [np.nan if place is None else losses[place] for place in ahead]
        if np.isfinite([found.loss, found.fall, found.bend]).all():
            yield table, learner, start, found, went


def _near(rows: np.ndarray, wanted: float) -> int | None:
    place = int(np.argmin(np.abs(np.log(rows / wanted))))
    return place if abs(np.log(rows[place] / wanted)) < 0.06 else None


def errors_of(curves: Curves, mask: np.ndarray) -> Iterator[str]:
    """Rows of the table of mean absolute errors, beside 'last value'."""
    for number, times in enumerate(TIMES):
        known = mask & np.isfinite(curves.went[:, number])
        went, value = curves.went[known, number], curves.told(number)[0][known]
        own, last = (np.abs(curves.loss[known] - s - went) for s in (value, 0.0))
        tables = curves.table[known]
        wins = [own[tables == t].mean() <= last[tables == t].mean() for t in np.unique(tables)]
        yield (
            f"| {times} | {known.sum()} | {len(wins)} | {own.mean():.4f} | {last.mean():.4f} "
            f"| {100 * np.mean(wins):.0f} % |"
        )


def coverage(curves: Curves, mask: np.ndarray) -> Iterator[str]:
    """Rows of the table of coverage, with constants as they are and fitted on other tables."""
    elsewhere = _elsewhere(curves)
    for number, times in enumerate(TIMES):
        known = mask & np.isfinite(curves.went[:, number])
        went = curves.loss - curves.went[:, number]
        _, low, high = curves.told(number)
        inside = ((low <= went) & (went <= high))[known]
        other = elsewhere[:, number][known]
        below, above = (went < low)[known], (went > high)[known]
        yield (
            f"| {times} | {100 * inside.mean():.1f} % | {100 * below.mean():.1f} % "
            f"| {100 * above.mean():.1f} % | {100 * other.mean():.1f} % |"
        )


def _elsewhere(curves: Curves, parts: int = 5) -> np.ndarray:
    """Whether each saving is in a band whose constants come from other tables."""
    names = np.unique(curves.table)
    part = np.random.default_rng(0).permutation(len(names)) % parts
    mine = part[np.searchsorted(names, curves.table)]
    inside = np.zeros(curves.went.shape)
    for each in range(parts):
        less, more = constants(curves, mine != each)
        for number in range(len(TIMES)):
            gap = _gap(curves, number)
            low, high = _width(curves, number, less, more)
            inside[:, number] += (mine == each) & (gap >= -low) & (gap <= high)
    return inside


def constants(curves: Curves, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """LESS and MORE as these curves have them: the two 5 % ends, by pinball loss."""

    def off(given: np.ndarray, share: float) -> float:
        total = 0.0
        for number in range(len(TIMES)):
            gap = _gap(curves, number)
            known = mask & np.isfinite(gap)
            low, high = _width(curves, number, np.abs(given), np.abs(given))
            miss = (gap + low if share < 0.5 else gap - high)[known]
            loss = np.where(miss > 0, share * miss, (share - 1) * miss).mean()
            total += loss / np.abs(gap[known]).mean()
        return total

    less, more = (
        minimize(off, start, args=(share,), method="Nelder-Mead").x
        for start, share in ((LESS, 0.05), (MORE, 0.95))
    )
    return np.abs(less), np.abs(more)


def _reach(times: float) -> float:
    return KEPT * (1 - KEPT ** np.log2(times)) / (1 - KEPT)


def _gap(curves: Curves, number: int) -> np.ndarray:
    return curves.loss - curves.went[:, number] - _reach(TIMES[number]) * curves.fall


def _width(curves: Curves, number: int, less, more) -> tuple[np.ndarray, np.ndarray]:
    reach = _reach(TIMES[number])
    low = reach * (less[0] * curves.error + less[1] * curves.fall + less[2] * curves.bend)
    high = reach * (more[0] * curves.error + more[1] * curves.bend)
    return low, high + more[2] * curves.loss * np.log2(TIMES[number]) ** 2


def alarms(curves: Curves, least: float = 0.01) -> list[str]:
    """How often check M012 names a curve, and what three times the rows then brought."""
    went = curves.loss - curves.went[:, 1]
    named = np.array([_named(each, least) for each in curves.trends])
    poor = went < least * curves.loss
    return [
        f"- named: {100 * named.mean():.0f} % of the curves",
        f"- of those named, {100 * (went[named] > 0).mean():.1f} % did fall, "
        f"{100 * (~poor[named]).mean():.1f} % by the least ({100 * least:.0f} %) or more",
        "- of curves that fell by less than the least, "
        f"{100 * named[poor].mean():.1f} % were named",
        f"- of curves that fell by a tenth or more, "
        f"{100 * named[went >= 0.1 * curves.loss].mean():.0f} % were named",
    ]


def _named(given: Trend, least: float) -> bool:
    now = Estimate(given.loss, given.loss, given.loss, "error", given.rows)
    saved = {3.0: given.saved(3.0, unit="error")}
    return bool(starved(Need(), Growth((given.rows,), (now,), {}, saved, "any"), least=least))


def own(sizes: tuple[int, ...] = (200, 500, 1000, 3000), seeds: int = 2) -> Iterator[tuple]:
    """(table, recipe, n, last value, forecast, low, high, truth) on real tables."""
    for name, told in facts().items():
        rows = rows_of(told)
        if rows is None:
            continue
        for size in (n for n in sizes if len(rows.y) >= 3 * n + 1000):
            for seed in range(seeds):
                yield from ((name, *each) for each in _held(rows, size, seed))


def _held(rows: Rows, size: int, seed: int) -> Iterator[tuple]:
    """Forecast from `size` rows, truth from three times as many, on up to 20,000 rows beyond."""
    drawn = np.random.default_rng(seed).permutation(len(rows.y))
    small, whole = rows.take(drawn[:size]), rows.take(drawn[: 3 * size + 20_000])
    _, problem = problem_of(small, {}, seed=seed)
    _, large = problem_of(whole, {}, seed=seed)
    judged = Judged(problem, folds_of(small))
    turn = np.arange(3 * size)
    beyond = large.take(np.arange(3 * size, len(large)))
    for name in ("linear", "boosted") if size < 3000 else ("linear",):
        recipe = RECIPES[name]
        curve = learning_curve(judged, recipe, loss_of(problem))
        if curve is None:
            continue
        fitted = recipe.fit(large.take(turn[turn % 5 > 0]), large.take(turn[turn % 5 == 0]), None)
        truth = beyond.loss(fitted.raw(beyond.matrix))
        told = curve.ahead(3)
        yield name, size, curve.points[-1].value, told.value, told.low, told.high, truth


def own_lines(found: list[tuple]) -> Iterator[str]:
    """Rows of the table of own tables, by size and all together."""
    for size in (*sorted({each[2] for each in found}), "all"):
        some = [each for each in found if size in ("all", each[2])]
        last, value, low, high, truth = np.array([each[3:] for each in some]).T
        off, off_last = np.abs(value - truth) / truth, np.abs(last - truth) / truth
        inside = (low <= truth) & (truth <= high)
        names = np.array([each[0] for each in some])
        wins = [off[names == n].mean() <= off_last[names == n].mean() for n in np.unique(names)]
        yield (
            f"| {size} | {len(some)} | {len(wins)} | {100 * np.median(off):.1f} % "
            f"| {100 * np.median(off_last):.1f} % | {sum(wins)} | {100 * inside.mean():.1f} % |"
        )


def main() -> None:
    """Measure and write."""
    curves, text = Curves(), ["# Learning curves carried on", ""]
    every = np.ones(len(curves.table), dtype=bool)
    text += ["`python benchmarks/learning/curves.py" + (" own`" if "own" in sys.argv else "`"), ""]
    for title, mask in (("All learners", every), ("Learners like ours", curves.ours)):
        text += [f"## Published curves (LCDB 1.1): {title.lower()}", ""]
        text += ["| times the rows | forecasts | tables | mean error | 'last value' | tables won |"]
        text += ["|---|---|---|---|---|---|", *errors_of(curves, mask), ""]
        text += ["| times the rows | inside the 90 % band | below | above | fitted elsewhere |"]
        text += ["|---|---|---|---|---|", *coverage(curves, mask), ""]
    less, more = constants(curves, every)
    text += [f"Constants of the bands as these curves have them: {less.round(2)}, {more.round(2)}."]
    text += ["", "## What check M012 says of them", "", *alarms(curves)]
    if "own" in sys.argv:
        text += ["", "## Own tables, log loss or squared error at three times the rows", ""]
        text += [
            "| rows | forecasts | tables | median error | 'last value' | tables won | inside |"
        ]
        text += ["|---|---|---|---|---|---|---|", *own_lines(list(own()))]
    print("\n".join(text))
    Path(__file__).with_suffix(".md").write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
