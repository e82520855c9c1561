import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gardefou.need.names import name_words, outward_fact, protected_ground


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
        ("afam", "origin"),
        ("single", "family status"),
        ("is_black", "origin"),
        ("imd_band", "social origin"),
        ("Geschlecht", "sex"),
        ("Staatsangehörigkeit", "origin"),
        ("Alter", "age"),
        ("estado_civil", "family status"),
        ("edad", "age"),
    ],
)
def test_names_about_people(name, ground):
    assert protected_ground(name) == ground


@pytest.mark.parametrize(
    "name",
    ["page", "average", "sexton", "trace", "housing_median_age", "vehicle age", "MonthlyCharges",
     "country", "needs", "union", "single_family", "white balance", "old_price", "degree",
     "nation", "international", "percentage", "", "😀"],
)  # fmt: skip
def test_names_about_other_things(name):
    assert protected_ground(name) is None


@settings(deadline=None)
@given(st.text())
def test_no_name_is_too_strange(name):
    assert all(word == word.casefold() for word in name_words(name))
    protected_ground(name)


def test_what_others_may_know():
    names = ("age", "ZIP_Code", "Wohnort", "occupation", "education_num", "nationality", "children")
    facts = [outward_fact(name) for name in names]
    assert facts == ["age", "place", "place", "work", "schooling", "origin", "household"]
    assert {outward_fact(name) for name in ("income", "balance", "disability", "")} == {None}
