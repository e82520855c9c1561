"""Sixteen planted faults on two tables, each with a training and a test part: what is named?

`bc` is scikit-learn's breast_cancer (398 / 171 rows, 30 measures and an unrelated `site`); `inc` is
an invented table of people (14,000 / 6,000 rows, 13 mixed columns), the answer who is in the top
30 % of income. Each fault is looked at the way a user would: the training part with the test part
beside it (`audit train --test test`), and the test part as today's table (`audit test --reference
train`). Found: a check that is meant for this fault names its cause. A flag is an alarm or a
question. Both tables declare their group (`site`, `sex`) as protected.

    python benchmarks/faults/two_tables.py [FAULT ...]

writes benchmarks/faults/two_tables.md.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from clean import Clean

from gardefou.core.need import Columns, Need, Task
from gardefou.flows.asked import Beside
from gardefou.flows.audit import audit

Both = tuple[Clean, Clean, tuple[str, ...]]


@dataclass(frozen=True)
class Pair:
    """A training and a test part. group: its column of groups; measure: one that matters."""

    name: str
    train: Clean
    test: Clean
    group: str
    measures: tuple[str, ...]
    positive: str

    @property
    def need(self) -> Need:
        return Need(
            target=self.train.target,
            task=Task.BINARY,
            positive=self.positive,
            columns=Columns(protected=(self.group,)),
        )


def breast() -> Pair:
    from sklearn.datasets import load_breast_cancer

    rng = np.random.default_rng(0)
    data = load_breast_cancer(as_frame=True)
    columns = {name: cells.to_numpy() for name, cells in data.data.items()}
    columns["site"] = rng.choice(["north", "south", "east"], len(data.target)).astype(object)
    answer = np.where(data.target.to_numpy() == 0, "malignant", "benign").astype(object)
    whole = Clean("bc", {**columns, "diagnosis": answer}, "diagnosis", Task.BINARY)
    order = rng.permutation(whole.rows)
    measures = ("mean smoothness", "mean symmetry", "mean texture")
    train, test = whole.take(order[:398]), whole.take(order[398:])
    return Pair("bc", train, test, "site", measures, "malignant")


def incomes() -> Pair:
    """People, jobs, hours; a log income of these and chance; the answer is its upper 30 %."""
    rng, rows = np.random.default_rng(1), 20_000
    sex = np.where(rng.random(rows) < 0.47, "female", "male").astype(object)
    age = np.clip(rng.normal(42, 13, rows), 18, 80).round()
    years = rng.choice([8, 10, 12, 14, 16, 18], rows, p=[0.08, 0.12, 0.35, 0.2, 0.18, 0.07])
    hours = np.clip(rng.normal(39, 9, rows), 4, 80).round()
    jobs = ["clerk", "craft", "care", "sales", "technician", "manager", "scientist"]
    job = rng.choice(jobs, rows, p=[0.2, 0.2, 0.15, 0.15, 0.15, 0.1, 0.05])
    pay = dict(zip(jobs, [0, 0.05, -0.1, 0, 0.2, 0.5, 0.4], strict=True))
    town = rng.choice(["small", "middle", "large"], rows, p=[0.3, 0.4, 0.3])
    income = 0.09 * years + 0.012 * age + 0.018 * hours + np.array([pay[each] for each in job])
    income = income + 0.15 * (town == "large") + 0.45 * rng.normal(size=rows)
    columns = {
        "age": age,
        "sex": sex,
        "edu_years": years,
        "hours": hours,
        "job": job.astype(object),
        "town": town.astype(object),
        "experience": np.clip(age - years - 6 - rng.gamma(1, 4, rows), 0, None).round(1),
        "savings": np.exp(rng.normal(8, 1.1, rows)).round(2),
        "rent": rng.gamma(9, 90, rows).round(2),
        "commute_km": rng.gamma(1.6, 9, rows).round(1),
        "children": rng.poisson(1.1, rows),
        "owner": rng.choice(["yes", "no"], rows, p=[0.45, 0.55]).astype(object),
        "height_cm": rng.normal(171, 9, rows).round(1),
    }
    answer = np.where(income > np.quantile(income, 0.7), "high", "low").astype(object)
    whole = Clean("inc", {**columns, "income": answer}, "income", Task.BINARY)
    order = rng.permutation(rows)
    measures = ("commute_km", "rent", "savings")
    train, test = whole.take(order[:14_000]), whole.take(order[14_000:])
    return Pair("inc", train, test, "sex", measures, "high")


# ---- the faults: each takes the pair and a generator, and gives train, test, columns to name


def _both(pair, make) -> tuple[Clean, Clean]:
    return make(pair.train), make(pair.test)


def _hits(table, pair):
    return table.columns[table.target] == pair.positive


def a1_noisy_copy(pair, rng) -> Both:
    """A number that is the answer and a little noise."""

    def make(table):
        return table.plus(assessment=_hits(table, pair) + 0.2 * rng.normal(size=table.rows))

    return *_both(pair, make), ("assessment",)


def a2_flag_after_the_outcome(pair, rng) -> Both:
    """Set for 97 in 100 of the one answer, and for one in 100 of the other."""

    def make(table):
        odds = np.where(_hits(table, pair), 0.97, 0.01)
        return table.plus(case_closed=(rng.random(table.rows) < odds).astype(int))

    return *_both(pair, make), ("case_closed",)


def b_number_that_tells_the_order(pair, rng) -> Both:
    """Row numbers of a file that was filed by its answers."""

    def make(table):
        sorted_rows = table.take(np.argsort(table.columns[table.target], kind="stable"))
        return sorted_rows.plus(record_id=np.arange(table.rows) + 100_000)

    return *_both(pair, make), ("record_id", pair.train.target)


def c_rows_on_both_sides(pair, rng) -> Both:
    """A twentieth of the training rows stands in the test part, and again in its own."""
    some = rng.permutation(pair.train.rows)[: pair.train.rows // 20]
    train = pair.train.take(np.concatenate([np.arange(pair.train.rows), some]))
    return train, _joined(pair.test, pair.train.take(some)), ()


def _joined(first, second):
    columns = {
        name: np.concatenate([cells, second.columns[name]]) for name, cells in first.columns.items()
    }
    return replace(first, columns=columns)


def d_flipped_labels(pair, rng) -> Both:
    answer = pair.train.columns[pair.train.target].copy()
    names = np.unique(answer)
    for row in rng.permutation(pair.train.rows)[: pair.train.rows // 20]:
        answer[row] = names[0] if answer[row] == names[1] else names[1]
    return pair.train.plus(**{pair.train.target: answer}), pair.test, ()


def e_holes_of_one_group(pair, rng) -> Both:
    """High values of one measure are missing for half of one group."""
    name = pair.measures[0]

    def make(table):
        first = np.unique(table.columns[pair.group])[0]
        cells = table.columns[name].astype(float)
        lost = (table.columns[pair.group] == first) & (rng.random(table.rows) < 0.3)
        return table.plus(**{name: np.where(lost, np.nan, cells)})

    return *_both(pair, make), (name,)


def f_group_left_out(pair, rng) -> Both:
    """Nine in ten rows of one group are absent from the training part."""
    first = np.unique(pair.train.columns[pair.group])[0]
    gone = (pair.train.columns[pair.group] == first) & (rng.random(pair.train.rows) < 0.9)
    return pair.train.take(np.flatnonzero(~gone)), pair.test, (pair.group,)


def g_constant(pair, rng) -> Both:
    def make(table):
        return table.plus(
            country=np.full(table.rows, "FR", dtype=object), version=np.ones(table.rows)
        )

    return *_both(pair, make), ("country", "version")


def h_numbers_in_disorder(pair, rng) -> Both:
    """Spaces, decimal commas, N/A and ? among the numbers of a measure."""
    name = pair.measures[1]

    def make(table):
        cells = np.array([f"{value:.5g}" for value in table.columns[name]], dtype=object)
        how = rng.random(table.rows)
        for row in np.flatnonzero(how < 0.08):
            cells[row] = (
                f" {cells[row]} "
                if how[row] < 0.03
                else cells[row].replace(".", ",")
                if how[row] < 0.05
                else "N/A"
                if how[row] < 0.065
                else "?"
            )
        return table.plus(**{name: cells})

    return *_both(pair, make), (name,)


def i_drifted_columns(pair, rng) -> Both:
    """Two measures of the test part moved by one spread, and 1.4 times as wide."""
    moved = {}
    for name in pair.measures[:2]:
        cells = pair.test.columns[name].astype(float)
        moved[name] = cells.mean() + cells.std() + 1.4 * (cells - cells.mean())
    return pair.train, pair.test.plus(**moved), pair.measures[:2]


def j_drifted_answer(pair, rng) -> Both:
    """Of the test part's one answer two thirds are left out."""
    hit = _hits(pair.test, pair)
    kept = np.flatnonzero(~hit | (rng.random(pair.test.rows) < 0.33))
    return pair.train, pair.test.take(kept), (pair.train.target,)


