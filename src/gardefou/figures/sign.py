"""The shape of an answer, so that it is not told by colour alone."""

from gardefou.figures.markup import Markup, tag

_AROUND = {
    "go": tag("circle", cx=32, cy=32, r=29),
    "go-with-review": tag("path", d="M32 2L62 32L32 62L2 32Z"),
    "not-yet": tag("path", d="M32 4L62 58H2Z"),
    "no-go": tag("path", d="M20 3H44L61 20V44L44 61H20L3 44V20Z"),
    "": tag("rect", x=4, y=4, width=56, height=56, rx=12),
}
_WITHIN = {
    "go": "M19 33L28.5 42L46 23",
    "go-with-review": "M29 19A10 10 0 1 0 29.1 39A10 10 0 1 0 29 19ZM36.5 36.5L45 45",
    "not-yet": "M32 24V40M32 48V48.5",
    "no-go": "M18 32H46",
    "": "M18 24H46M18 32H46M18 40H34",
}


def sign(answer: str) -> Markup:
    """A tick in a circle, a lens in a diamond, a call in a triangle, a bar in an octagon.

    answer: of core.verdict.Answer, or "" where none is due. Mere decoration beside the word.

    >>> sign("no-go") != sign("not-yet"), 'aria-hidden="true"' in sign("")
    (True, True)
    """
    answer = answer if answer in _AROUND else ""
    stroke = {"stroke_width": 5, "stroke_linecap": "round", "stroke_linejoin": "round"}
    return tag(
        "svg",
        tag("g", _AROUND[answer], fill="currentColor", class_="mark"),
        tag("path", d=_WITHIN[answer], fill="none", stroke="#fff", class_="paper", **stroke),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 64 64",
        width=64,
        height=64,
        class_="sign",
        aria_hidden="true",
    )
