"""The training loop: batches, loss with its penalties, schedule, and when to stop."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Task
from gardefou.core.words import say
from gardefou.learners.nets import layers
from gardefou.learners.nets.embed import Inputs, learn_inputs, usual_row
from gardefou.learners.nets.forward import Net
from gardefou.learners.nets.price import Plan
from gardefou.learners.nets.settings import Settings
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course
from gardefou.learners.trees import Scale, scale_of

Array = NDArray[Any]
Tensor = Any


@dataclass(frozen=True)
class Trained:
    """A net, after how many epochs it was best, and how it went where rows judged it."""

    net: Net
    epochs: int
    course: Course | None


def train(problem: Problem, judge: Problem | None, settings: Settings, plan: Plan) -> Trained:
    """The net after the epoch that was best on `judge`, or after the last one without a judge."""
    inputs = learn_inputs(problem.whole, settings)
    with one_thread():
        run = Run.start(problem, inputs, settings)
        if judge is None:
            for _ in _epochs(run, plan):
                pass
            return Trained(_finite(run.net()), plan.epochs, None)
        return _best(run, judge, plan)


def _finite(net: Net) -> Net:
    """The net, or a GardefouError: without a judge no earlier epoch can answer for it."""
    if all(np.isfinite(array).all() for array in net.arrays.values()):
        return net
    raise GardefouError(say("nets.fit.diverged"), remedy=say("nets.fit.slower"))


def _best(run: "Run", judge: Problem, plan: Plan) -> Trained:
    """Stops when `patience` epochs brought no gain; the judging rows see each epoch once."""
    sight = run.sight()
    judged_rows, seen_rows = run.rows(judge), run.rows(sight)
    learned, judged = [], []
    best, net = 0, run.net()
    for epoch in _epochs(run, plan):
        learned.append(sight.loss(run.raw(seen_rows)))
        judged.append(judge.loss(run.raw(judged_rows)))
        if judged[-1] < min(judged[:-1], default=math.inf):
            best, net = epoch, run.net()
        if epoch - best >= run.settings.patience:
            break
    at = tuple(float(epoch) for epoch in range(len(judged)))
    return Trained(net, best, Course("epochs", at, tuple(learned), tuple(judged)))


def _epochs(run: "Run", plan: Plan) -> Iterator[int]:
    """The number of each epoch once it was run; 0, before the first step, comes first."""
    began = time.process_time()
    yield 0
    for epoch in range(1, plan.epochs + 1):
        run.epoch((epoch - 1) / plan.planned, epoch / plan.planned)
        yield epoch
        if run.problem.late(began):
            return


@dataclass
class Run:
    """A net in training. averaged: running mean of its weights, which is what answers."""

    settings: Settings
    problem: Problem
    inputs: Inputs
    usual: Array
    scale: Scale
    weights: layers.Weights
    state: layers.Training
    optimiser: Any
    device: Any
    learn: layers.Rows
    target: Tensor
    weight: Tensor
    averaged: layers.Weights
    steps: int = 0

    @classmethod
    def start(cls, problem: Problem, inputs: Inputs, settings: Settings) -> "Run":
        """Random weights, and the rows as tensors on the device."""
        import torch

        chance = torch.Generator().manual_seed(problem.seed)
        device = device_of(settings)
        scale = scale_of(problem)
        first = layers.first_weights(inputs, settings, _ends(problem), chance)
        weights = {name: each.to(device).requires_grad_() for name, each in first.items()}
        zero = torch.zeros((settings.members, 1, settings.width), device=device)
        names = range(settings.layers if settings.norm == "batch" else 0)
        seen = {f"mean_{k}": zero for k in names} | {f"variance_{k}": zero + 1 for k in names}
        return cls(
            settings,
            problem,
            inputs,
            usual_row(problem.whole),
            scale,
            weights,
            layers.Training(chance, seen),
            _optimiser(weights, settings),
            device,
            _rows(problem, inputs, device),
            _targets(problem, settings, scale).to(device),
            torch.tensor(problem.weight, dtype=torch.float32, device=device),
            {name: each.detach().clone() for name, each in weights.items()},
        )

    def epoch(self, begin: float, end: float) -> None:
        """One pass over the rows in a new order; begin, end: where it lies on the schedule."""
        import torch

        order = torch.randperm(len(self.problem), generator=self.state.chance)
        steps = max(1, round(len(order) / self.settings.batch))
        for step, index in enumerate(torch.tensor_split(order, steps)):
            done = begin + (end - begin) * step / steps
            for group in self.optimiser.param_groups:
                group["lr"] = self.settings.learning_rate * rate(self.settings.schedule, done)
            self._step(index.to(self.device))

    def _step(self, index: Tensor) -> None:
        settings, state = self.settings, self.state
        rows = state.noisy(self.learn.take(index), settings.input_noise)
        wide = layers.widened(self.weights, self.inputs, rows)
        scores = layers.scores(self.weights, settings, wide, state.seen, state)
        losses = _losses(scores, self.target[index], self.problem.task) * self.weight[index]
        loss = losses.mean(dim=1).sum() + penalty(self.weights, settings)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self._average()

    def _average(self) -> None:
        """Take this step into the running mean, whose memory grows over the first steps."""
        import torch

        self.steps += 1
        keep = min(self.settings.averaging, self.steps / (10 + self.steps))
        with torch.no_grad():
            for name, mean in self.averaged.items():
                mean.lerp_(self.weights[name], 1 - keep)

    def rows(self, problem: Problem) -> layers.Rows:
        """What the net reads of the rows of a problem."""
        return _rows(problem, self.inputs, self.device)

    def sight(self, most: int = 1000) -> Problem:
        """Some of the rows it learns from, to see how well it knows them."""
        chance = np.random.default_rng(self.problem.seed)
        index = chance.permutation(len(self.problem))[:most]
        return self.problem.take(index)

    def raw(self, rows: layers.Rows) -> Array:
        """Scores in the target's unit, shape (rows, outputs)."""
        import torch

        with torch.no_grad():
            parts = [self._mean(rows.take(index)) for index in _chunks(len(rows.scaled))]
            mean: Array = torch.cat(parts).cpu().numpy().astype(float)
        return np.asarray(self.scale.centre + self.scale.size * mean)

    def _mean(self, rows: layers.Rows) -> Tensor:
        wide = layers.widened(self.averaged, self.inputs, rows)
        return layers.scores(self.averaged, self.settings, wide, self.state.seen).mean(dim=0)

    def net(self) -> Net:
        """The net as it stands, in plain arrays."""
        arrays = {
            name: each.detach().cpu().numpy().astype(float)
            for name, each in {**self.averaged, **self.state.seen}.items()
        }
        settings = self.settings
        net = Net(self.inputs, settings.activation, settings.layers, self.usual, arrays)
        return net.plain(self.scale)


