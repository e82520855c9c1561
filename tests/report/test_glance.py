import re
from dataclasses import replace

import pytest

from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Columns, Need
from gardefou.core.table import Kind
from gardefou.core.verdict import Glance
from gardefou.report.found import found
from gardefou.report.glance import AS_THEY_STAND, MOST, OPEN, columns, glanced
from gardefou.report.html import as_html
from gardefou.report.wrong import on_page
from report import made_up

AUDIT = made_up.audit()


def shown(record) -> str:
    return columns(record, on_page(found(record))) or ""


def of_one(glance: Glance, need: Need | None = None) -> str:
    """The text of the row of one column in a table of 100 rows."""
    table = replace(AUDIT.table, rows=100)
    page = shown(replace(AUDIT, table=table, need=need or Need(), columns=(glance,)))
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<tbody")[2]).split())


@pytest.mark.parametrize(
    ("glance", "told"),
    [
        (Glance("a", Kind.NUMBER, "", 0, 9, 0.0, 1.5, 2e4), "a numbers 0 to 20 000, middle 1.5"),
        (Glance("a", Kind.NUMBER, "", 7, 9, 1999.0, None, 2024.0), "1999 to 2024 7 % 9"),
        (Glance("a", Kind.NUMBER, "", 0, 1, -3.0, -3.0, -3.0), "always −3 none 1"),
        (Glance("a", Kind.TIME, "", 0, 9, 0.0, 864e3, 86400e3), "1970-01-01 to 1972-09-27"),
        (Glance("a", Kind.TEXT, "", 0, 2, commonest=(("x", 0.5),)), "a text x (50\u00a0%)"),
        (Glance("a", Kind.OTHER, ""), "a nested or binary, not looked into"),
        (Glance("a", Kind.BOOLEAN, "", 100, 0), "a yes or no 100 % 0"),
    ],
)
def test_a_column_in_words(glance, told):
    assert told in of_one(glance).replace("\u00a0", " ").replace("(50 %)", "(50\u00a0%)")


def test_what_the_column_is_to_the_need_is_said():
    need = Need(target="a", columns=Columns(id=("b",), protected=("a",)))
    assert "numbers; to be predicted; protected" in of_one(Glance("a", Kind.NUMBER, ""), need)
    assert "text; names the row" in of_one(Glance("b", Kind.TEXT, ""), need)


def test_what_was_found_in_it_links_to_where_it_stands():
    page = as_html(AUDIT)
    links = re.findall(r'<a href="#(finding-\d+)"><b class="weight (\w+)">', page)
    assert {severity for _, severity in links} == {"alarm", "ask", "note"}
    for anchor, severity in links:
        assert f'id="{anchor}" class="finding {severity}"' in page


def test_the_same_check_is_named_once():
    many = tuple(Finding(("tenure",), Severity.NOTE, f"Note {n}.") for n in range(5))
    result = Result("missing_cells", "D002", Outcome.FAULT, many)
    assert shown(replace(AUDIT, results=(result,))).count("missing cells") == 1


def wide(number: int) -> tuple[Glance, ...]:
    return tuple(Glance(f"column_{n}", Kind.NUMBER, "", 0, 1) for n in range(number))


def alarmed(*columns: str) -> tuple[Result, ...]:
    note = Finding(columns[1:], Severity.NOTE, "Noted.")
    alarm = Finding(columns[:1], Severity.ALARM, "Loud.")
    return (Result("rare_class", "D011", Outcome.FAULT, (note, alarm)),)


def names(page: str) -> list[str]:
    return re.findall(r"column_\d+", page)


def test_of_many_columns_those_with_findings_come_first():
    results = alarmed("column_99", "column_50")
    page = shown(replace(AUDIT, columns=wide(100), results=results))
    assert names(page)[:4] == ["column_99", "column_50", "column_0", "column_1"]
    few = shown(replace(AUDIT, columns=wide(AS_THEY_STAND), results=alarmed("column_9")))
    assert names(few)[:2] == ["column_0", "column_1"]


def test_of_very_many_columns_the_page_says_how_many_it_hides():
    page = shown(replace(AUDIT, columns=wide(MOST + 5), results=alarmed("column_204")))
    assert len(names(page)) == MOST
    assert names(page)[0] == "column_204"
    assert "5 more columns are not shown here" in page
    assert f"{MOST - OPEN} more columns" in page
    assert "more column" not in shown(replace(AUDIT, columns=wide(OPEN), results=()))


def test_a_training_folds_it_into_its_record():
    record = made_up.churn()
    page = as_html(record)
    assert '<section id="glance"' not in page
    folded = page.partition('<section id="record"')[2]
    assert "<summary>The table at a glance</summary>" in folded
    assert 'class="glance"' in folded


def test_nothing_is_said_where_nobody_looked():
    assert glanced(replace(AUDIT, columns=()), frozenset()) is None
