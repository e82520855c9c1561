import pytest

from gardefou.need.class_name import class_name


@pytest.mark.parametrize(
    ("value", "name"),
    [(" Yes ", "Yes"), (1, "1"), (1.0, "1"), (-0.0, "0"), (0.5, "0.5"), (1e20, "1" + "0" * 20),
     (True, "true"), (False, "false"), (float("inf"), "inf")],
)  # fmt: skip
def test_known_names(value, name):
    assert class_name(value) == name


def test_what_is_no_class_is_left_for_others_to_refuse():
    assert class_name([1]) == [1]
