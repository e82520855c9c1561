from pathlib import Path

import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need, Task
from gardefou.flows.asked import Asked, case_folder


def test_flags_alone_are_a_need():
    need = Asked(target="Churn", task="binary", ignore=("id",), budget="2 min").stated()
    assert (need.target, need.task, need.columns.ignore) == ("Churn", Task.BINARY, ("id",))
    assert need.budget.time == 120


def test_flags_beat_the_file(tmp_path):
    file = tmp_path / "need.toml"
    file.write_text('target = "a"\nquestion = "Why?"\n')
    need = Asked(need=file, target="b").stated()
    assert (need.target, need.question) == ("b", "Why?")


def test_a_stated_need_is_taken_as_it_is():
    assert Asked(need=Need(target="a")).stated().target == "a"


def test_the_given_table_beats_the_named_one():
    assert Asked().source("b.csv", Need(table="a.csv")) == "b.csv"
    assert Asked().source(None, Need(table="a.csv")) == "a.csv"


def test_without_any_table_it_says_so():
    with pytest.raises(GardefouError, match="No table"):
        Asked().source(None, Need())


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("churn.csv", "churn.case"),
        (Path("/data/churn.v2.parquet"), "churn.v2.case"),
        ("parts/*.csv", "parts.case"),
        ("years/20??/part-*.csv", "years.case"),
    ],
)
def test_the_folder_is_named_after_the_table(source, name):
    assert case_folder(source) == Path(name)


def test_a_folder_of_files_keeps_its_whole_name(tmp_path):
    (tmp_path / "v1.2").mkdir()
    assert case_folder(tmp_path / "v1.2") == Path("v1.2.case")


@pytest.mark.parametrize("source", ["-", "sqlite:///f.db#t", {"a": [1]}])
def test_what_has_no_name_needs_a_folder(source):
    with pytest.raises(GardefouError, match="folder of the case"):
        case_folder(source)