def _chunks(rows: int, *, most: int = 4096) -> Iterator[slice]:
    """Rows from, to: so many at once that memory stays bounded."""
    for start in range(0, max(rows, 1), most):
        yield slice(start, start + most)


def _rows(problem: Problem, inputs: Inputs, device: Any) -> layers.Rows:
    import torch

    matrix = problem.matrix

    def tensor(array: Array) -> Tensor:
        return torch.tensor(array, dtype=torch.float32, device=device)

    codes = torch.tensor(inputs.codes(matrix), device=device)
    return layers.Rows(tensor(inputs.scaled(matrix)), tensor(inputs.flags(matrix)), codes)


def _ends(problem: Problem) -> Array:
    """The trivial guess as scores: the log-odds or log share of each class, the mean."""
    if problem.task is Task.REGRESSION:
        return np.zeros(1)
    shares = np.bincount(problem.y.astype(int), weights=problem.weight, minlength=problem.classes)
    logs = np.log((shares + 0.5) / (shares.sum() + 0.5 * len(shares)))
    return np.asarray(logs[1:] - logs[:1] if problem.task is Task.BINARY else logs)


def _targets(problem: Problem, settings: Settings, scale: Scale) -> Tensor:
    """What each row's scores should come to, shape (rows, outputs)."""
    import torch

    if problem.task is Task.REGRESSION:
        wanted = ((problem.y - scale.centre) / scale.size)[:, None]
    else:
        sure = np.eye(problem.classes)[problem.y.astype(int)]
        even = settings.label_smoothing
        soft = (1 - even) * sure + even / problem.classes
        wanted = soft[:, 1:] if problem.task is Task.BINARY else soft
    return torch.tensor(wanted, dtype=torch.float32)


def _losses(scores: Tensor, target: Tensor, task: Task) -> Tensor:
    """Loss of each member on each row, shape (members, rows)."""
    import torch

    if task is Task.REGRESSION:
        return ((scores - target) ** 2)[..., 0]
    if task is Task.BINARY:
        return (torch.nn.functional.softplus(scores) - target * scores)[..., 0]
    return scores.logsumexp(dim=-1) - (target * scores).sum(dim=-1)


def penalty(weights: layers.Weights, settings: Settings) -> Tensor | float:
    """L1 and L2 of all weights of the layers; biases, norms and embeddings go free."""
    total: Tensor | float = 0.0
    for name in weights:
        if not _is_weight(name):
            continue
        if settings.l1:
            total = total + settings.l1 * weights[name].abs().sum()
        if settings.l2:
            total = total + settings.l2 * (weights[name] ** 2).sum()
    return total


def _is_weight(name: str) -> bool:
    return name.startswith("weight_")


def _optimiser(weights: layers.Weights, settings: Settings) -> Any:
    import torch

    decayed = [each for name, each in weights.items() if _is_weight(name)]
    free = [each for name, each in weights.items() if not _is_weight(name)]
    groups = [
        {"params": decayed, "weight_decay": settings.weight_decay},
        {"params": free, "weight_decay": 0.0},
    ]
    rate = settings.learning_rate
    if settings.optimiser == "sgd":
        return torch.optim.SGD(groups, lr=rate, momentum=settings.momentum)
    kind = torch.optim.Adam if settings.optimiser == "adam" else torch.optim.AdamW
    return kind(groups, lr=rate, betas=(0.9, 0.95))  # steps are few: a shorter memory than 0.999


def rate(schedule: str, done: float, *, warm: float = 0.3) -> float:
    """The learning rate as a share of its highest, at a share of the way.

    warm: share of the way on which "one-cycle" rises, as its author proposes.
    Source: Smith and Topin 2017, arXiv:1708.07120

    >>> rate("constant", 0.5), rate("cosine", 0.5), rate("one-cycle", 0.15)
    (1.0, 0.5, 0.5)
    """
    if schedule == "constant":
        return 1.0
    if schedule == "one-cycle":
        if done < warm:
            return done / warm
        done = (done - warm) / (1 - warm)
    return round(0.5 * (1 + math.cos(math.pi * done)), 12)


def device_of(settings: Settings) -> Any:
    """Where to train: a GPU where there is one, unless the settings name another."""
    import torch

    if settings.device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(settings.device)


@contextmanager
def one_thread() -> Iterator[None]:
    """PyTorch on one core: more would wait for each other, and the order of sums would change."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
