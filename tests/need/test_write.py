from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gardefou.core.need import Budget, Columns, Cost, Need, People, Place, Task, Waiver
from gardefou.need.read import read_need
from gardefou.need.write import as_toml, toml_value

NAMES = st.text(max_size=8) | st.sampled_from(
    [
        '"; drop table x; --',
        "a\nb",
        "\x00\x1b[31m\x7f",
        "😀👩\u200d🚀",
        "\u202eabc",
        "'''",
        "a.b",
        "][",
    ]
)
LISTS = st.lists(NAMES, max_size=3).map(tuple)
CLASSES = st.sets(
    st.text(min_size=1, max_size=5).map(str.strip).filter(bool), min_size=2, max_size=4
)
PRICES = st.floats(0, 1e12)
POSITIVE = st.floats(1e-9, 1e12)
SHARES = st.floats(0, 1)


@st.composite
def costs(draw, classes: tuple[str, ...]) -> Cost:
    pair = st.tuples(POSITIVE, PRICES)
    family = draw(st.sampled_from(["none", "binary", "numbers", "classes"]))
    prices = {}
    if family == "binary":
        prices = dict(zip(("missed", "false_alarm"), draw(pair), strict=True))
    if family == "numbers":
        prices = dict(zip(("under", "over"), draw(pair), strict=True))
    if family == "classes":
        rows = {true: {c: draw(POSITIVE) for c in classes if c != true} for true in classes}
        prices = {"confusion": rows}
    unit = draw(st.sampled_from(["EUR", 'h"\n'])) if prices else "error"
    review = draw(st.none() | PRICES)
    return Cost(unit=unit, review=review, review_error=draw(SHARES), **prices)


@st.composite
def needs(draw) -> Need:
    classes = tuple(sorted(draw(CLASSES)))
    cost = draw(costs(classes))
    before, after = draw(LISTS), draw(LISTS)
    return Need(
        target=draw(st.none() | st.just("the target itself")),
        question=draw(NAMES),
        table=draw(st.sampled_from([None, "-", "/data/a b.csv", "sqlite:///f.db#t"])),
        classes=classes if cost.confusion else (),
        cost=cost,
        columns=Columns(
            id=draw(LISTS),
            entity=draw(st.none() | NAMES),
            time=draw(st.none() | NAMES),
            protected=draw(LISTS),
            known_before=before,
            known_after=tuple(name for name in after if name not in before),
            monotone=draw(st.dictionaries(NAMES, st.sampled_from(["up", "down"]), max_size=2)),
        ),
        weight=draw(st.none() | NAMES),
        split=draw(st.none() | NAMES),
        people=People(
            affected=draw(NAMES),
            criterion=draw(st.sampled_from([None, "equal_opportunity"])),
            tolerance=draw(SHARES),
            coverage=draw(st.floats(0.01, 0.99)),
            population=draw(st.dictionaries(NAMES, st.just({"a b": 0.5, '"': 0.5}), max_size=2)),
        ),
        budget=draw(
            st.builds(
                Budget,
                time=st.none() | POSITIVE,
                money=st.none() | st.tuples(POSITIVE, st.sampled_from(["EUR", "XOF"])),
                carbon=st.none() | POSITIVE,
            )
        ),
        place=draw(st.builds(Place, st.sampled_from([None, "FR"]), st.none() | PRICES)),
        waive=draw(
            st.dictionaries(NAMES, st.builds(Waiver, LISTS, st.just("a\\nb 'c'")), max_size=2)
        ),
        use=draw(
            st.sampled_from([{}, {"who": {}}, {"who": {"a": [1, {"b": 2.5}]}, "minors": False}])
        ),
        data=draw(st.sampled_from([{}, {"until": date(2027, 12, 31), "purposes": ["a", "b"]}])),
        expect=draw(
            st.lists(
                st.fixed_dictionaries(
                    {"change": st.dictionaries(NAMES, NAMES | st.integers(), max_size=2)}
                ),
                max_size=2,
            ).map(tuple)
        ),
        assumed=draw(st.sampled_from([(), ("task", "positive")])),
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("need") / "need.toml"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(need=needs())
def test_a_need_comes_back_as_it_was(file, need):
    file.write_bytes(as_toml(need).encode())
    assert read_need(file) == need


def test_a_completed_need_comes_back_as_it_was(file):
    need = Need(
        target="y",
        task=Task.BINARY,
        positive="b",
        classes=("a", "b"),
        cost=Cost(missed=1 / 3, false_alarm=2 / 3),
        budget=Budget(time=0.1, wall=True),
        assumed=("task", "positive", "cost"),
    )
    file.write_bytes(as_toml(need).encode())
    assert read_need(file) == need


def test_an_empty_need_is_an_empty_file():
    assert as_toml(Need()).strip() == ""


def test_nothing_invisible_is_written():
    text = as_toml(Need(target="a\x1b\u202e\x85\r\n\t😀é"))
    assert text == 'target = "a\\u001B\\u202E\\u0085\\u000D\\u000A\\u0009😀é"\n'


def test_what_toml_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="NoneType"):
        toml_value([None])
