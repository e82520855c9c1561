from dataclasses import replace

from gardefou.core.estimate import Quantity
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.report.card import price
from gardefou.report.found import by_column, found, of_severity
from gardefou.report.wrong import wrong
from report import made_up

AUDIT = made_up.audit()


def of(*results: Result):
    return found(replace(AUDIT, results=results))


def fault(check: str, code: str, *findings: Finding) -> Result:
    return Result(check, code, Outcome.FAULT, findings)


def note(says: str, **more) -> Finding:
    return Finding(("a",), Severity.NOTE, says, **more)


def test_alarms_come_before_questions_before_notes():
    kinds = [each.finding.severity for each in found(AUDIT)]
    assert kinds == sorted(kinds, key=list(Severity).index)
    assert [each.number for each in found(AUDIT)] == [1, 2, 3, 4]


def test_a_check_does_not_hide_another():
    many = fault("mixed_types", "D005", *(note(f"D{n}") for n in range(9)))
    leak = fault("answer_copied", "L001", note("L"))
    assert [each.finding.says for each in of(many, leak)][:3] == ["L", "D0", "D1"]


def test_what_costs_most_comes_first_then_what_concerns_most_rows():
    dear = note("dear", price=Quantity(5.0, "EUR", "estimated", "with and without"))
    odd = note("odd", price=Quantity(float("nan"), "EUR", "estimated", "with and without"))
    result = fault("mixed_types", "D005", odd, note("few", rows=1), note("many", rows=9), dear)
    assert [each.finding.says for each in of(result)] == ["dear", "many", "few", "odd"]


def test_what_was_cleared_is_not_among_them():
    assert of(Result("mixed_types", "D005", Outcome.WAIVED, (note("known"),))) == ()


def test_a_column_knows_its_findings():
    all_found = found(AUDIT)
    named = by_column(all_found)
    assert [each.result.check for each in named["LastCall"]] == ["answer_known_later"]
    assert len(named[made_up.RIGHT_TO_LEFT]) == 2
    assert "tenure" not in named
    assert len(of_severity(all_found, Severity.ALARM)) == 2


def test_a_card_tells_rows_group_examples_and_price_or_why_not():
    page = wrong(AUDIT).content
    assert "It concerns 486 of the 5 634 rows that were looked at." in page
    assert "It concerns 11 rows, 0.2 % of all." in page
    assert '<bdi class="name">Contract</bdi> = <bdi class="name">Month-to-month</bdi>' in page
    assert "<li><bdi>a…g</bdi></li>" in page
    assert "Left as it is, it costs 0.31 EUR (0.1 to 0.5), estimated." in page
    assert "What it costs if left could not be said: nobody said what an error costs." in page


def test_a_price_that_nobody_looked_for_is_not_missed():
    assert price(note("n")) is None


def test_all_rows_and_rows_of_another_table_are_told_apart():
    def told(rows):
        return wrong(replace(AUDIT, results=(fault("c", "D001", note("n", rows=rows)),))).content

    assert "It concerns all 7 043 rows." in told(7043)
    assert "It concerns 8 000 rows." in told(8000)
    assert "It concerns 1 row, 0.01 % of all." in told(1)
    assert "It concerns 0 rows." in told(0)


def test_rows_of_a_sample_are_no_share_of_all():
    share = made_up.about(0.5, 0.1, "share", n=400)
    few = note("n", rows=200, measured=share)
    page = wrong(replace(AUDIT, results=(fault("c", "D001", few),))).content
    assert "It concerns 200 of the 400 rows that were looked at." in page
    every = replace(few, rows=400)
    page = wrong(replace(AUDIT, results=(fault("c", "D001", every),))).content
    assert "It concerns 400 rows." in page


def test_notes_beyond_the_first_stand_in_a_line_each_and_the_rest_is_counted():
    many = fault("c", "D001", *(note(f"Note {n}.") for n in range(150)))
    page = wrong(replace(AUDIT, results=(many,))).content
    assert page.count("<article") == 15
    assert page.count('<li id="finding-') == 100
    assert "100 more, a line each" in page
    assert "35 more are not shown here" in page


def test_checks_that_did_not_look_for_one_reason_stand_together():
    lacking = [
        Result(f"check_{n}", f"D00{n}", Outcome.NOT_APPLICABLE, reason="No target.")
        for n in range(3)
    ]
    page = wrong(replace(AUDIT, results=(*lacking,))).content
    assert page.count("No target.") == 1
    assert "check_0 (D000), check_1 (D001), check_2 (D002)" in page
