import pytest

from gardefou.measures.spelling import (
    distance,
    dressed,
    folded,
    may_be_slip,
    misspelt,
    spellings,
)


@pytest.mark.parametrize(
    ("a", "b", "slips"),
    [
        ("same", "same", 0),
        ("", "ab", 2),
        ("kitten", "sitting", 3),
        ("valid", "vaild", 1),  # neighbours that changed places
        ("found", "foud", 1),
        ("found", "fouund", 1),
        ("abcd", "badc", 2),
        ("birmingham", "bxrmxngham", 2),
        ("bxrmxnghxm", "birmingham", 3),
        ("ca", "abc", 3),  # each part is changed but once
    ],
)
def test_slips_are_counted(a, b, slips):
    assert distance(a, b) == slips
    assert distance(b, a) == slips


def test_dress_is_case_accents_and_signs_between_letters():
    assert folded("Côte-d'Azur") == folded("COTE D AZUR") == folded("coted'azur")
    assert folded("7:10 p.m.") == folded("7:10 pm")
    assert folded("がく") != folded("かく")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1,000", "1.000"),
        ("10-12", "1012"),
        ("-5", "5"),
        ("A+", "A-"),
        ("BBB-", "BBB"),
        ("<5", ">5"),
    ],
)
def test_figures_and_signs_of_order_are_no_dress(a, b):
    assert folded(a) != folded(b)


def test_the_commonest_dress_is_right():
    counts = {"New York": 50, "new york": 3, "NEW-YORK": 3, "Boston": 40}
    assert dressed(counts) == {"new york": "New York", "NEW-YORK": "New York"}


def test_short_words_and_odd_cases_are_left_in_peace():
    assert dressed({"m": 90, "M": 80}) == {}
    assert dressed({"tC": 90, "TC": 80}) == {}
    assert dressed({"L(L)3": 90, "LL3": 80}) == {}
    assert dressed({"no": 90, "No": 80, "NO": 7}) == {"No": "no", "NO": "no"}


def test_a_slip_of_a_common_word_is_named():
    counts = {"birmingham": 70, "montgomery": 40, "birminghxm": 1, "montgomrey": 2}
    assert misspelt(counts) == {"birminghxm": "birmingham", "montgomrey": "montgomery"}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        *(("A12", "A13"), ("R1", "R2"), ("1998", "1999"), ("summer 2018", "summer 2019")),
        *(("type ii", "type iii"), ("married", "unmarried"), ("typical", "atypical")),
        *(("northeast", "northwest"), ("maternal", "paternal"), ("hypertension", "hypotension")),
        *(("female", "male"), ("woman", "man"), ("employé", "employée"), ("casada", "casado")),
        *(("a+", "a-"), ("<50k", ">50k")),
    ],
)
def test_other_meanings_are_no_slips(text, right):
    assert not may_be_slip(text.casefold(), right.casefold())


@pytest.mark.parametrize(
    "counts",
    [
        {"S": 500, "M": 400, "L": 300, "XL": 2},
        {"yes": 900, "no": 800, "yep": 1},
        {"male": 9000, "female": 20},
        {"A12": 900, "A13": 2, "B12": 1},
        {"2019": 900, "2018": 3},
        {"inland": 5000, "island": 5},  # five times alike is no slip
        {"shirt": 900, "skirt": 60},  # as common things are
    ],
)
def test_honest_values_are_left_in_peace(counts):
    assert misspelt(counts) == {}


def test_in_a_column_of_many_rare_words_only_long_ones_are_named():
    rare = {f"village{chr(97 + i)}{chr(97 + j)}": 1 for i in range(10) for j in range(10)}
    counts = {"zambia": 300, "gambia": 2, "montgomery": 300, "montgomrey": 1, **rare}
    assert misspelt(counts) == {"montgomrey": "montgomery"}


def test_where_common_words_are_alike_nothing_is_said():
    names = dict.fromkeys(("maria", "marie", "mario", "anna", "anne", "jonas", "jonah"), 100)
    assert misspelt({**names, "mariq": 1}) == {}


def test_a_swarm_of_spellings_makes_short_words_speak():
    swarm = dict.fromkeys(("fel", "fll", "ell", "efll", "felll", "fefll"), 1)
    assert misspelt({"fell": 400, "standing": 300, **swarm}) == dict.fromkeys(sorted(swarm), "fell")
    assert misspelt({"fell": 400, "standing": 300, "fel": 1}) == {}


def test_dress_and_slips_lead_to_the_same_right_word():
    counts = {"Paris": 500, "Pariss": 5, "PARISS": 1, "PARIS": 9}
    swarm = dict.fromkeys(("Pparis", "Pris", "Prais", "Parsi"), 1)
    found = spellings({**counts, **swarm})
    assert set(found.values()) == {"Paris"}
    assert set(found) == {*counts, *swarm} - {"Paris"}


def test_nothing_is_said_of_nothing():
    assert spellings({}) == {}
    assert spellings({"": 3, "\x00": 50, "🙂": 2}) == {}
