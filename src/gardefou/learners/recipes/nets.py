"""Nets: several small neural networks side by side, whose scores are averaged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.words import say
from gardefou.learners.encode import Matrix
from gardefou.learners.nets import price
from gardefou.learners.nets.checked import net_of, plain_net
from gardefou.learners.nets.forward import Net
from gardefou.learners.nets.settings import Settings, usual_settings
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course, Hope, Packed, Recipe

Array = NDArray[Any]


@dataclass(frozen=True)
class Nets:
    """One or more nets whose scores are averaged."""

    nets: tuple[Net, ...]
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Mean score, shape (rows, outputs)."""
        return np.asarray(np.mean([net.raw(matrix) for net in self.nets], axis=0))

    def contributions(self, matrix: Matrix) -> Array:
        """Mean of what each feature adds in each net, shape (rows, outputs, features)."""
        return np.asarray(np.mean([net.contributions(matrix) for net in self.nets], axis=0))

    def pack(self) -> Packed:
        """Weights and scales as arrays."""
        metas: list[dict[str, object]] = []
        arrays: dict[str, Array] = {}
        for number, net in enumerate(self.nets):
            meta, own = plain_net(net)
            metas.append(meta)
            arrays |= {f"net{number} {name}": array for name, array in own.items()}
        return Packed({"nets": metas}, arrays)


def _unpack(packed: Packed) -> Nets:
    nets = []
    for number, meta in enumerate(packed.meta["nets"]):
        start = f"net{number} "
        own = {
            name.removeprefix(start): array
            for name, array in packed.arrays.items()
            if name.startswith(start)
        }
        nets.append(net_of(meta, own))
    if not nets:
        raise ValueError("a model without any net")
    return Nets(tuple(nets))


def _merge(parts: Sequence[Nets]) -> Nets:
    """Every part has as many nets as any other, so the mean of all is the mean of the parts."""
    return Nets(tuple(net for part in parts for net in part.nets))


_PAGE = (
    __doc__
    + """
Numbers are scaled, drawn in where they are far, and given waves or bins of their own; categories
become one-hot columns or short learned rows; then come layers of units. Members are trained side
by side on the same batches and their scores averaged. Training stops when rows kept aside stop
gaining.
Right where the answer bends smoothly and columns act together, as in measurements and geometry,
also as an unlike member beside trees. Wrong where a person must read the model, where a direction
is promised, and where seconds count: it needs PyTorch (`pip install gardefou[nets]`, a large
download) to learn, though not to answer. No person can read it; reasons come row by row.
Settings, all in `gardefou.learners.nets.settings.Settings`: `layers`, `width`, `activation` (relu,
gelu, silu, tanh), `members`, `numeric` (plain, piecewise, periodic) with `bins`, `frequencies`,
`periodic_width` and `periodic_scale`, `one_hot_below` and `category_width`, `optimiser` (sgd with
`momentum`, adam, adamw), `learning_rate`, `schedule` (constant, cosine, one-cycle), `batch`,
`epochs`, `patience`, `l1`, `l2`, `weight_decay`, `dropout`, `input_noise`, `norm` (none, batch,
layer), `label_smoothing`, `device`. `nets_recipe(Settings(...))` is the recipe of those.
Source: Gorishniy et al. 2022, arXiv:2203.05556 (numbers embedded); Holzmueller et al. 2024,
arXiv:2407.04491 (scales and defaults); Gorishniy et al. 2024, arXiv:2410.24210 (members in one
batch)
"""
)


def nets_recipe(settings: Settings | None = None, *, name: str = "nets") -> Recipe:
    """The recipe of nets of these settings; None: those that were measured, by size of the table.

    >>> nets_recipe(Settings(layers=3, width=32, optimiser="sgd", dropout=0.2)).readable
    False
    """

    def chosen(problem: Problem) -> Settings:
        return settings or usual_settings(len(problem.whole))

    def fit(problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None) -> Nets:
        return _fit(problem, judge, setting, chosen(problem))

    return Recipe(
        name=name,
        order=8,
        readable=False,
        page=_PAGE,
        fit=fit,
        merge=_merge,
        unpack=_unpack,
        seconds=lambda problem: price.seconds(problem, chosen(problem)),
        stepped=lambda problem, epochs: price.stepped(problem, epochs, chosen(problem)),
        refuses=lambda problem: _refuses(problem, chosen(problem)),
        serve_cost=20.0,
        hope=Hope(classes=(0.023, 0.0012), numbers=(0.031, 0.0091)),
        varies=True,
    )


def _fit(
    problem: Problem,
    judge: Problem | None,
    setting: Mapping[str, float] | None,
    settings: Settings,
) -> Nets:
    from gardefou.learners.nets.fit import train

    plan = price.plan(problem, setting, settings)
    trained = train(problem, None if setting else judge, settings, plan)
    kept = {"epochs": float(trained.epochs), "planned": float(plan.planned)}
    return Nets((trained.net,), kept, trained.course)


def _refuses(problem: Problem, settings: Settings, *, dearest: float = 600.0) -> str:
    """Why nets cannot take this problem. dearest: CPU seconds of a fit beyond which none waits."""
    if find_spec("torch") is None:
        return say("nets.refused.absent")
    if problem.monotone:
        return say("nets.refused.direction")
    if problem.allowance is None and price.seconds(problem, settings) > dearest:
        return say("nets.refused.dear")
    return ""


NETS = nets_recipe()
