"""What `gardefou train --budget "20 s"` spends on learning, and whether it comes to the same twice.

    python benchmarks/learning/budgets.py FOLDER [NAME ...] [--budget "20 s"]

Every table whose faults are known, in a process of its own, with its target, its task and the
budget; every third one twice. *learning*: CPU seconds of all fits, the refit with them (those that
the budget bounds); *whole*: of the process, where reading, checking, pricing and the report are
not learning. *same*: whether the second run came to the same fits, settings, losses and model.
What ran is kept in FOLDER so that it is not run again. Writes budgets.md.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from known import DATA, facts


def trained(told, budget, case):
    """CPU seconds of the process, of learning; verdict; model; the fits without their times."""
    path = case.with_suffix(".json")
    if not path.exists():
        command = [sys.executable, "-m", "gardefou.cli.main", "train", str(DATA / told["file"])]
        command += ["--target", told["target"], "--task", told["task"], "--json"]
        command += ["--budget", budget, "--out", str(case)]
        with case.with_suffix(".err").open("w") as silent:
            child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=silent)
            out = child.stdout.read()
            _, _, used = os.wait4(child.pid, 0)
        record = json.loads(out)
        kept = {"error": record["error"]["what"]} if "error" in record else _kept(record, case)
        path.write_text(json.dumps({"whole": used.ru_utime + used.ru_stime, **kept}))
    return json.loads(path.read_text())


def _kept(record, case):
    lines = (case / "race.jsonl").read_text(encoding="utf-8").splitlines()
    fits = [json.loads(line) for line in lines]
    return {
        "learning": sum(fit.pop("cpu_s") for fit in fits),
        "verdict": record["verdict"]["answer"],
        "recipe": record["model"]["recipe"],
        "fits": fits,
    }


def main():
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--budget", default="20 s")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    told_of = facts()
    wanted = asked.names or list(told_of)
    lines, spent, twice = [], [], []
    for number, name in enumerate(wanted):
        once = trained(told_of[name], asked.budget, asked.folder / f"{name}-1")
        if "error" in once:
            lines.append(f"| {name} | refused: {once['error']} | | | {once['whole']:.1f} | |")
            continue
        same = ""
        if number % 3 == 0:
            again = trained(told_of[name], asked.budget, asked.folder / f"{name}-2")
            twice.append(all(once[key] == again[key] for key in ("recipe", "fits")))
            same = "yes" if twice[-1] else "no"
        spent.append(once["learning"])
        lines.append(
            f"| {name} | {once['verdict']} | {once['recipe']} | {once['learning']:.1f} "
            f"| {once['whole']:.1f} | {same} |"
        )
        print(lines[-1], flush=True)
    bound = float(asked.budget.removesuffix(" s"))
    text = f'# `gardefou train --budget "{asked.budget}"` on every table whose faults are known\n\n'
    text += f'`python benchmarks/learning/budgets.py FOLDER --budget "{asked.budget}"`\n\n'
    text += f"{len(spent)} models; most spent on learning {max(spent):.1f} CPU s; over the budget "
    text += f"by more than 5 %: {sum(each > 1.05 * bound for each in spent)}; the same twice: "
    text += f"{sum(twice)} of {len(twice)}.\n\n"
    text += "| table | verdict | recipe | learning, CPU s | whole, CPU s | same |\n"
    text += "|---|---|---|---|---|---|\n" + "\n".join(lines) + "\n"
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
