import json

import numpy as np

from gardefou.core.table import Kind
from gardefou.learners import code_json
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
    assert "person" not in json.dumps(code_json.as_json(encoder))


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
    assert [f.part for f in encoder.features] == ["date", "day of the year", "month", "weekday"]
    matrix = encoder.encode(_one(days, Kind.TIME))
    assert matrix.values[:, 2].tolist() == [1.0, 2.0, 3.0, 2.0]
    assert matrix.values[0, 3] == 3.0  # 1970-01-01 was a Thursday


def test_one_time_with_holes_still_says_whether_it_is_filled():
    cells = np.where(np.arange(20) % 2 == 0, 86400.0, np.nan)
    encoder = learn_encoder(_one(cells, Kind.TIME))
    assert [f.part for f in encoder.features] == ["date"]
    assert np.isnan(encoder.encode(_one(cells, Kind.TIME)).values).sum() == 10


def test_dates_at_the_ends_of_the_calendar_do_not_break():
    ends = np.array([-62135596800.0, 253402214400.0, 0.0, np.nan])
    matrix = learn_encoder(_one(ends, Kind.TIME)).encode(_one(ends, Kind.TIME))
    assert np.isfinite(matrix.values[:3]).all()
    assert np.isnan(matrix.values[3]).all()


def _chats(rows=40):
    """Texts of which no two are alike; every other one is about money."""
    money = "win some money with this easy offer for you"
    chat = "see you at home this evening for a game"
    return _texts(*(f"{money if n % 2 else chat} x{'abcdefgh'[n % 8] * n}" for n in range(rows)))


def test_free_text_becomes_lengths_and_a_bag_of_words_and_letters():
    features = learn_encoder(_one(_chats())).features
    parts = {feature.part: feature.bagged for feature in features}
    assert list(parts)[:2] == ["length", "words"]
    assert parts["word “money”"]
    assert parts["letters “ea”"]
    assert not parts["words"]


def test_what_stands_in_nearly_every_text_is_left_out():
    parts = [feature.part for feature in learn_encoder(_one(_chats())).features]
    assert "word “you”" not in parts


def test_words_of_few_rows_are_never_kept():
    told = _chats().texts()
    told[:4] = [f"{text} Smith" for text in told[:4]]
    encoder = learn_encoder(_one(_texts(*told)))
    assert "smith" not in json.dumps(code_json.as_json(encoder))


def test_a_text_that_is_a_hole_has_no_length_and_no_words():
    encoder = learn_encoder(_one(_chats()))
    values = encoder.encode(_one(_texts("money money", None))).values
    assert values[0, :2].tolist() == [11.0, 2.0]
    assert values[0, 2:].max() > 0
    assert np.isnan(values[1, :2]).all()
    assert (values[1, 2:] == 0).all()


def test_many_rows_have_room_for_fewer_words():
    few = learn_encoder(_one(_chats()), most_cells=40 * 20)
    assert 2 < len(few.features) <= 22


def test_days_between_two_times_are_a_feature():
    began = np.arange(30.0) * 86400
    ended = began + (np.arange(30) % 7) * 43200
    times = Frame({"a": began, "b": ended}, dict.fromkeys("ab", Kind.TIME))
    encoder = learn_encoder(times)
    assert encoder.columns == ("a", "b")
    assert encoder.features[-1].name == "b: days since a"
    assert encoder.encode(times).values[:3, -1].tolist() == [0.0, 0.5, 1.0]


def test_times_that_are_always_as_far_apart_have_no_age():
    began = np.arange(30.0) * 86400
    times = Frame({"a": began, "b": began + 3600}, dict.fromkeys("ab", Kind.TIME))
    assert all("since" not in feature.part for feature in learn_encoder(times).features)


def test_the_order_of_the_rows_changes_nothing():
    rng = np.random.default_rng(3)
    times = np.round(rng.random(40) * 1e9)
    frame = Frame(
        {"n": rng.normal(size=40), "s": _chats(), "t": times, "u": times[::-1]},
        {"n": Kind.NUMBER, "s": Kind.TEXT, "t": Kind.TIME, "u": Kind.TIME},
    )
    order = rng.permutation(40)
    encoder = learn_encoder(frame)
    assert learn_encoder(frame.take(order)) == encoder
    values = encoder.encode(frame).values
    assert np.array_equal(encoder.encode(frame.take(order)).values, values[order])


def test_invented_rows_draw_each_column_on_its_own():
    rng = np.random.default_rng(0)
    x = rng.normal(size=500)
    encoder = learn_encoder(Frame({"a": x, "b": x}, {"a": Kind.NUMBER, "b": Kind.NUMBER}))
    drawn = synthetic(encoder, 300, rng)
    assert abs(np.corrcoef(drawn["a"], drawn["b"])[0, 1]) < 0.2
    assert not np.isin(drawn["a"], x).any()
