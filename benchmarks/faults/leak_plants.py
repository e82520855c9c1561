"""Structural leaks, each built so that it must alarm, and innocent columns that must not."""

import numpy as np
from plants import Planted

from gardefou.core.need import Task


def _named(table):
    """The answer of each row by another name."""
    return np.array([f"kind {chr(75 + k)}" for k in range(table.y.max() + 1)], dtype=object)[
        table.y
    ]


def _hit(rng, table):
    """The rows of one class, by lot; of numbers, those of the upper half."""
    if table.task is Task.REGRESSION:
        return table.y > np.median(table.y)
    return table.y == rng.integers(table.y.max() + 1)


def _planted(table, **leak):
    return Planted(table.plus(**leak), tuple(leak), "alarm")


def _classes_only(plant):
    def planted(rng, table):
        return None if table.task is Task.REGRESSION else plant(rng, table)

    planted.__name__ = plant.__name__
    return planted


def _numbers_only(plant):
    def planted(rng, table):
        return plant(rng, table) if table.task is Task.REGRESSION else None

    planted.__name__ = plant.__name__
    return planted


def _measure(rng, rows):
    """A positive number like a real amount: skewed, two decimals."""
    return (5 + rng.gamma(3, 40, rows)).round(2)


def copy(rng, table):
    return _planted(table, zz=table.columns[table.target].copy())


@_classes_only
def renamed(rng, table):
    return _planted(table, zz=_named(table))


@_classes_only
def as_numbers(rng, table):
    return _planted(table, zz=rng.permutation(50)[: table.y.max() + 1][table.y])


@_classes_only
def finer_codes(rng, table):
    """Six codes for each answer, drawn so that none says it by its look."""
    codes = rng.permutation(6 * (table.y.max() + 1)).reshape(-1, 6)
    return _planted(table, zz=codes[table.y, rng.integers(0, 6, table.rows)])


@_classes_only
def copy_with_holes(rng, table):
    cells = _named(table)
    cells[rng.random(table.rows) < 0.4] = None
    return _planted(table, zz=cells)


