"""All pictures: they parse, they say what they are, they are as they were."""

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gardefou.core.verdict import Answer
from gardefou.figures.agreement import Dot, agreement
from gardefou.figures.bars import Bar, bars
from gardefou.figures.curve import curve
from gardefou.figures.drawing import Axis, Caption
from gardefou.figures.heat import heat
from gardefou.figures.sign import sign
from gardefou.figures.strip import strip

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = '"><script>alert(1)</script>'
CAPTION = Caption(f"Title {HOSTILE}", f"Said {HOSTILE}")
AXIS = Axis(-1, 2, ((-1, "÷3"), (0, "×1"), (2, "×7")))
SVG = "{http://www.w3.org/2000/svg}"

PICTURES = {
    "bars": bars(
        [
            Bar("the model", 3.0, "3 EUR", 2.5, 3.5, strong=True),
            Bar(HOSTILE * 9, 5.0, "5 EUR", 4, 6),
            Bar("below", -1.0, "−1 EUR"),
        ],
        CAPTION,
    ),
    "curve": curve([(0, -1), (1, 0), (4, 2)], AXIS, CAPTION, ("0", HOSTILE), (0.2, 0.3, 0.5)),
    "heat": heat([[1, -1, 0], [0.5, 0, 2]], ((HOSTILE, "b"), ("c", HOSTILE, "e")), AXIS, CAPTION),
    "agreement": agreement(
        [Dot(0.1, 0.2, 0.0, 0.3, 40), Dot(0.8, 0.7, 0.6, 0.8, 160)],
        Axis(0, 1, ((0, "0 %"), (1, "100 %"))),
        CAPTION,
        ("said", HOSTILE),
    ),
}
SIGNS = {f"sign {answer}": sign(answer) for answer in (*(a.value for a in Answer), "")}


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_as_it_was(name):
    """GARDEFOU_GOLDEN=write makes the golden files anew: look at them then."""
    file, drawn = GOLDEN / f"{name}.svg", PICTURES[name] + "\n"
    if os.environ.get("GARDEFOU_GOLDEN") == "write":
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PICTURES)
def test_it_stands_alone_and_says_what_it_is(name):
    root = ElementTree.fromstring(PICTURES[name])
    assert root.tag == f"{SVG}svg"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == CAPTION.title
    assert root[1].text == CAPTION.description
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize("name", PICTURES)
def test_no_colour_is_fixed(name):
    for element in ElementTree.fromstring(PICTURES[name]).iter():
        for paint in ("fill", "stroke"):
            assert element.get(paint) in (None, "none", "currentColor")


def test_every_answer_has_a_shape_of_its_own():
    assert len(set(SIGNS.values())) == len(SIGNS)
    for drawn in SIGNS.values():
        ElementTree.fromstring(drawn)


def test_a_longer_bar_means_more():
    drawn = bars([Bar("a", 2.0, "2"), Bar("b", 4.0, "4")], Caption("t", "d"))
    widths = [e.get("width") for e in ElementTree.fromstring(drawn).iter(f"{SVG}rect")]
    assert widths == ["50%", "100%"]


def test_a_strip_draws_what_is_there_and_nothing_else():
    root = ElementTree.fromstring(strip([1.0, 0.0, float("nan"), 0.25, 7.0]))
    assert root.get("aria-hidden") == "true"
    (drawn,) = root
    assert drawn.get("d").count("M") == 3
    assert "v-24h" in drawn.get("d")
    assert "v-6h" in drawn.get("d")
    assert ElementTree.fromstring(strip([]))[0].get("d") == ""


def test_bars_of_different_things_stand_apart():
    touching, apart = strip([1.0, 1.0]), strip([1.0, 1.0], apart=True)
    assert "h22.6" in touching
    assert "h16.8" in apart


def test_rows_beneath_a_curve_are_summed_where_they_lie():
    """Nine tenths of the rows stand at 0 and 1, the rest far away: the first bin holds them."""
    drawn = curve([(0, 0), (1, 1), (100, 1)], AXIS, CAPTION, ("0", "100"), (0.4, 0.5, 0.1))
    assert 'd="M0 100V0h28.3333V100ZM66.6667 100V89h28.3333V100Z"' in drawn


def test_nothing_to_draw_is_no_crash():
    assert "<svg" in bars([], CAPTION)
    assert "<svg" in heat([], ((), ("a",)), AXIS, CAPTION)
    assert "<svg" in agreement([], Axis(0, 0), CAPTION, ("", ""))
    assert "<svg" in curve([(1.0, 1.0)], AXIS, CAPTION, ("1", "1"))
