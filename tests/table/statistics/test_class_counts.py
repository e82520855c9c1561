from cells import column, numbers, scanned, texts
from gardefou.core.need import Need, Task
from gardefou.core.table import Kind


def counts(cells, task=Task.MULTICLASS, **more):
    return scanned(["class_counts"], {"y": cells}, Need(target="y", task=task), **more).get(
        "class_counts"
    )


def test_texts_are_trimmed_and_keep_their_case():
    assert counts(texts("no", " no", "No", None, "  ", "yes")) == {"No": 1, "no": 2, "yes": 1}


def test_whole_numbers_lose_their_point_and_texts_do_not():
    assert counts(numbers(1.0, 0, 1, -0.0, 2.5, None)) == {"0": 2, "1": 2, "2.5": 1}
    assert counts(texts("1.0", "1")) == {"1": 1, "1.0": 1}


def test_booleans():
    assert counts(column(Kind.BOOLEAN, [True, None, False, True])) == {"false": 1, "true": 2}


def test_locked_rows_are_not_counted():
    assert counts(texts("a", "b", "a", "b"), locked=[0, 3]) == {"a": 1, "b": 1}


def test_the_names_are_in_order_whatever_the_rows():
    assert list(counts(texts("c", "a", "b", "c"))) == ["a", "b", "c"]


def test_a_regression_has_no_classes():
    assert counts(numbers(1, 2), task=Task.REGRESSION) is None


def test_without_a_target_it_is_absent():
    assert scanned(["class_counts"], {"x": numbers(1)}, Need()) == {}
    assert scanned(["class_counts"], {"x": numbers(1)}, Need(target="gone")) == {}


def test_a_target_of_names_has_no_classes():
    columns = {"y": texts(*map(str, range(100)))}
    need = Need(target="y")
    assert len(scanned(["class_counts"], columns, need)["class_counts"]) == 100


def test_no_row_has_a_target():
    assert counts(texts(None, None)) == {}
