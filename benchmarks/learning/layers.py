"""How much of AutoGluon's `best_quality` is its second layer, which learns from the first.

    FOLDER/autogluon/bin/python benchmarks/learning/layers.py FOLDER

FOLDER is that of compare.py, whose runs of `best_quality` are asked: the loss of the best mean of
its first layer, and of the mean that may take models of both, on the rows that judge the first
split (of tables that hold rows twice, these too). Tables on which it made one layer only are left
out. Writes layers.md.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from autogluon.tabular import TabularPredictor
from ratios import mean_ratio

FIRST, BOTH = "WeightedEnsemble_L2", "WeightedEnsemble_L3"


def ensembles(place):
    """Losses of the two means; None where one of them is not there."""
    model = TabularPredictor.load(str(place / "best_quality"), verbosity=0)
    if not {FIRST, BOTH} <= set(model.model_names()):
        return None
    board = model.leaderboard(pd.read_parquet(place / "test.parquet")).set_index("model")
    return tuple(-float(board.score_test[name]) for name in (FIRST, BOTH))


def main():
    """Ask and write."""
    warnings.simplefilter("ignore")
    kept = sorted(Path(sys.argv[1]).glob("splits/*-0/best_quality/predictor.pkl"))
    found = {path.parents[1].name[:-2]: ensembles(path.parents[1]) for path in kept}
    found = {name: each for name, each in found.items() if each}
    logs = np.array([np.log(both / first) for first, both in found.values()])
    middle, low, high = mean_ratio(logs)
    lines = ["# What the second layer of AutoGluon's `best_quality` gains", ""]
    lines += ["`FOLDER/autogluon/bin/python benchmarks/learning/layers.py FOLDER`: log loss, or"]
    lines += ["root mean squared error, of its mean of one layer and of both, on the rows that"]
    lines += ["judge; those that stand among the rows to learn from, too, which compare.md leaves"]
    lines += ["out, are among them."]
    lines += ["", "| table | one layer | both | ratio |", "|---|---|---|---|"]
    for name, (first, both) in found.items():
        lines += [f"| {name} | {first:.4g} | {both:.4g} | {both / first:.4f} |"]
    lines += ["", f"Mean ratio over {len(logs)} tables: {middle:.4f} ({low:.4f} to {high:.4f})."]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
