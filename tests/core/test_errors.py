from gardefou.core.errors import GardefouError, nearest


def test_it_is_one_line_with_what_was_seen_and_what_to_do():
    error = GardefouError("No\nsuch  file.", seen=["a", "b"], remedy="Look again.")
    assert str(error) == "No such file. Seen: a, b. Look again."


def test_long_lists_are_cut():
    assert "and 88 more" in str(GardefouError("x", seen=map(str, range(100))))


def test_the_nearest_names_come_first():
    assert nearest("Chrun", ["Churn", "tenure"]) == "Did you mean 'Churn'?"
    assert nearest("CHURN", ["Churn", "tenure"]) == "Did you mean 'Churn'?"
    assert nearest("zzz", []) == ""
