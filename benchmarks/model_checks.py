"""How often the checks of a model accuse honest ones, and how often they catch bad ones.

Run from the repository root: `python benchmarks/model_checks.py > benchmarks/model_checks.md`.
About two minutes on one core. Every number is drawn from the seed; no table is read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gardefou.checks.model.miscalibrated import miscalibrated
from gardefou.checks.model.no_better_than_trivial import no_better_than_trivial
from gardefou.checks.model.overfitted import overfitted
from gardefou.core.check import Check
from gardefou.core.estimate import Estimate
from gardefou.core.examined import Examined
from gardefou.core.finding import Severity
from gardefou.core.need import Need, Task
from gardefou.core.verdict import Value
from gardefou.measures import intervals, scores

SEED = 20260101
VAULTS = (20, 60, 200, 1000, 10_000)
NEED = Need(target="y", task=Task.BINARY, positive="yes", classes=("no", "yes"))


def losses(values: np.ndarray) -> Estimate:
    return intervals.mean(values, unit="log loss")


def examined(y, p, *, chosen: np.ndarray, saved: np.ndarray) -> Examined:
    saving = intervals.mean(saved, unit="error")
    one = Estimate(1.0, 0.9, 1.1, "error", len(y))
    value = Value("error", "always no", one, one, saving, {})
    on_vault, on_chosen = losses(scores.log_losses(y, p)), losses(chosen)
    return Examined(y, None, p, None, None, None, on_chosen, on_chosen, on_vault, value)


def logistic(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def both(p: np.ndarray) -> np.ndarray:
    return np.column_stack([1 - p, p])


@dataclass
class World:
    """Rows with known probabilities. shift: of the log odds, -3 for a rare yes."""

    rng: np.random.Generator
    strength: float = 1.5
    shift: float = 0.0

    def rows(self, n: int) -> tuple[np.ndarray, np.ndarray]:
        X = self.rng.normal(size=(n, 5))
        z = self.shift + self.strength * X @ np.array([1.0, 0.6, 0.3, 0.0, 0.0])
        return X, (self.rng.random(n) < logistic(z)).astype(int)

    def truth(self, X: np.ndarray) -> np.ndarray:
        return self.shift + self.strength * X @ np.array([1.0, 0.6, 0.3, 0.0, 0.0])


def perfect(world: World, vault: int) -> Examined:
    """A model that knows the true probabilities."""
    X, y = world.rows(5 * vault)
    p = both(logistic(world.truth(X)))
    chosen = scores.log_losses(y[vault:], p[vault:])
    return examined(y[:vault], p[:vault], chosen=chosen, saved=saved(y[:vault], p[:vault]))


def fitted(world: World, vault: int) -> Examined:
    """A logistic regression learned on four times the vault's rows, chosen on five folds."""
    X, y = world.rows(5 * vault)
    learn, old = X[vault:], y[vault:]
    fold = np.arange(len(old)) % 5
    out_of_fold = np.empty((len(old), 2))
    for k in range(5):
        out_of_fold[fold == k] = regression(learn[fold != k], old[fold != k], learn[fold == k])
    p = regression(learn, old, X[:vault])
    chosen = scores.log_losses(old, out_of_fold)
    return examined(y[:vault], p, chosen=chosen, saved=saved(y[:vault], p))


