import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

import gardefou
from gardefou.core.errors import GardefouError
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.ledger import Ledger
from gardefou.core.need import Need
from gardefou.core.reading import Reading
from gardefou.core.table import Table
from gardefou.core.verdict import Answer, Learned, Record, Verdict
from gardefou.python import Case, CaseModel, Page

RECORD = Record(
    Table("t.csv", 3, (), "ab"),
    Need(),
    Verdict(Answer.GO, None),
    (),
    Ledger(()),
    model=Learned("linear", True, {}, 1.0),
)


@pytest.fixture
def flow(monkeypatch):
    """Put a function in the place of `module.name`; gives the list of its calls."""

    def put(where, answer):
        calls = []
        module_name, _, name = where.rpartition(".")
        module = ModuleType(module_name)

        def flow(*given, **asked):
            calls.append((given, asked))
            return answer

        setattr(module, name, flow)
        monkeypatch.setitem(sys.modules, module_name, module)
        return calls

    return put


def test_train_hands_over_what_was_said(flow):
    calls = flow("gardefou.flows.train.train", RECORD)
    case = gardefou.train("churn.csv", target="Churn", ignore="id", separator=";", seed=3)
    ((source, need), asked) = calls[0]
    assert (source, need.target, need.columns.ignore) == ("churn.csv", "Churn", ("id",))
    assert (asked["out"], asked["seed"]) == (Path("churn.case"), 3)
    assert asked["reading"] == Reading(separator=";")
    assert (case.verdict.answer, case.folder) == (Answer.GO, Path("churn.case"))


def test_a_need_may_be_a_file_or_a_thing(flow, tmp_path):
    calls = flow("gardefou.flows.train.train", RECORD)
    (tmp_path / "need.toml").write_text('table = "churn.csv"\ntarget = "Churn"\n')
    gardefou.train(need=str(tmp_path / "need.toml"), out="a.case")
    gardefou.train({"a": [1]}, need=Need(target="b"), out="a.case")
    assert calls[0][0][0] == str(tmp_path / "churn.csv")
    assert calls[1][0][1].target == "b"


def test_a_table_in_memory_needs_a_folder(flow):
    flow("gardefou.flows.train.train", RECORD)
    with pytest.raises(GardefouError, match="folder of the case"):
        gardefou.train({"a": [1]}, target="a")


def test_a_misspelt_argument_is_refused(flow):
    flow("gardefou.flows.train.train", RECORD)
    with pytest.raises(TypeError, match="tarjet"):
        gardefou.train("churn.csv", tarjet="Churn")


def test_audit_hands_over_how_to_read(flow):
    calls = flow("gardefou.flows.audit.audit", RECORD)
    case = gardefou.audit({"a": [1]}, target="a", encoding="latin-1")
    asked = calls[0][1]
    assert asked["reading"] == Reading(encoding="latin-1")
    assert case.folder is None


def test_findings_are_those_that_nobody_cleared():
    finding = Finding(("boat",), Severity.ALARM, "It is so.")
    results = (
        Result("answer_copied", "L001", Outcome.FAULT, (finding,)),
        Result("constant_column", "D001", Outcome.WAIVED, (finding,)),
    )
    assert Case(replace(RECORD, results=results)).findings == (finding,)


def test_a_case_is_read_from_its_folder(flow):
    calls = flow("gardefou.flows.case.read_record", RECORD)
    assert Case.read("churn.case") == Case(RECORD, Path("churn.case"))
    assert calls == [((Path("churn.case"),), {})]


def test_a_case_says_its_answer():
    assert repr(Case(RECORD, Path("churn.case"))) == "<Case 'churn.case': go>"
    assert "no verdict" in repr(Case(replace(RECORD, verdict=Verdict(None, None))))
    assert len(str(Case(RECORD)).splitlines()) > 1


def test_the_report_shows_itself_in_a_frame(flow, tmp_path):
    written = tmp_path / "report.html"
    written.write_text('<p title="a">é</p>', encoding="utf-8")
    flow("gardefou.flows.case.write_report", written)
    page = Case(RECORD, tmp_path).report()
    assert page == Page('<p title="a">é</p>', written)
    shown = page._repr_html_()
    assert 'srcdoc="&lt;p title=&quot;a&quot;&gt;é' in shown
    assert 'sandbox=""' in shown


def test_a_case_in_no_folder_has_a_report_too():
    page = Case(RECORD).report()
    assert page.path is None
    assert page.html.lower().startswith("<!doctype html>")


@pytest.fixture
def classes(flow):
    answer = {"prediction": ["Yes"], "p_Yes": [0.9], "decision": ["act"], "reasons": ["why"]}
    return flow("gardefou.flows.predict.predict", answer)


def test_the_model_predicts_decides_and_gives_reasons(classes):
    model = Case(RECORD, Path("churn.case")).model
    assert model == CaseModel(Path("churn.case"))
    assert (model.predict("new.csv"), model.decide("new.csv")) == (["Yes"], ["act"])
    assert model.reasons("new.csv") == ["why"]
    assert classes[-1][1] == {"reading": Reading(), "reasons": True}


def test_only_numbers_have_bounds(classes, flow):
    model = CaseModel(Path("churn.case"))
    with pytest.raises(GardefouError, match="no bounds"):
        model.interval("new.csv")
    flow("gardefou.flows.predict.predict", {"prediction": [2.0], "low": [1.0], "high": [3.0]})
    assert model.interval("new.csv") == [(1.0, 3.0)]


@pytest.mark.parametrize("case", [Case(RECORD), Case(replace(RECORD, model=None), Path("a.case"))])
def test_a_case_without_a_model_says_so(case):
    with pytest.raises(GardefouError, match="no model"):
        _ = case.model


def test_the_public_names_are_listed_and_others_refused():
    assert dir(gardefou) == sorted(gardefou.__all__)
    with pytest.raises(AttributeError, match="trian"):
        _ = gardefou.trian
    assert gardefou.GardefouError is GardefouError
