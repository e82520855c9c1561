import os
from pathlib import Path
from xml.etree import ElementTree

from gardefou.figures.drawing import Axis, Caption
from gardefou.figures.lines import Dot, Line, lines

GOLDEN = Path(__file__).parent / "golden" / "lines.svg"
HOSTILE = '"><script>alert(1)</script>'
CAPTION = Caption(f"Title {HOSTILE}", f"Said {HOSTILE}")
AXIS = Axis(0, 2, ((0, "0"), (1, "1"), (2, "2")))
SVG = "{http://www.w3.org/2000/svg}"
FALLING, LEARNED = [(0, 2.0), (1, 1.0), (4, 1.5)], [(0, 2.0), (1, 0.8), (4, 0.1)]


def drawn() -> str:
    every = [Line("new rows", FALLING), Line(HOSTILE, LEARNED), Line("locked", [(0, 1.2)])]
    return lines(every, AXIS, CAPTION, ("1", HOSTILE), Dot("chosen", 1, 1.0))


def test_it_is_as_it_was():
    """GARDEFOU_GOLDEN=write makes the golden file anew: look at it then."""
    if os.environ.get("GARDEFOU_GOLDEN") == "write":
        GOLDEN.write_text(drawn() + "\n", encoding="utf-8")
    assert drawn() + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_it_stands_alone_says_what_it_is_and_fixes_no_colour():
    root = ElementTree.fromstring(drawn())
    assert [root[0].text, root[1].text] == [CAPTION.title, CAPTION.description]
    assert not list(root.iter(f"{SVG}script"))
    for element in root.iter():
        for paint in ("fill", "stroke"):
            assert element.get(paint) in (None, "none", "currentColor")


def test_lines_are_told_apart_without_colour():
    root = ElementTree.fromstring(drawn())
    paths = [each.get("stroke-dasharray") for each in root.iter(f"{SVG}path")]
    keys = [each.get("stroke-dasharray") for each in root.iter(f"{SVG}line")]
    assert len(set(paths)) == len(paths) == 3
    assert set(paths) <= set(keys)


def test_the_dot_stands_on_what_was_chosen():
    dot, key = ElementTree.fromstring(drawn()).iter(f"{SVG}circle")
    left = float(dot.get("cx").rstrip("%"))
    assert 29 < left < 30  # a quarter of the way between the words beside and the end
    assert float(dot.get("cy")) > float(key.get("cy"))


def test_a_single_point_is_a_level_over_the_whole_width():
    assert "M0 50L100 50" in lines([Line("level", [(9, 1.0)])], AXIS, CAPTION, ("", ""))


def test_nothing_to_draw_is_no_crash():
    assert "<svg" in lines([], AXIS, CAPTION, ("", ""))
