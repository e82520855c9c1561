import numpy as np

import small
from gardefou.checks.data.inconsistent_spelling import inconsistent_spelling
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need, Task
from gardefou.core.suspects import Values


def cities(rows=300):
    return [("Birmingham", "Montgomery", "Huntsville")[i % 3] for i in range(rows)]


def found(column, need=None, name="city"):
    return inconsistent_spelling(need or Need(), small.sample({name: column}))


def test_other_dress_is_named():
    column = cities()
    column[0], column[3], column[1] = "BIRMINGHAM", "birmingham", "Mont-gomery"
    (finding,) = found(column)
    assert (finding.columns, finding.severity, finding.rows) == (("city",), Severity.NOTE, 3)
    assert "writes the same thing in several ways" in finding.says
    right = {"BIRMINGHAM": "Birmingham", "birmingham": "Birmingham", "Mont-gomery": "Montgomery"}
    assert finding.cells == (Values("city", right),)
    assert finding.measured.value == 0.01


def test_typing_errors_are_named():
    column = cities()
    column[0], column[1] = "Birmingxam", "Montgomrey"
    (finding,) = found(column)
    assert "look like typing errors: Birmingxam for Birmingham" in finding.says
    assert finding.examples == ("Birmingxam, for Birmingham", "Montgomrey, for Montgomery")


def test_clean_categories_are_left_alone():
    assert found(cities()) == []
    assert found(["yes", "no"] * 100) == []
    assert found([f"R{i % 9}" for i in range(300)]) == []
    assert found([None] * 50) == []


def test_free_text_and_names_are_left_alone():
    rng = np.random.default_rng(0)
    letters = list("abcdefghij")
    names = ["".join(rng.choice(letters, 6)) for _ in range(300)]
    assert found([*names, *(name.upper() for name in names)]) == []


def test_the_answer_is_asked_about():
    column = cities()
    column[0] = "BIRMINGHAM"
    (finding,) = found(column, Need(target="city", task=Task.MULTICLASS))
    assert finding.severity is Severity.ASK
    assert 'inconsistent_spelling = { columns = ["city"]' in finding.answers[0]


def test_identifiers_and_ignored_columns_are_left_alone():
    column = cities()
    column[0] = "BIRMINGHAM"
    assert found(column, Need(columns=Columns(id=("city",)))) == []
    assert found(column, Need(columns=Columns(ignore=("city",)))) == []


def test_spaces_around_are_told_beside():
    column = cities()
    column[0], column[3] = "BIRMINGHAM", " Birmingham"
    (finding,) = found(column)
    assert finding.rows == 1
    assert "1 cells have spaces around" in finding.says


def test_numbers_and_booleans_are_no_spellings():
    sample = small.sample({"n": [1.0, 2.0] * 50, "b": [True, False] * 50})
    assert inconsistent_spelling(Need(), sample) == []


def test_many_columns_share_a_line():
    column = cities()
    column[0] = "BIRMINGHAM"
    sample = small.sample({f"c{i:02d}": column for i in range(12)})
    findings = inconsistent_spelling(Need(), sample)
    assert len(findings) == 11
    assert findings[-1].columns == ("c10", "c11")


def test_hostile_cells_are_shown_on_one_line():
    column = cities()
    column[:60] = ["a<b\u202e@evil\norg"] * 60
    column[0] = "A<b\u202e@evil\norg"
    (finding,) = found(column, name="'); drop table x; --")
    assert "\n" not in finding.says + "".join(finding.examples)
    assert "evil" not in finding.says + "".join(finding.examples)
