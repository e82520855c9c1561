import pytest

from gardefou.checks.run import run_checks
from gardefou.core.check import check
from gardefou.core.evidence import Evidence
from gardefou.core.finding import Finding, Severity


def loud(rows: int, *, most: int = 3):
    """Too many rows.

    More words.
    """
    if rows > most:
        yield Finding((), Severity.NOTE, "Loud.")


def test_the_signature_says_what_is_asked_and_what_can_be_set():
    made = check("D999")(loud)
    assert (made.code, made.name, made.asks, dict(made.limits)) == (
        "D999",
        "loud",
        ("rows",),
        {"most": 3},
    )
    assert made.title == "Too many rows."


def test_it_can_be_called_as_a_plain_function():
    made = check("D999")(loud)
    assert [finding.says for finding in made(4)] == ["Loud."]
    assert made(4, most=9) == []


@pytest.mark.parametrize("code", ["d001", "D1", "DD01", ""])
def test_a_code_is_a_letter_and_three_digits(code):
    with pytest.raises(ValueError, match="three digits"):
        check(code)


def test_what_has_a_default_is_asked_for_only_where_there_is_some():
    def quiet(rows: int, sample: object = None, *, most: int = 3):
        yield Finding((), Severity.NOTE, f"{rows} {sample} {most}")

    made = check("D999")(quiet)
    assert (made.asks, made.may_ask) == (("rows",), ("sample",))
    (result,) = run_checks(Evidence({"rows": 1}), checks=[made])
    assert result.findings[0].says == "1 None 3"


def test_evidence_knows_its_parts_only():
    with pytest.raises(KeyError, match="gossip"):
        Evidence({"gossip": 1})
    evidence = Evidence({"rows": 1})
    assert evidence.plus(rows=2)["rows"] == 2
    assert evidence["rows"] == 1
