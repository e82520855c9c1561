import pytest

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.run import CHECKS, run_checks, unite
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.evidence import Evidence
from gardefou.core.finding import Finding, Outcome, Severity
from gardefou.core.need import Need, Waiver


def loud(*columns: str) -> Finding:
    return Finding(columns, Severity.ALARM, says="too loud")


@check("D098")
def too_loud(missing):
    for column, count in missing.items():
        if count > 0:
            yield loud(column)


@check("D099")
def too_quiet(rows):
    if rows < 10:
        yield loud()


@check("D097")
def broken(rows):
    raise ValueError(f"boom\x1b[31m {rows}")
    yield


@check("D096")
def unconcerned(rows):
    raise NotApplicable("There are no ears.")
    yield


def only(check, **parts):
    (result,) = run_checks(Evidence(parts), checks=[check])
    return result


def need(check: str, *columns: str) -> Need:
    return Need(waive={check: Waiver(columns, "the band plays")})


def test_findings_make_a_fault_and_none_makes_it_clean():
    assert only(too_loud, missing={"a": 1}).outcome is Outcome.FAULT
    clean = only(too_loud, missing={"a": 0})
    assert (clean.outcome, clean.findings, clean.reason) == (Outcome.CLEAN, (), "")


def test_what_is_lacking_is_said_in_plain_words():
    result = only(too_loud)
    assert result.outcome is Outcome.NOT_APPLICABLE
    assert (
        result.reason == "This case does not have what the check looks at: counts of empty cells."
    )


def test_a_check_may_say_itself_that_it_does_not_apply():
    result = only(unconcerned, rows=1)
    assert (result.outcome, result.reason) == (Outcome.NOT_APPLICABLE, "There are no ears.")


def test_a_crash_is_an_outcome_never_a_pass_and_the_others_go_on():
    first, second = run_checks(Evidence({"rows": 3}), checks=[too_quiet, broken])
    assert (first.check, first.outcome) == ("broken", Outcome.CRASHED)
    assert "ValueError: boom [31m 3" in first.reason
    assert second.outcome is Outcome.FAULT


def test_all_findings_cleared_make_it_waived_and_keep_the_reason():
    given = {"missing": {"a": 1, "b": 0}, "need": need("too_loud", "a", "b")}
    result = only(too_loud, **given)
    assert result.outcome is Outcome.WAIVED
    assert result.reason == "the band plays"
    assert result.findings == (loud("a"),)


def test_one_finding_cleared_becomes_a_note_and_the_other_stays():
    result = only(too_loud, missing={"a": 1, "b": 1}, need=need("too_loud", "a"))
    assert result.outcome is Outcome.FAULT
    assert [f.severity for f in result.findings] == [Severity.NOTE, Severity.ALARM]
    assert result.reason == "Cleared for a: the band plays"


@pytest.mark.parametrize("columns", [("b",), ()])
def test_a_waiver_for_other_columns_clears_nothing(columns):
    result = only(too_loud, missing={"a": 1}, need=need("too_loud", *columns))
    assert (result.outcome, result.reason) == (Outcome.FAULT, "")
    assert result.findings[0].severity is Severity.ALARM


def test_a_finding_without_columns_is_cleared_by_a_waiver_without_columns():
    assert only(too_quiet, rows=1, need=need("too_quiet")).outcome is Outcome.WAIVED
    assert only(too_quiet, rows=1, need=need("too_quiet", "a")).outcome is Outcome.FAULT


def test_every_known_check_has_one_result_in_the_order_of_codes():
    results = run_checks(Evidence({}))
    assert sorted(r.check for r in results) == sorted(CHECKS.things)
    assert [r.code for r in results] == sorted(r.code for r in results)


def test_progress_names_each_check():
    told = []
    run_checks(
        Evidence({"rows": 99}),
        checks=[too_loud, too_quiet],
        progress=lambda step, done=None: told.append((step, done)),
    )
    assert told == [("Looking for too_loud", 0.0), ("Looking for too_quiet", 0.5)]


def test_the_scan_is_asked_for_what_all_checks_want():
    assert unite([too_loud, too_quiet]) == {"missing", "rows"}


def test_a_waiver_line_can_be_read_back():
    import tomllib

    name = 'a "quoted" \\ name\n\x7f'
    line = waiver("too_loud", name).removeprefix("[waive]\n")
    assert tomllib.loads(line)["too_loud"]["columns"] == [name]
