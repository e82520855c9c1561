"""scikit-learn's own checks of both estimators; each excused one has its reason."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from gardefou.core.need import Cost
from gardefou.estimators import GardefouClassifier, GardefouRegressor

FOLDS = "rows that are repeated rather than weighted fall into other folds, so the race differs"
EXCUSED = {
    "check_sample_weight_equivalence_on_dense_data": FOLDS,
    "check_sample_weight_equivalence_on_sparse_data": FOLDS,
}


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks(
    [GardefouClassifier(), GardefouRegressor()],
    expected_failed_checks=lambda _: EXCUSED,
)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def _blobs(rows=400):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, 3))
    return X, np.where(X[:, 0] + 0.5 * rng.normal(size=rows) > 0, "yes", "no")


def test_decisions_follow_the_prices():
    X, y = _blobs()
    dear_miss = GardefouClassifier(cost=Cost(missed=100.0, false_alarm=1.0)).fit(X, y)
    dear_alarm = GardefouClassifier(cost=Cost(missed=1.0, false_alarm=100.0)).fit(X, y)
    assert (dear_miss.decide(X) == "yes").mean() > (dear_alarm.decide(X) == "yes").mean() + 0.2


def test_a_cheap_look_is_taken_where_it_is_unsure():
    X, y = _blobs()
    asking = GardefouClassifier(cost=Cost(missed=10.0, false_alarm=10.0, review=0.5)).fit(X, y)
    asked = asking.decide(X) == "review"
    sure = asking.predict_proba(X).max(axis=1)
    assert 0 < asked.mean() < 1
    assert sure[asked].max() < sure[~asked].min() + 1e-9


def test_intervals_cover_new_rows():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(3000, 2))
    y = X[:, 0] + rng.normal(size=3000)
    model = GardefouRegressor(coverage=0.8).fit(X[:1500], y[:1500])
    low, high = model.interval(X[1500:]).T
    covered = ((y[1500:] >= low) & (y[1500:] <= high)).mean()
    assert covered == pytest.approx(0.8, abs=0.04)


def test_the_same_seed_gives_the_same_model():
    X, y = _blobs()
    one, two = (GardefouClassifier(seed=3).fit(X, y).predict_proba(X) for _ in range(2))
    assert np.array_equal(one, two)


def test_what_is_worth_little_is_learned_by_the_cheapest_recipe_alone():
    X = np.random.default_rng(0).normal(size=(400, 3))
    y = np.abs(X[:, 0]) > 0.7  # no straight line tells
    cheap, usual = (GardefouClassifier(worth=worth).fit(X, y) for worth in (0.001, None))
    assert cheap.learned_.recipe == "linear"
    assert usual.learned_.recipe != "linear"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_with_texts_and_holes_are_taken_as_they_are(library):
    frames = pytest.importorskip(library)
    rng = np.random.default_rng(0)
    town = rng.choice(["Lyon", "Nice", "Metz"], 300).astype(object)
    y = np.where((town == "Nice") ^ (rng.random(300) < 0.1), "in", "out")
    town[:20] = None
    X = frames.DataFrame({"town": list(town), "size": rng.normal(size=300)})
    model = GardefouClassifier().fit(X, y)
    assert model.score(X, y) > 0.8
    assert list(model.feature_names_in_) == ["town", "size"]
    assert model.predict(X[:5]).tolist() == model.predict(X)[:5].tolist()