def l_another_unit_from_half_on(pair, rng) -> Both:
    name = pair.measures[2]
    cells = pair.train.columns[name].copy()
    cells[pair.train.rows // 2 :] *= 1_000
    return pair.train.plus(**{name: cells}), pair.test, (name,)


def m_proxy_of_the_group(pair, rng) -> Both:
    def make(table):
        first = table.columns[pair.group] == np.unique(table.columns[pair.group])[0]
        return table.plus(shoe_size=(39 + 2.9 * first + rng.normal(size=table.rows)).round(2))

    return *_both(pair, make), ("shoe_size",)


def n_conflicting_labels(pair, rng) -> Both:
    """Three rows in a hundred stand twice, with either answer."""
    some = rng.permutation(pair.train.rows)[: pair.train.rows * 3 // 100]
    again = pair.train.take(some)
    names = np.unique(pair.train.columns[pair.train.target])
    answer = again.columns[again.target]
    other = np.where(answer == names[0], names[1], names[0]).astype(object)
    both = _joined(pair.train, again.plus(**{again.target: other}))
    return both.take(rng.permutation(both.rows)), pair.test, ()


@dataclass(frozen=True)
class Fault:
    """A fault, the checks that name its cause, and in words what it is."""

    what: str
    plant: Callable[[Pair, np.random.Generator], Both] | None
    codes: tuple[str, ...]


FAULTS = {
    "a1": Fault("leak: noisy copy of the answer", a1_noisy_copy, ("L001", "L002")),
    "a2": Fault("leak: flag set after the outcome", a2_flag_after_the_outcome, ("L001", "L002")),
    "b": Fault(
        "a number that tells the order", b_number_that_tells_the_order, ("D012", "D019", "L002")
    ),
    "c": Fault("5 % of rows on both sides", c_rows_on_both_sides, ("L003",)),
    "d": Fault("5 % of labels flipped", d_flipped_labels, ("D010",)),
    "e": Fault("holes of one group", e_holes_of_one_group, ("D003",)),
    "f": Fault("a group nearly left out", f_group_left_out, ("P001", "S001")),
    "g": Fault("constant columns", g_constant, ("D001",)),
    "h": Fault("numbers in disorder", h_numbers_in_disorder, ("D004", "D005")),
    "i": Fault("two columns drifted", i_drifted_columns, ("S001",)),
    "j": Fault("the answer drifted", j_drifted_answer, ("S002",)),
    "k": Fault("overfitted tree", None, ("M001",)),
    "l": Fault("x 1000 from half on", l_another_unit_from_half_on, ("D006",)),
    "m": Fault("proxy of the group", m_proxy_of_the_group, ("P002",)),
    "n": Fault("3 % conflicting labels", n_conflicting_labels, ("D009",)),
    "o2": Fault("a model unfair to a group", None, ("P006", "P007")),
}


def planted(pair: Pair, key: str) -> Both:
    """The fault in the pair, the same one at every run."""
    plant = FAULTS[key].plant
    assert plant is not None
    return plant(pair, np.random.default_rng((7, *key.encode())))


def said(pair, train, test):
    """All findings of both looks; CPU seconds."""
    began = time.process_time()
    records = [
        audit(train.table(), pair.need, beside=Beside(test=test.table())),
        audit(test.table(), pair.need, beside=Beside(reference=train.table())),
    ]
    spoken = [
        (result.code, finding)
        for record in records
        for result in record.results
        for finding in result.findings
    ]
    return spoken, time.process_time() - began


def flags(spoken):
    """Alarms and questions, each code and column once."""
    return sorted(
        {
            (code, one.severity.value, one.columns)
            for code, one in spoken
            if one.severity.value != "note"
        }
    )


def is_named(spoken, codes, columns):
    """The severities by which the right checks name the cause, the loudest first; empty: missed."""
    right = [
        one
        for code, one in spoken
        if code in codes and (not columns or set(columns) & set(one.columns))
    ]
    levels = {one.severity.value for one in right}
    return [level for level in ("alarm", "ask", "note") if level in levels]


def row(key, pairs):
    fault, cells = FAULTS[key], []
    for pair in pairs:
        if fault.plant is None:
            cells.append("needs a model's answers: not run")
            continue
        train, test, columns = planted(pair, key)
        spoken, seconds = said(pair, train, test)
        levels = is_named(spoken, fault.codes, columns)
        by = sorted({code for code, one in spoken if code in fault.codes and levels})
        verdict = f"found ({levels[0]}: {', '.join(by)})" if levels else "missed"
        others = {code for code, _, _ in flags(spoken)} - set(fault.codes)
        also = f"; also {', '.join(sorted(others))}" if others else ""
        cells.append(f"{verdict}{also}; {seconds:.1f} s")
    return f"| {key} | {fault.what} | {' | '.join(cells)} |"


def main():
    wanted = sys.argv[1:] or list(FAULTS)
    pairs = (breast(), incomes())
    lines = [
        "# Sixteen faults on two tables",
        "",
        "`python benchmarks/faults/two_tables.py`; CPU seconds are of both looks together.",
        "",
        "| | fault | bc | inc |",
        "|---|---|---|---|",
    ]
    for key in wanted:
        lines.append(row(key, pairs))
        print(lines[-1], flush=True)
    found = sum("found (" in line for line in lines)
    lines += ["", f"Found on either table: {found} of {len(wanted)}.", "", "Untouched:", ""]
    for pair in pairs:
        spoken, seconds = said(pair, pair.train, pair.test)
        told = "; ".join(f"{code} {level} {', '.join(c)}" for code, level, c in flags(spoken))
        count = len(flags(spoken))
        lines.append(f"- {pair.name}: {count} flag(s) {told or '(none)'}; {seconds:.1f} CPU s")
    print("\n".join(lines[-6:]))
    if not sys.argv[1:]:
        Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
