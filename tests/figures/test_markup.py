from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gardefou.figures.markup import Markup, join, tag


class Reader(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen, self.words, self.told = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, name, attrs):
        self.seen.append(name)
        self.told += attrs

    def handle_data(self, data):
        self.words.append(data)


SIGNS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")))


@given(SIGNS)
def test_any_text_comes_back_as_text(text):
    read = Reader(tag("p", text, title=text))
    assert read.seen == ["p"]
    assert read.told == [("title", text)]
    assert "".join(read.words) == text


@given(st.text())
def test_any_text_can_be_written_to_a_file(text):
    join(text).encode("utf-8")


def test_markup_is_left_as_it_is_and_text_is_not():
    assert tag("p", Markup("<b>"), "<b>") == "<p><b>&lt;b&gt;</p>"


def test_control_signs_are_replaced():
    assert join("a\0b\x1bc") == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (False, ""), (True, " open"), (1.04, ' open="1"')]
)
def test_attributes_that_say_nothing_are_left_out(value, shown):
    assert tag("p", open=value) == f"<p{shown}></p>"