def regression(X: np.ndarray, y: np.ndarray, new: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    """Probabilities by a ridge logistic regression, eight Newton steps."""
    design, weights = np.column_stack([np.ones(len(X)), X]), np.zeros(X.shape[1] + 1)
    penalty = ridge * np.diag([1e-6, *np.ones(X.shape[1])])
    for _ in range(8):
        p = logistic(design @ weights)
        slope = design.T @ (p - y) + penalty @ weights
        weights -= np.linalg.solve(design.T * (p * (1 - p)) @ design + penalty, slope)
    return both(logistic(np.column_stack([np.ones(len(new)), new]) @ weights))


def five_classes(world: World, vault: int) -> Examined:
    """The true probabilities of five classes, two of them rare."""
    p = world.rng.dirichlet([4.0, 3.0, 1.0, 0.3, 0.1], size=vault)
    y = (world.rng.random((vault, 1)) > np.cumsum(p, axis=1)[:, :-1]).sum(axis=1)
    return examined(y, p, chosen=scores.log_losses(y, p), saved=saved(y, p))


def too_sure(factor: float) -> Callable[[World, int], Examined]:
    """The true log odds, times a factor: 2 says 0.98 where 0.88 is true."""

    def made(world: World, vault: int) -> Examined:
        X, y = world.rows(vault)
        p = both(logistic(factor * world.truth(X)))
        return examined(y, p, chosen=scores.log_losses(y, p), saved=saved(y, p))

    return made


def optimistic(world: World, vault: int) -> Examined:
    """Figures too good to be true: of the truth out of fold, of a blurred truth on the vault."""
    X, y = world.rows(5 * vault)
    p = both(logistic(world.truth(X)))
    noisy = both(logistic(world.truth(X) + world.rng.normal(scale=2.0, size=len(X))))
    return examined(
        y[:vault],
        noisy[:vault],
        chosen=scores.log_losses(y[vault:], p[vault:]),
        saved=saved(y[:vault], noisy[:vault]),
    )


def worthless(world: World, vault: int) -> Examined:
    """Probabilities that have nothing to do with the answer."""
    y = (world.rng.random(vault) < 0.5).astype(int)
    p = both(world.rng.random(vault))
    return examined(y, p, chosen=scores.log_losses(y, p), saved=saved(y, p))


def saved(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Errors spared against always giving the commoner answer."""
    usual = int(y.mean() >= 0.5)
    return (y != usual).astype(float) - (y != p.argmax(axis=1)).astype(float)


@dataclass
class Case:
    title: str
    check: Check
    make: Callable[[World, int], Examined]
    shift: float = 0.0


RUNS = {20: 1000, 60: 1000, 200: 1000, 1000: 1000, 10_000: 200}
CASES = [
    Case("M003 honest: the truth, half say yes", miscalibrated, perfect),
    Case("M003 honest: the truth, one in 15 says yes", miscalibrated, perfect, -4.0),
    Case("M003 honest: the truth of five classes", miscalibrated, five_classes),
    Case("M003 honest: logistic regression", miscalibrated, fitted),
    Case("M003 guilty: log odds x 1.5", miscalibrated, too_sure(1.5)),
    Case("M003 guilty: log odds x 3", miscalibrated, too_sure(3.0)),
    Case("M001 honest: the truth", overfitted, perfect),
    Case("M001 honest: the truth, one in 15 says yes", overfitted, perfect, -4.0),
    Case("M001 honest: logistic regression", overfitted, fitted),
    Case("M001 guilty: chosen on figures too good", overfitted, optimistic),
    Case("M002 honest: the truth", no_better_than_trivial, perfect),
    Case("M002 guilty: worthless", no_better_than_trivial, worthless),
]


def rates(case: Case, vault: int) -> tuple[float, float, float]:
    """Shares of runs with any finding, with a question or worse, with an alarm."""
    rng = np.random.default_rng([SEED, vault, CASES.index(case)])
    counts, runs = np.zeros(3), RUNS[vault]
    for _ in range(runs):
        seen = case.make(World(rng, shift=case.shift), vault)
        given = {"need": NEED, "examined": seen}
        found = {each.severity for each in case.check(*(given[n] for n in case.check.asks))}
        asked = found & {Severity.ASK, Severity.ALARM}
        counts += (bool(found), bool(asked), Severity.ALARM in found)
    return tuple(counts / runs)


def lines() -> Iterator[str]:
    yield "# How often the checks of a model speak up"
    yield ""
    yield "Made by `python benchmarks/model_checks.py`. In each cell: per cent of runs with any"
    yield "finding / with a question or an alarm / with an alarm. On top: rows in the vault; four"
    yield f"times as many were learned from or chosen on. Seed {SEED}; runs a cell:"
    yield ", ".join(f"{runs:,}" for runs in RUNS.values()) + "."
    yield ""
    yield "| case | " + " | ".join(f"{vault:,}" for vault in VAULTS) + " |"
    yield "|---" * (1 + len(VAULTS)) + "|"
    for case in CASES:
        cells = (rates(case, vault) for vault in VAULTS)
        shown = (" / ".join(f"{100 * rate:.1f}" for rate in cell) for cell in cells)
        yield f"| {case.title} | " + " | ".join(shown) + " |"


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
