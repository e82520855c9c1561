"""The page and the picture of `compare.py`, from the runs that are there."""

from dataclasses import dataclass

import numpy as np
from ratios import mean_ratio

from gardefou.figures.drawing import Caption, drawing, letters, percent, rule, ticks
from gardefou.figures.markup import tag
from tables import HELD_OUT, SEEN

ABOUT = """# Learners beside each other

`python benchmarks/learning/compare.py FOLDER` runs what is missing, `--kept` writes this page from
what is there. Three quarters of the rows to learn from, one to judge on; at most 50,000 rows.
Loss: log loss, or root mean squared error. Differences are paired row by row on the rows that
judge; over tables, the mean of the log ratio of losses with its t interval of 95 % over tables,
all splits of one together. CPU seconds of fitting, imports left out, on two cores of a machine that
other processes used, too. AutoGluon: `medium_quality`, and `best_quality` with a limit of 600 s of
wall clock; FLAML: 60 s of wall clock. gardefou: no need stated, its extras installed. Settings of
recipes were chosen on folds of the learning parts of the tables *seen*; those *held out* were
compared only after that (what a try may cost, hopes.md, was measured on all). The picture shows
the tables on which all ran.

![loss against CPU seconds](compare.svg)
"""


@dataclass(frozen=True)
class Run:
    """One learner on one split.

    rows: to learn from. losses: of each row that judges; costs: a row, by price ratio; told: what
    it took.
    """

    table: str
    seed: int
    peer: str
    task: str
    rows: int
    losses: np.ndarray
    costs: dict
    told: dict

    @property
    def loss(self):
        return whole(self.task, self.losses)


def whole(task, each):
    """The loss as it is quoted: RMSE for numbers."""
    return float(np.sqrt(each.mean())) if task == "regression" else float(each.mean())


def paired(ours, theirs):
    """Our loss over theirs - 1, and its standard error, paired over the rows."""
    power = 2 if ours.task == "regression" else 1
    gap = (ours.losses / ours.losses.mean() - theirs.losses / theirs.losses.mean()) / power
    return ours.loss / theirs.loss - 1, float(gap.std() / np.sqrt(len(gap)))


def met(runs, peer, ours):
    """{table: [(our run, their run)]} of the splits that both ran."""
    mine = {(run.table, run.seed): run for run in runs if run.peer == ours}
    found = {}
    for run in runs:
        if run.peer == peer and (run.table, run.seed) in mine:
            found.setdefault(run.table, []).append((mine[run.table, run.seed], run))
    return found


def against(runs, peer, ours):
    """A line of the first table; None where fewer than two tables were met."""
    tables = met(runs, peer, ours)
    if len(tables) < 2:
        return None
    logs, worse, splits = [], [], 0
    spent = np.zeros(2)
    for name, pairs in tables.items():
        ratios, errors = np.array([paired(*pair) for pair in pairs]).T
        logs.append(np.log1p(ratios).mean())
        if ratios.mean() - 2 * np.sqrt((errors**2).sum()) / len(errors) > 0.01:
            worse.append(name)
        splits += len(pairs)
        spent += np.mean([[a.told["cpu"], b.told["cpu"]] for a, b in pairs], axis=0)
    logs = np.array(logs)
    middle, low, high = mean_ratio(logs)
    return (
        f"| {peer} | {len(logs)}, {splits} | {np.sum(logs <= 0)} | {middle:.4f} "
        f"| {low:.4f} to {high:.4f} | {share(*spent)} | {', '.join(worse) or 'none'} |"
    )


def share(ours, theirs):
    """Ours as a part, or a multiple, of theirs."""
    return f"1/{theirs / ours:.0f}" if theirs > ours else f"{ours / theirs:.0f} x"


