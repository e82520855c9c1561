import json
import subprocess
import sys

import click
import jsonschema
import pytest

from gardefou.cli.main import main
from gardefou.cli.names import COMMANDS
from gardefou.report.json import schema
from gardefou.version import __version__


def test_help_names_every_command_and_ends_well(run):
    said = run("--help")
    assert said.status == 0
    assert all(f"  {name} " in said.out for name in COMMANDS)
    assert run().out == said.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_version(run, name):
    said = run(name, "--help")
    assert said.status == 0
    assert COMMANDS[name].split(":")[0].split(",")[0] in said.out
    assert run(name, "--version").out.strip() == f"gardefou {__version__}"


@pytest.mark.parametrize("name", ["train", "audit", "need", "predict"])
def test_every_command_that_takes_a_table_takes_how_to_read_it(run, name):
    text = run(name, "--help").out
    assert all(flag in text for flag in ("--sheet", "--encoding", "--separator", "--decimal"))


def test_the_version_is_told(run):
    assert run("--version").out.strip() == f"gardefou {__version__}"


def test_an_unknown_command_names_the_nearest(run):
    said = run("tran", "t.csv")
    assert (said.status, said.out) == (2, "")
    assert said.err == "There is no command 'tran'. Did you mean 'train'?\n"


@pytest.mark.parametrize(
    "args",
    [
        ("train", "t.csv", "--targit", "y"),
        ("train", "t.csv", "--seed", "x"),
        ("train", "t.csv", "--seed", "-1"),
        ("train", "t.csv", "--separator", ";;"),
        ("train", "t.csv", "--task", "clustering"),
        ("train", "t.csv", "u.csv"),
        ("predict", "case"),
        ("need", "t.csv"),
        ("train",),
        ("--nonsense",),
    ],
)
def test_a_wrong_flag_is_one_line_and_2(run, args):
    said = run(*args)
    assert (said.status, said.out) == (2, "")
    assert said.err.count("\n") == 1


def test_a_wrong_flag_beside_json_is_an_object_too(run):
    said = run("train", "t.csv", "--targit", "y", "--json")
    tree = json.loads(said.out)
    jsonschema.validate(tree, schema())
    assert "--targit" in tree["error"]["what"]
    assert "gardefou train --help" in tree["error"]["remedy"]


def test_a_fault_of_ours_is_3_and_says_how_to_see_it(run, flow):
    flow("gardefou.flows.train.train", ZeroDivisionError("by zero"))
    said = run("train", "t.csv", "--target", "y", "--json")
    assert said.status == 3
    assert said.err.count("\n") == 1
    assert "ZeroDivisionError: by zero" in said.err
    assert "GARDEFOU_DEBUG=1" in said.err
    assert "ZeroDivisionError" in json.loads(said.out)["error"]["seen"]


def test_its_traceback_is_shown_on_demand(run, flow, monkeypatch):
    flow("gardefou.flows.train.train", ZeroDivisionError("by zero"))
    monkeypatch.setenv("GARDEFOU_DEBUG", "1")
    main(["train", "t.csv", "--target", "y"])
    said = run("train", "t.csv", "--target", "y")
    assert said.status == 3


def test_the_end_of_a_file_is_a_fault_and_no_stop(run, flow):
    flow("gardefou.flows.train.train", EOFError("cut short"))
    said = run("train", "t.csv", "--target", "y")
    assert said.status == 3
    assert "cut short" in said.err


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_is_130_and_says_that_the_same_command_goes_on(run, flow, stop):
    flow("gardefou.flows.train.train", stop)
    said = run("train", "t.csv", "--target", "y")
    assert (said.status, said.out) == (130, "")
    assert "The same command goes on" in said.err


def test_ctrl_c_elsewhere_promises_nothing(run, flow):
    flow("gardefou.flows.audit.audit", KeyboardInterrupt())
    said = run("audit", "t.csv")
    assert said.status == 130
    assert "same command" not in said.err


def test_what_the_system_refuses_is_2(run, flow):
    flow("gardefou.flows.train.train", PermissionError(13, "Permission denied", "/churn.case"))
    said = run("train", "t.csv", "--target", "y")
    assert said.status == 2
    assert "/churn.case" in said.err
    assert "Permission denied" in said.err


def test_other_errors_of_the_system_are_faults(run, flow):
    flow("gardefou.flows.train.train", OSError(5, "Input/output error"))
    assert run("train", "t.csv", "--target", "y").status == 3


def piped(*args: str, to: str) -> tuple[int, str]:
    """Exit status and standard error of gardefou with `to` reading its output."""
    command = [sys.executable, "-m", "gardefou.cli.main", *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        if to == "nobody":
            process.stdout.close()
        else:
            process.stdout.read()
        err = process.stderr.read().decode()
        return process.wait(), err


@pytest.mark.parametrize("to", ["nobody", "everybody"])
def test_a_reader_that_left_changes_nothing(to):
    assert piped("checks", to=to) == (0, "")


def test_help_that_nobody_reads_complains_of_nothing():
    status, err = piped("--help", to="nobody")
    assert (status, err) == (141, "")
