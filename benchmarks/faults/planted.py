"""Faults planted in clean tables: does the right check find them, and does it leave the rest alone?

Every planting function of plants.py and leak_plants.py over the tables of clean.py: scikit-learn's,
invented ones, and public ones that are well behaved. Found: the check of that code names one of
the planted columns (all of them accused, for a leak), at the level that the fault deserves. A check
of a code that is not there yet is left out. Untouched tables go through a whole audit; every alarm
and every question on them is counted, by check.

    python benchmarks/faults/planted.py [SEEDS] [CODE ...]

writes benchmarks/faults/planted.md (with codes: prints only).
"""

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from clean import tables
from leak_plants import INNOCENTS, LEAKS
from plants import PLANTS, Planted

from gardefou.checks.run import CHECKS, run_checks, unite
from gardefou.core.evidence import Evidence
from gardefou.core.reading import Reading
from gardefou.flows.asked import Beside
from gardefou.flows.audit import audit
from gardefou.measures.intervals import share
from gardefou.need.complete import complete
from gardefou.table.classes import as_classes
from gardefou.table.engine import open_table

AT_ONCE = frozenset({"need", "table", "rows", "sample"})
SLOW = frozenset({"signal", "probe", "shift", "other_side", "examined"})
LEAK_CODES = ("L001", "L002")


def known_codes():
    return {check.code for check in CHECKS}


def findings(planted, codes):
    """What the checks of these codes say: each alone, or of a whole audit where they need one."""
    checks = [check for check in CHECKS if check.code in codes]
    if SLOW & unite(checks) or planted.reference or planted.test:
        return _of_audit(planted, codes)
    need = planted.asked
    with open_table(planted.table.table(), Reading()) as engine:
        if planted.table.task == "regression":
            engine.read_as_numbers(str(need.target))
        sample = engine.sample(need, most=20_000)
        need = _completed(engine, need, sample)
        parts = {"need": need, "table": engine.table, "rows": engine.table.rows, "sample": sample}
        asked = engine.ask(unite(checks) - AT_ONCE, need)
        results = run_checks(Evidence({**parts, **asked}), checks=checks)
    return _spoken(results, codes)


def _completed(engine, need, sample):
    """The need with its classes, as an audit would fill it in."""
    cells, kind = sample.frame[need.target], engine.table.kind(need.target)
    return complete(
        need, engine.table, cells if need.task == "regression" else as_classes(cells, kind)
    )


def _of_audit(planted, codes):
    second = [None if one is None else one.table() for one in (planted.reference, planted.test)]
    beside = Beside(reference=second[0], test=second[1])
    return _spoken(audit(planted.table.table(), planted.asked, beside=beside).results, codes)


def _spoken(results, codes):
    crashed = [f"{each.code}: {each.reason}" for each in results if each.outcome == "crashed"]
    for line in crashed:
        print("crashed", line, flush=True)
    return [(each.code, one) for each in results if each.code in codes for one in each.findings]


def is_found(planted, spoken, *, all_columns=False):
    """Whether a finding names what was planted, at the level that it deserves."""
    right = [one for _, one in spoken if planted.severity in (None, one.severity.value)]
    if not planted.columns:
        return bool(right)
    named = {column for one in right for column in one.columns}
    wanted = set(planted.columns)
    return wanted <= named if all_columns else bool(wanted & named)


def plant(make, seed, k, table):
    rng = np.random.default_rng((seed, k, len(table.columns)))
    return make(rng, table)


class Tally:
    """How often a fault was found, and where it was missed."""

    def __init__(self):
        self.found, self.of, self.missed, self.seconds = 0, 0, Counter(), 0.0

    def add(self, hit, where, seconds):
        self.found, self.of, self.seconds = self.found + hit, self.of + 1, self.seconds + seconds
        if not hit:
            self.missed[where] += 1

    def cells(self):
        known = share(self.found, self.of)
        missed = ", ".join(f"{name} ({n})" for name, n in sorted(self.missed.items()))
        value = f"{100 * known.value:.1f} % [{100 * known.low:.1f}, {100 * known.high:.1f}]"
        return f"{self.found} of {self.of} | {value} | {missed}"


