import numpy as np

from gardefou.learners.folds import entity_keys, make_folds
from gardefou.table.frame import Coded


def _hashes(rows, seed=0):
    return np.random.default_rng(seed).integers(0, 2**63, rows).astype("uint64")


def test_each_row_is_judged_once_and_never_by_itself():
    folds = make_folds(_hashes(500), np.arange(500) % 3)
    judged = np.concatenate([fold.judge for fold in folds])
    assert sorted(judged) == list(range(500))
    assert all(not set(fold.learn) & set(fold.judge) for fold in folds)


def test_equal_rows_fall_on_the_same_side():
    hashes = np.repeat(_hashes(100), 3)
    for fold in make_folds(hashes, np.repeat(np.arange(100) % 2, 3)):
        assert not set(hashes[fold.learn]) & set(hashes[fold.judge])


def test_classes_are_spread_evenly():
    classes = (np.arange(400) % 10 == 0).astype(int)
    shares = [classes[fold.judge].mean() for fold in make_folds(_hashes(400), classes)]
    assert max(shares) - min(shares) < 0.03


def test_the_order_of_rows_changes_nothing():
    hashes, order = _hashes(300), np.random.default_rng(1).permutation(300)
    one = [set(hashes[fold.judge]) for fold in make_folds(hashes)]
    two = [set(hashes[order][fold.judge]) for fold in make_folds(hashes[order])]
    assert one == two


def test_one_entity_stands_on_one_side():
    entity = Coded(
        np.repeat(np.arange(60), 5).astype("int32"), tuple(f"e{n:02}" for n in range(60))
    )
    folds = make_folds(_hashes(300), np.arange(300) % 2, entity=entity)
    assert folds.way == "entity"
    for fold in folds:
        assert not set(entity.codes[fold.learn]) & set(entity.codes[fold.judge])


def test_entities_keep_their_keys_whatever_else_is_there():
    few = entity_keys(Coded(np.array([0, 1], dtype="int32"), ("a", "b")))
    many = entity_keys(Coded(np.array([1, 0, 2], dtype="int32"), ("a", "b", "c")))
    assert few.tolist() == many[[1, 0]].tolist()


def test_in_time_the_past_judges_nothing_of_its_own_future():
    time = np.random.default_rng(0).random(300)
    folds = make_folds(_hashes(300), time=time)
    assert folds.refit
    for fold in folds:
        assert time[fold.learn].max() < time[fold.judge].min()


def test_large_tables_have_one_fold():
    folds = make_folds(_hashes(12_000))
    assert len(folds) == 1
    assert len(folds.folds[0].judge) == 2400
