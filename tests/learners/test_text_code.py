from math import isclose, log, sqrt

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.encode import learn_encoder
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import RECIPES
from gardefou.learners.text_code import Bag, bag_rows, learn_bag, weigher
from gardefou.table.cells import keys_of
from gardefou.table.engine import open_table
from tables import FOLDER

PROSE = [f"now and then a very {w} dog runs home {n}" for w in ("big", "old") for n in range(20)]


def _bag(texts=PROSE, **bounds):
    return learn_bag(texts, [1] * len(texts), **{"fewest": 5, "most": 100, **bounds})


def test_words_of_enough_rows_are_kept_commonest_first():
    bag = learn_bag(["b a", "a", "c"], [5, 3, 4], fewest=5, most=50)
    assert bag.words == ("a", "b")
    assert np.allclose(bag.weights, [log(13 / 9) + 1, log(13 / 6) + 1])


def test_rare_words_weigh_more():
    bag = learn_bag(["b a", "a", "c"], [5, 3, 4], fewest=1, most=50)
    weight = dict(zip(bag.words, bag.weights, strict=True))
    assert weight["a"] < weight["b"] < weight["c"]


def test_which_number_it_is_says_nothing():
    texts = ["call me", *(f"call {n}" for n in range(10, 20))]
    assert learn_bag(texts, [6] + [1] * 10, fewest=5, most=50).words == ("00", "me")


def test_prose_has_letters_and_short_texts_have_none():
    assert _bag().letters
    assert not _bag([f"{w} dog" for w in ("big", "old")] * 20).letters


def test_the_bag_has_no_more_places_than_asked_for():
    assert len(_bag(most=10).weights) < len(_bag().weights)
    assert len(_bag(most=10).letters) == 3


def test_runs_begin_and_end_with_their_word():
    assert " b" in _bag().letters
    assert all(" " not in run.strip() for run in _bag().letters)


def test_of_many_texts_some_are_read_and_seldom_words_still_left_out():
    bag = _bag(most_texts=20)
    assert "big" in bag.words
    assert bag.weights == _bag(PROSE[::2]).weights


def test_words_and_letters_are_of_one_length():
    bag = Bag(("a", "b"), ("ab",), (1.0, 2.0, 1.0))
    length, words, shares = weigher(bag)("b a b ab")
    assert (length, words) == (8, 4)
    heavy = 2 * (1 + log(2))
    unit = 3 / sqrt(1 + heavy**2)
    assert isclose(shares[0], unit)
    assert isclose(shares[1], heavy * unit)
    assert shares[2] == 3.0


def test_a_text_without_known_words_is_empty():
    rows = bag_rows(Bag(("a",), (), (1.0,)), ["zzz"])
    assert rows[0].tolist() == [3.0, 1.0, 0.0]
    assert np.isnan(rows[1, :2]).all()


def test_megabytes_in_a_cell_are_cut():
    length, words, _ = weigher(Bag(("a",), (), (1.0,)))("a " * 500_000)
    assert length == 1_000_000
    assert words == 2500


@pytest.mark.data
@pytest.mark.parametrize(
    ("table", "text", "answer"),
    [
        ("sms_spam/sms_spam.csv", "message", "label"),
        ("youtube_spam/youtube_spam.csv", "CONTENT", "CLASS"),
        ("sentiment_sentences/sentences.csv", "sentence", "label"),
    ],
)
def test_a_linear_model_is_no_worse_than_one_of_every_word(table, text, answer):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    if not (FOLDER / table).is_file():
        pytest.skip(f"the shared table {table} is not there")
    with open_table(FOLDER / table) as engine:
        frame = engine.read(engine.table.columns)
    given = frame.only([text])
    matrix = learn_encoder(given).encode(given)
    y = np.unique(keys_of(frame[answer])[0], return_inverse=True)[1]
    whole = Problem(matrix, y, np.ones(len(y)), Task.BINARY, 2)
    part = np.random.default_rng(0).permutation(len(y)) % 5
    learn, judge, test = (whole.take(each) for each in (part > 1, part == 1, part == 0))
    fitted = RECIPES["linear"].fit(learn, judge, None)
    told = np.array(frame[text].texts(""))
    words = TfidfVectorizer().fit(told[part > 1])
    usual = LogisticRegression().fit(words.transform(told[part > 1]), learn.y)
    scores = usual.decision_function(words.transform(told[part == 0]))[:, None]
    assert test.loss(fitted.raw(test.matrix)) < 1.02 * test.loss(scores)
    right = [((raw[:, 0] > 0) == test.y).mean() for raw in (fitted.raw(test.matrix), scores)]
    assert right[0] > 0.98 * right[1]
