import sys
from pathlib import Path

import pytest

from gardefou.flows.export import FORMS, Exported


@pytest.fixture
def written(flow):
    """The flow, which writes what it was asked for."""

    def write(case, out, *, form=None):
        out.write_text(f"{form} of {case}\n")
        return Exported({form: out}, {})

    made = flow("gardefou.flows.export.export", write)
    sys.modules["gardefou.flows.export"].FORMS = FORMS
    return made


@pytest.mark.parametrize(
    ("args", "form"), [((), "script"), (("--as", "terms"), "terms"), (("-o", "-"), "script")]
)
def test_without_a_place_it_goes_to_standard_output(run, written, args, form):
    said = run("export", "churn.case", *args)
    assert (said.status, said.out, said.err) == (0, f"{form} of churn.case\n", "")


def test_a_graph_is_not_thrown_at_the_screen(run, written):
    said = run("export", "churn.case", "--as", "onnx")
    assert (said.status, said.out) == (2, "")
    assert "-o model.onnx" in said.err


def test_what_was_written_and_what_was_not_is_told(run, written):
    files = {"script": Path("out/rebuild.py"), "onnx": Path("out/model.onnx")}
    written.answer = Exported(files, {"terms": "It does not add up."})
    said = run("export", "churn.case", "-o", "out")
    assert written.given == (Path("churn.case"), Path("out"))
    assert written.asked == {"form": None}
    assert said.out.splitlines() == [
        "Written: script in out/rebuild.py",
        "Written: onnx in out/model.onnx",
        "Decisions, bounds and reasons are not in the graph: ask 'gardefou predict' for these.",
        "Not written: terms. It does not add up.",
    ]


def test_a_form_that_is_none_is_refused(run):
    said = run("export", "churn.case", "--as", "pickle")
    assert said.status == 2
    assert "'script', 'onnx', 'terms'" in said.err


def test_a_case_that_is_not_there_is_said(run):
    said = run("export", "nowhere.case")
    assert said.status == 2
    assert "no model here" in said.err
