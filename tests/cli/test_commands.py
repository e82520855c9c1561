import json
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Task
from gardefou.core.progress import silent
from gardefou.core.reading import Reading
from gardefou.core.verdict import Answer, Verdict
from gardefou.report.json import as_json, schema


def test_train_hands_over_what_was_asked(run, flow, record):
    learned = flow("gardefou.flows.train.train", record)
    said = run("train", "churn.csv", "--target", "Churn", "--ignore", "a", "--ignore", "b")
    assert said.status == 0
    (source, need), asked = learned.given, learned.asked
    assert (source, need.target, need.columns.ignore) == ("churn.csv", "Churn", ("a", "b"))
    assert asked == {"out": Path("churn.case"), "reading": Reading(), "seed": 0, "progress": silent}


def test_every_flag_of_train_arrives(run, flow, record):
    learned = flow("gardefou.flows.train.train", record)
    flags = "--target y --task regression --budget 20g --out here --seed 7 --sheet S"
    more = "--encoding latin-1 --separator tab --decimal , --json --gate"
    assert run("train", "-", *flags.split(), *more.split()).status == 0
    need, asked = learned.given[1], learned.asked
    assert (need.task, need.budget.carbon) == (Task.REGRESSION, 20)
    assert asked["reading"] == Reading("S", "latin-1", "\t", ",")
    assert (asked["out"], asked["seed"]) == (Path("here"), 7)


def test_the_table_may_stand_in_the_need(run, flow, record, tmp_path):
    learned = flow("gardefou.flows.train.train", record)
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / "need.toml").write_text('table = "churn.csv"\ntarget = "Churn"\n')
    assert run("train", "--need", "there/need.toml").status == 0
    assert Path(learned.given[0]).resolve() == folder / "churn.csv"
    assert learned.asked["out"] == Path("churn.case")


def test_train_tells_the_verdict_and_where_the_report_is(run, flow, record):
    flow("gardefou.flows.train.train", record)
    said = run("train", "churn.csv", "--target", "Churn")
    assert said.out.endswith("report: " + str(Path("churn.case") / "report.html") + "\n")
    assert said.err == ""


def test_a_finished_case_is_said_to_be_so(run, flow, record, tmp_path):
    flow("gardefou.flows.train.train", record)
    (tmp_path / "churn.case").mkdir()
    for name in ("table.json", "findings.json", "report.html"):
        (tmp_path / "churn.case" / name).write_text("{}")
    said = run("train", "churn.csv", "--target", "Churn", "--json")
    assert "finished before" in said.err
    assert json.loads(said.out) == as_json(record)


def test_json_is_one_valid_object_and_nothing_else(run, flow, record):
    def noisy(*_, **__):
        print("a library that talks")
        return record

    flow("gardefou.flows.train.train", noisy)
    said = run("train", "churn.csv", "--target", "Churn", "--json")
    tree = json.loads(said.out)
    assert tree == as_json(record)
    jsonschema.validate(tree, schema())
    assert "talks" in said.err


def test_standard_input_needs_a_folder(run, flow, record):
    flow("gardefou.flows.train.train", record)
    said = run("train", "-", "--target", "y")
    assert said.status == 2
    assert "--out" in said.err


ALARM = Finding((), Severity.ALARM, "It is so.")


@pytest.mark.parametrize(
    ("answer", "gate", "status"),
    [
        (Answer.GO, True, 0),
        (Answer.GO_WITH_REVIEW, True, 0),
        (Answer.NOT_YET, True, 1),
        (Answer.NO_GO, True, 1),
        (Answer.NOT_YET, False, 0),
        (Answer.NO_GO, False, 0),
    ],
)
def test_only_a_gate_makes_a_status_of_the_verdict(run, flow, record, answer, gate, status):
    flow("gardefou.flows.train.train", replace(record, verdict=Verdict(answer, None)))
    flags = ["--gate"] if gate else []
    assert run("train", "t.csv", "--target", "y", *flags).status == status


