import numpy as np
import pytest
from scipy import stats

from gardefou.measures import association
from gardefou.measures.scores import auc


def test_folds_are_even_and_go_by_the_hash_alone():
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 2**63, 20_000).astype(np.uint64)
    fold = association.folds(hashes)
    assert np.bincount(fold).min() > 3_700
    assert (association.folds(hashes[::-1])[::-1] == fold).all()


@pytest.mark.parametrize("kept", ["one residue", "a slice"])
def test_folds_stay_even_in_a_part_of_the_hashes(kept):
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 2**63, 50_000).astype(np.uint64)
    part = hashes[hashes % 5 == 0] if kept == "one residue" else np.sort(hashes)[:9_000]
    assert np.bincount(association.folds(part), minlength=5).min() > 0.17 * len(part)


def test_bins_hold_about_equal_rows_and_the_missing_have_their_own():
    rng = np.random.default_rng(0)
    values = rng.normal(size=5_000)
    values[:500] = np.nan
    bins = association.value_bins(values, 20)
    counts = np.bincount(bins)
    assert len(counts) == 21
    assert counts[-1] == 500
    assert counts[:-1].min() > 150
    assert (np.diff(bins[500:][np.argsort(values[500:])]) >= 0).all()


def test_the_auc_of_a_known_shift_is_found_out_of_fold():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 8_000)
    x = y + rng.normal(size=8_000)
    fold = rng.integers(0, 5, 8_000)
    counts = association.class_counts(association.value_bins(x), y, fold)
    assert association.held_out_auc(counts) == pytest.approx(auc(y, x), abs=0.01)


def test_noise_of_many_levels_earns_nothing_out_of_fold():
    rng = np.random.default_rng(0)
    y, bins, fold = (rng.integers(0, k, 3_000) for k in (2, 1_000, 5))
    counts = association.class_counts(bins, y, fold)
    assert association.held_out_auc(counts) < 0.55
    assert association.held_out_error(counts) > 0.45
    assert association.held_out_fit(bins, rng.normal(size=3_000), fold) < 0.05


def test_bands_are_seen_wherever_they_lie_and_slips_are_counted():
    x = np.arange(1_000.0)
    y = ((x > 300) & (x < 500)).astype(int)
    assert association.band_error(x, y, most=3) == 0.0
    assert association.band_error(x, y, most=2) == 1.0
    y[[50, 700]] = 1
    assert association.band_error(x, y, most=3) == 0.002
    rng = np.random.default_rng(0)
    assert association.band_error(x, rng.integers(0, 2, 1_000), most=3) == 1.0


def test_a_cut_is_crowded_and_two_kinds_leave_a_gap():
    rng = np.random.default_rng(0)
    x = rng.normal(size=1_000)
    assert association.edge_density(x, x > 0) > 0.8
    y = rng.integers(0, 2, 1_000)
    assert association.edge_density(x * 0.2 + 3 * y, y) < 0.2


def test_the_best_side_joins_classes():
    y = np.repeat([0, 1, 2], 50)
    score = np.isin(y, [0, 2]) + 0.1 * np.random.default_rng(0).random(150)
    value, side = association.best_side(score, y)
    assert value == 1.0
    assert side.tolist() == [True, False, True]


def test_chances_are_uniform_where_there_is_nothing():
    rng = np.random.default_rng(0)
    classes, numbers = [], []
    for _ in range(200):
        bins = rng.integers(0, 8, 400)
        classes.append(association.chance_of_classes(bins, rng.integers(0, 3, 400)))
        numbers.append(association.chance_of_numbers(bins, rng.normal(size=400)))
    for p in (classes, numbers):
        assert 0.02 <= np.mean(np.array(p) < 0.1) <= 0.2


def test_nothing_to_compare_is_no_evidence():
    zeros = np.zeros(5, dtype=int)
    assert association.chance_of_classes(zeros, zeros) == 1.0
    assert association.chance_of_numbers(zeros, np.ones(5)) == 1.0
    assert np.isnan(association.held_out_auc(association.class_counts(zeros, zeros, zeros), 0))


@pytest.mark.parametrize("levels", [2, 4])
def test_chances_agree_with_scipy(levels):
    rng = np.random.default_rng(levels)
    bins, y = rng.integers(0, levels, 90), rng.integers(0, 2, 90)
    numbers = rng.integers(0, 30, 90) + 4.0 * bins
    table = association.class_counts(bins, y, np.zeros(90, dtype=int))[0]
    known = stats.chi2_contingency(table).pvalue
    assert association.chance_of_classes(bins, y) == pytest.approx(known, rel=1e-9)
    known = stats.kruskal(*(numbers[bins == k] for k in range(levels))).pvalue
    assert association.chance_of_numbers(bins, numbers) == pytest.approx(known, rel=1e-9)
