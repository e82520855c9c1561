import re
from dataclasses import fields
from pathlib import Path

import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need, Task, Waiver
from gardefou.need.keys import Keys, NeedKeys
from gardefou.need.read import _table_in, read_need

PAGE = Path(__file__).resolve().parents[2] / "docs" / "need.md"


def read(folder: Path, text: str | bytes) -> Need:
    file = folder / "need.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_need(file)


def test_a_whole_need_is_read(tmp_path):
    need = read(
        tmp_path,
        """
        question = "Will this customer leave?"
        table = "data/churn.csv"
        target = "Churn"
        positive = "Yes"
        task = "binary"
        [cost]
        unit = "EUR"
        missed = 120
        false_alarm = 8
        review = 2
        review_error = 0.05
        [columns]
        id = ["customerID"]
        entity = "customerID"
        monotone = { tenure = "down" }
        weight = "fnlwgt"
        [people]
        population = { gender = { Female = 0.51, Male = 0.49 } }
        [waive]
        answer_copied = { columns = ["boat"], why = "known" }
        [use]
        sector = "credit"
        [budget]
        time = "2 min wall"
        money = "0.10 EUR"
        [[expect]]
        change = { gender = ["Female", "Male"] }
        answer = "same"
        """,
    )
    assert (need.target, need.task, need.positive) == ("Churn", Task.BINARY, "Yes")
    assert (need.cost.missed, need.cost.review_error, need.cost.unit) == (120.0, 0.05, "EUR")
    assert need.columns.id == ("customerID",)
    assert need.columns.monotone == {"tenure": "down"}
    assert need.weight == "fnlwgt"
    assert need.people.population == {"gender": {"Female": 0.51, "Male": 0.49}}
    assert need.waive == {"answer_copied": Waiver(("boat",), "known")}
    assert need.use == {"sector": "credit"}
    assert (need.budget.time, need.budget.wall, need.budget.money) == (120.0, True, (0.1, "EUR"))
    assert need.expect == ({"change": {"gender": ["Female", "Male"]}, "answer": "same"},)
    assert need.table == str(tmp_path / "data/churn.csv")


def test_an_empty_file_is_an_empty_need(tmp_path):
    assert read(tmp_path, "") == Need()


def test_a_file_as_some_editors_save_it_is_read(tmp_path):
    assert read(tmp_path, b'\xef\xbb\xbftarget = "y"\r\n').target == "y"


@pytest.mark.parametrize("table", ["-", "sqlite:///f.db#t", "/data/x.csv"])
def test_a_table_that_is_no_relative_path_stays(tmp_path, table):
    assert read(tmp_path, f'table = "{table}"').table == table


@pytest.mark.parametrize("written", ["1", "1.0", '"1"', '" 1 "'])
def test_a_class_may_be_written_as_it_stands_in_the_table(tmp_path, written):
    assert read(tmp_path, f"positive = {written}").positive == "1"


@pytest.mark.parametrize("place", ["", "[columns]\n"])
def test_weight_and_split_may_stand_in_both_places(tmp_path, place):
    need = read(tmp_path, place + 'weight = "w"\nsplit = "s"')
    assert (need.weight, need.split) == ("w", "s")


def test_assumed_prices_are_a_persons_own_once_they_have_a_unit(tmp_path):
    prices = 'assumed = ["task", "cost"]\n[cost]\nmissed = 1\nfalse_alarm = 2\n'
    assert read(tmp_path, prices).assumed == ("task", "cost")
    assert read(tmp_path, prices + 'unit = "EUR"').assumed == ("task",)


