import numpy as np
import pytest

import tables
from gardefou.checks.leakage.answer_copied import answer_copied
from gardefou.checks.leakage.answer_known_later import answer_known_later
from gardefou.checks.leakage.hints import echoes, sounds_later
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.need import Need, Task
from leaky import accused, need, numbers, sample, two_classes


def two(**more):
    _, _, honest = two_classes()
    return sample({**honest, **more})


def test_honest_columns_are_spared():
    assert answer_known_later(need(), two()) == []
    _, _, honest = numbers()
    assert answer_known_later(need(Task.REGRESSION), sample(honest)) == []


def test_a_column_filled_for_one_answer_only_alarms():
    rng, y, _ = two_classes()
    boat = [str(rng.integers(20)) if each else None for each in y]
    (finding,) = answer_known_later(need(), two(boat=boat))
    assert (finding.columns, str(finding.severity)) == (("boat",), "alarm")
    assert finding.measured.value == 1.0
    assert "100 %" in finding.says
    assert finding.answers[0] == '[columns]\nknown_before = ["boat"]'


def test_nearly_so_alarms_too():
    rng, y, _ = two_classes()
    filled = rng.random(len(y)) < np.where(y == 1, 0.9, 0.02)
    fee = np.where(filled, rng.normal(size=len(y)), np.nan)
    found = answer_known_later(need(), two(fee=fee))
    assert accused(found) == {("fee",): "alarm"}
    assert found[0].measured.unit == "difference in shares"
    assert found[0].measured.low <= 0.88 <= found[0].measured.high


def test_an_amount_that_leaves_zero_for_one_answer_only_counts_like_a_filled_cell():
    rng, y, _ = two_classes()
    some = (y == 1) | (rng.random(len(y)) < 0.03)
    recovered = np.where(some, rng.gamma(2, 50, len(y)), 0)
    assert accused(answer_known_later(need(), two(recovered=recovered))) == {
        ("recovered",): "alarm"
    }


def test_one_class_of_several_is_enough():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 4, 800)
    left = np.where(y >= 2, rng.gamma(2, 50, 800), 0)
    (finding,) = answer_known_later(
        need(Task.MULTICLASS), sample({"left": left, "noise": rng.normal(size=800), "y": y})
    )
    assert (finding.columns, str(finding.severity)) == (("left",), "alarm")
    assert "2 or 3" in finding.says


def test_a_column_filled_for_a_part_of_one_class_only_is_a_question():
    rng, y, _ = two_classes()
    body = np.where((y == 0) & (rng.random(len(y)) < 0.2), rng.normal(size=len(y)), np.nan)
    assert accused(answer_known_later(need(), two(body=body))) == {("body",): "ask"}


def test_holes_at_random_or_half_telling_ones_are_spared():
    rng, y, _ = two_classes()
    at_random = np.where(rng.random(len(y)) < 0.4, rng.normal(size=len(y)), np.nan)
    telling = np.where(rng.random(len(y)) < np.where(y == 1, 0.5, 0.2), 1.0, np.nan)
    telling = telling * rng.normal(size=len(y))
    assert answer_known_later(need(), two(at_random=at_random, telling=telling)) == []


def test_a_flag_that_only_a_rare_class_raises_is_a_question():
    rng, y, honest = two_classes(rows=3000, share=0.1)
    flag = ((y == 1) & (rng.random(3000) < 0.2)).astype(float)
    found = answer_known_later(need(), sample({**honest, "flag": flag}))
    assert accused(found) == {("flag",): "ask"}


def late_and(second_of, *, others=0.2):
    """A column filled for one answer and some of the others, and a second one made from that."""
    rng, y, _ = two_classes()
    first = (y == 1) | (rng.random(len(y)) < others)
    second = second_of(rng, y, first)
    return two(first=np.where(first, rng.normal(size=len(y)), np.nan), second=second)


def test_what_is_filled_only_where_an_alarmed_column_is_alarms_too():
    def half(rng, y, first):
        return np.where(first & (rng.random(len(y)) < 0.5), rng.normal(size=len(y)), np.nan)

    found = answer_known_later(need(), late_and(half))
    assert accused(found) == {("first",): "alarm", ("second",): "alarm"}
    assert "first" in found[-1].says


def test_it_is_a_question_where_the_answer_itself_explains_that_both_are_filled():
    rng, y, _ = two_classes()
    first = np.where((y == 1) & (rng.random(len(y)) < 0.98), rng.normal(size=len(y)), np.nan)
    second = np.where(
        ~np.isnan(first) & (rng.random(len(y)) < 0.3), rng.normal(size=len(y)), np.nan
    )
    found = answer_known_later(need(), two(first=first, second=second))
    assert accused(found) == {("first",): "alarm", ("second",): "ask"}


def test_a_flag_raised_just_where_an_alarmed_column_is_filled_alarms():
    found = answer_known_later(need(), late_and(lambda rng, y, first: first.astype(float)))
    assert accused(found) == {("first",): "alarm", ("second",): "alarm"}

    def part(rng, y, first):
        return (first & (rng.random(len(y)) < 0.7)).astype(float)

    found = answer_known_later(need(), late_and(part))
    assert accused(found) == {("first",): "alarm", ("second",): "ask"}


def test_numbers_of_one_sum_with_an_accused_number_are_asked_about():
    rng, y, _ = two_classes()
    some = (y == 1) | (rng.random(len(y)) < 0.05)
    recovered = np.where(some, rng.gamma(2, 50, len(y)).round(2), 0)
    interest, fee = rng.gamma(2, 300, len(y)).round(2), rng.gamma(3, 200, len(y)).round(2)
    total = (recovered + interest).round(2)
    found = accused(answer_known_later(need(), two(got=recovered, i=interest, t=total, fee=fee)))
    assert found == {("got",): "alarm", ("i", "t"): "ask"}


