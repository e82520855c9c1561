from collections import Counter
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from itertools import pairwise
from math import inf, nan

import pytest

from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.table import Column, Kind
from gardefou.core.verdict import Answer, Feasibility, Glance
from gardefou.report.html import as_html
from report import made_up

RECORDS = {
    "churn": made_up.churn(),
    "audit": made_up.audit(),
    "quiet": made_up.audit(clean=True),
    "bikes": made_up.bikes(),
}
ALLOWED = """
    html head meta title style body a header nav ol ul li main section footer p b span small
    h1 h2 h3 div figure figcaption details summary table caption thead tbody tr th td dl dt
    dd code pre article bdi svg desc g rect line path circle text
"""
VOID = {"meta"}
LIMIT = 1_000_000  # a quarter of it for names of 200 signs, as in these tests


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.words)


@pytest.mark.parametrize("name", RECORDS)
def test_the_page_is_as_it_was(name):
    made_up.same_as_golden(f"{name}.html", as_html(RECORDS[name]))


@pytest.mark.parametrize("name", RECORDS)
def test_only_our_elements_stand_on_the_page(name):
    page = Page(as_html(RECORDS[name]))
    assert set(page.tags) <= set(ALLOWED.split())
    assert page.open == []
    assert not [key for key, _ in page.attributes if key.startswith("on")]
    assert all(value.startswith("#") for key, value in page.attributes if key == "href")
    assert not [key for key, _ in page.attributes if key in ("src", "style", "action")]


def test_a_hostile_name_is_shown_as_text():
    shown = Page(as_html(RECORDS["churn"]))
    assert made_up.HOSTILE in shown.text
    assert "<script>alert(2)</script>" in shown.text
    assert "\u202e" not in shown.text


@pytest.mark.parametrize("name", RECORDS)
def test_nothing_may_be_fetched(name):
    page = as_html(RECORDS[name])
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.replace("&#x27;", "'")
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("name", RECORDS)
def test_it_can_be_read_without_eyes(name):
    page = Page(as_html(RECORDS[name]))
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert page.tags[landmark] == 1, landmark
    assert ("lang", "en") in page.attributes
    ids = [value for key, value in page.attributes if key == "id"]
    assert len(ids) == len(set(ids))
    targets = {value.removeprefix("#") for key, value in page.attributes if key == "href"}
    assert targets <= set(ids)
    drawn = page.attributes.count(("role", "img"))
    assert page.tags["desc"] == drawn
    assert page.tags["title"] == drawn + 1
    assert page.tags["table"] >= page.tags["figure"] == drawn