def test_a_refused_use_is_1_also_without_a_gate(run, flow, record):
    refused = Result("prohibited_use", "U001", Outcome.FAULT, (ALARM,))
    no_go = replace(record, results=(refused,), verdict=Verdict(Answer.NO_GO, None), model=None)
    flow("gardefou.flows.train.train", no_go)
    flow("gardefou.flows.audit.audit", no_go)
    assert run("train", "t.csv", "--target", "y").status == 1
    assert run("audit", "t.csv").status == 1


def test_a_crashed_check_is_3_after_the_outcome_was_told(run, flow, record):
    crash = Result("constant_column", "D001", Outcome.CRASHED, reason="ValueError")
    refused = Result("prohibited_use", "U001", Outcome.FAULT, (ALARM,))
    flow("gardefou.flows.train.train", replace(record, results=(crash, refused)))
    said = run("train", "t.csv", "--target", "y", "--json")
    assert said.status == 3
    assert json.loads(said.out)["results"][0]["outcome"] == "crashed"


def test_no_model_is_3_unless_the_answer_is_no(run, flow, record):
    flow("gardefou.flows.train.train", replace(record, model=None))
    assert run("train", "t.csv", "--target", "y").status == 3
    no_go = Verdict(Answer.NO_GO, None)
    flow("gardefou.flows.train.train", replace(record, model=None, verdict=no_go))
    assert run("train", "t.csv", "--target", "y").status == 0


def test_audit_hands_over_what_was_asked_and_writes_nothing(run, flow, audited):
    looked = flow("gardefou.flows.audit.audit", audited)
    said = run("audit", "t.csv", "--seed", "3", "--encoding", "latin-1")
    assert (said.status, looked.given[0]) == (0, "t.csv")
    assert (looked.asked["seed"], looked.asked["out"]) == (3, None)
    assert looked.asked["reading"].encoding == "latin-1"
    assert "report.html" not in said.out


@pytest.mark.parametrize(
    ("outcome", "severity", "status"),
    [
        (Outcome.FAULT, Severity.ALARM, 1),
        (Outcome.WAIVED, Severity.ALARM, 0),
        (Outcome.FAULT, Severity.ASK, 0),
    ],
)
def test_the_gate_of_an_audit_is_an_uncleared_alarm(run, flow, audited, outcome, severity, status):
    result = Result("answer_copied", "L001", outcome, (replace(ALARM, severity=severity),))
    flow("gardefou.flows.audit.audit", replace(audited, results=(result,)))
    assert run("audit", "t.csv", "--gate").status == status
    assert run("audit", "t.csv").status == 0


def test_need_prints_its_proposal(run, flow):
    asked = flow("gardefou.flows.propose.propose", 'target = "y"\n')
    said = run("need", "t.csv", "--target", "y", "--separator", ";")
    assert (said.status, said.out) == (0, 'target = "y"\n')
    assert asked.given == ("t.csv", "y")
    assert asked.asked == {"reading": Reading(separator=";")}


def test_need_writes_its_proposal_but_never_over_a_file(run, flow, tmp_path):
    flow("gardefou.flows.propose.propose", "# é\n")
    assert run("need", "t.csv", "--target", "y", "-o", "need.toml").status == 0
    assert (tmp_path / "need.toml").read_text(encoding="utf-8") == "# é\n"
    again = run("need", "t.csv", "--target", "y", "-o", "need.toml")
    assert (again.status, again.out) == (2, "")
    assert "need.toml" in again.err


@pytest.fixture
def predicting(flow, monkeypatch):
    def write_table(columns, path):
        path.write_text(path.suffix + ":" + ",".join(columns))

    flow("gardefou.table.write.write_table", write_table)
    return flow("gardefou.flows.predict.predict", {"prediction": ["Yes"], "decision": ["act"]})


