from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gardefou.core.need import Columns, Need, Task
from gardefou.flows.compared import other_side_of, shift_of
from gardefou.table.engine import open_table
from two_tables import RICH, TUMOUR, against_test, alone, drifted, incomes, tumours


@pytest.fixture(scope="module")
def income():
    rng = np.random.default_rng(0)
    return incomes(rng, 7000), incomes(rng, 3000)


def severities(found):
    return {(code, f.columns, str(f.severity)) for code, all_ in found.items() for f in all_}


def split_again(data, share):
    data = data.sample(frac=1, random_state=1).reset_index(drop=True)
    cut = int(share * len(data))
    return data.iloc[:cut].reset_index(drop=True), data.iloc[cut:].reset_index(drop=True)


def doubled(learned, test, share=0.05):
    """A twentieth of all rows twice, then split by chance."""
    data = pd.concat([learned, test])
    again = pd.concat([data, data.sample(frac=share, random_state=0)])
    return split_again(again, len(learned) / len(data))


def moved(data, column):
    """One standard deviation further, and 1.4 times as wide."""
    middle, width = data[column].mean(), data[column].std()
    return data.assign(**{column: (data[column] - middle) * 1.4 + middle + width})


def test_clean_tables_are_left_alone(income):
    for pair, need in ((tumours(), TUMOUR), (income, RICH)):
        assert drifted(*pair, need) == {}
        assert against_test(*pair, need) == {}


def test_copies_across_the_split_alarm(income):
    for pair, need in ((tumours(), TUMOUR), (income, RICH)):
        assert severities(against_test(*doubled(*pair), need)) == {("L003", (), "alarm")}


def test_copies_with_another_row_number_alarm_and_written_otherwise_are_asked_about(income):
    learned, test = (data.assign(row_id=np.arange(len(data))) for data in income)
    again = learned.sample(100, random_state=0).assign(row_id=np.arange(90_000, 90_100))
    both = pd.concat([test, again], ignore_index=True)
    assert severities(against_test(learned, both, RICH)) == {("L003", (), "alarm")}
    again = again.assign(job=again["job"].str.upper() + " ", rate=again["rate"] * 1.00001)
    both = pd.concat([test, again], ignore_index=True)
    assert severities(against_test(learned, both, RICH)) == {("L003", (), "ask")}


def test_people_of_few_traits_are_equal_by_nature(income):
    learned, test = (data[["sex", "married", "region", "rich"]] for data in income)
    assert severities(against_test(learned, test, RICH)) == {("L003", (), "note")}


def test_a_group_that_shrank_is_named(income):
    rng = np.random.default_rng(1)
    learned, test = tumours()
    few = test[(test.site == "north") | (rng.random(len(test)) < 0.1)]
    assert severities(drifted(learned, few, TUMOUR)) == {("S001", ("site",), "alarm")}
    learned, test = income
    few = test[(test.sex == "man") | (rng.random(len(test)) < 0.43)]
    assert severities(drifted(learned, few, RICH)) == {("S001", ("sex",), "ask")}


def test_a_column_that_moved_is_named(income):
    for (learned, test), column, need in (
        (tumours(), "mean texture", TUMOUR),
        (income, "score", RICH),
    ):
        found = drifted(learned, moved(test, column), need)
        assert [each.columns for each in found["S001"]] == [(column,)]


def test_an_answer_that_moved_is_named_and_not_the_columns_that_followed(income):
    rng = np.random.default_rng(2)
    learned, test = tumours()
    few = test[(test.target == 0) | (rng.random(len(test)) < 0.35)]
    found = drifted(learned, few, TUMOUR)
    assert {code for code, _, severity in severities(found) if severity != "note"} == {"S002"}
    assert "S001" not in found
    learned, test = income
    many = test[(test.rich == "yes") | (rng.random(len(test)) < 0.3)]
    assert set(drifted(learned, many, RICH)) == {"S002"}


def test_test_rows_among_the_others_alarm_and_later_ones_do_not(income):
    need = replace(RICH, columns=Columns(time="since"))
    assert severities(against_test(*income, need)) == {("L005", ("since",), "alarm")}
    data = pd.concat(income).sort_values("since").reset_index(drop=True)
    assert against_test(data.iloc[:8000], data.iloc[8000:], need) == {}