@_classes_only
def copy_with_slips(rng, table):
    """Three rows in a thousand hold another answer."""
    codes = table.y.copy()
    slips = rng.permutation(table.rows)[: table.rows * 3 // 1000]
    codes[slips] = (codes[slips] + 1) % (codes.max() + 1)
    return _planted(table, zz=codes)


@_classes_only
def measure_cut(rng, table):
    """A number of which the answer is a band: a score, before the mark was given."""
    position = (table.y + rng.random(table.rows)) / (table.y.max() + 1)
    return _planted(table, zz=(200 * position**1.5).round(3))


@_numbers_only
def other_unit(rng, table):
    return _planted(table, zz=1.8 * table.y + 32)


@_numbers_only
def logarithm(rng, table):
    return _planted(table, zz=np.log(table.y - table.y.min() + 1).round(6))


@_numbers_only
def bands(rng, table):
    cut = np.digitize(table.y, np.quantile(table.y, [0.2, 0.4, 0.6, 0.8]))
    return _planted(
        table, zz=np.array(["very low", "low", "middle", "high", "very high"], object)[cut]
    )


@_numbers_only
def above_a_threshold(rng, table):
    return _planted(table, zz=(table.y > np.quantile(table.y, rng.uniform(0.3, 0.8))).astype(int))


def filled_number(rng, table):
    """Filled for one answer only, and for all of it."""
    return _planted(table, zz=np.where(_hit(rng, table), rng.normal(size=table.rows), np.nan))


def filled_date(rng, table):
    days = np.datetime64("2024-01-01") + rng.integers(0, 300, table.rows).astype("timedelta64[D]")
    return _planted(table, zz=np.where(_hit(rng, table), days, np.datetime64("NaT")))


def filled_text(rng, table):
    cells = rng.choice(["moved", "price", "service", "other"], table.rows).astype(object)
    cells[~_hit(rng, table)] = None
    return _planted(table, zz=cells)


def filled_mostly(rng, table):
    """Filled for nine in ten of one answer, and for two in a hundred of the others."""
    filled = rng.random(table.rows) < np.where(_hit(rng, table), 0.92, 0.02)
    return _planted(table, zz=np.where(filled, rng.normal(size=table.rows), np.nan))


@_classes_only
def filled_for_three_quarters(rng, table):
    """Filled for one answer only, but not for a quarter of it."""
    filled = _hit(rng, table) & (rng.random(table.rows) < 0.75)
    return _planted(table, zz=np.where(filled, rng.normal(size=table.rows), np.nan))


@_classes_only
def amount_for_one_class(rng, table):
    """More than nothing for one answer, and for two in a hundred of the others."""
    paid = rng.random(table.rows) < np.where(_hit(rng, table), 1, 0.02)
    return _planted(table, zz=np.where(paid, _measure(rng, table.rows), 0))


@_classes_only
def flags_of_a_class(rng, table):
    """Three flags, one for each cause, that make up a class."""
    rows = np.bincount(table.y)
    hit = table.y == int(rows.argmin())
    if rows.min() > 0.5 * table.rows or rows.min() < 60:
        return None
    cause = rng.integers(0, 3, table.rows)
    return _planted(table, **{f"zz{k}": (hit & (cause == k)).astype(int) for k in range(3)})


@_classes_only
def difference(rng, table):
    """Two numbers whose difference tells the answer, though neither does."""
    hit = _hit(rng, table)
    due = _measure(rng, table.rows)
    paid = np.where(hit, due, due * rng.uniform(0.2, 0.97, table.rows)).round(2)
    return _planted(table, zz_due=due, zz_paid=paid)


@_classes_only
def ratio(rng, table):
    hit = _hit(rng, table)
    goal = _measure(rng, table.rows)
    part = np.where(hit, rng.uniform(1.02, 2, table.rows), rng.uniform(0.1, 0.98, table.rows))
    return _planted(table, zz_goal=goal, zz_got=(goal * part).round(2))


@_numbers_only
def total(rng, table):
    part = _measure(rng, table.rows)
    return _planted(table, zz_a=part, zz_b=table.y - part)


@_numbers_only
def total_of_three(rng, table):
    a, b = _measure(rng, table.rows), _measure(rng, table.rows)
    return _planted(table, zz_a=a, zz_b=b, zz_c=table.y - a - b)


@_numbers_only
def gap(rng, table):
    part = _measure(rng, table.rows)
    return _planted(table, zz_a=table.y + part, zz_b=part)


@_numbers_only
def product(rng, table):
    price = _measure(rng, table.rows)
    return _planted(table, zz_a=price, zz_b=_positive(table) / price) if _fits(table) else None


@_numbers_only
def quotient(rng, table):
    part = _measure(rng, table.rows)
    return _planted(table, zz_a=_positive(table) * part, zz_b=part) if _fits(table) else None


def _positive(table):
    return table.y


def _fits(table):
    return bool((table.y > 0).all())


LEAKS = (
    copy,
    renamed,
    as_numbers,
    finer_codes,
    copy_with_holes,
    copy_with_slips,
    measure_cut,
    other_unit,
    logarithm,
    bands,
    above_a_threshold,
    filled_number,
    filled_date,
    filled_text,
    filled_mostly,
    filled_for_three_quarters,
    amount_for_one_class,
    flags_of_a_class,
    difference,
    ratio,
    total,
    total_of_three,
    gap,
    product,
    quotient,
)


# ---- innocent columns


def noise(rng, table):
    return rng.normal(size=table.rows)


def random_number_of_a_row(rng, table):
    return rng.permutation(10 * table.rows)[: table.rows]


def random_code_of_a_row(rng, table):
    codes = rng.permutation(10 * table.rows)[: table.rows]
    return np.array([f"R-{code:06d}" for code in codes], dtype=object)


def missing_at_random(rng, table):
    return np.where(rng.random(table.rows) < 0.4, np.nan, rng.normal(size=table.rows))


def amounts_at_random(rng, table):
    return np.where(rng.random(table.rows) < 0.5, 0, _measure(rng, table.rows))


def honest_proxy(rng, table):
    """A number with an AUC of 0.80 for a class, or for the upper half."""
    return rng.normal(size=table.rows) + 1.19 * _hit(rng, table)


def many_texts(rng, table):
    words = np.array([f"word{k}" for k in range(400)], dtype=object)
    return np.array([" ".join(rng.choice(words, 3)) for _ in range(table.rows)], dtype=object)


def towns(rng, table):
    return np.array([f"town {k}" for k in range(300)], dtype=object)[
        rng.integers(0, 300, table.rows)
    ]


INNOCENTS = (
    noise,
    random_number_of_a_row,
    random_code_of_a_row,
    missing_at_random,
    amounts_at_random,
    honest_proxy,
    many_texts,
    towns,
)
