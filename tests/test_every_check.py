"""A law of the house: what every check owes."""

import inspect
import re
from datetime import datetime
from importlib import import_module

import pytest

from gardefou.checks.run import CHECKS, run_checks
from gardefou.core.evidence import PARTS, Evidence
from gardefou.core.finding import Outcome
from gardefou.core.need import Task
from gardefou.core.words import say
from small import evidence

FOLDERS = {
    "data": "D",
    "leakage": "L",
    "people": "P",
    "shift": "S",
    "model": "M",
    "use": "U",
    "generated": "G",
}
SECTIONS = ("Why it matters", "How", "When it errs", "False alarms", "Remedy", "Source")

every_check = pytest.mark.parametrize("check", list(CHECKS), ids=lambda each: each.name)


@every_check
def test_the_file_is_named_after_the_check_and_stands_in_its_folder(check):
    module = inspect.getmodule(check.function).__name__.split(".")
    assert module[-1] == check.name
    assert FOLDERS[module[-2]] == check.code[0]


def test_no_code_is_used_twice():
    codes = [check.code for check in CHECKS]
    assert len(codes) == len(set(codes))


@every_check
def test_the_page_is_whole(check):
    lines = check.page.splitlines()
    assert lines[0].strip(), "the first line says what the check finds"
    for section in SECTIONS:
        assert any(line.strip().startswith(f"{section}:") for line in lines), f"lacks {section}"


@every_check
def test_each_limit_has_a_default_and_its_reason(check):
    for name, default in check.limits.items():
        assert default is not inspect.Parameter.empty
        assert re.search(rf"\b{name}\b", check.page), f"the page does not speak of {name}"


@every_check
def test_it_asks_only_for_parts_of_a_case(check):
    assert check.asks
    assert set(check.asks) <= set(PARTS)


@every_check
def test_it_is_a_function_of_what_it_is_given(check):
    module = import_module(inspect.getmodule(check.function).__name__)
    assert not {"duckdb", "pyarrow", "pandas", "open"} & set(vars(module))


def test_every_part_has_its_plain_words():
    for name in PARTS:
        assert say(f"checks.part.{name}")


MIXED = {
    "number": [1.5, 2.5, None, 4.0] * 10,
    "text": ["a", None, "b", "a"] * 10,
    "flag": [True, False, None, True] * 10,
    "when": [datetime(2020, 1, day + 1) for day in range(20)] * 2,
    "id": [str(i) for i in range(40)],
}
CLASSES = {**MIXED, "y": ["no", "yes", "no", "no"] * 10}
NUMBERS = {**MIXED, "y": [float(i % 7) for i in range(40)]}


def cut(cells: dict, rows: int) -> dict:
    return {name: column[:rows] for name, column in cells.items()}


def but(cells: dict, value: object) -> dict:
    return {n: column if n == "y" else [value] * len(column) for n, column in cells.items()}


BINARY, REGRESSION = Task.BINARY, Task.REGRESSION
TABLES = {
    "no target": (MIXED, None, None),
    "classes": (CLASSES, "y", BINARY),
    "numbers": (NUMBERS, "y", REGRESSION),
    "no rows": (cut(CLASSES, 0), "y", BINARY),
    "no rows, numbers": (cut(NUMBERS, 0), "y", REGRESSION),
    "one row": (cut(CLASSES, 1), "y", BINARY),
    "one row, numbers": (cut(NUMBERS, 1), "y", REGRESSION),
    "all missing": (but(CLASSES, None), "y", BINARY),
    "all missing, numbers": (but(NUMBERS, None), "y", REGRESSION),
    "constant": (but(CLASSES, 7.0), "y", BINARY),
    "constant text": (but(CLASSES, "x"), "y", BINARY),
    "constant answer": ({**CLASSES, "y": ["no"] * 40}, "y", BINARY),
    "constant numbers": ({**NUMBERS, "y": [1.0] * 40}, "y", REGRESSION),
    "answer missing": ({**CLASSES, "y": [None] * 40}, "y", BINARY),
    "only the answer": ({"y": CLASSES["y"]}, "y", BINARY),
    "hostile names": (
        {
            "'); drop table x; --": ["<img src=x onerror=alert(1)>"] * 40,
            "\u202eevil\n": list(range(40)),
            "y": CLASSES["y"],
        },
        "y",
        BINARY,
    ),
}


@pytest.mark.parametrize("which", TABLES)
def test_no_check_crashes_on_a_poor_table(which):
    results = run_checks(evidence(*TABLES[which]))
    assert [r for r in results if r.outcome is Outcome.CRASHED] == []


@pytest.mark.parametrize("which", TABLES)
def test_the_order_of_columns_changes_no_finding(which):
    cells, target, task = TABLES[which]
    given = evidence(cells, target, task)
    turned = evidence(dict(reversed(cells.items())), target, task)
    assert run_checks(given) == run_checks(turned)


def test_what_is_said_fits_on_one_line_and_names_are_made_plain():
    for result in run_checks(evidence(*TABLES["hostile names"])):
        for finding in result.findings:
            assert finding.says
            assert not re.search(r"[\x00-\x1f\u202e]", finding.says + finding.remedy)


def test_what_a_case_lacks_makes_every_check_not_applicable():
    assert {r.outcome for r in run_checks(Evidence({}))} == {Outcome.NOT_APPLICABLE}
