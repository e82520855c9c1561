import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gardefou.core.words as words
from gardefou.core.words import number, per_cent, plain, say

FILES = sorted((Path(words.__file__).parent / "en").glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_of_sentences_can_be_read(path):
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def test_values_never_change_the_sentence():
    assert say("core.example", column="{share} %s \\n <b>", share=1.0) == (
        "Column {share} %s \\n <b> holds 100 %."
    )


def test_a_sentence_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        say("core.nothing")


@given(st.text(max_size=300))
def test_plain_text_is_one_short_line_without_control_signs(text):
    shown = plain(text)
    assert len(shown) <= 60
    assert not any(ord(sign) < 32 or 0x202A <= ord(sign) <= 0x202E for sign in shown)


@given(st.floats(0, 1))
def test_a_share_is_never_rounded_to_none_or_all(share):
    shown = float(per_cent(share).removesuffix(" %"))
    assert (shown == 0) == (share == 0) or share < 1e-8
    assert (shown == 100) == (share == 1) or share > 1 - 1e-8


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (1e-7, "0.0000001"), (123456.7, "123 457"), (-2.5, "-2.5"), (999.6, "1 000")],
)
def test_numbers_are_written_as_people_write_them(value, shown):
    assert number(value) == shown