def faults(seeds, wanted):
    """{(code, fault): Tally}."""
    tallies = defaultdict(Tally)
    for seed in range(seeds):
        for table in tables(seed):
            for k, (code, make) in enumerate(
                (code, make) for code, some in PLANTS.items() for make in some
            ):
                if code not in wanted:
                    continue
                planted = plant(make, seed, k, table)
                if planted is not None:
                    began = time.process_time()
                    hit = is_found(planted, findings(planted, (code,)))
                    spent = time.process_time() - began
                    tallies[code, make.__name__].add(hit, table.name, spent)
    return tallies


def leaks(seeds):
    """{leak: Tally}, of leaks that must all alarm."""
    tallies = defaultdict(Tally)
    for seed in range(seeds):
        for table in tables(seed):
            for k, make in enumerate(LEAKS):
                planted = plant(make, seed, 1_000 + k, table)
                if planted is not None:
                    began = time.process_time()
                    hit = is_found(planted, findings(planted, LEAK_CODES), all_columns=_whole(make))
                    tallies[make.__name__].add(hit, table.name, time.process_time() - began)
    return tallies


def _whole(make):
    """Whether all parts are guilty; of a pair one half may be a mere yardstick."""
    return make.__name__ not in ("difference", "ratio")


def innocents(seeds):
    """{innocent: Tally}, found when accused: of columns that nothing may be said of."""
    tallies = defaultdict(Tally)
    for seed in range(seeds):
        for table in tables(seed):
            added = {
                make.__name__: plant(make, seed, 2_000 + k, table)
                for k, make in enumerate(INNOCENTS)
            }
            spoken = findings(Planted(table.plus(**added)), LEAK_CODES)
            accused = {column for _, one in spoken for column in one.columns}
            for name in added:
                tallies[name].add(name in accused, "", 0.0)
    return tallies


def untouched(seeds):
    """Alarms and questions on the clean tables, by check; how many tables."""
    loud, count, who = Counter(), 0, defaultdict(set)
    for seed in range(seeds):
        for table in tables(seed):
            count += 1
            for code, one in _spoken(audit(table.table(), table.need).results, known_codes()):
                if one.severity.value != "note":
                    loud[code, one.severity.value] += 1
                    who[code, one.severity.value].add(table.name)
    return loud, count, who


def report(seeds):
    yield "# Faults planted in clean tables"
    yield ""
    yield f"`python benchmarks/faults/planted.py {seeds}`; shares with their 95 % intervals."
    yield f"Tables: {', '.join(table.name for table in tables(0))}; {seeds} seed(s)."
    yield ""
    absent = sorted(set(PLANTS) - known_codes())
    yield f"Checks that are not there yet: {', '.join(absent) or 'none'}."
    yield from ("", "## Faults, by the check that should find them", "")
    yield "| check | fault | found | share | missed on | CPU s each |"
    yield "|---|---|---|---|---|---|"
    for (code, name), tally in faults(seeds, known_codes()).items():
        yield f"| {code} | {_words(name)} | {tally.cells()} | {tally.seconds / tally.of:.2f} |"
    yield from ("", "## Leaks that must alarm", "")
    yield "| leak | alarmed | share | missed on |"
    yield "|---|---|---|---|"
    yield from _table(leaks(3 * seeds))
    yield from ("", "## Innocent columns that must not be accused", "")
    yield "| column | accused | share | |"
    yield "|---|---|---|---|"
    for name, tally in innocents(3 * seeds).items():
        tally.missed.clear()
        yield f"| {_words(name)} | {tally.cells()} |"
    yield from ("", "## What is said of the untouched tables", "")
    yield from _untouched(2 * seeds)


def _table(tallies):
    whole = Tally()
    for name, tally in tallies.items():
        whole.found, whole.of = whole.found + tally.found, whole.of + tally.of
        yield f"| {_words(name)} | {tally.cells()} |"
    yield f"| all | {whole.cells()} |"


def _untouched(seeds):
    loud, count, who = untouched(seeds)
    yield f"{count} tables, every check."
    yield ""
    yield "| check | level | findings | on |"
    yield "|---|---|---|---|"
    for (code, level), n in sorted(loud.items()):
        yield f"| {code} | {level} | {n} | {', '.join(sorted(who[code, level]))} |"


def _words(name):
    return name.replace("_", " ")


def main():
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    codes = sys.argv[2:]
    if codes:
        for (code, name), tally in faults(seeds, set(codes) & known_codes()).items():
            print(code, name, tally.cells(), f"{tally.seconds / tally.of:.2f} s")
        return
    lines = []
    for line in report(seeds):
        lines.append(line)
        print(line, flush=True)
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
