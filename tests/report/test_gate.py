"""The gate where code is tested: the very commands of the workflow, the action and the hook."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gardefou.report.json import schema
from gardefou.table.source import known_endings
from report.yaml_read import read

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "gate.md").read_text(encoding="utf-8")
ACTION = read((ROOT / "action.yml").read_text(encoding="utf-8"))
(HOOK,) = read((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
WORKFLOW, WITH_ACTION, CONFIG = [
    read(text) for text in re.findall(r"(?ms)^```yaml\n(.*?)^```$", GUIDE)
]


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """A folder with two tables, one of which holds a copy of the answer, and a need that clears it.

    `gardefou` on the path is the one under test.
    """
    rng = np.random.default_rng(0)
    (tmp_path / "data").mkdir()
    leaves = rng.choice(["yes", "no"], 300)
    for name, copy in (("churn", True), ("clean", False)):
        rows = [
            f"{rng.normal():.4f},{'left' if copy and gone == 'yes' else 'here'},{gone}"
            for gone in leaves
        ]
        (tmp_path / "data" / f"{name}.csv").write_text("\n".join(["x,status,leaves", *rows, ""]))
    cleared = '[waive]\nno_signal = { columns = [], why = "A test." }\n'
    after = '[columns]\nknown_after = ["status"]\n'
    (tmp_path / "need.toml").write_text(f'target = "leaves"\n{after}{cleared}')
    put_on_path(tmp_path, f'exec "{sys.executable}" -m gardefou.cli.main "$@"', monkeypatch)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """The words of every call of a `gardefou` that only notes them, and dislikes `bad.csv`."""
    note = 'printf "%s\\n" "$@" END >> "$NOTED"; for last; do :; done; test "$last" != bad.csv'
    put_on_path(tmp_path, note, monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTED", str(tmp_path / "noted"))

    def calls() -> list[list[str]]:
        told = (tmp_path / "noted").read_text().split("END\n")[:-1]
        (tmp_path / "noted").unlink()
        return [each.splitlines() for each in told]

    return calls


def put_on_path(folder: Path, command: str, monkeypatch) -> None:
    program = folder / "bin" / "gardefou"
    program.parent.mkdir()
    program.write_text(f"#!/bin/bash\n{command}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def bash(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What GitHub makes of `run` with `shell: bash`."""
    words = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", command]
    return subprocess.run(
        words, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def steps(job: dict) -> dict[str, dict]:
    """The steps of a job by their names, or by what they use."""
    return {step.get("name") or step["uses"]: step for step in job["steps"]}


def test_the_workflow_writes_the_json_and_the_report_and_keeps_both(repository):
    job = steps(WORKFLOW["jobs"]["audit"])
    assert bash(job["Audit"]["run"]).returncode == 0
    record = json.loads((repository / "audit.json").read_text())
    assert set(record) == set(schema()["$defs"]["record"]["required"])
    kept = job["Keep the report"]["with"]["path"].split()
    assert kept == ["audit.json", "churn.case/report.html"]
    assert all((repository / path).exists() for path in kept)


def test_the_report_is_kept_where_the_gate_stops_too():
    assert steps(WORKFLOW["jobs"]["audit"])["Keep the report"]["if"] == "${{ !cancelled() }}"
    (keep,) = [step for step in ACTION["runs"]["steps"] if step["name"] == "Keep the report"]
    assert keep["if"] == "${{ !cancelled() && inputs.artifact != '' }}"


def test_where_the_table_cannot_be_used_the_json_says_why(repository):
    run = steps(WORKFLOW["jobs"]["audit"])["Audit"]["run"].replace("churn.csv", "gone.csv")
    assert bash(run).returncode == 2
    assert json.loads((repository / "audit.json").read_text())["error"]["what"]


def audit(**inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's own command with these inputs, the others as their defaults are."""
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("name") == "Audit"]
    given = {name: each["default"] for name, each in ACTION["inputs"].items()} | inputs
    names = {
        key: re.fullmatch(r"\$\{\{ inputs\.([\w-]+) }}", v)[1] for key, v in step["env"].items()
    }
    return bash(step["run"], **{key: given[name] for key, name in names.items()})


def test_the_action_stops_where_an_alarm_stands_and_its_log_says_why(repository):
    stopped = audit(table="data/churn.csv", target="leaves", args="--seed 7")
    assert stopped.returncode == 1
    assert "alarm: Column status" in stopped.stdout
    for kept in ("report.html", "findings.json"):
        assert (repository / "gardefou.case" / kept).exists()
        assert ACTION["outputs"][kept.partition(".")[0]]["value"] == f"${{{{ inputs.out }}}}/{kept}"


def test_the_action_hands_on_what_it_was_given_and_no_more(asked):
    assert audit(table="a b.csv", need="need.toml", target="y", args="--seed 7").returncode == 0
    assert audit(need="need.toml", out="c").returncode == 0
    assert audit(table="bad.csv").returncode == 1
    need = ["--need", "need.toml"]
    kept = ["--out", "gardefou.case", "--gate", "--"]
    assert asked() == [
        ["audit", "--seed", "7", *need, "--target", "y", *kept, "a b.csv"],
        ["audit", *need, "--out", "c", "--gate", "--"],
        ["audit", *kept, "bad.csv"],
    ]


@pytest.mark.parametrize("hostile", ["$(touch made)", "; touch made", "`touch made`", "*"])
@pytest.mark.parametrize("name", ["table", "need", "target", "out", "args"])
def test_no_input_is_run(asked, tmp_path, name, hostile):
    audit(**{name: hostile})
    assert not (tmp_path / "made").exists()
    ((_, *words),) = asked()
    assert hostile in words or name == "args"
    assert "noted" not in words


def test_no_step_puts_an_input_into_its_script():
    assert "${{" not in "".join(step.get("run", "") for step in ACTION["runs"]["steps"])


def test_the_action_uses_nothing_but_what_github_itself_gives():
    used = [step["uses"].partition("@")[0] for step in ACTION["runs"]["steps"] if "uses" in step]
    assert used == ["actions/setup-python", "actions/upload-artifact"]
    assert all(step["shell"] == "bash" for step in ACTION["runs"]["steps"] if "run" in step)
    install = [step["run"] for step in ACTION["runs"]["steps"] if step.get("name") == "Install"]
    assert install == ['python -m pip install --quiet "$GITHUB_ACTION_PATH"']


def test_the_guide_names_every_input_and_no_other():
    part = GUIDE.partition("## As an action")[2].partition("\n## ")[0]
    told = re.findall(r"(?m)^\| `([\w-]+)` \|", part)
    assert set(told) == set(ACTION["inputs"])
    (step,) = [s for s in WITH_ACTION["jobs"]["audit"]["steps"] if s["uses"] == "./vendor/gardefou"]
    assert set(step["with"]) <= set(ACTION["inputs"])
    for name, told in re.findall(r"(?m)^\| `([\w-]+)` \|.*\| `([^`]+)` \|$", part):
        assert ACTION["inputs"][name]["default"] == told


def hooked(args: list[str], *files: str) -> subprocess.CompletedProcess[str]:
    """What pre-commit runs: the entry parted like a shell would, the arguments, the files."""
    words = [*shlex.split(HOOK["entry"]), *args, *files]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_the_hook_looks_at_a_table_without_a_need(repository):
    found = hooked(HOOK["args"], "data/clean.csv")
    assert found.returncode == 0
    assert "What is wrong with clean.csv?" in found.stdout


def test_the_hook_stops_if_one_of_the_tables_does_not_pass(asked):
    (configured,) = CONFIG["repos"][0]["hooks"]
    assert configured["id"] == HOOK["id"]
    assert hooked(configured["args"], "bad.csv", "-a b.csv").returncode == 1
    flags = ["audit", "--need", "need.toml", "--gate", "--"]
    assert asked() == [[*flags, "bad.csv"], [*flags, "-a b.csv"]]
    assert hooked(HOOK["args"], "good.csv").returncode == 0


def test_a_hook_that_would_look_at_nothing_says_so():
    forgot = hooked(["--target", "leaves"], "data/churn.csv")
    assert forgot.returncode == 2
    assert "two hyphens" in forgot.stderr


def test_the_hook_is_asked_for_tables_that_can_be_read():
    endings = re.fullmatch(r"\\\.\((.*)\)\$", HOOK["files"])[1].split("|")
    assert {f".{each}" for each in endings} <= known_endings()
    assert re.search(HOOK["files"], "data/churn.csv")
    assert not re.search(HOOK["files"], "csv/readme.md")
    assert (HOOK["language"], HOOK["require_serial"]) == ("python", True)


def test_our_reader_reads_what_yaml_is():
    text = 'a: 1\nb:\n  - c: "x: y"\n    d: [1, "z"]\n  - e\nf: |\n  g\n   h\ni: >-\n  j\n  k\n'
    assert read(text) == {
        "a": 1,
        "b": [{"c": "x: y", "d": [1, "z"]}, "e"],
        "f": "g\n h\n",
        "i": "j k",
    }
    for wrong in ("a: b: c\n", "a: 1\na: 2\n", "a: {b: c}\n", "a: 1\n b: 2\n"):
        with pytest.raises(AssertionError):
            read(wrong)
