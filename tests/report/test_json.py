import json
from copy import deepcopy
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.ledger import Entry, Ledger
from gardefou.core.need import Budget, Columns, Cost, Need, Task, Waiver
from gardefou.core.suspects import At
from gardefou.core.table import Column, Kind, Table
from gardefou.core.verdict import (
    Answer,
    Feasibility,
    Glance,
    Learned,
    NextStep,
    Record,
    Value,
    Verdict,
    WhatIf,
)
from gardefou.report.json import as_json, error_json, from_json, json_text, schema

HOSTILE = '"; drop table x; --<img src=x onerror=alert(1)>\x1b[31m\u202e\udcff😀'
COST = Estimate(2.5, 2.0, 3.0, "EUR", 1400)


def whole_record() -> Record:
    """A record in which every optional part is there."""
    learned = Learned(
        recipe="boosted",
        readable=False,
        metrics={"log_loss": Estimate(0.41, 0.39, 0.43, "nats", 1400)},
        seconds=4.1,
        raced=({"name": "linear", "score": 0.42, "cost": COST, "readable": True},),
        features=("tenure", HOSTILE),
        left_out={"boat": "leak"},
        what_if=(WhatIf(("boat",), "left out", "AUC", COST, COST, COST, COST),),
        pictures={"terms": ({"column": HOSTILE, "x": (1.0, 2.0), "at": COST},), "nothing": None},
    )
    value = Value("EUR", "always no", COST, COST, COST, {"always no": COST}, 0.21, 0.09, None)
    columns = (Column(HOSTILE, Kind.TEXT, "VARCHAR"), Column("t", Kind.TIME, "VARCHAR", True))
    need = Need(
        target="Churn",
        task=Task.BINARY,
        positive="Yes",
        classes=("No", "Yes"),
        cost=Cost("EUR", 120, 8, review=2, confusion={"a": {"b": 3.0}}),
        columns=Columns(id=("customerID",), monotone={"tenure": "down"}),
        budget=Budget(time=120, money=(0.1, "EUR")),
        waive={"answer_copied": Waiver(("boat",), "known at boarding")},
        use={"sector": "telecom", "minors": False},
        expect=({"change": {"gender": ("F", "M")}, "answer": "same"},),
        assumed=("task",),
    )
    return Record(
        table=Table("churn.csv", 7043, columns, "ab" * 32, ("renamed a.1",)),
        need=need,
        verdict=Verdict(
            Answer.GO_WITH_REVIEW, Feasibility.HARD, ("why",), (NextStep("do", 310.0, "EUR/month"),)
        ),
        results=whole_results(),
        ledger=whole_ledger(),
        value=value,
        model=learned,
        versions={"python": "3.13.1"},
        columns=glances(),
    )


def glances() -> tuple[Glance, ...]:
    """A column of numbers, one of text, one of which nothing is told."""
    bare = Glance(HOSTILE, Kind.OTHER, "STRUCT(a INTEGER)")
    text = replace(
        bare, kind=Kind.TEXT, commonest=((HOSTILE, 0.5), ("b", 0.25)), heights=(1.0, 0.5)
    )
    return bare, text, Glance("t", Kind.NUMBER, "DOUBLE", 3, 9, -1.0, None, 2.5, (), (0.0, 1.0))


def whole_results() -> tuple[Result, ...]:
    finding = Finding(
        columns=("boat",),
        severity=Severity.ALARM,
        says="It is filled because of the answer.",
        remedy="Leave it out.",
        measured=Estimate(0.98, 0.97, 0.99, "AUC", 486),
        limit=0.95,
        rows=486,
        group={"sex": "F"},
        answers=('known_before = ["boat"]',),
        price=Quantity(12.0, "EUR", "estimated", "the need's prices", 10.0, 14.0),
        unpriced="not said",
        examples=("a…g", HOSTILE),
        cells=(At("boat", {7: "B5", 8: None}),),
    )
    return (
        Result("answer_known_later", "L002", Outcome.FAULT, (finding,)),
        Result("constant_column", "D001", Outcome.CLEAN),
        Result("too_few_rows", "D015", Outcome.NOT_APPLICABLE, reason="no target"),
    )


def whole_ledger() -> Ledger:
    energy = Quantity(0.02, "Wh", "estimated", "cpu time x declared watts", 0.01, 0.06)
    steps = (Entry("race", 9.1, 12.0, 300.0), Entry("read", 1.0, 1.0, 200.0))
    return Ledger(steps, energy, replace(energy, unit="g"), replace(energy, unit="EUR"), 1)


def bare_record() -> Record:
    """An audit without a target: everything that may be absent is."""
    verdict = Verdict(None, None)
    return Record(Table("t.csv", 0, (), ""), Need(), verdict, (), Ledger(()))


def valid(tree: object) -> bool:
    return jsonschema.Draft202012Validator(schema()).is_valid(tree)


