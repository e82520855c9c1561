import tomllib
from dataclasses import replace

from gardefou.checks.settling import waiver
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.report.found import found
from gardefou.report.questions import gathered, merged
from report import made_up


def uncommented(lines: str) -> dict:
    return tomllib.loads(lines.replace("# ", ""))


def asked(*answers: tuple[str, ...]):
    findings = tuple(Finding(("a",), Severity.ASK, "Known?", answers=each) for each in answers)
    results = (Result("answer_known_later", "L002", Outcome.FAULT, findings),)
    return found(replace(made_up.audit(), results=results))


def known(column: str) -> tuple[str, ...]:
    return tuple(f'[columns]\n{key} = ["{column}"]' for key in ("known_before", "known_after"))


def test_lists_of_one_key_become_one():
    lines = merged([*known("a"), *known("b")])
    assert uncommented(lines) == {
        "columns": {"known_before": ["a", "b"], "known_after": ["a", "b"]}
    }


def test_columns_that_one_check_is_waived_for_become_one_line():
    lines = merged([waiver("mixed_types", "a"), waiver("mixed_types", "b", "a")])
    assert lines.count("mixed_types") == 1
    assert uncommented(lines)["waive"]["mixed_types"] == {"columns": ["a", "b"], "why": "..."}


def test_choices_stay_apart_and_what_has_no_heading_comes_first():
    lines = merged(['[columns]\ntime = "a"', '[columns]\ntime = "b"', 'split = "c"'])
    assert lines == '# split = "c"\n\n[columns]\n# time = "a"\n# time = "b"\n'


def test_nothing_is_true_before_a_person_says_so():
    lines = merged([*known("a"), waiver("mixed_types", '"]\nx = 1')])
    assert all(set(held) == set() for held in tomllib.loads(lines).values())


def test_what_is_no_toml_stays_with_its_question():
    assert merged(["no toml", "[[[", "a = "]) == ""


def test_one_question_needs_no_gathering():
    assert gathered(asked(known("a"))) is None
    assert gathered(asked((), known("a"))) is None
    assert "known_before = [&quot;a&quot;, &quot;b&quot;]" in gathered(
        asked(known("a"), known("b"))
    )
