"""What a whole `gardefou train` costs, and how its probabilities compare with LightGBM's defaults.

For each of ten seeds another vault is locked. gardefou trains as a user would run it, in a process
of its own; LightGBM's defaults are fitted on the very rows that gardefou learned from and scored on
the same vault, on the same columns, as numbers and categories.

    python benchmarks/train_speed.py telco_churn/telco_churn.csv Churn customerID

writes its table to benchmarks/train_speed.md.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")

DATA = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[2] / "shared/data"))


def trained(path, target, seed, folder):
    """CPU seconds, peak MB and the record of one training in its own process."""
    command = [sys.executable, "-m", "gardefou.cli.main", "train", str(path), "--target", target]
    command += ["--out", str(folder), "--seed", str(seed), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, after.ru_maxrss / 1024, json.loads(out)


def rival(path, target, ignored, seed):
    """Log loss of LightGBM's defaults on the same vault."""
    import lightgbm

    from gardefou.core.need import Columns, Need
    from gardefou.flows.rows import split_rows
    from gardefou.learners.encode import learn_encoder
    from gardefou.measures.scores import log_losses
    from gardefou.table.engine import open_table

    with open_table(path) as engine:
        need = Need(target=target, columns=Columns(ignore=tuple(ignored)))
        rows = split_rows(engine, need, seed=seed)
    frame = rows.sample.frame.without(rows.need.not_features)
    encoder = learn_encoder(frame.take(rows.open))
    values = encoder.encode(frame).values
    categories = [n for n, feature in enumerate(encoder.features) if feature.categorical]
    model = lightgbm.LGBMClassifier(verbosity=-1, n_jobs=1)
    model.fit(values[rows.open], rows.y[rows.open], categorical_feature=categories)
    p = model.predict_proba(values[rows.locked])
    return float(log_losses(rows.y[rows.locked], p).mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table")
    parser.add_argument("target")
    parser.add_argument("ignored", nargs="*")
    parser.add_argument("--seeds", type=int, default=10)
    asked = parser.parse_args()
    lines = []
    for seed in range(asked.seeds):
        with tempfile.TemporaryDirectory() as folder:
            cpu, peak, record = trained(DATA / asked.table, asked.target, seed, Path(folder) / "c")
        ours = record["model"]["metrics"]["log_loss"]["value"]
        theirs = rival(DATA / asked.table, asked.target, asked.ignored, seed)
        lines.append((seed, record["model"]["recipe"], ours, theirs, ours / theirs, cpu, peak))
        print(lines[-1], flush=True)
    write(asked, lines)


def write(asked, lines):
    numbers = np.array([line[2:] for line in lines])
    mean, error = numbers.mean(axis=0), numbers.std(axis=0, ddof=1) / np.sqrt(len(lines))
    text = [
        "# A whole training, beside LightGBM's defaults",
        "",
        f"`python benchmarks/train_speed.py {asked.table} {asked.target} "
        f"{' '.join(asked.ignored)}`, {len(lines)} seeds of the vault; log loss on the vault.",
        "",
        "| seed | recipe | gardefou | LightGBM defaults | ratio | CPU s | peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    text += [
        f"| {s} | {r} | {a:.4f} | {b:.4f} | {q:.4f} | {c:.1f} | {m:.0f} |"
        for s, r, a, b, q, c, m in lines
    ]
    text += [
        f"| mean | | {mean[0]:.4f} | {mean[1]:.4f} | {mean[2]:.4f} ± {1.96 * error[2]:.4f} "
        f"| {mean[3]:.1f} | {mean[4]:.0f} |",
        "",
    ]
    Path(__file__).with_suffix(".md").write_text("\n".join(text))


if __name__ == "__main__":
    main()
