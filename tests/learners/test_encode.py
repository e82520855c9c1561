import json

import numpy as np

from gardefou.core.table import Kind
from gardefou.learners import encode
from gardefou.learners.encode import POOLED, learn_encoder, synthetic
from gardefou.table.frame import Coded, Frame


def _texts(*texts):
    levels = tuple(sorted({text for text in texts if text is not None}))
    codes = [-1 if text is None else levels.index(text) for text in texts]
    return Coded(np.array(codes, dtype="int32"), levels)


def _one(cells, kind=Kind.TEXT):
    return Frame({"c": cells}, {"c": kind})


def test_rare_levels_are_pooled_and_never_kept():
    cells = _texts(*["cat"] * 9, *["dog"] * 5, "a person's name")
    encoder = learn_encoder(_one(cells))
    assert encoder.features[0].levels == ("cat", "dog", POOLED)
    assert "person" not in json.dumps(encode.as_json(encoder))


def test_unseen_levels_join_the_pool_and_holes_stay_holes():
    encoder = learn_encoder(_one(_texts(*["cat"] * 9, *["dog"] * 5)))
    values = encoder.encode(_one(_texts("dog", "yak", None))).values[:, 0]
    assert values[:2].tolist() == [1.0, 2.0]
    assert np.isnan(values[2])


def test_constant_and_empty_columns_become_nothing():
    assert learn_encoder(_one(np.full(20, 3.0), Kind.NUMBER)).features == ()
    assert learn_encoder(_one(np.full(20, np.nan), Kind.NUMBER)).features == ()
    assert learn_encoder(_one(_texts(*["same"] * 20))).features == ()


def test_a_constant_with_holes_still_says_whether_it_is_filled():
    cells = np.where(np.arange(20) % 2 == 0, 1.0, np.nan)
    assert [f.name for f in learn_encoder(_one(cells, Kind.NUMBER)).features] == ["c"]


def test_infinities_are_bounded_by_what_was_seen():
    encoder = learn_encoder(_one(np.arange(10.0), Kind.NUMBER))
    values = encoder.encode(_one(np.array([np.inf, -np.inf, 99.0]), Kind.NUMBER)).values[:, 0]
    assert values.tolist() == [9.0, 0.0, 99.0]


def test_times_become_the_parts_that_vary():
    days = np.array([0.0, 31.0, 59.0, 400.0]) * 86400
    encoder = learn_encoder(_one(days, Kind.TIME))
    assert [f.part for f in encoder.features] == ["date", "month", "weekday"]
    matrix = encoder.encode(_one(days, Kind.TIME))
    assert matrix.values[:, 1].tolist() == [1.0, 2.0, 3.0, 2.0]
    assert matrix.values[0, 2] == 3.0  # 1970-01-01 was a Thursday


def test_dates_at_the_ends_of_the_calendar_do_not_break():
    ends = np.array([-62135596800.0, 253402214400.0, 0.0, np.nan])
    matrix = learn_encoder(_one(ends, Kind.TIME)).encode(_one(ends, Kind.TIME))
    assert np.isfinite(matrix.values[:3]).all()
    assert np.isnan(matrix.values[3]).all()


def test_free_text_becomes_lengths_and_common_words():
    texts = [f"{'win money' if n % 2 else 'see you'} {'abcdefgh'[n % 8]}x{n}" for n in range(40)]
    encoder = learn_encoder(_one(_texts(*texts)))
    parts = [feature.part for feature in encoder.features]
    assert parts[:2] == ["length", "words"]
    assert "word “money”" in parts


def test_json_brings_the_same_encoder_back():
    frame = Frame(
        {"n": np.arange(30.0), "t": _texts(*["a"] * 20, *["b"] * 10)},
        {"n": Kind.NUMBER, "t": Kind.TEXT},
    )
    encoder = learn_encoder(frame)
    assert encode.from_json(json.loads(json.dumps(encode.as_json(encoder)))) == encoder


def test_invented_rows_draw_each_column_on_its_own():
    rng = np.random.default_rng(0)
    x = rng.normal(size=500)
    encoder = learn_encoder(Frame({"a": x, "b": x}, {"a": Kind.NUMBER, "b": Kind.NUMBER}))
    drawn = synthetic(encoder, 300, rng)
    assert abs(np.corrcoef(drawn["a"], drawn["b"])[0, 1]) < 0.2
    assert not np.isin(drawn["a"], x).any()
