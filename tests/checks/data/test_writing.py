from gardefou.checks.data.writing import comma_numbers, texts_of, units, ways_of_dates
from gardefou.core.evidence import Frequent
from small import sample


def texts(**rows: int) -> list[Frequent]:
    return [Frequent(text, count) for text, count in rows.items()]


def counted(found: list[Frequent]) -> dict[str, int]:
    return {each.value: each.count for each in found}


def test_texts_are_counted_and_numbers_have_none():
    rows = sample({"a": ["x", "y", "x", None], "b": [1.0, 2.0, 3.0, 4.0]})
    assert counted(texts_of(rows, "a")) == {"x": 2, "y": 1}
    assert texts_of(rows, "b") == texts_of(rows, "absent") == ()


def test_dates_are_told_apart_by_their_form_not_by_their_value():
    given = {"2020-01-31": 5, "2020-1-3 10:30": 4, "31/01/2020": 3, "3 Jan 2020": 2, "none": 90}
    assert counted(ways_of_dates(texts(**given), 0.1)) == {
        "2020-01-31": 9,
        "31/01/2020": 3,
        "3 Jan 2020": 2,
    }
    assert counted(ways_of_dates(texts(**given), 0.5)) == {"2020-01-31": 9}


def test_units_are_read_beside_numbers():
    given = {"12 kg": 5, "13.5 KG": 4, "30lb": 3, "$ 1,250": 2, "12": 50, "kg": 9}
    assert counted(units(texts(**given), 0.01)) == {"kg": 9, "lb": 3, "$": 2}


def test_decimal_commas_are_known():
    given = {"1,5": 2, "1.234,5": 3, "1.5": 9, "a,5": 9, " -0,25 ": 1}
    assert [each.value for each in comma_numbers(texts(**given))] == ["1.234,5", "1,5", " -0,25 "]
