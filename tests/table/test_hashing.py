from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from gardefou.core.need import Columns, Need, Task
from gardefou.table.engine import open_table


def table(rows=3000, seed=2):
    rng = np.random.default_rng(seed)
    hours = rng.integers(0, 1e6, rows).astype("timedelta64[h]")
    return pa.table(
        {
            "number": np.where(rng.random(rows) < 0.1, np.nan, rng.normal(size=rows).round(3)),
            "word": rng.choice(["red", "green", "blue"], rows),
            "when": pa.array(np.datetime64("2020-01-01", "s") + hours),
            "flag": rng.random(rows) < 0.4,
            "whole": rng.integers(0, 50, rows),
        }
    )


def cells(source, most=200, **kept):
    """The rows of a sample, each as a set of named cells, by count."""
    with open_table(source) as engine:
        sample = engine.sample(Need(**kept), most=most)
    columns = []
    for name in sorted(sample.frame.names):
        of = sample.frame[name]
        columns.append(of.texts() if hasattr(of, "texts") else np.nan_to_num(of, nan=-1.0).tolist())
    return Counter(zip(*columns, strict=True))


def shuffled(table, seed=3):
    rng = np.random.default_rng(seed)
    names = rng.permutation(table.column_names).tolist()
    return table.take(rng.permutation(len(table))).select(names)


def test_the_same_rows_whatever_the_order_and_the_file(tmp_path):
    import polars as pl

    first = cells(table())
    assert first.total() == 200
    assert cells(shuffled(table())) == first
    pl.from_arrow(table()).write_csv(tmp_path / "x.csv")
    pl.from_arrow(table()).write_parquet(tmp_path / "x.parquet")
    assert cells(tmp_path / "x.csv") == first
    assert cells(tmp_path / "x.parquet") == first


def test_the_rows_bear_the_hashes_that_splits_go_by():
    with open_table(table()) as engine:
        every, few = engine.rows(Need()), engine.sample(Need(), most=200)
    by_position = dict(zip(every.position.tolist(), every.hashes.tolist(), strict=True))
    assert [by_position[at] for at in few.position.tolist()] == few.hashes.tolist()
    assert sorted(few.hashes.tolist()) == few.hashes.tolist()
    assert few.of == 3000


def test_another_seed_chooses_others():
    with open_table(table()) as engine:
        one, other = (engine.sample(Need(), most=200, seed=seed) for seed in (0, 1))
    shared = len(set(one.position.tolist()) & set(other.position.tolist()))
    assert shared < 40  # 13 are to be expected of 200 in 3,000


def test_a_few_rows_are_all_taken():
    with open_table(table(rows=50)) as engine:
        assert len(engine.sample(Need(), most=50)) == 50


def test_rows_of_many_copies_are_seen_in_their_shares():
    rows = 20_000
    share = np.array([0.5, 0.3, 0.15, 0.04, 0.01])
    kind = np.random.default_rng(5).choice(5, rows, p=share)
    with open_table(pa.table({"kind": kind})) as engine:
        sample = engine.sample(Need(), most=2000)
    seen = np.bincount(sample.frame["kind"].astype(int), minlength=5) / 2000
    assert np.abs(seen - share).max() < 4 * np.sqrt(0.25 / 2000)


@pytest.mark.parametrize("ids", [(), ("id",)])
@pytest.mark.parametrize("later", [None, ("word",)])
def test_copies_and_conflicts_are_found_as_without_a_sample(ids, later):
    once = table(1000).append_column("id", pa.array(range(1000)))
    flag = once.column_names.index("flag")
    other_answers = once.slice(0, 30).set_column(flag, "flag", pa.array([None, True, False] * 10))
    many = pa.concat_tables([once, once.slice(0, 20), other_answers])
    before = Need(target="flag", task=Task.BINARY, columns=Columns(id=ids))
    after = replace(before, columns=Columns(id=later or ids))  # as if more became known of it
    with open_table(many) as engine, open_table(many) as other:
        engine.sample(before, most=100)
        expected = other.ask(["duplicates", "conflicts"], after)
        assert engine.ask(["duplicates", "conflicts"], after) == expected
    assert expected["duplicates"] >= 20
    assert 0 < expected["conflicts"].groups < 30


def test_of_rows_that_differ_in_their_identifier_the_same_are_chosen():
    same = pa.table({"id": range(500), "a": [1] * 500})
    need = Need(columns=Columns(id=("id",)))
    with open_table(same) as engine, open_table(shuffled(same)) as other:
        ids = [each.sample(need, most=20).frame["id"].tolist() for each in (engine, other)]
    assert sorted(ids[0]) == sorted(ids[1])


def test_the_fingerprint_of_more_columns_than_a_query_takes():
    wide = pa.table({f"c{n}": [n, None] for n in range(45)})
    with (
        open_table(wide) as engine,
        open_table(wide.rename_columns(list(wide.column_names))) as same,
    ):
        assert engine.table.sha256 == same.table.sha256
    changed = wide.set_column(44, "c44", pa.array([44, 1]))
    with open_table(changed) as other:
        assert other.table.sha256 != engine.table.sha256


def test_cells_that_only_lie_elsewhere_are_another_table():
    fingerprints = set()
    for cells in (["ab", "c"], ["a", "bc"], ["abc", None], ["abc", ""], [None, "abc"]):
        with open_table(pa.table({"t": cells})) as engine:
            fingerprints.add(engine.table.sha256)
    assert len(fingerprints) == 4  # a blank cell is a missing one