WRONG = {
    'targett = "x"': ("`targett`", "Did you mean 'target'?"),
    "[cost]\nmissd = 1": ("`cost.missd`", "Did you mean 'missed'?"),
    '[waive]\nx = { colums = ["a"], why = "b" }': ("`waive.x.colums`", "'columns'"),
    "[[expect]]\n[[expect]]\nchang = 1": ("`expect.2.chang`", "'change'"),
    "[use]\nsektor = 1": ("`use.sektor`", "'sector'"),
    "[data]\nsorce = 1": ("`data.sorce`", "'source'"),
    "missed = 3": ("`missed`", "belongs under [cost]"),
    '[cost]\ntarget = "y"': ("`cost.target`", "top of the file"),
    "[cost]\nmissed = -1\nfalse_alarm = 1": ("`cost.missed`", "at least 0.", "-1"),
    "[cost]\nmissed = nan\nfalse_alarm = 1": ("`cost.missed`", "number"),
    "[cost]\nmissed = inf\nfalse_alarm = 1": ("`cost.missed`", "number"),
    '[cost]\nmissed = "3"\nfalse_alarm = 1': ("`cost.missed`", "number"),
    "[cost]\nmissed = true\nfalse_alarm = 1": ("`cost.missed`", "number"),
    f"[cost]\nmissed = {'9' * 500}\nfalse_alarm = 1": ("`cost.missed`", "number"),
    "[cost]\nreview_error = 1.5": ("`cost.review_error`", "at most 1."),
    "[people]\ntolerance = -0.1": ("`people.tolerance`", "at least 0."),
    "[people]\ncoverage = 1": ("`people.coverage`", "less than 1."),
    '[people]\ncriterion = "equal_oportunity"': ("`people.criterion`", "'equal_opportunity'"),
    'task = "binay"': ("`task`", "Did you mean 'binary'?"),
    '[columns]\nid = "x"': ("`columns.id`", "a list"),
    "target = 3": ("`target`", "in quotes"),
    "cost = 3": ("`cost`", "a table"),
    '[place]\ncountry = "France"': ("`place.country`", "two capitals"),
    "[place]\nwatts = 0": ("`place.watts`", "more than 0."),
    '[data]\nuntil = "soon"': ("`data.until`", "a day"),
    '[waive]\nx = { columns = ["a"] }': ("`waive.x.why`", "missing"),
    "[budget]\ntime = 2": ("`budget.time`", "in quotes"),
    '[budget]\ntime = "20 g"': ("`budget.time`", "another kind"),
    '[columns]\nmonotone = { a = "upp" }': ("`columns.monotone.a`", "'up'"),
    'weight = "a"\n[columns]\nweight = "b"': ("`weight`", "a, b"),
    "target = = 3": ("not valid TOML", "line 1"),
    'a = "x\n': ("not valid TOML", "line 1"),
    "a = " + "[" * 5000: ("not valid TOML",),
    "a = " + "9" * 5000: ("not valid TOML",),
}


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:40])
def test_what_is_wrong_is_named_in_one_line(tmp_path, text):
    with pytest.raises(GardefouError) as caught:
        read(tmp_path, text)
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 500
    for part in WRONG[text]:
        assert part in line


def test_hostile_keys_and_values_are_shown_harmless(tmp_path):
    for text in ('"\\u001b[31m\\u202E" = 1', 'task = "\\u001b[31m\\u202E"'):
        with pytest.raises(GardefouError) as caught:
            read(tmp_path, text)
        assert "\x1b" not in str(caught.value)
        assert "\u202e" not in str(caught.value)


def test_files_that_are_no_text_of_a_need_are_refused(tmp_path):
    with pytest.raises(GardefouError, match="UTF-8"):
        read(tmp_path, b"\xff\xfe\x00")
    with pytest.raises(GardefouError, match="larger"):
        read(tmp_path, b"#" * 1_000_001)
    with pytest.raises(GardefouError, match="cannot be read"):
        read_need(tmp_path / "absent.toml")
    with pytest.raises(GardefouError, match="cannot be read"):
        read_need(tmp_path)


def _keys(table: type[Keys], before: str = "") -> list[str]:
    found = []
    for name, field in table.model_fields.items():
        inside = _table_in(field.annotation)
        found += _keys(inside, f"{name}.") if inside else [before + name]
    return found


@pytest.mark.parametrize("key", _keys(NeedKeys))
def test_every_key_stands_in_the_page(key):
    assert f"| `{key}` |" in PAGE.read_text(encoding="utf-8")


def test_the_page_names_no_key_that_is_not_known():
    named = re.findall(r"^\| `([a-z_.]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    criteria = re.findall(
        r"'(\w+)'", str(NeedKeys.model_fields["people"].annotation.__annotations__)
    )
    assert set(named) - set(criteria) == set(_keys(NeedKeys))


def test_the_examples_of_the_page_are_needs(tmp_path):
    examples = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) >= 4
    assert all(read(tmp_path, example) != Need() for example in examples)


def test_the_example_values_of_the_page_are_accepted(tmp_path):
    rows = re.findall(
        r"^\| `(cost|columns|people|budget|place|use|data)\.(\w+)` \|.*\| `([^`]+)` \|$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rows) > 30
    pairs = {"missed": "false_alarm = 1", "false_alarm": "missed = 1"}
    pairs |= {"under": "over = 1", "over": "under = 1"}
    for table, key, value in rows:
        assert read(tmp_path, f"[{table}]\n{key} = {value}\n{pairs.get(key, '')}") != Need()


def test_defaults_stand_in_one_place():
    """What a file leaves out is what `core.need` has, so no key has a default of its own."""
    for part in fields(Need):
        keys = (
            _table_in(NeedKeys.model_fields[part.name].annotation)
            if part.name in NeedKeys.model_fields
            else None
        )
        for name, field in (keys.model_fields if keys else {}).items():
            assert field.is_required() or field.default in (None, [], {}), name
