import numpy as np
import pytest

from gardefou.core.table import Kind
from gardefou.table.classes import as_classes
from gardefou.table.frame import Coded


def test_whole_numbers_lose_their_point():
    names = as_classes(np.array([1.0, -0.0, 2.5, 1e20, np.inf]), Kind.NUMBER)
    assert names.texts() == ["1", "0", "2.5", "100000000000000000000", "inf"]


def test_missing_stays_missing():
    assert as_classes(np.array([np.nan, 1.0]), Kind.NUMBER).texts() == [None, "1"]
    assert as_classes(Coded(np.array([-1, 0]), ("a",)), Kind.TEXT).texts() == [None, "a"]


def test_text_is_trimmed_and_keeps_its_case():
    cells = Coded(np.array([0, 1, 2, 3, 0]), (" Yes", "Yes ", "no", "  "))
    assert as_classes(cells, Kind.TEXT).texts() == ["Yes", "Yes", "no", None, "Yes"]


def test_levels_are_sorted_and_only_those_met():
    cells = Coded(np.array([2, 0]), ("b", "x", "a"))
    assert as_classes(cells, Kind.TEXT).levels == ("a", "b")


def test_booleans_and_times():
    cells = Coded(np.array([1, 0]), ("false", "true"))
    assert as_classes(cells, Kind.BOOLEAN).texts() == ["true", "false"]
    assert as_classes(np.array([0.0, -62135596800.0]), Kind.TIME).levels == (
        "0001-01-01T00:00:00",
        "1970-01-01T00:00:00",
    )


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.TIME])
def test_no_rows_and_nothing_but_holes(kind):
    assert as_classes(np.array([]), kind).levels == ()
    assert as_classes(np.array([np.nan]), kind).texts() == [None]
    assert as_classes(Coded(np.array([], int), ()), Kind.TEXT).levels == ()
