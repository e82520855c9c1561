import numpy as np

from gardefou.checks.data.missing_cells import missing_cells
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need, Task
from small import sample

CLASSES = Need(target="y", task=Task.BINARY)
NUMBERS = Need(target="y", task=Task.REGRESSION)


def found(cells: dict[str, list], need: Need = CLASSES, **limits):
    counts = {name: column.count(None) for name, column in cells.items()}
    return missing_cells(need, counts, len(cells["y"]), sample(cells), **limits)


def holed(rows: int, which) -> list:
    return [None if hole else float(i) for i, hole in zip(range(rows), which, strict=True)]


def test_holes_that_go_with_the_answer_say_so():
    y = ["dead"] * 300 + ["alive"] * 100
    (finding,) = found({"y": y, "age": holed(400, [i < 100 for i in range(400)])})
    assert finding.columns == ("age",)
    assert finding.severity is Severity.NOTE
    assert "empty in 25 % of the rows (100)" in finding.says
    assert "the answer is 'dead' in 100 % of the rows, elsewhere in 67 %" in finding.says


def test_holes_that_do_not_are_only_counted():
    y = ["no", "yes"] * 200
    (finding,) = found({"y": y, "age": holed(400, [i % 4 < 2 for i in range(400)])})
    assert "hole itself" not in finding.says
    assert finding.measured.value == 0.5


def test_a_number_answer_is_compared_by_its_middle():
    y = [float(i) for i in range(400)]
    (finding,) = found({"y": y, "size": holed(400, [i >= 300 for i in range(400)])}, NUMBERS)
    assert "half of the answers lie above 350, elsewhere above 150" in finding.says


def test_classes_written_as_numbers_are_named_without_a_point():
    y = [0.0] * 200 + [1.0] * 200
    (finding,) = found({"y": y, "age": holed(400, [i < 100 for i in range(400)])})
    assert "answer is '0' in 100 %" in finding.says


def test_random_holes_are_never_said_to_tell():
    rng = np.random.default_rng(1)
    told = 0
    for _ in range(100):
        y = [str(i) for i in rng.integers(0, 2, 200)]
        cells = {f"x{k}": holed(200, rng.random(200) < 0.5) for k in range(10)}
        told += any("hole itself" in f.says for f in found({"y": y, **cells}))
    assert told <= 4  # 1 expected


def test_columns_with_few_holes_share_a_line():
    y = ["no", "yes"] * 200
    cells = {name: holed(400, [i < k for i in range(400)]) for k, name in ((3, "a"), (2, "b"))}
    (finding,) = found({"y": y, **cells})
    assert finding.columns == ("a", "b")
    assert "2 columns have a few empty cells, a the most: 0.8 %" in finding.says


def test_columns_that_are_empty_together_share_a_line():
    y = ["no", "yes"] * 200
    hole = [i % 4 < 2 for i in range(400)]
    other = [not h for h in hole]
    findings = found({"y": y, "a": holed(400, hole), "b": holed(400, hole), "c": holed(400, other)})
    assert sorted(f.columns for f in findings) == [("a", "b"), ("c",)]


def test_many_missing_answers_are_asked_about_few_are_told():
    (many,) = found({"y": [None] * 100 + ["no", "yes"] * 150})
    assert (many.severity, many.rows) == (Severity.ASK, 100)
    assert 'missing_cells = { columns = ["y"]' in many.answers[0]
    (few,) = found({"y": [None] * 10 + ["no", "yes"] * 195})
    assert (few.severity, few.answers) == (Severity.NOTE, ())


def test_full_and_empty_columns_and_those_with_another_role_are_left_alone():
    y = ["no", "yes"] * 50
    cells = {"full": [1.0] * 100, "empty": [None] * 100, "id": [None] * 50 + [1.0] * 50}
    assert found({"y": y, **cells}, Need(target="y", columns=Columns(id=("id",)))) == []


def test_without_a_target_holes_are_counted():
    (finding,) = found({"y": [None] * 60 + ["a"] * 40}, Need())
    assert "empty in most rows: 60 %" in finding.says


def test_very_many_columns_with_holes_share_a_line():
    rng = np.random.default_rng(0)
    y = ["dead"] * 300 + ["alive"] * 100
    cells = {f"x{k}": holed(400, rng.random(400) < 0.3) for k in range(25)}
    cells |= {name: holed(400, [i < 100 + k for i in range(400)]) for k, name in enumerate("ab")}
    telling, silent = found({"y": y, **cells})
    assert (len(silent.columns), silent.severity) == (25, Severity.NOTE)
    assert "25 columns have empty cells" in silent.says
    assert telling.columns == ("a", "b")
    assert "the holes themselves say something" in telling.says
    assert len(found({"y": y, **cells}, most_lines=30)) == 27


def test_an_answer_that_looks_personal_is_masked():
    y = ["ann@example.org"] * 300 + ["bob@example.org"] * 100
    (finding,) = found({"y": y, "age": holed(400, [i < 100 for i in range(400)])})
    assert "@" not in finding.says
