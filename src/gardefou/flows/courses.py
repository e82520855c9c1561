"""How learning went, in numbers: losses along the way, and the luck of being the best of several.

What `pictures` puts under "learned", and `report.learned` draws.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.examined import Examined
from gardefou.core.need import Task
from gardefou.flows.learn import Learning
from gardefou.flows.rows import Rows
from gardefou.learners.folds import entity_keys
from gardefou.learners.raced import Candidate, models
from gardefou.learners.recipe import Course
from gardefou.learners.store import Fit
from gardefou.measures.optimism import best_of

Array = NDArray[Any]

_BY_POWERS = frozenset({"strength", "rounds", "epochs"})


def learned_picture(rows: Rows, learning: Learning, examined: Examined) -> dict[str, object]:
    """Losses on rows learned, judged and locked, the courses of all models, the best of several.

    courses: the chosen model's first (`own`), or those of the parts of an average. losses: of the
    whole chosen model. best_of: absent where fewer than two models were compared on the same
    rows.
    """
    chosen = learning.chosen
    parts = [part for part, _ in sorted(chosen.parts, key=lambda each: -each[1])]
    raced = [each for each in models(learning.raced.candidates) if each is not chosen]
    others = [*parts, *(each for each in raced if all(each is not part for part in parts))]
    number = learning.problem.task is Task.REGRESSION
    found = {
        "courses": [
            {**course, "own": each is chosen}
            for each in (chosen, *others)
            if (course := course_picture(each, number=number)) is not None
        ],
        "losses": {
            "learned": examined.loss_train,
            "judged": examined.loss_chosen,
            "locked": examined.loss_vault,
        },
        "best_of": _best_of(rows, learning),
    }
    return {name: each for name, each in found.items() if each}


def course_picture(
    candidate: Candidate, *, number: bool, most: int = 100
) -> dict[str, object] | None:
    """The mean course of a candidate's folds; None where it has none.

    A fold that stopped before the others keeps its last losses, so that no fold leaves the mean
    on the way. x: where on the way, in the order in which it went; `at`: what is said of it.
    chosen: the median of what the folds chose. number: losses are squared errors, told by their
    root. most: points that are kept.
    """
    told = [fit for fit in candidate.fits if fit.course is not None and _whole(fit.course)]
    if not told:
        return None
    courses = [fit.course for fit in told if fit.course is not None]
    along = courses[0].along
    way = _Way.of(courses)
    grid = np.unique(np.concatenate([way.place(course.at) for course in courses]))
    grid = grid[np.unique(np.linspace(0, len(grid) - 1, most).round().astype(int))]
    at_choice = way.place([float(np.median([_choice(fit) for fit in told]))])
    grid = np.unique(np.append(grid, at_choice))
    means = {
        side: np.mean([_along(way, each, getattr(each, side), grid) for each in courses], axis=0)
        for side in ("learned", "judged")
    }
    shown = {side: np.sqrt(np.maximum(m, 0.0)) if number else m for side, m in means.items()}
    place = int(np.searchsorted(grid, at_choice)[0])
    return {
        "recipe": candidate.recipe.name,
        "along": along,
        "x": _short(grid),
        "at": _short(way.back(grid)),
        **{side: _short(values) for side, values in shown.items()},
        "chosen": place,
        "folds": len(courses),
    }


def _short(values: Array) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


class _Way:
    """Between what a course says of where it is, and a place that grows as it went on.

    Strengths, rounds and epochs are placed by their powers of ten, as the first ones do most; a way
    that went down is turned.
    """

    def __init__(self, *, powers: bool, sign: float) -> None:
        self.powers = powers
        self.sign = sign

    @classmethod
    def of(cls, courses: Sequence[Course]) -> "_Way":
        powers = courses[0].along in _BY_POWERS and min(min(each.at) for each in courses) > 0
        longest = max(courses, key=lambda each: len(each.at))
        return cls(powers=powers, sign=1.0 if longest.at[-1] >= longest.at[0] else -1.0)

    def place(self, at: Sequence[float]) -> Array:
        given = np.asarray(at, dtype=float)
        return self.sign * (np.log10(given).round(9) if self.powers else given)

    def back(self, place: Array) -> Array:
        given = self.sign * place
        return np.asarray(10.0**given if self.powers else given)


def _whole(course: Course) -> bool:
    """Whether every number of it is there: fits come from files, too."""
    sides = (course.at, course.learned, course.judged)
    return len({len(each) for each in sides}) == 1 and len(course.at) > 1 and _finite(sides)


def _finite(sides: Sequence[Sequence[float]]) -> bool:
    return all(bool(np.isfinite(each).all()) for each in sides)


def _choice(fit: Fit) -> float:
    """Where on its way the fit stopped: what it says of itself, else its best judged place."""
    assert fit.course is not None
    said = fit.setting.get(fit.course.along)
    if said is not None and min(fit.course.at) <= said <= max(fit.course.at):
        return float(said)
    return float(fit.course.at[int(np.argmin(fit.course.judged))])


def _along(way: _Way, course: Course, losses: Sequence[float], grid: Array) -> Array:
    places = way.place(course.at)
    order = np.argsort(places, kind="stable")
    heights = np.asarray(losses, dtype=float)[order]
    return np.asarray(np.interp(grid, places[order], heights))


def _best_of(rows: Rows, learning: Learning) -> Mapping[str, object]:
    """The chosen model's cost per decision, as it looked and as it is to be expected."""
    preferred = sorted(
        models(learning.raced.candidates),
        key=lambda each: (not each.readable, each.recipe.serve_cost),
    )
    names = [each.recipe.name for each in preferred if each.recipe.name in learning.costs]
    mine = learning.chosen.recipe.name
    if len(names) < 2 or mine not in names:
        return {}
    judged, entity = learning.chosen.judged, rows.need.columns.entity
    open_frame = rows.sample.take(rows.open).frame
    found = best_of(
        np.column_stack([learning.costs[name] for name in names]),
        names.index(mine),
        unit=rows.need.cost.unit,
        tolerance=1.0,  # as `learners.race.choose` has it
        weight=learning.problem.weight[judged],
        groups=None if entity is None else entity_keys(open_frame[entity])[judged],
        seed=learning.problem.seed,
    )
    return {
        "candidates": found.candidates,
        "apparent": found.apparent,
        "expected": found.expected,
    }
