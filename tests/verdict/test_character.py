from dataclasses import replace

import pytest

from gardefou.core.estimate import Estimate
from gardefou.core.need import Cost, Need, Task
from gardefou.verdict.character import (
    Character,
    Known,
    Lean,
    Searched,
    Sure,
    Unseen,
    Weak,
    Where,
    money,
    place,
    told,
)

NEED = Need(target="y", task=Task.BINARY, positive="yes", classes=("no", "yes"), cost=Cost("EUR"))


def about(value: float, half: float, n: int = 200) -> Estimate:
    return Estimate(value, value - half, value + half, "EUR", n)


WEAK = Weak(
    where=(Where("plan", value="basic"), Where("months", low="2", high="5")),
    rows=120,
    share=0.1,
    burden=0.3,
    cost=about(6.0, 1.0),
    elsewhere=about(2.0, 0.2),
    expected=6.2,
    saving=about(1.0, 0.5),
)
WHOLE = Character(
    sure=Sure(0.4, 0.5, about(0.1, 0.05), (Where("months", low="24"),), 0.95),
    weak=(WEAK,),
    leans=(Lean("months", 2.0, 1.0, 3.0), Lean("plan", 0.5, 0.2, 0.8), Lean("fee", 0.3, -1, 2)),
    unseen=(Unseen("months", 9, "beyond"), Unseen("plan", 4, "level"), Unseen("fee", 1, "hole")),
    known=(Known("months", "3", "70"),),
    rows=200,
    unseen_rows=12,
    searched=Searched(20, 800, 2, 1),
)


def said(**change):
    return told(replace(WHOLE, **change), NEED, "always no")


def test_it_says_where_it_is_sure():
    assert said().sure == (
        "In 40 % of the cases it is nearly sure: it expects its decision to cost at most 0.5 EUR, "
        "and of the locked rows these have cost 0.1 EUR each. It is so most often where “months” "
        "is above 24: in 95 % of those cases."
    )


def test_one_that_is_surer_than_it_should_be_is_told_so():
    sure = replace(WHOLE.sure, cost=about(2.0, 0.5))
    assert "surer than it should be" in said(sure=sure).sure


@pytest.mark.parametrize("change", [{"share": 0.001}, {"cost": None}, {"cost": about(0.1, 9, n=2)}])
def test_a_few_sure_rows_are_none(change):
    assert "hardly any" in said(sure=replace(WHOLE.sure, **change)).sure


def test_it_says_where_it_does_worse_and_that_it_knows():
    spoken = said()
    assert spoken.weak.startswith("There is a kind of cases")
    assert spoken.kinds == (
        "Where “plan” is “basic” and “months” is above 2 and at most 5, a decision has cost 6 EUR "
        "instead of 2 EUR. It knows that and expected as much.",
    )
    assert spoken.after == "Even there it is cheaper than “always no”."


def test_a_corner_that_it_does_not_know_asks_for_a_person():
    (kind,) = said(weak=(replace(WEAK, expected=2.1),)).kinds
    assert "expected only 2.1 EUR: have a person look at these" in kind


def test_where_a_simple_rule_is_cheaper_it_is_advised():
    (kind,) = said(weak=(replace(WEAK, saving=about(-3.0, 1.0)),)).kinds
    assert "There “always no” would be cheaper, by 3 EUR: use that rule" in kind


def test_what_is_not_shown_is_said_to_be_so():
    spoken = said(weak=(replace(WEAK, saving=about(0.1, 1.0)), WEAK))
    assert "is not shown" in spoken.kinds[0]
    assert "is not shown" not in spoken.kinds[1]
    assert spoken.after == ""
    assert spoken.weak.startswith("There are kinds")


def test_nothing_found_is_not_the_same_as_not_looked():
    assert said(weak=()).weak.startswith("No kind of cases was found")
    assert said(weak=(), searched=None).weak.startswith("There were too few rows")


def test_it_says_what_it_leans_on():
    assert said().leans.startswith("It leans mostly on “months”")
    assert "Next come “plan”." in said().leans
    even = tuple(Lean(name, 1.0, 0.5, 1.5) for name in ("a", "b", "c", "d"))
    assert "first of all on “a”, “b” and “c”" in said(leans=even).leans
    assert "nearly alone" in said(leans=(Lean("a", 1.0, 0.5, 1.5),)).leans
    unsure = (Lean("b", 2.0, -1, 5), Lean("a", 1.0, 0.5, 1.5), Lean("c", 2.0, -1, 5))
    assert "Of its columns only “a” is shown" in said(leans=unsure).leans
    assert said(leans=(Lean("b", 2.0, -1, 5),)).leans.startswith("No column is shown")
    assert said(leans=()).leans == ""


def test_it_says_what_it_has_never_seen():
    spoken = said().unseen
    assert spoken.startswith("On 12 of 200 locked rows (6 %)")
    assert "“months” beyond what it knows (9)" in spoken
    assert "“months” lies between 3 and 70" in spoken
    assert said(unseen_rows=1).unseen.startswith("It hardly ever meets")
    assert said(unseen_rows=0, known=()).unseen == (
        "Every locked row looks like what it has learned from."
    )


def test_hostile_names_are_made_plain():
    shown = place([Where("a\u202e\nb", value="<b>\x00")])
    assert shown == "“a b” is “<b>”"


def test_each_kind_of_condition_has_its_words():
    assert place([Where("a", hole=True)]) == "“a” is empty"
    assert place([Where("a", high="3")]) == "“a” is at most 3"


def test_assumed_prices_are_errors():
    assert money(2.0, Need()) == "2 errors"
    assert money(-2.5, NEED) == "−2.5 EUR"
