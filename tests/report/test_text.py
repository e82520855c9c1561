from dataclasses import replace

import pytest

from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.report.text import WIDTH, as_text
from report import made_up

RECORDS = {
    "churn": made_up.churn(),
    "audit": made_up.audit(),
    "quiet": made_up.audit(clean=True),
    "bikes": made_up.bikes(),
}


@pytest.mark.parametrize("name", RECORDS)
def test_the_text_is_as_it_was(name):
    made_up.same_as_golden(f"{name}.txt", as_text(RECORDS[name]))


@pytest.mark.parametrize("name", RECORDS)
def test_a_terminal_is_not_steered(name):
    text = as_text(RECORDS[name])
    assert all(sign == "\n" or sign.isprintable() for sign in text)
    assert max(len(line) for line in text.splitlines()) <= WIDTH


def test_the_answer_is_the_first_word():
    assert as_text(RECORDS["churn"]).startswith("GO, WITH REVIEW")
    assert as_text(RECORDS["quiet"]).startswith("NOTHING ALARMING")


def test_the_folders_before_a_table_are_not_told():
    record = RECORDS["bikes"]
    far = replace(record, table=replace(record.table, source="/home/somebody/secret/bikes.parquet"))
    assert as_text(far) == as_text(record)


def audited(**counts: int):
    """An audit in which a check has made so many findings of each weight."""
    findings = tuple(
        Finding((f"c{n}",), Severity(weight), f"A {weight}, {n}.", rows=n)
        for weight, count in counts.items()
        for n in range(count)
    )
    results = (Result("mixed_types", "D005", Outcome.FAULT, findings),)
    return replace(RECORDS["audit"], results=results)


def test_sixty_notes_are_no_flood():
    text = as_text(audited(note=60))
    assert text.count("  - note: ") == 10
    assert "A note, 59." in text
    assert "Not told here: 50 notes. --out FOLDER writes a page that has them" in text
    assert len(text.splitlines()) < 25


def test_what_weighs_most_is_told_first():
    text = as_text(audited(note=5, ask=4, alarm=8))
    assert [text.count(f"  - {kind}: ") for kind in ("alarm", "question", "note")] == [8, 2, 0]
    assert "Not told here: 2 open questions and 5 notes." in text


def test_nothing_is_left_untold_where_there_is_little():
    assert "Not told here" not in as_text(audited(note=10))


def test_reasons_that_no_finding_gives_are_told():
    record = audited(alarm=1)
    because = ("A alarm, 0. One more reason of this kind is listed below.", "No recipe survived.")
    text = as_text(replace(record, verdict=replace(record.verdict, because=because)))
    assert "Why\n  - No recipe survived.\n" in text
    assert text.count("A alarm, 0.") == 1
