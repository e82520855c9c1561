"""gardefou beside other learners: the same rows to learn from, the same rows to judge on.

    python benchmarks/learning/compare.py FOLDER [--tables T ...] [--peers P ...] [--seeds 3]

Every run is a process of its own, one after another, and is kept in FOLDER so that it is not run
again; FOLDER/PEER/bin/python runs a peer where it is there (a virtual environment of its own), else
this Python does. CPU seconds of fitting count children and leave out imports. With --kept nothing
is run, and benchmarks/learning/compare.md and compare.svg are written from what is there.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from compare_page import Run, page, picture, whole
from judged import losses, priced

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


def run(folder, peer, name, seed, *, kept_only=False):
    """What one run cost; its answers lie beside it. None where it is not there and may not run."""
    place = prepared(folder, name, seed)
    kept = place / f"{peer}.json"
    if kept.exists():
        return json.loads(kept.read_text())
    if kept_only:
        return None
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


def gathered(folder, names, peers, seeds, *, kept_only=False):
    """Every run that ended well."""
    runs = []
    for name in names:
        for seed in range(seeds):
            place = prepared(folder, name, seed)
            meta = json.loads((place / "meta.json").read_text())
            task = meta["task"]
            for peer in peers:
                told = run(folder, peer, name, seed, kept_only=kept_only)
                if told is None:
                    continue
                each = None if "failed" in told else losses(place, peer)
                if each is None:
                    print(name, seed, peer, told, flush=True)
                    continue
                costs = {ratio: priced(place, peer, ratio) for ratio in (5.0, 0.2)}
                runs.append(Run(name, seed, peer, task, meta["rows"], each, costs, told))
                print(name, seed, peer, round(whole(task, each), 4), told["cpu"], flush=True)
    return runs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", nargs="*", default=list(TABLES))
    parser.add_argument("--peers", nargs="*", default=PEERS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--kept", action="store_true", help="run nothing, write what is there")
    asked = parser.parse_args()
    runs = gathered(asked.folder, asked.tables, asked.peers, asked.seeds, kept_only=asked.kept)
    text = "\n".join(page(runs, asked.peers, OURS)) + "\n"
    print(text)
    if asked.kept or (asked.tables == list(TABLES) and asked.peers == PEERS):
        here = Path(__file__)
        here.with_suffix(".md").write_text(text, encoding="utf-8")
        here.with_suffix(".svg").write_text(picture(runs, asked.peers, OURS), encoding="utf-8")


if __name__ == "__main__":
    main()
