from dataclasses import replace

import pytest

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