def test_holes_that_follow_a_number_alarm_wherever_it_is_cut():
    rng, y, honest = numbers()
    late = np.where(y > np.quantile(y, 0.8), rng.normal(size=len(y)), np.nan)
    (finding,) = answer_known_later(need(Task.REGRESSION), sample({**honest, "late": late}))
    assert (finding.columns, str(finding.severity)) == (("late",), "alarm")
    assert "above" in finding.says


def test_to_lead_for_one_of_several_answers_is_enough_for_a_telling_name():
    rng = np.random.default_rng(4)
    y = rng.choice(3, 3000, p=[0.8, 0.1, 0.1])
    columns = {
        "noise": rng.normal(size=3000),
        "helpful": rng.normal(size=3000) + 0.5 * (y == 1),
        "last_amount": rng.normal(size=3000) + 1.3 * (y == 2),
        "weak_end": rng.normal(size=3000) + 0.3 * (y == 1),
        "y": y,
    }
    found = answer_known_later(need(Task.MULTICLASS), sample(columns))
    assert accused(found) == {("last_amount",): "ask"}
    assert found[0].measured.unit == "AUC"


def test_a_word_for_later_asks_only_about_a_column_that_leads():
    rng, y, _ = two_classes(rows=2000)
    _, _, honest = two_classes(rows=2000)
    strong, weak = y * 1.8 + rng.normal(size=2000), y * 0.2 + rng.normal(size=2000)
    asked = sample({**honest, "call duration": strong})
    assert accused(answer_known_later(need(), asked)) == {("call duration",): "ask"}
    for columns in ({"strong": strong}, {"call duration": weak}):
        assert answer_known_later(need(), sample({**honest, **columns})) == []


def test_a_column_far_ahead_of_all_others_is_a_question():
    rng, y, _ = two_classes(rows=2000)
    _, _, honest = two_classes(rows=2000)
    ahead = y * 2.6 + rng.normal(size=2000)
    assert accused(answer_known_later(need(), sample({**honest, "ahead": ahead}))) == {
        ("ahead",): "ask"
    }


def test_columns_of_which_many_are_zero_for_a_class_are_the_nature_of_the_table():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 800)
    pixels = {f"p{k}": np.where(y == k % 2, rng.gamma(2, 50, 800), 0) for k in range(20)}
    assert answer_known_later(need(), sample({**pixels, "y": y})) == []


def test_who_said_when_a_column_is_known_is_not_asked_again():
    _, y, _ = two_classes()
    boat = [str(k % 20) if each else None for k, each in enumerate(y)]
    assert answer_known_later(need(known_before=("boat",)), two(boat=boat)) == []
    assert answer_known_later(need(known_after=("boat",)), two(boat=boat)) == []


def test_a_copy_is_left_to_the_check_of_copies():
    _, y, _ = two_classes()
    assert answer_known_later(need(), two(copy=y)) == []


def test_a_target_of_numbers_that_is_often_nothing_asks_about_amounts_only():
    rng = np.random.default_rng(0)
    sold = rng.random(800) < 0.5
    y = np.where(sold, rng.gamma(2, 50, 800), 0)
    columns = {"last": np.where(sold, rng.gamma(2, 50, 800), 0), "x": rng.normal(size=800), "y": y}
    assert set(accused(answer_known_later(need(Task.REGRESSION), sample(columns))).values()) <= {
        "ask"
    }
    refund = np.where(sold, rng.normal(size=800), np.nan)
    found = answer_known_later(need(Task.REGRESSION), sample({**columns, "refund": refund}))
    assert accused(found)[("refund",)] == "alarm"


def test_words_are_met_whole():
    assert sounds_later("duree_appel")
    assert sounds_later("last_payment")
    assert sounds_later("Date of exit")
    assert sounds_later("motif_de_resiliation")
    assert not sounds_later("issue_date")
    assert not sounds_later("protime")
    assert not sounds_later("calls_last_6_months")
    assert not sounds_later("date_of_birth")
    assert echoes("default_amount", "default")
    assert not echoes("Air pressure [K]", "Air temperature [K]")


def test_without_an_answer_it_does_not_apply():
    with pytest.raises(NotApplicable):
        answer_known_later(Need(), two())


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "alarms", "asked"),
    [
        ("titanic3", {"boat"}, {"body"}),
        ("bank_marketing", set(), {"duration"}),
        ("german_credit", set(), set()),
        ("penguins", set(), set()),
        ("telco_churn", set(), set()),
        ("bike_sharing_hour", set(), set()),
        ("adult_census", set(), set()),
    ],
)
def test_real_tables(name, alarms, asked):
    given, wanted = tables.load(name)
    found = answer_known_later(wanted, given)
    assert {f.columns[0] for f in found if f.severity == "alarm"} == alarms
    assert {f.columns[0] for f in found if f.severity == "ask"} == asked


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "alarms"),
    [
        ("lending_club", {"recoveries", "collection_recovery_fee"}),
        ("compas", {"r_charge_degree", "r_jail_in", "vr_charge_desc", "is_recid"}),
    ],
)
def test_every_leak_is_named_and_no_innocent_column(name, alarms):
    given, wanted = tables.load(name)
    known = tables.known_faults()[name]
    found = answer_known_later(wanted, given)
    alarmed = {column for f in found if f.severity == "alarm" for column in f.columns}
    named = {column for f in [*found, *answer_copied(wanted, given)] for column in f.columns}
    assert alarms <= alarmed <= set(known["leaks"])
    assert set(known["leaks"]) <= named
    assert not named & set(known["innocent"])
