"""What `gardefou train` says of every table whose faults are known, at defaults.

    python benchmarks/known_tables.py [NAME ...]

Each table is trained on in a process of its own, with its target and task and nothing else said.
Counted: leaks named by an alarm or at all (letter L or D012); columns accused that are listed as
innocent, or are not listed as a leak, late, an identifier or an entity, with how; CPU seconds and
peak memory of the whole process. Writes benchmarks/known_tables.md.
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

DATA = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[2] / "shared/data"))
HEAD = (
    "| table | verdict | feasibility | recipe | leaks: alarm / any / known | others accused "
    "| CPU s | peak MB |\n|---|---|---|---|---|---|---|---|"
)


def trained(facts, folder):
    """CPU seconds, peak MB and the JSON of one training."""
    command = [sys.executable, "-m", "gardefou.cli.main", "train", str(DATA / facts["file"])]
    command += ["--target", facts["target"], "--task", facts["task"], "--json"]
    with (Path(folder) / "err").open("w") as silent:
        child = subprocess.Popen(
            [*command, "--out", str(Path(folder) / "case")], stdout=subprocess.PIPE, stderr=silent
        )
        out = child.stdout.read()
        _, _, used = os.wait4(child.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.loads(out)


def accused(record):
    """{column: severities} of letter L and D012."""
    named = {}
    for result in record["results"]:
        if result["code"].startswith("L") or result["code"] == "D012":
            for finding in result["findings"]:
                for column in finding["columns"]:
                    named.setdefault(column, set()).add(finding["severity"])
    return named


def line(name, facts):
    with tempfile.TemporaryDirectory() as folder:
        cpu, peak, record = trained(facts, folder)
    if "error" in record:
        return f"| {name} | refused: {record['error']['what']} | | | | | {cpu:.1f} | {peak:.0f} |"
    named, leaks = accused(record), facts.get("leaks", [])
    alarmed = sum("alarm" in named.get(column, ()) for column in leaks)
    any_level = sum(column in named for column in leaks)
    counts = f"{alarmed} / {any_level} / {len(leaks)}" if leaks else ""
    listed = {*leaks, *facts.get("late", []), *facts.get("identifiers", [])}
    listed |= {facts.get("shared_entity"), facts["target"]}
    wrong = ", ".join(
        f"{column} ({'/'.join(sorted(how))})"
        for column, how in sorted(named.items())
        if column not in listed
    )
    verdict = record["verdict"]
    return (
        f"| {name} | {verdict['answer']} | {verdict['feasibility']} | {record['model']['recipe']} "
        f"| {counts} | {wrong} | {cpu:.1f} | {peak:.0f} |"
    )


def main():
    facts = tomllib.loads((DATA / "known_faults.toml").read_text(encoding="utf-8"))
    wanted = sys.argv[1:] or [name for name, each in facts.items() if "target" in each]
    lines = []
    for name in wanted:
        lines.append(line(name, facts[name]))
        print(lines[-1], flush=True)
    text = "# Every table whose faults are known, at defaults\n\n"
    text += "`python benchmarks/known_tables.py`; the limits of the leak checks were set while\n"
    text += "looking at these tables, so this is no estimate for others.\n\n" + HEAD + "\n"
    Path(__file__).with_suffix(".md").write_text(text + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
