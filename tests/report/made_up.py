"""Outcomes that nobody measured: what the tests of the report are fed with."""

import os
from dataclasses import replace
from math import exp
from pathlib import Path

from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.ledger import Entry, Ledger
from gardefou.core.need import Columns, Cost, Need, People, Task, Waiver
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

HOSTILE = "<img src=x onerror=alert(1)>"
QUOTES = "\"; drop table x; --'</script><script>alert(2)</script>"
EMOJI = "🧨 prix 💶"
RIGHT_TO_LEFT = "תאריך הצטרפות \u202e!desrever"
LONG = "a_very_long_name_without_any_space_" * 5 + "the_two_hundredth"
NAMES = (HOSTILE, QUOTES, EMOJI, RIGHT_TO_LEFT, LONG)


def same_as_golden(name: str, text: str) -> None:
    """The text is that of the golden file; GARDEFOU_GOLDEN=write makes it anew: read it then."""
    file = Path(__file__).parent / "golden" / name
    if os.environ.get("GARDEFOU_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"{name} changed"


def about(value: float, half: float, unit: str = "EUR", n: int = 1409) -> Estimate:
    """An estimate with a symmetric range."""
    return Estimate(value, value - half, value + half, unit, n)


def ledger() -> Ledger:
    """Five steps, energy estimated, money declared, carbon unknown."""
    entries = (
        Entry("read the table", 0.61, 0.72, 131),
        Entry("look at the data", 1.12, 1.9, 188),
        Entry("race", 5.4, 7.1, 402),
        Entry("calibrate and decide", 0.4, 0.4, 402),
        Entry("examine", 0.7, 0.9, 410),
    )
    energy = Quantity(0.021, "Wh", "estimated", "CPU time × assumed watts", 0.008, 0.06)
    money = Quantity(0.0004, "EUR", "declared", "0.20 EUR a kilowatt-hour", 0.0002, 0.0011)
    return Ledger(entries, energy_wh=energy, money=money, vault_openings=2)


def churn_need() -> Need:
    """A need with prices."""
    return Need(
        target="Churn",
        question="Will this customer leave next month?",
        table="churn.csv",
        task=Task.BINARY,
        positive="Yes",
        classes=("No", "Yes"),
        cost=Cost("EUR", 120, 8, review=2, review_error=0.05, decisions_per_month=7000),
        columns=Columns(
            id=("customerID",), protected=("gender", HOSTILE), known_before=("tenure",)
        ),
        people=People("customers", "equal_opportunity"),
        waive={"disguised_missing": Waiver(("TotalCharges",), "Blank means a new customer.")},
        assumed=("task", "positive"),
    )


def findings() -> tuple[Result, ...]:
    """Every outcome, every severity, hostile names."""
    price = Quantity(0.31, "EUR", "estimated", "cost with and without", 0.1, 0.5)
    leak = Finding(
        (RIGHT_TO_LEFT,),
        Severity.ALARM,
        f"Column {HOSTILE} tells the answer in 98 % of rows: it was most likely written after it.",
        "If it is known before the decision, say so; else it stays left out.",
        Estimate(0.98, 0.97, 0.99, "AUC", 5634),
        0.95,
        486,
        answers=('[columns]\nknown_before = ["<img src=x onerror=alert(1)>"]', "known_after = []"),
        unpriced="nobody said what an error costs.",
    )
    mixed = Finding(
        ("TotalCharges", *NAMES),
        Severity.ALARM,
        "11 cells of TotalCharges are no numbers.",
        "Mend them, or say that they are holes.",
        Estimate(0.0016, 0.0008, 0.0028, "share", 7043),
        0.001,
        11,
        {"Contract": "Month-to-month", EMOJI: QUOTES},
        price=price,
        examples=("n/a", HOSTILE, "a…g", RIGHT_TO_LEFT),
    )
    ask = Finding(
        ("LastCall",),
        Severity.ASK,
        "Is LastCall known when the decision is due?",
        answers=(
            '[columns]\nknown_before = ["LastCall"]',
            '[columns]\nknown_after = ["LastCall"]',
        ),
    )
    note = Finding(("gender", LONG), Severity.NOTE, f"Columns gender and {LONG} say the same.")
    return (
        Result("answer_known_later", "L002", Outcome.FAULT, (leak, ask)),
        Result("mixed_types", "D005", Outcome.FAULT, (mixed,)),
        Result("redundant_columns", "D018", Outcome.FAULT, (note,)),
        Result("disguised_missing", "D004", Outcome.WAIVED, (replace(note, says="11 blanks."),)),
        Result("constant_column", "D001", Outcome.CLEAN),
        Result("missing_cells", "D002", Outcome.CLEAN),
        Result(
            "entity_on_both_sides", "L004", Outcome.NOT_APPLICABLE, reason="No entity is named."
        ),
        Result("mislabelled_rows", "D010", Outcome.NOT_RUN, reason="The budget was spent."),
        Result("fragile", "M006", Outcome.CRASHED, reason=f"ValueError: {HOSTILE}"),
    )


def glances() -> tuple[Glance, ...]:
    """Every kind of column, some of which nothing is told of."""
    bell = (0.05, 0.2, 0.6, 1.0, 0.7, 0.3, 0.1)
    values = (("Month-to-month", 0.55), (HOSTILE, 0.24), (RIGHT_TO_LEFT, 0.21))
    return (
        Glance("tenure", Kind.NUMBER, "BIGINT", 0, 73, 0.0, 29.0, 72.0, heights=bell),
        Glance("LastCall", Kind.TIME, "DATE", 12, 900, 1.5e9, 1.55e9, 1.6e9, heights=bell),
        Glance("TotalCharges", Kind.NUMBER, "VARCHAR", 11, 6531, -20.0, None, 1e4, heights=bell),
        Glance("Contract", Kind.TEXT, "VARCHAR", 0, 3, None, None, None, values, (1.0, 0.4, 0.3)),
        Glance("Churn", Kind.BOOLEAN, "BOOLEAN", 0, 2, commonest=(("false", 0.73),), heights=(1,)),
        Glance("opened", Kind.NUMBER, "BIGINT", 0, 2, 2019.0, 2021.0, 2022.0, heights=(0.1, 1.0)),
        Glance("always", Kind.NUMBER, "DOUBLE", 0, 1, 7.0, 7.0, 7.0, heights=(1.0,)),
        Glance("nested", Kind.OTHER, "STRUCT(a INTEGER)", 3),
        Glance("customerID", Kind.TEXT, "VARCHAR", 0, 7043),
        *(Glance(name, Kind.TEXT, "VARCHAR", 1, 9) for name in NAMES),
    )


def _tenure() -> dict[str, object]:
    x = [float(month) for month in range(73)]
    y = [1.4 * exp(-month / 12) - 0.9 * month / 72 for month in x]
    share = [0.05 * exp(-month / 20) + 0.0004 * month for month in x]
    return {"columns": ["tenure"], "kind": "number", "x": x, "y": y, "share": share}


def _terms() -> list[dict[str, object]]:
    levels = ["Month-to-month", "One year", "Two year", HOSTILE]
    return [
        _tenure(),
        {
            "columns": ["Contract"],
            "kind": "category",
            "levels": levels,
            "y": [0.62, -0.4, -1.31, 0.05],
            "rows": [3875, 1473, 1695, 5],
        },
        {
            "columns": [RIGHT_TO_LEFT],
            "kind": "time",
            "x": [1.5e9 + 3e6 * k for k in range(30)],
            "y": [0.3 * (-1) ** (k // 9) for k in range(30)],
        },
        {
            "columns": [HOSTILE, EMOJI],
            "kind": "pair",
            "x": ["low", "middle", QUOTES],
            "z": ["No", "Yes", "no internet", RIGHT_TO_LEFT],
            "y": [[0.1, -0.2, 0.3, 0.0], [0.05, 0.4, -0.1, 0.2], [-0.3, 0.2, 0.15, -0.05]],
        },
        *(
            {"columns": [name], "kind": "number", "x": [0.0, 1, 2], "y": [-0.02 * k, 0.0, 0.01 * k]}
            for k, name in enumerate((LONG, "MonthlyCharges", "SeniorCitizen", QUOTES), start=1)
        ),
    ]


def _calibration() -> list[dict[str, float]]:
    said = (0.03, 0.08, 0.15, 0.24, 0.33, 0.42, 0.51, 0.6, 0.68, 0.79)
    off = (0.01, -0.01, 0.02, 0.01, -0.03, 0.02, 0.12, -0.02, 0.01, 0.02)
    return [
        {
            "said": s,
            "happened": s + o,
            "low": max(0, s + o - 0.06),
            "high": s + o + 0.06,
            "rows": 141,
        }
        for s, o in zip(said, off, strict=True)
    ]


def churn() -> Record:
    """Go, with review: a readable model, hostile names everywhere."""
    described = [
        {"column": name, "kind": "text", "missing": 0.0004, "distinct": 12, "role": "feature"}
        for name in ("tenure", "Contract", *NAMES)
    ]
    raced = (
        {"recipe": "trivial", "readable": True, "loss": 0.58, "cost": 5.88, "seconds": 0.01},
        {
            "recipe": "terms",
            "readable": True,
            "loss": 0.41,
            "cost": 3.02,
            "seconds": 2.2,
            "chosen": True,
            "note": "Within one standard error of the best, and readable.",
        },
        {"recipe": "boosted", "readable": False, "loss": 0.409, "cost": 3.0, "seconds": 4.1},
        {"recipe": "nets", "readable": False, "loss": None, "cost": None, "note": "It failed."},
    )
    model = Learned(
        "terms",
        readable=True,
        metrics={
            "log_loss": about(0.412, 0.021, "nats"),
            "auc": about(0.848, 0.019, "AUC"),
            "accuracy": about(0.804, 0.021, "share"),
        },
        seconds=7.1,
        raced=raced,
        features=("tenure", "Contract", "MonthlyCharges"),
        left_out={
            RIGHT_TO_LEFT: "An alarm says that it tells the answer.",
            "customerID": "It names rows.",
        },
        what_if=(
            WhatIf(
                (RIGHT_TO_LEFT,),
                "left out",
                "auc",
                about(0.848, 0.02, "AUC"),
                about(0.981, 0.01, "AUC"),
                about(3.02, 0.2),
                about(0.4, 0.1),
            ),
            WhatIf(
                ("LastCall",),
                "asked",
                "auc",
                about(0.848, 0.02, "AUC"),
                about(0.842, 0.02, "AUC"),
                about(3.02, 0.2),
                about(3.08, 0.2),
            ),
        ),
        pictures={
            "terms": _terms(),
            "effect_unit": "log-odds",
            "effect_of": "Yes",
            "calibration": _calibration(),
            "table": described,
        },
    )
    policies = {
        "always yes": about(5.88, 0.19),
        "always no": about(31.8, 2.8),
        "always ask": about(3.9, 0.1),
        "model": about(3.02, 0.22),
    }
    value = Value(
        "EUR",
        "always ask",
        policies["always ask"],
        policies["model"],
        Estimate(0.88, 0.66, 1.1, "EUR", 1409),
        policies,
        act=0.31,
        review=0.24,
    )
    verdict = Verdict(
        Answer.GO_WITH_REVIEW,
        Feasibility.HARD,
        (
            "On rows it never saw, the model is cheaper than always asking a person.",
            "One question is open: is LastCall known when the decision is due?",
            f"Column {LONG} was left out.",
        ),
        (
            NextStep("Answer the question about LastCall.", 310.0, "EUR/month"),
            NextStep("Collect 2 000 more rows of customers who left.", 95.5, "EUR/month"),
            NextStep(f"Mend the cells of {HOSTILE}."),
        ),
    )
    columns = tuple(
        Column(name, Kind.NUMBER, "DOUBLE") for name in ("tenure", "Contract", "Churn", *NAMES)
    )
    table = Table("churn.csv", 7043, columns, "9f" * 32, (f"Two columns were named {EMOJI}.",))
    versions = {"python": "3.13.1", "lightgbm": "4.7.0"}
    return Record(
        table,
        churn_need(),
        verdict,
        findings(),
        ledger(),
        value,
        model,
        versions=versions,
        columns=glances(),
    )


def audit(*, clean: bool = False) -> Record:
    """No model, no value, no answer."""
    results = tuple(r for r in findings() if r.outcome is Outcome.CLEAN) if clean else findings()
    alarmed = not clean
    verdict = Verdict(
        Answer.NOT_YET if alarmed else None,
        None,
        ("Two alarms stand.",) if alarmed else (),
    )
    table = replace(churn().table, source=f"{HOSTILE}.csv")
    return Record(table, Need(), verdict, results, Ledger(()), columns=glances())


def bikes() -> Record:
    """A regression, not shown to be better, nothing priced, columns by importance."""
    unit = "error"
    policies = {"always 142": about(1.0, 0.02, unit, 3476), "model": about(0.99, 0.05, unit, 3476)}
    calibration = [
        {"said": s, "happened": s * 1.1 - 3, "low": s - 12, "high": s + 9, "rows": 340}
        for s in (4.0, 22.0, 61.0, 118.0, 190.0, 290.0, 480.0, 1210.0)
    ]
    names = ("hr", "temp", "workingday", *NAMES, *(f"column {k}" for k in range(20)))
    importance = [
        {"column": n, "value": 9 / (k + 1), "low": 8 / (k + 1), "high": 10 / (k + 1)}
        for k, n in enumerate(names)
    ]
    model = Learned(
        "boosted",
        readable=False,
        metrics={"rmse": about(61.0, 4.0, "cnt", 3476), "homemade": about(1.0, 0.5, "", 3476)},
        seconds=9.0,
        features=names,
        pictures={
            "importance": importance,
            "importance_unit": "error",
            "calibration": calibration,
        },
    )
    value = Value(
        unit,
        "always 142",
        policies["always 142"],
        policies["model"],
        Estimate(0.01, -0.04, 0.06, unit, 3476),
        policies,
    )
    verdict = Verdict(
        Answer.NOT_YET, Feasibility.UNDECIDED, ("It is not shown that the model pays.",)
    )
    need = Need(target="cnt", task=Task.REGRESSION, assumed=("task", "cost"))
    table = Table("bikes.parquet", 17379, (Column("cnt", Kind.NUMBER, "BIGINT"),), "a1" * 32)
    results = (Result("constant_column", "D001", Outcome.CLEAN),)
    return Record(table, need, verdict, results, ledger(), value, model)
