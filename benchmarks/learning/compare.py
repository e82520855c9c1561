"""gardefou beside other learners: the same rows to learn from, the same rows to judge on.

    python benchmarks/learning/compare.py FOLDER [--tables T ...] [--peers P ...] [--seeds 3]

Every run is a process of its own, one after another, and is kept in FOLDER so that it is not run
again; FOLDER/PEER/bin/python runs a peer where it is there (a virtual environment of its own), else
this Python does. CPU seconds of fitting count children and leave out imports. Loss: log loss, or
root mean squared error. Differences are paired row by row on the test part; over tables, the mean
of the log ratio of losses with its interval from tables (all seeds of one are one). Writes
benchmarks/learning/compare.md and compare.svg when all tables and peers are there.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from tables import TABLES, split

ENVIRONMENT = {
    "autogluon_medium": "autogluon",
    "autogluon_best": "autogluon",
    "ebm": "ebm",
    "flaml": "flaml",
}
OURS = "gardefou"
PEERS = [
    *(OURS, "lightgbm", "hist_gradient_boosting", "ebm", "flaml"),
    *("autogluon_medium", "autogluon_best"),
]


def prepared(folder, name, seed):
    """The folder of one split, with its two parts."""
    place = folder / "splits" / f"{name}-{seed}"
    if not (place / "meta.json").exists():
        place.mkdir(parents=True, exist_ok=True)
        learn, test, target, task = split(name, seed)
        learn.to_parquet(place / "train.parquet", index=False)
        test.to_parquet(place / "test.parquet", index=False)
        meta = {"target": target, "task": task, "rows": len(learn), "columns": learn.shape[1] - 1}
        (place / "meta.json").write_text(json.dumps(meta))
    return place


def run(folder, peer, name, seed):
    """What one run cost; its answers lie beside it. None where it failed."""
    place = prepared(folder, name, seed)
    kept = place / f"{peer}.json"
    if kept.exists():
        return json.loads(kept.read_text())
    python = folder / ENVIRONMENT.get(peer, peer) / "bin" / "python"
    python = str(python) if python.exists() else sys.executable
    script = str(Path(__file__).with_name("peer_run.py"))
    done = subprocess.run(
        [python, script, peer, str(place), str(seed)], capture_output=True, text=True, check=False
    )
    try:
        told = json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        told = {"failed": (done.stderr.strip().splitlines() or ["nothing said"])[-1][:200]}
    kept.write_text(json.dumps(told))
    return told


def losses(place, peer):
    """Loss of each test row: log loss, or squared error. None where the peer has no answers."""
    import pandas as pd

    meta = json.loads((place / "meta.json").read_text())
    path = place / f"{peer}.npy"
    if not path.exists():
        return None
    y = pd.read_parquet(place / "test.parquet", columns=[meta["target"]])[meta["target"]]
    p = np.load(path)
    if meta["task"] == "regression":
        return (y.to_numpy(dtype=float) - p) ** 2
    classes = sorted(
        set(pd.read_parquet(place / "train.parquet", columns=[meta["target"]])[meta["target"]])
    )
    code = np.array([classes.index(each) for each in y])
    share = np.clip(p, 1e-15, None)
    share /= share.sum(axis=1, keepdims=True)
    return -np.log(share[np.arange(len(code)), code])


def priced(place, peer, ratio):
    """Mean cost a row where missing the rarer class costs `ratio` false alarms; two classes."""
    import pandas as pd

    meta = json.loads((place / "meta.json").read_text())
    if meta["task"] != "binary" or not (place / f"{peer}.npy").exists():
        return None
    y = pd.read_parquet(place / "test.parquet", columns=[meta["target"]])[meta["target"]]
    classes = sorted(set(y))
    rare = int(np.argmin([(y == each).sum() for each in classes]))
    p = np.load(place / f"{peer}.npy")[:, rare]
    act, is_rare = p * ratio >= 1 - p, (y == classes[rare]).to_numpy()
    return float(np.mean(np.where(act, ~is_rare, ratio * is_rare)))


def whole(task, each):
    """The loss as it is quoted: RMSE for numbers."""
    return float(np.sqrt(each.mean())) if task == "regression" else float(each.mean())


def gathered(folder, names, peers, seeds):
    """{(table, seed): {peer: (loss, row losses, told)}} of what has run."""
    found = {}
    for name in names:
        for seed in range(seeds):
            place = prepared(folder, name, seed)
            task = json.loads((place / "meta.json").read_text())["task"]
            here = {}
            for peer in peers:
                told = run(folder, peer, name, seed)
                rows = None if "failed" in told else losses(place, peer)
                print(
                    name,
                    seed,
                    peer,
                    told if rows is None else round(whole(task, rows), 4),
                    told.get("cpu"),
                    flush=True,
                )
                if rows is not None:
                    here[peer] = (whole(task, rows), rows, told)
            found[name, seed] = here
    return found


def paired(task, ours, theirs):
    """Our loss over theirs - 1, and its standard error, paired over the rows."""
    a, b = ours[1], theirs[1]
    ratio = ours[0] / theirs[0] - 1
    power = 2 if task == "regression" else 1
    gap = (a / a.mean() - b / b.mean()) / power
    return ratio, float(gap.std() / np.sqrt(len(gap)))


def summary(found, tasks, peer):
    """Mean log ratio of losses over tables with a 95 % interval, and shares."""
    ratios, cpu, better = {}, {}, 0
    for (name, _), here in found.items():
        if OURS in here and peer in here:
            ratio, error = paired(tasks[name], here[OURS], here[peer])
            ratios.setdefault(name, []).append((ratio, error))
            cpu.setdefault(name, []).append((here[OURS][2]["cpu"], here[peer][2]["cpu"]))
    if len(ratios) < 2:
        return None
    logs = np.array([np.mean([np.log1p(r) for r, _ in each]) for each in ratios.values()])
    better = sum(float(each <= 0) for each in logs)
    half = 1.96 * logs.std(ddof=1) / np.sqrt(len(logs))
    worse = [
        name
        for name, each in ratios.items()
        if np.mean([r for r, _ in each]) - 2 * np.sqrt(np.sum([e**2 for _, e in each])) / len(each)
        > 0.01
    ]
    ours, theirs = np.array([np.mean(each, axis=0) for each in cpu.values()]).T
    return {
        "tables": len(logs),
        "better": better,
        "ratio": np.exp(logs.mean()),
        "low": np.exp(logs.mean() - half),
        "high": np.exp(logs.mean() + half),
        "share": ours.sum() / theirs.sum(),
        "worse": worse,
    }


def page(found, tasks, peers, seeds):
    command = "`python benchmarks/learning/compare.py FOLDER`"
    lines = ["# Learners beside each other", "", f"{command}; {seeds} split(s) a table.", ""]
    lines += ["## gardefou against each", ""]
    lines += [
        "| peer | tables | gardefou's loss is smaller on | ratio of losses, mean over tables "
        "| 95 % interval | share of its CPU | worse by more than 1 % beyond noise on |",
        "|---|---|---|---|---|---|---|",
    ]
    for peer in peers:
        told = None if peer == OURS else summary(found, tasks, peer)
        if told:
            lines.append(
                f"| {peer} | {told['tables']} | {told['better']:.0f} | {told['ratio']:.4f} "
                f"| {told['low']:.4f} to {told['high']:.4f} | {told['share']:.1%} "
                f"| {', '.join(told['worse'])} |"
            )
    lines += ["", "## Loss @ CPU seconds of fitting, means over the splits", ""]
    lines += ["| table | " + " | ".join(peers) + " |", "|---" * (len(peers) + 1) + "|"]
    for name in tasks:
        cells = []
        for peer in peers:
            each = [h[peer] for (n, _), h in found.items() if n == name and peer in h]
            cells.append(
                f"{np.mean([e[0] for e in each]):.4g} @ {np.mean([e[2]['cpu'] for e in each]):.1f}"
                if each
                else ""
            )
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "## What else they cost, medians over all runs",
        "",
        "| peer | MB on disk | peak MB | one row, CPU ms | CPU s |",
        "|---|---|---|---|---|",
    ]
    for peer in peers:
        told = [h[peer][2] for h in found.values() if peer in h]
        if told:
            size, peak, row, cpu = (
                np.median([t[k] for t in told]) for k in ("bytes", "peak", "row", "cpu")
            )
            lines.append(
                f"| {peer} | {size / 1e6:.2f} | {peak:.0f} | {row * 1e3:.1f} | {cpu:.1f} |"
            )
    return lines


def cost_lines(folder, found, tasks, peers):
    lines = [
        "",
        "## Cost a row, two classes, in false alarms; missing the rarer one costs 5, or 1/5",
        "",
    ]
    lines += ["| table | " + " | ".join(peers) + " |", "|---" * (len(peers) + 1) + "|"]
    for name, task in tasks.items():
        if task != "binary":
            continue
        cells = []
        for peer in peers:
            both = []
            for ratio in (5.0, 0.2):
                each = [
                    priced(folder / "splits" / f"{n}-{s}", peer, ratio)
                    for n, s in found
                    if n == name
                ]
                each = [value for value in each if value is not None]
                both.append(f"{np.mean(each):.4f}" if each else "")
            cells.append(", ".join(filter(None, both)))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", nargs="*", default=list(TABLES))
    parser.add_argument("--peers", nargs="*", default=PEERS)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    found = gathered(asked.folder, asked.tables, asked.peers, asked.seeds)
    tasks = {
        name: json.loads((asked.folder / "splits" / f"{name}-0" / "meta.json").read_text())["task"]
        for name in asked.tables
    }
    lines = page(found, tasks, asked.peers, asked.seeds)
    lines += cost_lines(asked.folder, found, tasks, asked.peers)
    print("\n".join(lines))
    if asked.tables == list(TABLES):
        Path(__file__).with_name("compare.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
