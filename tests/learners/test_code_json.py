import json

import numpy as np
import pytest

from gardefou.core.table import Kind
from gardefou.learners import code_json
from gardefou.learners.encode import learn_encoder
from gardefou.table.frame import Coded, Frame


def _encoder():
    """Of a number, a category, two times with their age, and a text."""
    words = [f"{'red' if n % 2 else 'green'} apples n{'x' * n}" for n in range(40)]
    levels = tuple(sorted(words))
    text = Coded(np.array([levels.index(word) for word in words], dtype="int32"), levels)
    place = Coded((np.arange(40) % 3).astype("int32"), ("east", "north", "west"))
    times = {"from": np.arange(40.0) * 86400, "to": np.arange(40.0) ** 2 * 86400}
    kinds = {"n": Kind.NUMBER, "p": Kind.TEXT, "t": Kind.TEXT}
    return learn_encoder(
        Frame(
            {"n": np.arange(40.0), "p": place, "t": text, **times},
            {**kinds, **dict.fromkeys(times, Kind.TIME)},
        )
    )


def _written():
    return json.loads(json.dumps(code_json.as_json(_encoder())))


def test_json_brings_the_same_encoder_back():
    assert {code.way for code in _encoder().codes} == {"number", "category", "time", "text", "age"}
    assert code_json.from_json(_written()) == _encoder()


NUMBER, CATEGORY, TEXT, TIME, AGE = 0, 1, 2, 3, 5
LIES = [
    (NUMBER, "way", "spell"),
    (NUMBER, "way", "time"),
    (NUMBER, "kind", "text"),
    (NUMBER, "low", float("nan")),
    (NUMBER, "low", 1e9),
    (NUMBER, "holes", 2.0),
    (NUMBER, "quantiles", []),
    (NUMBER, "quantiles", [3.0, 1.0]),
    (NUMBER, "since", "from"),
    (NUMBER, "column", 7),
    (NUMBER, "column", "p"),
    (CATEGORY, "levels", []),
    (CATEGORY, "levels", "east"),
    (CATEGORY, "levels", ["a", "a", "b"]),
    (CATEGORY, "levels", [1, 2, 3]),
    (CATEGORY, "counts", [1]),
    (CATEGORY, "counts", [0, 1, 1]),
    (TEXT, "bag", {"words": [], "letters": [], "weights": []}),
    (TEXT, "bag", {"words": ["a"], "letters": [], "weights": []}),
    (TEXT, "bag", {"words": ["a", "a"], "letters": [], "weights": [1.0, 1.0]}),
    (TEXT, "bag", {"words": ["a"], "letters": [], "weights": [float("inf")]}),
    (TEXT, "bag", None),
    (TIME, "parts", []),
    (TIME, "parts", ["date", "date"]),
    (TIME, "parts", ["century"]),
    (AGE, "since", "n"),
    (AGE, "since", "gone"),
    (AGE, "column", "gone"),
    (AGE, "parts", ["date"]),
]


@pytest.mark.parametrize(("which", "field", "lie"), LIES)
def test_a_code_that_cannot_be_is_refused(which, field, lie):
    told = _written()
    told[which][field] = lie
    with pytest.raises((ValueError, TypeError, KeyError)):
        code_json.from_json(told)


def test_more_or_fewer_fields_are_refused():
    for change in ({"more": 1}, None):
        told = _written()
        if change is None:
            del told[0]["holes"]
        else:
            told[0] |= change
        with pytest.raises((ValueError, TypeError, KeyError)):
            code_json.from_json(told)


def test_more_features_than_any_table_has_are_refused():
    with pytest.raises(ValueError, match="too many"):
        code_json.from_json(_written(), most_features=10)