@pytest.mark.parametrize("make", [whole_record, bare_record])
def test_what_is_written_is_valid(make):
    tree = json.loads(json_text(as_json(make())))
    jsonschema.validate(tree, schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("make", [whole_record, bare_record])
def test_what_is_written_comes_back_whole(make):
    record = make()
    assert from_json(json.loads(json_text(as_json(record)))) == record


def test_the_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_key_of_the_design_is_there():
    tree = as_json(whole_record())
    assert list(tree) == [
        *(
            "gardefou",
            "schema",
            "table",
            "need",
            "verdict",
            "value",
            "model",
            "results",
            "ledger",
            "versions",
            "columns",
        )
    ]
    assert tree["table"].items() >= {"source": "churn.csv", "rows": 7043, "columns": 2}.items()
    assert tree["need"]["assumed"] == ["task"]
    assert tree["verdict"]["next"] == [{"do": "do", "worth": 310.0, "unit": "EUR/month"}]
    assert tree["value"]["trivial"]["policy"] == "always no"
    assert tree["value"]["model"]["cost"]["low"] == 2.0
    assert tree["results"][0]["findings"][0]["measured"]["unit"] == "AUC"
    assert tree["ledger"]["wall_s"] == pytest.approx(10.1)
    assert tree["ledger"]["energy_wh"]["by"] == "cpu time x declared watts"
    assert as_json(bare_record()).keys() == tree.keys()


def test_cells_are_never_kept():
    finding = as_json(whole_record())["results"][0]["findings"][0]
    assert finding["examples"] == ["a…g", HOSTILE]
    assert "cells" not in finding
    assert "B5" not in json_text(as_json(whole_record()))


def test_a_record_of_before_has_no_columns():
    tree = as_json(whole_record())
    del tree["columns"]
    assert from_json(tree).columns == ()


def test_an_audit_has_no_value_and_no_model():
    tree = as_json(bare_record())
    assert (tree["value"], tree["model"], tree["verdict"]["answer"]) == (None, None, None)


@pytest.mark.parametrize("odd", [nan, inf, -inf, np.float64("nan")])
def test_what_is_not_finite_becomes_null(odd):
    record = replace(bare_record(), ledger=Ledger((Entry("race", odd, 1.0, 1.0),)))
    tree = as_json(record)
    assert (tree["ledger"]["steps"][0]["wall_s"], tree["ledger"]["wall_s"]) == (None, None)
    assert valid(tree)


def test_arrays_in_pictures_are_lists_of_plain_numbers():
    pictures = {
        "curve": np.array([[1.0, nan]]),
        "n": np.int64(3),
        "yes": np.bool_(True),
        "p": Path("a"),
    }
    model = Learned("terms", True, {}, 1.0, pictures=pictures)
    tree = as_json(replace(bare_record(), model=model))
    assert tree["model"]["pictures"] == {"curve": [[1.0, None]], "n": 3, "yes": True, "p": "a"}
    assert valid(tree)


def test_the_text_is_ascii_on_one_line_whatever_the_names_are():
    text = json_text(as_json(whole_record()))
    assert text.isascii()
    assert text.isprintable()


def test_an_error_is_valid_too():
    tree = error_json(GardefouError("No column.", seen=["a", HOSTILE], remedy="Name one."))
    assert valid(json.loads(json_text(tree)))
    assert tree["error"]["remedy"] == "Name one."


@pytest.mark.parametrize("gone", ["verdict", "value", "results", "ledger", "need", "table"])
def test_a_record_that_lacks_a_part_is_neither_valid_nor_read(gone):
    tree = deepcopy(as_json(whole_record()))
    del tree[gone]
    assert not valid(tree)
    with pytest.raises(GardefouError):
        from_json(tree)


def _other_schema(tree):
    tree["schema"] = 2


def _other_answer(tree):
    tree["verdict"]["answer"] = "perhaps"


def _number_as_text(tree):
    tree["value"]["saving"]["value"] = "1"


def _fault_without_finding(tree):
    tree["results"][0]["findings"] = []


def _too_many_bars(tree):
    tree["columns"][0]["heights"] = [0.5] * 25


def _too_many_examples(tree):
    tree["results"][0]["findings"][0]["examples"] = ["a"] * 6


@pytest.mark.parametrize(
    "spoil",
    [
        *(_other_schema, _other_answer, _number_as_text, _fault_without_finding),
        *(_too_many_bars, _too_many_examples),
    ],
)
def test_a_spoilt_record_is_not_valid(spoil):
    tree = deepcopy(as_json(whole_record()))
    spoil(tree)
    assert not valid(tree)


@pytest.mark.parametrize("tree", [None, [], "text", {}, {"schema": 1}])
def test_what_is_no_record_is_refused_in_words(tree):
    with pytest.raises(GardefouError, match=r"findings\.json cannot be read"):
        from_json(tree)


def test_keys_added_later_do_no_harm():
    tree = as_json(whole_record())
    tree["new"] = tree["verdict"]["new"] = tree["need"]["new"] = {"more": 1}
    assert valid(tree)
    assert from_json(tree) == whole_record()
