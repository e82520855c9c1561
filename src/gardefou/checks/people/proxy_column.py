"""P002: a column that gives a protected attribute away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gardefou.checks.people.grouped import Grouped, protected_groups
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import association, intervals
from gardefou.measures.scores import auc
from gardefou.need.write import toml_value
from gardefou.table.frame import Array, Cells, Coded, Sample

_MOST_CELLS = 3_000_000
_MOST_TOGETHER = 30
_LEARNED = 3  # folds of five from which `together` learns; the others score it


@check("P002")
def proxy_column(
    need: Need,
    sample: Sample,
    *,
    min_auc: float = 0.7,
    min_together: float = 0.8,
    disguise: float = 0.95,
    max_p: float = 0.01,
    fewest: int = 30,
    most_rows: int = 10_000,
) -> Iterator[Finding]:
    """A column that gives a protected attribute away, so that leaving that out does not help.

    Why it matters: who takes sex out of a table and leaves `relationship` with `Husband` and
    `Wife` in it has taken nothing out; a model can treat people by what it was not told.
    How: for each protected column, how well does each column that would be learned tell a group
    from all others? Its values, or up to 48 bins of its numbers, learn the share of the group on
    four fifths of the rows and are scored on the fifth, five times over, by the AUC: of two
    people, one of the group and one not, how often it points at the right one. most_rows: 10,000
    rows of the sample, on which an AUC is known to about 0.01. min_auc: 0.7, told from there on,
    seven of ten; weaker ones are everywhere. max_p: 0.01, the level, divided by the number of
    columns and groups, at which the interval must lie above luck (0.5). fewest: rows of a group.
    disguise: a column that leaves at most 5 % (1 - 0.95) of the errors that always naming the
    largest group makes is the attribute under another name: a question, once, unless it is
    protected itself. Then all columns together: a straight line through the log-odds of the 30
    strongest, chosen and learned on three fifths of the rows, scored on the rest; told, and told
    without a single strong column from min_together, 0.8, on.
    When it errs: what only a stronger model could put together from many columns is understated,
    and so are words within texts. A column may tell groups apart and matter honestly for the
    answer: that it gives away is a fact, what follows is for a person to say.
    False alarms: at most 1 in 100 of protected columns that no other has to do with (Bonferroni).
    Remedy: find out whether the column is needed; compare decisions by group whether or not the
    protected column was learned.
    Source: Feldman et al. 2015, doi:10.1145/2783258.2783311
    """
    limits = _Limits(min_auc, min_together, disguise, max_p, fewest)
    groups = protected_groups(need, sample)
    if not groups:
        return
    names = sorted(set(sample.frame.names) - need.not_features)
    few = sample.take(slice(0, min(most_rows, max(_MOST_CELLS // max(len(names), 1), 1_000))))
    bins = {name: _bins(few.frame[name]) for name in names}
    fold = association.folds(few.hashes)
    for each in groups:
        asked = _asked(each, each.codes[: len(few)], fold, limits.fewest)
        others = {name: cells for name, cells in bins.items() if name != each.name}
        if asked.told and others:
            yield from _finding(need, asked, others, limits)


@dataclass(frozen=True)
class _Limits:
    """The limits of the check, by their names."""

    min_auc: float
    min_together: float
    disguise: float
    max_p: float
    fewest: int


@dataclass(frozen=True)
class _Proxy:
    """A column, the group that it tells most surely from the others, and by what AUC."""

    name: str
    group: int
    value: float
    sure: float


@dataclass(frozen=True)
class _Asked:
    """The rows of which a protected attribute is known, and the groups to be told from others.

    rows: index of these rows. codes, fold: of each. size: rows of each group. told: the groups.
    """

    group: Grouped
    rows: Array
    codes: Array
    fold: Array
    size: Array
    told: tuple[int, ...]

    def counts(self, bins: Array) -> Array:
        """Rows of each fold, bin and group."""
        return association.class_counts(bins[self.rows], self.codes, self.fold)

    def strength(
        self, value: float, group: int, *, part: float = 1.0, level: float = 0.95
    ) -> Estimate:
        """An AUC with its interval. part: of the rows that it was found on."""
        held = max(round(part * self.size[group]), 1)
        rest = max(round(part * (len(self.rows) - self.size[group])), 1)
        return intervals.auc_interval(value, held, rest, level=level)


def _asked(group: Grouped, codes: Array, fold: Array, fewest: int) -> _Asked:
    rows = np.flatnonzero(codes >= 0)
    size = np.bincount(codes[rows], minlength=len(group.labels))
    enough = (size >= fewest) & (len(rows) - size >= fewest)
    told = [int(k) for k in np.flatnonzero(enough) if k != group.pooled]
    if len(group.labels) == 2:
        told = told[-1:]  # to tell one is to tell the other
    return _Asked(group, rows, codes[rows], fold[rows], size, tuple(told))


def _bins(cells: Cells) -> Array:
    if isinstance(cells, Coded):
        return association.level_bins(cells.codes)
    cells = np.where(np.isinf(cells), np.sign(cells) * np.finfo(float).max, cells)
    return association.value_bins(cells, min(48, max(10, len(cells) // 15)))


def _finding(
    need: Need, asked: _Asked, bins: Mapping[str, Array], limits: _Limits
) -> Iterator[Finding]:
    """One finding for a protected column: all columns that give it away, the strongest first."""
    counts = {name: asked.counts(cells) for name, cells in bins.items()}
    known = [_proxy(asked, name, each, limits.min_auc) for name, each in counts.items()]
    level = 1 - 2 * limits.max_p / (len(bins) * len(asked.told))
    strong = [
        proxy
        for proxy in known
        if proxy.value >= limits.min_auc
        and asked.strength(proxy.value, proxy.group, level=level).low > 0.5
    ]
    strong.sort(key=lambda proxy: (-proxy.value, proxy.name))
    first = strong[0] if strong else max(known, key=lambda proxy: (proxy.sure, proxy.name))
    together = _together(asked, first.group, bins, counts)
    if strong or (together is not None and together.low >= limits.min_together):
        hidden = [proxy for proxy in strong if _is_hidden(need, asked, proxy, counts, limits)]
        shown = [*hidden, *(proxy for proxy in strong if proxy not in hidden)]
        said = _said(need, asked, shown, hidden, (first.group, together))
        yield replace(said, limit=limits.min_auc if strong else limits.min_together)


def _proxy(asked: _Asked, name: str, counts: Array, enough: float) -> _Proxy:
    """What a column says of the group that it tells most surely, of those it tells well enough."""
    values = {k: association.held_out_auc(counts, k) for k in asked.told}
    held = asked.size / len(asked.rows)
    sure = {k: (v - 0.5) * float(np.sqrt(held[k] * (1 - held[k]))) for k, v in values.items()}
    best = max(sure, key=lambda k: (values[k] >= enough, sure[k], k))
    return _Proxy(name, best, values[best], sure[best])


def _is_hidden(
    need: Need, asked: _Asked, proxy: _Proxy, counts: Mapping[str, Array], limits: _Limits
) -> bool:
    """Whether the column is the attribute under another name, and not protected itself."""
    base = 1 - float(asked.size.max()) / len(asked.rows)
    left = association.held_out_error(counts[proxy.name])
    return proxy.name not in need.columns.protected and left <= (1 - limits.disguise) * base


def _together(
    asked: _Asked, group: int, bins: Mapping[str, Array], counts: Mapping[str, Array]
) -> Estimate | None:
    """How well all columns together tell a group from the others; None with too few rows.

    A ridge on the log-odds of the strongest columns, scored on rows that it did not learn from.
    """
    learned, held = asked.fold < _LEARNED, asked.codes == group
    cells = [(held == one) & (learned == other) for one in (0, 1) for other in (0, 1)]
    alone = {name: association.held_out_auc(c[:_LEARNED], group) for name, c in counts.items()}
    chosen = sorted(alone, key=lambda name: (-alone[name], name))[:_MOST_TOGETHER]
    chosen = [name for name in chosen if alone[name] > 0.5]
    if not chosen or min(int(cell.sum()) for cell in cells) < 5:
        return None
    odds = (_log_odds(counts[n], group)[asked.fold, bins[n][asked.rows]] for n in chosen)
    x = np.stack(list(odds), axis=1)
    score = x[~learned] @ _ridge(x[learned], held[learned].astype(float))
    return asked.strength(auc(held[~learned], score), group, part=float(np.mean(~learned)))


def _ridge(x: Array, y: Array, *, strength: float = 1e-3) -> Array:
    """The slopes of a straight line through y, held back a little."""
    x = x - x.mean(axis=0)
    gram = x.T @ x
    least = strength * float(np.trace(gram)) / len(gram) + 1e-9
    return np.linalg.solve(gram + least * np.eye(len(gram)), x.T @ (y - y.mean()))


def _log_odds(counts: Array, group: int) -> Array:
    """Log-odds of the group in each fold and bin, as the other learned folds have them."""
    within = association.held_out_shares(counts[:_LEARNED])
    both = np.stack([counts[:_LEARNED].sum(axis=0), counts[_LEARNED:].sum(axis=0)])
    beyond = association.held_out_shares(both)[1:]
    share = np.concatenate([within, np.repeat(beyond, len(counts) - _LEARNED, axis=0)])[:, :, group]
    share = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(share / (1 - share)))


def _said(
    need: Need,
    asked: _Asked,
    strong: list[_Proxy],
    hidden: list[_Proxy],
    together: tuple[int, Estimate | None],
) -> Finding:
    name = asked.group.name
    names = tuple(proxy.name for proxy in strong)
    parts = [_first(asked, strong[0], hidden)] if strong else []
    if len(strong) > 1:
        rest = ", ".join(f"{proxy.name} ({_of_100(proxy.value)})" for proxy in strong[1:6])
        parts.append(say("people.proxy.others", others=rest, count=len(strong) - 1))
    group, all_of_them = together
    if all_of_them is not None:
        which = "together" if strong else "only_together"
        label = asked.group.labels[group]
        said = {"column": name, "group": label, "right": _of_100(all_of_them.value)}
        parts.append(say(f"people.proxy.{which}", **said))
    best = asked.strength(strong[0].value, strong[0].group) if strong else all_of_them
    return Finding(
        columns=(*names, name),
        severity=Severity.ASK if hidden else Severity.NOTE,
        says=" ".join(parts),
        remedy=say(f"people.proxy.{'question' if hidden else 'remedy'}", column=name),
        measured=best,
        rows=len(asked.rows),
        answers=_answers(need, [proxy.name for proxy in hidden], (*names, name)) if hidden else (),
    )


def _first(asked: _Asked, proxy: _Proxy, hidden: list[_Proxy]) -> str:
    """What the strongest column gives away, in words."""
    said = {
        "proxy": proxy.name,
        "column": asked.group.name,
        "group": asked.group.labels[proxy.group],
        "right": _of_100(proxy.value),
    }
    return say(f"people.proxy.{'hidden' if proxy in hidden else 'one'}", **said)


def _of_100(value: float) -> str:
    """An AUC as so many times out of 100, never rounded to all of them."""
    return f"{min(100 * value, 99.9):.3g}" if value < 1 else "100"


def _answers(need: Need, hidden: list[str], columns: tuple[str, ...]) -> tuple[str, ...]:
    return (
        f"[columns]\nprotected = {toml_value([*need.columns.protected, *hidden])}",
        f"[columns]\nignore = {toml_value([*need.columns.ignore, *hidden])}",
        waiver("proxy_column", *columns),
    )
