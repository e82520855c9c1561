"""Which leaks `gardefou audit` names, and which honest columns it accuses, where both are known.

Every table of known_faults.toml is audited with its target and task and nothing else said. Counted,
by letter L and D012: leaks named by an alarm, and at any level; innocent columns alarmed and asked
about; the same of all other columns that are not listed as leaks, late or identifiers (an entity
that L004 asks about, and a time that L005 asks about, are what they should find). Then the same
tables are given another target, of which a column of theirs is a copy, a recoding or a sum: none
of the rules was set on those. Last, any other column is taken for the answer, six by lot of each
table, and every alarm is listed, for the reader to judge: most are true (a column is fixed by
another one), none of them was meant.

    python benchmarks/faults/leaks.py [NAME ...]

writes benchmarks/faults/leaks.md. The tables come from GARDEFOU_DATA or ../shared/data.
"""

import os
import sys
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gardefou.checks.leakage.answer_copied import answer_copied
from gardefou.checks.leakage.answer_known_later import answer_known_later
from gardefou.core.need import Need, Task
from gardefou.core.reading import Reading
from gardefou.flows.audit import audit
from gardefou.measures.intervals import share
from gardefou.table.engine import open_table
from gardefou.table.frame import Coded

DATA = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[3] / "shared/data"))

# table, target, task, groups of columns of which each must be named by an alarm
OTHERWISE = (
    ("adult_census", "education", "multiclass", [["education_num"]]),
    ("adult_census", "education_num", "regression", [["education"]]),
    ("compas", "score_text", "multiclass", [["decile_score"]]),
    ("compas", "age_cat", "multiclass", [["age"]]),
    ("lending_club", "grade", "multiclass", [["sub_grade"]]),
    ("weather_aus", "RainToday", "binary", [["Rainfall"]]),
    ("ames", "Total Bsmt SF", "regression", [["BsmtFin SF 1", "BsmtFin SF 2", "Bsmt Unf SF"]]),
    ("ames", "Gr Liv Area", "regression", [["1st Flr SF", "2nd Flr SF", "Low Qual Fin SF"]]),
    ("bike_sharing_hour", "casual", "regression", [["cnt", "registered"]]),
    ("caravan_insurance", "MOSHOOFD", "multiclass", [["MOSTYPE"]]),
    ("telco_churn", "PhoneService", "binary", [["MultipleLines"]]),
    ("scms_delivery", "Line Item Value", "regression", [["Line Item Quantity", "Pack Price"]]),
)


@dataclass
class Counted:
    """What was said of one table. innocent, other: (alarmed, asked, of)."""

    name: str
    leaks: list[str]
    alarmed: list[str]
    named: list[str]
    innocent: tuple[int, int, int]
    other: tuple[int, int, int]
    late: list[str]
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def accused(record, facts):
    """{column: severities} of letter L and D012, but for what L004 and L005 are there to find."""
    found = {"L004": facts.get("shared_entity"), "L005": facts.get("time")}
    named = {}
    for result in record.results:
        if result.code.startswith("L") or result.code == "D012":
            for finding in result.findings:
                for column in finding.columns:
                    if column != found.get(result.code):
                        named.setdefault(column, set()).add(finding.severity.value)
    return named


def counted(name, facts):
    began = time.process_time()
    need = Need(target=facts["target"], task=Task(facts["task"]))
    record = audit(str(DATA / facts["file"]), need)
    seconds = time.process_time() - began
    named = accused(record, facts)
    leaks, late = facts.get("leaks", []), facts.get("late", [])
    innocent = facts.get("innocent", [])
    listed = {*leaks, *late, *facts.get("identifiers", []), facts["target"], *innocent}
    others = [column for column in record.table.names if column not in listed]

    def spoken(columns):
        levels = [named.get(column, ()) for column in columns]
        alarms = sum("alarm" in level for level in levels)
        asks = sum("ask" in level and "alarm" not in level for level in levels)
        return alarms, asks, len(columns)

    return Counted(
        name,
        leaks,
        [column for column in leaks if "alarm" in named.get(column, ())],
        [column for column in leaks if column in named],
        spoken(innocent),
        spoken(others),
        [f"{column} ({'/'.join(sorted(named[column]))})" for column in late if column in named],
        [
            f"{column} ({'/'.join(sorted(named[column]))})"
            for column in [*innocent, *others]
            if named.get(column, set()) - {"note"}
        ],
        seconds,
    )


def line(one):
    leaks = f"{len(one.alarmed)} / {len(one.named)} / {len(one.leaks)}" if one.leaks else ""
    missed = ", ".join(column for column in one.leaks if column not in one.named)
    cells = (
        one.name,
        leaks,
        missed,
        " / ".join(map(str, one.innocent)),
        " / ".join(map(str, one.other)),
        ", ".join(one.wrong),
        ", ".join(one.late),
        f"{one.seconds:.1f}",
    )
    return "| " + " | ".join(cells) + " |"


def per_cent(count, of):
    known = share(count, of)
    return f"{count} of {of} = {known.value:.2%} [{known.low:.2%}, {known.high:.2%}]"


