"""What a fit of a net costs, reckoned from sizes alone, and how long it may train for its price."""

from collections.abc import Mapping
from dataclasses import dataclass

from gardefou.core.need import Task
from gardefou.learners.encode import Feature
from gardefou.learners.nets.settings import Settings
from gardefou.learners.problem import Problem


@dataclass(frozen=True)
class Plan:
    """How long to train. planned: epochs that the schedule is drawn over. epochs: to run."""

    planned: int
    epochs: int


def plan(problem: Problem, setting: Mapping[str, float] | None, settings: Settings) -> Plan:
    """All epochs of the settings, those kept in `setting`, or fewer where CPU seconds are short."""
    if setting is not None:
        planned = max(1, round(setting["planned"]))
        return Plan(planned, min(planned, round(setting["epochs"])))
    epochs = settings.epochs
    if problem.allowance is not None:
        left = max(0.0, problem.allowance - LOADING)
        epochs = max(1, min(epochs, int(left / epoch_seconds(problem, settings))))
    return Plan(epochs, epochs)


LOADING = 1.2
"""CPU seconds of loading torch, paid once by the first fit of a process: a race has five or so."""


def seconds(
    problem: Problem, settings: Settings, *, for_class: float = 0.3, for_number: float = 0.5
) -> float:
    """CPU seconds of a fit with a judge, with a fifth of loading torch.

    for_class, for_number: share of the epochs that is run on 4,000 rows before nothing is gained
    any more; more rows, more of them (benchmarks/learning/hopes.md).
    """
    run = for_number if problem.task is Task.REGRESSION else for_class
    run = min(1.0, run * float((max(len(problem), 1) / 4000) ** 0.6))
    return stepped(problem, run * settings.epochs, settings)


def stepped(problem: Problem, epochs: float, settings: Settings) -> float:
    """CPU seconds of a fit of so many epochs, with a fifth of loading torch."""
    return LOADING / 5 + epochs * epoch_seconds(problem, settings)


def epoch_seconds(problem: Problem, settings: Settings) -> float:
    """CPU seconds of one epoch and its judging: multiplications, cells touched, steps.

    The three prices were fitted to epochs on tables of 400 to 15,000 rows and 6 to 51 columns,
    on one core of an x86-64 server of 2026.
    """
    rows, wide = len(problem), columns(problem, settings)
    waves = settings.frequencies * len(_numbers(problem)) * (settings.numeric == "periodic")
    touched = waves + wide + settings.members * settings.width * settings.layers
    multiplied = settings.members * _multiplications(wide, problem.outputs, settings)
    return rows * (2.4e-11 * multiplied + 1.5e-8 * touched) + 1.6e-3 * (rows / settings.batch + 1)


def _numbers(problem: Problem) -> list[Feature]:
    return [feature for feature in problem.matrix.features if not feature.categorical]


def _multiplications(wide: int, outputs: int, settings: Settings) -> int:
    """Weights of one member."""
    if settings.layers == 0:
        return wide * outputs
    hidden = settings.width * settings.width * (settings.layers - 1)
    return settings.width * (wide + outputs) + hidden


def columns(problem: Problem, settings: Settings) -> int:
    """Columns that the first layer reads, roughly: before the rows were looked at."""
    extra = {"plain": 0, "piecewise": settings.bins, "periodic": settings.periodic_width}
    total = 0
    for feature in problem.matrix.features:
        if not feature.categorical:
            total += 1 + extra[settings.numeric]
        elif len(feature.levels) < settings.one_hot_below:
            total += len(feature.levels) + 1
        else:
            total += settings.category_width
    return total
