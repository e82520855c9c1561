from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gardefou.checks.data.disguised_missing import disguised_missing
from gardefou.core.evidence import Frequent
from gardefou.core.finding import Severity
from gardefou.core.need import Task
from gardefou.core.suspects import Beyond, Values
from gardefou.measures.stand_in import Suspicion
from small import evidence


def found(column: list, target: str | None = None, task: Task | None = None, **limits):
    given = evidence({"x": column, "y": [0.5 * i for i in range(len(column))]}, target, task)
    asked = [given[name] for name in disguised_missing.asks]
    return [each for each in disguised_missing(*asked, **limits) if each.columns == ("x",)]


def smooth(rows: int, low: float, high: float) -> list[float]:
    return [low + (high - low) * ((i * 37) % rows) / rows for i in range(rows)]


GUILTY_NUMBERS = {
    "far below": [-999.0] * 40 + smooth(400, 3, 90),
    "far below, most rows": [-200.0] * 360 + smooth(40, 5, 900),
    "far above": [99999.0] * 20 + smooth(400, 0, 4000),
    "cold beyond the cold": [-200.0] * 40 + smooth(400, -2, 45),
    "the only negative": [-1.0] * 300 + [float(1 + (i * 7) % 200) for i in range(200)],
    "a zero size": [0.0] * 8 + smooth(1000, 3.7, 11),
    "a floor": [2000.0] * 100 + smooth(900, 2002, 60000),
    "a ceiling": [500.001] * 60 + smooth(900, 15, 499),
    "a code among scores": [1.0, 2.0, 3.0, 4.0, 5.0] * 60 + [99.0] * 20,
}


@pytest.mark.parametrize("which", GUILTY_NUMBERS)
def test_a_number_that_stands_for_not_known_is_named(which):
    (finding,) = found(GUILTY_NUMBERS[which])
    assert finding.severity is Severity.NOTE
    column = GUILTY_NUMBERS[which]
    ends = {f"{end:g}": column.count(end) for end in (min(column), max(column))}
    assert finding.rows in ends.values()
    assert any(f" {end}" in finding.says for end, rows in ends.items() if rows == finding.rows)


INNOCENT_NUMBERS = {
    "counts with many zeros": [0.0] * 300 + [float(1 + i % 30) for i in range(300)],
    "money with many zeros": [0.0] * 900 + smooth(100, 100, 40000),
    "little rain": [0.0] * 500 + [0.2, 0.2, 0.2, 0.4, 0.8, 1.0, 1.4, 6.4],
    "ages up to 90": [float(17 + (i * 31) % 70) for i in range(2000)] + [90.0] * 30,
    "scores 0 to 10": [float(i % 11) for i in range(500)] + [10.0] * 200,
    "degrees": [float(round(20 * ((i * 37) % 400) / 400)) - 1 for i in range(400)],
    "minus one, zero, one": [-1.0, 0.0, 1.0] * 100,
    "one rich man": [*smooth(400, 0, 100), 1e6],
    "percent": [100.0] * 30 + smooth(400, 0, 99.9),
    "few children, one big family": [0.0] * 300
    + [1.0] * 100
    + [2.0, 3.0, 4.0, 5.0] * 5
    + [8.0] * 9,
    "two levels": [0.0] * 50 + [900.0] * 50,
    "constant": [3.0] * 50,
    "fares": [0.0] * 17 + smooth(1000, 3.2, 60) + smooth(60, 60, 512),
}


@pytest.mark.parametrize("which", INNOCENT_NUMBERS)
def test_an_honest_number_is_left_alone(which):
    assert found(INNOCENT_NUMBERS[which]) == []


@pytest.mark.parametrize(
    "word",
    ["?", "unknown", "UNKNOWN", "N/A", "#N/A", "(null)", "not known", "Date Not Captured", "-",
     "Not Applicable", "Unknown/Invalid", "  n/a ", "no answer", "don't know", "keine Angabe"],
)  # fmt: skip
def test_a_word_that_stands_for_not_known_is_named(word):
    (finding,) = found(["red", "blue", word, "red"] * 25)
    assert (finding.severity, finding.rows) == (Severity.NOTE, 25)
    assert "25 % of the rows" in finding.says