def page(runs, peers, ours):
    """The lines of the page."""
    yield from ABOUT.splitlines()
    parts = {
        "all tables": runs,
        "tables seen while settings were chosen": [run for run in runs if run.table in SEEN],
        "tables held out": [run for run in runs if run.table in HELD_OUT],
        "up to 10,000 rows": [run for run in runs if run.rows <= 10_000],
        "more than 10,000 rows": [run for run in runs if run.rows > 10_000],
    }
    for title, some in parts.items():
        yield from ("", f"## {ours} against each: {title}", "")
        yield (
            f"| peer | tables, splits | loss of {ours} is smaller on | ratio of losses | 95 % "
            "| CPU of all, beside theirs | worse by more than 1 % beyond noise on |"
        )
        yield "|---|---|---|---|---|---|---|"
        yield from filter(None, (against(some, peer, ours) for peer in peers if peer != ours))
    yield from ("", "## Loss @ CPU seconds of fitting, on the first split", "")
    first = {(run.table, run.peer): run for run in runs if run.seed == 0}
    names = list(dict.fromkeys(run.table for run in runs))
    cells = {key: f"{run.loss:.4g} @ {run.told['cpu']:.1f}" for key, run in first.items()}
    yield from grid(cells, names, peers)
    yield from (
        "",
        "## Cost a row of two classes, in false alarms; missing the rarer one costs 5, or 1/5",
        "",
    )
    two = [name for name in names if any(r.table == name and r.task == "binary" for r in runs)]
    cells = {
        key: ", ".join(f"{c:.4f}" for c in r.costs.values() if c is not None)
        for key, r in first.items()
    }
    yield from grid(cells, two, peers)
    yield from ("", "## What else they take: medians over all runs", "")
    yield from (
        "| peer | MB kept, largest | peak MB | one row from a data frame, CPU ms | CPU s |",
        "|---|---|---|---|---|",
    )
    for peer in peers:
        told = [run.told for run in runs if run.peer == peer]
        if told:
            size, peak, row, cpu = (
                np.median([t[k] for t in told]) for k in ("bytes", "peak", "row", "cpu")
            )
            kept = f"{size / 1e6:.2f}, {max(t['bytes'] for t in told) / 1e6:.1f}"
            yield f"| {peer} | {kept} | {peak:.0f} | {row * 1e3:.1f} | {cpu:.1f} |"


def grid(cells, names, peers):
    """A table of tables and peers."""
    yield "| table | " + " | ".join(peers) + " |"
    yield "|---" * (len(peers) + 1) + "|"
    for name in names:
        here = [cells.get((name, peer), "") for peer in peers]
        yield f"| {name} | " + " | ".join(here) + " |"


def picture(runs, peers, ours):
    """Loss beside the smallest on each table against CPU seconds, means over the same tables."""
    first = {(run.table, run.peer): run for run in runs if run.seed == 0}
    seen = [peer for peer in peers if sum(key[1] == peer for key in first) >= 2]
    names = [n for n in dict.fromkeys(r.table for r in runs) if all((n, p) in first for p in seen)]
    least = {n: min(first[n, p].loss for p in seen) for n in names}
    dots = {}
    for peer in seen:
        logs = np.array([np.log(first[n, peer].loss / least[n]) for n in names])
        error = logs.std(ddof=1) / np.sqrt(len(logs)) if len(logs) > 1 else 0.0
        seconds = float(np.exp(np.mean([np.log(first[n, peer].told["cpu"]) for n in names])))
        reach = [100 * (np.exp(each) - 1) for each in (logs.mean(), error, -error)]
        dots[peer] = (seconds, reach[0], reach[1])
    words = (
        f"Loss above the smallest on the table, in per cent, and CPU seconds of fitting: "
        f"means over {len(names)} tables, first split, with one standard error. "
        + "; ".join(f"{p} {above:.1f} % at {s:.1f} s" for p, (s, above, _) in dots.items())
    )
    return str(_drawn(dots, Caption("Loss against CPU seconds", words), len(names), ours)) + "\n"


def _drawn(dots, caption, tables, ours, *, left=9.0, wide=88.0, top=34.0, tall=260.0):
    most = 1.05 * max(above + error for _, above, error in dots.values())
    ends = np.log10(
        [0.7 * min(d[0] for d in dots.values()), 2.5 * max(d[0] for d in dots.values())]
    )

    def across(seconds):
        return left + wide * (np.log10(seconds) - ends[0]) / (ends[1] - ends[0])

    def down(above):
        return top + tall * (1 - above / most)

    drawn = [
        letters("0%", 16, f"Loss above the smallest on each of {tables} tables, mean, per cent")
    ]
    for mark in ticks(0, most):
        drawn += [rule((percent(left), down(mark), "100%", down(mark)))]
        drawn += [letters(percent(left - 1), down(mark) + 4, f"{mark:g}", anchor="end", soft=True)]
    for power in range(int(np.ceil(ends[0])), int(np.floor(ends[1])) + 1):
        x = percent(across(10.0**power))
        drawn += [letters(x, top + tall + 20, f"{10.0**power:g}", anchor="middle", soft=True)]
    drawn += [letters("100%", top + tall + 40, "CPU seconds of fitting", anchor="end", soft=True)]
    for peer, (seconds, above, error) in dots.items():
        x, paint = percent(across(seconds)), {"fill": "currentColor", "stroke": "currentColor"}
        low, high = down(max(above - error, 0)), down(above + error)
        drawn += [
            tag("line", x1=x, x2=x, y1=low, y2=high, stroke="currentColor", stroke_opacity=0.4)
        ]
        drawn += [tag("circle", cx=x, cy=down(above), r=7 if peer == ours else 4, **paint)]
        side = "end" if across(seconds) > 75 else "start"
        beside = across(seconds) + (-1.5 if side == "end" else 1.5)
        drawn += [letters(percent(beside), down(above) - 8, peer, anchor=side)]
    return drawing(caption, top + tall + 50, *drawn)