@pytest.mark.parametrize("name", RECORDS)
def test_headings_go_down_one_step_at_a_time(name):
    levels = []

    class Headings(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag in ("h1", "h2", "h3", "h4"):
                levels.append(int(tag[1]))

    Headings().feed(as_html(RECORDS[name]))
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("odd", [nan, inf, -inf, 0.0, 1e300, -1e-300])
def test_no_number_is_too_odd_to_be_shown(name, odd):
    page = Page(as_html(_with_numbers(RECORDS[name], odd)))
    words = page.text.replace("null", "").split()
    assert not {"nan", "inf", "-inf", "None", "−inf"} & set(words)
    told = [str(value) for _, value in page.attributes]
    assert not [value for value in told if "nan" in value.split("%")[0].split() or "inf%" in value]


def _with_numbers(thing, odd):
    """The same thing with every fraction replaced."""
    if isinstance(thing, float):
        return odd
    if isinstance(thing, dict):
        return {key: _with_numbers(value, odd) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return type(thing)(_with_numbers(value, odd) for value in thing)
    if is_dataclass(thing):
        changed = {f.name: _with_numbers(getattr(thing, f.name), odd) for f in fields(thing)}
        return type(thing)(**changed)
    return thing


@pytest.mark.parametrize("answer", [*Answer, None])
@pytest.mark.parametrize("feasible", [*Feasibility, None])
@pytest.mark.parametrize("name", ["churn", "audit"])
def test_every_answer_has_its_words(name, answer, feasible):
    record = RECORDS[name]
    verdict = replace(record.verdict, answer=answer, feasibility=feasible)
    page = as_html(replace(record, verdict=verdict))
    assert f"answer-{answer.value if answer else 'none'}" in page


def test_the_verdict_comes_first_and_its_worth_next():
    page = as_html(RECORDS["churn"])
    order = [f'<section id="{part}"' for part in ("verdict", "worth", "wrong", "decides")]
    order += [f'<section id="{part}"' for part in ("sure", "spent", "record")]
    places = [page.index(part) for part in order]
    assert places == sorted(places)


def test_an_audit_speaks_of_no_model():
    page = as_html(RECORDS["quiet"])
    for part in ("worth", "decides", "sure"):
        assert f'id="{part}"' not in page
    assert "<h1>Nothing alarming</h1>" in page


def test_two_thousand_columns_and_findings_stay_one_page():
    record = RECORDS["churn"]
    names = [f"{made_up.LONG}_{number}" for number in range(2000)]
    many = tuple(
        Finding((name,), severity, f"Column {name} is wrong. " * 5, "Mend it. " * 20)
        for severity in Severity
        for name in names
    )
    results = tuple(
        Result(f"check_{number}", "D001", Outcome.NOT_RUN, reason="No time. " * 20)
        for number in range(80)
    )
    steps = [float(step) for step in range(255)]
    term = {"kind": "number", "x": steps, "y": steps, "share": [1 / 255] * 255}
    pictures = {
        "terms": [{"columns": [name], **term} for name in names[:100]],
        "calibration": record.model.pictures["calibration"],
        "table": [{"column": name, "kind": "number", "missing": 0.1} for name in names],
        "effect_unit": "log-odds",
    }
    model = replace(
        record.model,
        pictures=pictures,
        features=tuple(names),
        left_out=dict.fromkeys(names, "An alarm says so. " * 5),
    )
    table = replace(
        record.table, columns=tuple(Column(name, Kind.NUMBER, "DOUBLE") for name in names)
    )
    glance = {"missing": 7, "distinct": 99, "low": 0.0, "middle": 1.0, "high": 2.0}
    wide = replace(
        record,
        table=table,
        columns=tuple(
            Glance(name, Kind.NUMBER, "DOUBLE", **glance, heights=(0.123,) * 24) for name in names
        ),
        model=model,
        results=(Result("constant_column", "D001", Outcome.FAULT, many), *results),
    )
    for each in (wide, replace(wide, model=None, value=None)):
        page = as_html(each)
        assert len(page.encode()) < LIMIT
        assert "1 870 more are not shown here" in page
        assert "1 800 more columns are not shown here" in page
        assert page.count('<tr role="row"') <= 202


def test_an_alarming_check_does_not_hide_another():
    record = RECORDS["audit"]
    many = tuple(Finding((), Severity.ALARM, f"Alarm {n}.") for n in range(500))
    last = Finding((), Severity.ALARM, "The one alarm of the last check.")
    results = (
        Result("mixed_types", "D005", Outcome.FAULT, many),
        Result("answer_copied", "L001", Outcome.FAULT, (last,)),
    )
    assert "The one alarm of the last check." in as_html(replace(record, results=results))


def test_the_same_record_makes_the_same_page():
    assert as_html(made_up.churn()) == as_html(made_up.churn())


@pytest.mark.parametrize(
    ("severity", "word", "lead"),
    [
        (Severity.ASK, "1 question to answer", "one line from a person settles each"),
        (Severity.NOTE, "Nothing alarming", "they do not stand in the way"),
    ],
)
def test_an_audit_without_an_answer_says_how_things_stand(severity, word, lead):
    result = Result("rare_class", "D011", Outcome.FAULT, (Finding((), severity, "Rare."),))
    page = as_html(replace(RECORDS["quiet"], results=(result,)))
    assert f"<h1>{word}</h1>" in page
    assert lead in page
    assert f'<a href="#{severity.value}s"><b>1</b>' in page
    assert f'id="{severity.value}s"' in page


def test_where_nobody_looked_nothing_is_called_good():
    blind = Result("rare_class", "D011", Outcome.NOT_APPLICABLE, reason="No target.")
    page = as_html(replace(RECORDS["quiet"], results=(blind,)))
    assert "<h1>Not looked at</h1>" in page