def test_an_entity_on_both_sides_is_named(income):
    rng = np.random.default_rng(3)
    learned, test = (data.assign(patient=rng.integers(0, 2000, len(data))) for data in income)
    need = replace(RICH, columns=Columns(entity="patient"))
    assert severities(against_test(learned, test, need)) == {("L004", ("patient",), "alarm")}
    apart = test.assign(patient=test["patient"] + 2000)
    assert against_test(learned, apart, need) == {}


def test_all_rows_are_counted_and_a_sample_looked_at(tmp_path):
    rng = np.random.default_rng(4)
    then, now = (pd.DataFrame({"x": rng.normal(size=n), "t": ["a"] * n}) for n in (30_000, 25_000))
    now.loc[:999, "t"] = "b"
    now.loc[0, "x"] = 99.0
    then.to_csv(tmp_path / "then.csv", index=False)
    with open_table(tmp_path / "then.csv") as old, open_table(now) as new:
        shift = shift_of(new, old, Need(), new.rows(Need(), most=20_000), 0)
    assert (shift.by, shift.then_rows, shift.now_rows) == ("reference", 30_000, 25_000)
    assert (len(shift.then), len(shift.now)) == (20_000, 20_000)
    assert (shift.unseen["t"].rows, shift.unseen["t"].of) == (1000, 25_000)
    assert shift.outside["x"].highest == 99.0


def test_columns_of_another_kind_are_read_alike_and_missing_ones_told():
    then = pd.DataFrame({"x": [1.0, 2.0, 3.0], "gone": [1, 2, 3], "y": [1.0, 2.0, 3.0]})
    now = pd.DataFrame({"x": ["1", "two", "3"], "added": [1, 2, 3], "y": [1.0, 2.0, 3.0]})
    need = Need(target="y", task=Task.REGRESSION)
    with open_table(then) as old, open_table(now) as new:
        sample = new.rows(need)
        shift = shift_of(new, old, need, sample, 0)
        other = other_side_of(new, old, need, sample, 0)
    assert (shift.gone, shift.added) == (("gone",), ("added",))
    assert sorted(shift.now.frame["x"].tolist())[:2] == [1.0, 3.0]
    assert other.copies.rows == 2


def test_the_latest_fifth_is_now_where_the_need_names_a_time(income):
    need = replace(RICH, columns=Columns(time="since"))
    assert alone(income[0], need) == {}
    late = income[0].sort_values("since").reset_index(drop=True)
    late.loc[late.index > 5600, "hours"] += 15
    assert severities(alone(late, need)) >= {("S001", ("hours",), "note")}
    with open_table(late) as engine:
        sample = engine.rows(need)
        shift = shift_of(engine, None, need, sample, 0)
        bound = sample.frame["since"].max()
    assert shift.by == "time"
    assert abs(shift.now_rows / len(late) - 0.2) < 0.01
    assert shift.then.frame["since"].max() < shift.now.frame["since"].min() <= bound


@pytest.mark.parametrize("by", [["rich"], ["age"], ["job", "hours"], ["since"], ["wealth"]])
def test_a_sorted_file_does_not_cry_drift(income, by):
    assert alone(income[0].sort_values(by), RICH) == {}
    numbered = income[0].sort_values(by).assign(row_id=np.arange(len(income[0])))
    assert alone(numbered, RICH) == {}


def test_a_file_that_changes_along_itself_is_asked_about_once(income):
    data = income[0].copy()
    along = np.arange(len(data)) / len(data)
    data["rate"] += 0.8 * along
    data["score"] += 4 * along
    (finding,) = alone(data, RICH)["S001"]
    assert (set(finding.columns), str(finding.severity)) == ({"rate", "score"}, "ask")
    assert alone(data.assign(rate=income[0]["rate"]), RICH) == {}
    shuffled = data.sample(frac=1, random_state=0)
    assert alone(shuffled, RICH) == {}


def test_one_row_none_or_nothing_in_common_is_borne(income):
    learned, test = income
    for other in (test.iloc[:1], test.iloc[:0], test.rename(columns=str.upper)):
        drifted(learned, other, RICH)
        against_test(learned, other, RICH)
        drifted(other, learned, RICH)
        against_test(other, learned, RICH)
