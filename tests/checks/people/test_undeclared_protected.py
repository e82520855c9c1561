from gardefou.checks.people.undeclared_protected import undeclared_protected
from gardefou.core.need import Columns, Need, People
from leaky import accused
from small import evidence


def found(cells: dict[str, list], need: Need | None = None):
    parts = evidence(cells)
    given = {name: parts[name] for name in undeclared_protected.asks} | {"need": need or Need()}
    return undeclared_protected(**given)


CELLS = {
    "SeniorCitizen": [0, 1] * 20,
    "code 7": ["Married", "Single", "Divorced", "Single"] * 10,
    "page": list(range(40)),
    "house age": [30, 40] * 20,
    "wine": ["red", "white"] * 20,
}


def test_names_and_values_that_the_law_protects_are_noted():
    given = found(CELLS)
    assert accused(given) == {("SeniorCitizen",): "note", ("code 7",): "note"}
    assert "age" in given[0].says
    assert "Single" in given[1].says
    assert given[0].answers[0] == '[columns]\nprotected = ["SeniorCitizen"]'


def test_a_need_that_speaks_of_people_makes_it_a_question():
    need = Need(people=People(affected="customers"))
    assert set(accused(found(CELLS, need)).values()) == {"ask"}


def test_what_is_declared_is_not_named_again():
    need = Need(target="code 7", columns=Columns(protected=("SeniorCitizen",)))
    assert found(CELLS, need) == []


def test_one_such_value_among_others_is_no_sign():
    assert found({"colour": ["white", "red", "blue", "green"] * 10}) == []
    assert found({"who": [f"Mr White {k}" for k in range(40)]}) == []


def test_other_languages_and_names_that_say_it_alone():
    cells = {
        "afam": [0, 1] * 20,
        "single": ["yes", "no"] * 20,
        "Geschlecht": [1, 2] * 20,
        "c4": ["ledig", "verheiratet"] * 20,
        "c5": ["Hombre", "Mujer"] * 20,
        "single_family": [0, 1] * 20,
        "white balance": [3, 4] * 20,
        "charge": ["F", "M"] * 20,
    }
    named = {column for (column,) in accused(found(cells))}
    assert named == {"afam", "single", "Geschlecht", "c4", "c5"}
