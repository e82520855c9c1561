import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gardefou.need.names import name_words, protected_ground


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("customerID", ("customer", "id")),
        ("IDNumber", ("id", "number")),
        ("Yr Sold", ("yr", "sold")),
        ("native-country_2", ("native", "country")),
        ("État civil", ("etat", "civil")),
        ("возраст", ("возраст",)),
        ("123 😀", ()),
        ("", ()),
    ],
)
def test_the_words_of_a_name(name, words):
    assert name_words(name) == words


@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("gender", "sex"),
        ("SEXE", "sex"),
        ("SeniorCitizen", "age"),
        ("age_cat", "age"),
        ("Date de naissance", "age"),
        ("ethnicity", "origin"),
        ("Nacionality", "origin"),  # one slip of the pen
        ("foreign_worker", "origin"),
        ("État civil", "family status"),
        ("MaritalStatus", "family status"),
        ("Educational special needs", "disability"),
        ("religion", "religion"),
    ],
)
def test_names_about_people(name, ground):
    assert protected_ground(name) == ground


@pytest.mark.parametrize(
    "name",
    ["page", "average", "sexton", "trace", "housing_median_age", "vehicle age", "MonthlyCharges",
     "country", "needs", "union", "nation", "international", "percentage", "", "😀"],
)  # fmt: skip
def test_names_about_other_things(name):
    assert protected_ground(name) is None


@settings(deadline=None)
@given(st.text())
def test_no_name_is_too_strange(name):
    assert all(word == word.casefold() for word in name_words(name))
    protected_ground(name)