def test_predict_writes_the_named_file(run, predicting, tmp_path):
    said = run("predict", "churn.case", "new.csv", "-o", "answers.parquet", "--reasons")
    assert (said.status, said.out) == (0, "")
    assert (tmp_path / "answers.parquet").read_text() == ".parquet:prediction,decision"
    assert predicting.given == (Path("churn.case"), "new.csv")
    assert predicting.asked == {"reading": Reading(), "reasons": True}


@pytest.mark.parametrize("flags", [[], ["-o", "-"]])
def test_predict_prints_csv_if_no_file_is_named(run, predicting, tmp_path, flags, monkeypatch):
    said = run("predict", "churn.case", "new.csv", *flags)
    assert (said.status, said.out) == (0, ".csv:prediction,decision")
    assert list(tmp_path.iterdir()) == []


def test_report_says_where_it_is(run, flow):
    written = flow("gardefou.flows.case.write_report", Path("churn.case/report.html"))
    said = run("report", "churn.case")
    assert (said.status, said.out.strip()) == (0, str(Path("churn.case/report.html")))
    assert written.given == (Path("churn.case"),)


def test_checks_are_listed_by_code(run):
    lines = run("checks").out.splitlines()
    assert lines == sorted(lines)
    assert any(line.startswith("D001  constant_column") for line in lines)


@pytest.mark.parametrize("which", ["D001", "d001", "constant_column"])
def test_a_check_shows_its_page_and_limits(run, which):
    from gardefou.checks.data.constant_column import constant_column

    said = run("checks", which)
    assert said.out.startswith("D001 constant_column\n\n" + constant_column.page)
    assert all(name in said.out for name in constant_column.limits)


def test_an_unknown_check_names_the_nearest(run):
    said = run("checks", "constant_colum")
    assert said.status == 2
    assert "'constant_column'" in said.err


def test_the_demo_trains_on_a_table_of_its_own(run, flow, record, tmp_path):
    learned = flow("gardefou.flows.train.train", record)
    said = run("demo", "--out", "here")
    assert said.status == 0
    source, need = learned.given
    assert Path(source) == tmp_path / "here" / "tumours.csv"
    header, *rows = (tmp_path / "here" / "tumours.csv").read_text().splitlines()
    assert header.endswith(",diagnosis")
    assert sorted({row.rsplit(",", 1)[1] for row in rows}) == ["benign", "malignant"]
    assert (len(rows), need.positive, need.cost.review) == (569, "malignant", 60)
    assert learned.asked["out"] == Path("here/tumours.case")
    assert "tumours.case" in said.out


def test_the_demo_runs_again_but_never_over_another_file(run, flow, record, tmp_path):
    flow("gardefou.flows.train.train", record)
    assert run("demo", "--out", "here").status == 0
    assert run("demo", "--out", "here").status == 0
    (tmp_path / "here" / "need.toml").write_text("mine")
    assert run("demo", "--out", "here").status == 2
    assert (tmp_path / "here" / "need.toml").read_text() == "mine"


def test_the_demo_takes_the_temp_folder_if_none_is_named(run, flow, record, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    learned = flow("gardefou.flows.train.train", record)
    assert run("demo", "--json").status == 0
    assert tmp_path in learned.asked["out"].parents


def test_an_error_of_a_flow_is_one_line_and_2(run, flow):
    what = GardefouError("No column\n'agee'.", seen=["age\x1b[31m"], remedy="Did you mean 'age'?")
    flow("gardefou.flows.train.train", what)
    said = run("train", "t.csv", "--target", "agee", "--json")
    assert said.status == 2
    assert said.err == "No column 'agee'. Seen: age [31m. Did you mean 'age'?\n"
    tree = json.loads(said.out)
    jsonschema.validate(tree, schema())
    assert tree["error"]["remedy"] == "Did you mean 'age'?"
    assert run("train", "t.csv", "--target", "agee").out == ""


def test_the_flows_see_a_terminal_only_as_standard_error(run, flow, record):
    def looking(*_, **__):
        assert sys.stdout is sys.stderr
        return record

    flow("gardefou.flows.train.train", looking)
    assert run("train", "t.csv", "--target", "y").status == 0