def totals(tables):
    leaky = [one for one in tables if one.leaks]
    shares = [len(one.named) / len(one.leaks) for one in leaky]
    innocent = [sum(one.innocent[k] for one in tables) for k in range(3)]
    other = [sum(one.other[k] for one in tables) for k in range(3)]
    rest = [a + b for a, b in zip(innocent, other, strict=True)]
    leaks = [sum(len(each) for each in one) for one in zip(*_named(leaky), strict=True)]
    yield "| what | measured | limit |"
    yield "|---|---|---|"
    named = sum(bool(one.named) for one in leaky)
    yield f"| tables with a leak of which at least one is named | {named} of {len(leaky)} | all |"
    mean = sum(shares) / max(len(shares), 1)
    yield f"| mean share of a table's leaks that are named, at any level | {mean:.3f} | 0.85 |"
    yield f"| leaks named at any level | {per_cent(leaks[1], leaks[2])} | |"
    yield f"| leaks named by an alarm | {per_cent(leaks[0], leaks[2])} | |"
    yield f"| innocent columns alarmed | {per_cent(innocent[0], innocent[2])} | 0 |"
    neither = "columns neither leaks, late nor identifiers"
    yield f"| {neither}: alarmed | {per_cent(rest[0], rest[2])} | 0.2 % |"
    yield f"| the same: asked about | {per_cent(rest[1], rest[2])} | 3 % |"


def _named(leaky):
    return [(one.alarmed, one.named, one.leaks) for one in leaky] or [((), (), ())]


def otherwise(facts):
    """The tables asked another question, of which a column of theirs is the answer."""
    yield "| table | asked for | holds the answer | alarm | any |"
    yield "|---|---|---|---|---|"
    for name, target, task, groups in OTHERWISE:
        record = audit(str(DATA / facts[name]["file"]), Need(target=target, task=Task(task)))
        named = accused(record, {})
        for group in groups:
            alarms = sum("alarm" in named.get(column, ()) for column in group)
            level = sum(column in named for column in group)
            held = ", ".join(group)
            yield f"| {name} | {target} | {held} | {alarms} of {len(group)} | {level} |"


def anything(facts, *, most=6, rows=5_000):
    """Columns by lot taken for the answer: what is alarmed then."""
    rng = np.random.default_rng(0)
    pairs = asked = 0
    lines = []
    for name, known in facts.items():
        with open_table(str(DATA / known["file"]), Reading()) as engine:
            sample = engine.sample(Need(), most=rows)
        aside = [known["target"], *known.get("leaks", []), *known.get("identifiers", [])]
        names = [column for column in sample.frame.names if column not in aside]
        for target in map(str, rng.permutation(names)[:most]):
            task = _task(sample.frame[target])
            if task is None:
                continue
            pairs += len(sample.frame.names) - 1
            need = Need(target=target, task=task)
            for finding in (*answer_copied(need, sample), *answer_known_later(need, sample)):
                if finding.severity == "alarm":
                    lines.append(f"| {name} | {target} | {', '.join(finding.columns)} |")
                else:
                    asked += len(finding.columns)
    alarmed = sum(line.split("|")[3].count(",") + 1 for line in lines)
    yield f"Columns alarmed: {per_cent(alarmed, pairs)}; asked about: {per_cent(asked, pairs)}."
    yield from ("", "| table | taken for the answer | alarmed |", "|---|---|---|")
    yield from lines


def _task(cells):
    """What kind of answer a column could be; None if it is none."""
    values = cells.codes[cells.codes >= 0] if isinstance(cells, Coded) else cells[~np.isnan(cells)]
    rows = np.unique(values, return_counts=True)[1]
    if len(values) < 100 or len(rows) < 2 or rows.max() > 0.98 * len(values):
        return None
    if not isinstance(cells, Coded) and len(rows) > 10:
        return Task.REGRESSION
    return None if len(rows) > 30 else Task.BINARY if len(rows) == 2 else Task.MULTICLASS


def main():
    facts = tomllib.loads((DATA / "known_faults.toml").read_text(encoding="utf-8"))
    wanted = sys.argv[1:] or [name for name, each in facts.items() if "target" in each]
    tables = []
    print(HEAD)
    for name in wanted:
        tables.append(counted(name, facts[name]))
        print(line(tables[-1]), flush=True)
    text = [*TOP, *totals(tables), "", HEAD, *map(line, tables)]
    if not sys.argv[1:]:
        text += ["", *SECOND, *otherwise(facts), "", *THIRD, *anything(facts)]
        Path(__file__).with_suffix(".md").write_text("\n".join(text) + "\n", encoding="utf-8")
    print("\n".join(text))


HEAD = (
    "| table | leaks: alarm / any / known | missed | innocent: alarm / ask / of "
    "| others: alarm / ask / of | who | late ones named | CPU s |\n"
    "|---|---|---|---|---|---|---|---|"
)
TOP = (
    "# Leaks and innocents that are known",
    "",
    "`python benchmarks/faults/leaks.py`; shares with their 95 % intervals. The limits of the",
    "leak checks were set while looking at these tables, so this is no estimate for others.",
    "",
)
SECOND = (
    "## The same tables, asked another question",
    "",
    "Columns that are a copy, a recoding or parts of a sum of that answer; no limit was set on",
    "them.",
    "",
)

THIRD = ("## Any column taken for the answer", "")

if __name__ == "__main__":
    main()
