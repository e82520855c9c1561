"""What more money buys: gardefou where a hundredth of the loss is worth twice as much as usual.

    python benchmarks/learning/worths.py FOLDER [--tables T ...] [--kept]

FOLDER is that of compare.py; the first split of each table. *worth*: CPU seconds that a hundredth
of the loss is worth; 50 where nobody says. With --kept nothing is run. Writes worths.md.
"""

import argparse
from pathlib import Path

import numpy as np
from compare import OURS, gathered
from compare_page import against, grid, met, paired
from ratios import mean_ratio

from tables import TABLES

WORTHS = {OURS: 50, f"{OURS}_at_100": 100}
RIVALS = ("autogluon_medium", "autogluon_best")


def page(runs):
    """The lines of the page."""
    yield "# What more money buys"
    yield ""
    yield "`python benchmarks/learning/worths.py FOLDER`: the first split of each table of"
    yield "compare.md; *worth*: CPU seconds that a hundredth of the loss is worth, 50 where nobody"
    yield "says."
    yield ""
    yield "| worth | tables | CPU s, median, most | loss beside that at 50 | 95 % | smaller on |"
    yield "|---|---|---|---|---|---|"
    for peer, worth in WORTHS.items():
        pairs = [pair for each in met(runs, OURS, peer).values() for pair in each]
        spent = [mine.told["cpu"] for mine, _ in pairs]
        logs = np.log1p([paired(*pair)[0] for pair in pairs])
        middle, low, high = mean_ratio(logs)
        told = f"| {worth} | {len(pairs)} | {np.median(spent):.1f}, {max(spent):.0f} "
        beside = f"| {middle:.4f} | {low:.4f} to {high:.4f} | {np.sum(logs < 0)} |"
        yield told + (beside if peer != OURS else "| 1 | | |")
    for rival in RIVALS:
        yield from ("", f"## Beside {rival}", "")
        yield (
            "| worth | tables, splits | loss is smaller on | ratio of losses | 95 % "
            "| CPU of all, beside theirs | worse by more than 1 % beyond noise on |"
        )
        yield "|---|---|---|---|---|---|---|"
        for peer, worth in WORTHS.items():
            line = against(runs, rival, peer)
            if line:
                yield line.replace(f"| {rival} |", f"| {worth} |", 1)
    yield from ("", "## Loss @ CPU seconds of fitting", "")
    cells = {(run.table, run.peer): f"{run.loss:.4g} @ {run.told['cpu']:.1f}" for run in runs}
    names = list(dict.fromkeys(run.table for run in runs))
    yield from grid(cells, names, [*WORTHS, *RIVALS])


def main():
    """Run what is missing, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", nargs="*", default=list(TABLES))
    parser.add_argument("--kept", action="store_true", help="run nothing, write what is there")
    asked = parser.parse_args()
    ours = gathered(asked.folder, asked.tables, WORTHS, 1, kept_only=asked.kept)
    theirs = gathered(asked.folder, asked.tables, RIVALS, 1, kept_only=True)
    text = "\n".join(page([*ours, *theirs])) + "\n"
    print(text)
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