@pytest.mark.parametrize(
    "words",
    [["none", "some"], ["other", "own"], ["+", "-"], ["no", "yes"], ["nana", "ananas"],
     ["unknown soldier square and its many pigeons", "x"], ["missing link", "x"], [".", ".."]],
)  # fmt: skip
def test_an_honest_word_is_left_alone(words):
    assert found(words * 50) == []


def test_all_words_of_a_column_share_a_line():
    (finding,) = found(["?", "n/a", "a", "b", "c"] * 20)
    assert "'?', 'n/a' in 40 % of the rows" in finding.says


def test_a_word_among_numbers_is_found_where_it_was_left_out():
    given = evidence({"x": [1.0, None, 3.0] * 10})
    forms = evidence({"x": ["1", "?", "3"] * 10})["text_forms"]
    parts = {name: given[name] for name in disguised_missing.asks} | {"text_forms": forms}
    (finding,) = disguised_missing(**parts)
    assert finding.rows == 10


def test_an_answer_that_may_be_none_is_asked_about():
    (finding,) = found(GUILTY_NUMBERS["far below"], "x", Task.REGRESSION)
    assert finding.severity is Severity.ASK
    assert 'disguised_missing = { columns = ["x"]' in finding.answers[0]


def test_classes_written_as_numbers_are_no_range():
    assert found([1.0, 2.0, 3.0, 4.0] * 60 + [99.0] * 20, "x", Task.MULTICLASS) == []


def test_times_far_away_are_shown_as_days():
    days = [datetime(2020, 1 + i % 12, 1 + i % 28, tzinfo=UTC) for i in range(200)]
    (finding,) = found([datetime(1900, 1, 1, tzinfo=UTC)] * 20 + days)
    assert "holds 1900-01-01 in 20 rows" in finding.says


def test_the_limits_can_be_set():
    column = GUILTY_NUMBERS["far below"]
    assert found(column, suspicion=Suspicion(repeats=1000, edge_share=1.0)) == []


def test_a_cap_is_held_against_its_neighbours_only():
    ages = [float(i % 40) for i in range(4000)] + [float(40 + i % 12) for i in range(240)]
    (finding,) = found([*ages, *[52.0] * 110])
    assert "its highest value, 52, in 110 rows, far more than its neighbours" in finding.says
    assert found(ages) == []


def test_columns_with_the_same_mark_share_a_line():
    cells = {name: [-999.0] * 40 + smooth(400, 3, 90) for name in ("b", "a")}
    cells |= {"w": ["?", "red", "pink", "tan"] * 110, "v": ["?", "blue"] * 160 + ["grey"] * 120}
    words, numbers = disguised_missing(*(evidence(cells)[n] for n in disguised_missing.asks))
    assert (words.columns, numbers.columns) == (("v", "w"), ("a", "b"))
    assert "2 columns hold '-999', a among them" in numbers.says


def test_the_cells_it_means_can_be_found_again():
    (word,) = found([" n/a ", "red", "blue"] * 30)
    assert word.cells == (Values("x", {"n/a": None}),)
    assert word.examples == ("n/a",)
    (number,) = found(GUILTY_NUMBERS["far below"])
    assert number.cells == (Beyond("x", 3.0, None),)
    (high,) = found(GUILTY_NUMBERS["a code among scores"])
    assert high.cells == (Beyond("x", None, 5.0),)


def test_rows_beyond_the_sample_are_counted_where_they_are_known():
    given = evidence({"x": ["?", "red", "blue"] * 30})
    parts = {name: given[name] for name in disguised_missing.asks}
    parts["frequent"] = {"x": (Frequent("?", 900),)}
    parts["table"] = replace(given["table"], rows=2700)
    (finding,) = disguised_missing(**parts)
    assert finding.rows == 900
