"""Input that cannot be used: exit status 2, one line that helps, and nothing left behind."""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from gardefou.cli.main import main
from gardefou.report.json import schema

HEAD = "age,plan,left"


def rows(count: int = 80, seed: int = 0) -> list[str]:
    """Leaving depends on age."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, count)
    left = rng.random(count) < age / 100
    plan = rng.choice(["basic", "gold"], count)
    words = np.where(left, "yes", "no")
    return [",".join(map(str, row)) for row in zip(age, plan, words, strict=True)]


def csv(*lines: str, name: str = "t.csv", head: str = HEAD) -> str:
    """Write a table into the working folder; its name."""
    Path(name).write_text("\n".join([head, *lines]) + "\n")
    return name


def need(text: str, table: str = "") -> list[str]:
    """Write need.toml; the flags that name it and its table."""
    Path("need.toml").write_text(text)
    return [table or csv(*rows()), "--need", "need.toml"]


@dataclass(frozen=True)
class Bad:
    """make: writes the input into the working folder, gives the arguments. words: in the line."""

    make: Callable[[], list[str]]
    words: tuple[str, ...]


BAD: dict[str, Bad] = {}


def bad(*words: str) -> Callable[[Callable[[], list[str]]], Callable[[], list[str]]]:
    """Register a way to be wrong."""

    def kept(make: Callable[[], list[str]]) -> Callable[[], list[str]]:
        BAD[make.__name__] = Bad(make, words)
        return make

    return kept


# the table cannot be read


@bad("t.csv", "empty")
def empty_file():
    Path("t.csv").touch()
    return ["train", "t.csv", "--target", "left"]


@bad("t.csv", "empty")
def only_blanks():
    Path("t.csv").write_text("\n  \n\n")
    return ["train", "t.csv", "--target", "left"]


@bad("no file", "tabel.csv", "'table.csv'")
def no_such_file():
    csv(*rows(), name="table.csv")
    return ["train", "tabel.csv", "--target", "left"]


@bad("not a table")
def binary_junk():
    Path("t.csv").write_bytes(np.random.default_rng(0).bytes(5000))
    return ["train", "t.csv", "--target", "left"]


@bad("not a table")
def binary_junk_of_no_ending():
    Path("t").write_bytes(np.random.default_rng(1).bytes(5000))
    return ["train", "t", "--target", "left"]


@bad("t.csv", "zip")
def zip_called_csv():
    with zipfile.ZipFile("t.csv", "w") as archive:
        archive.writestr("t.csv", "\n".join([HEAD, *rows()]))
    return ["train", "t.csv", "--target", "left"]


@bad("t.zip", "zip")
def zip_archive():
    with zipfile.ZipFile("t.zip", "w") as archive:
        archive.writestr("t.csv", "\n".join([HEAD, *rows()]))
    return ["train", "t.zip", "--target", "left"]


@bad("t.xlsx")
def zip_called_workbook():
    with zipfile.ZipFile("t.xlsx", "w") as archive:
        archive.writestr("t.csv", "\n".join([HEAD, *rows()]))
    return ["train", "t.xlsx", "--target", "left"]


@bad("t.parquet", "damaged")
def truncated_parquet():
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table({"age": range(500), "left": ["yes", "no"] * 250}), "t.parquet")
    whole = Path("t.parquet").read_bytes()
    Path("t.parquet").write_bytes(whole[: len(whole) // 2])
    return ["train", "t.parquet", "--target", "left"]


@bad("t.parquet", "could not be read")
def parquet_with_a_hole():
    import pyarrow as pa
    from pyarrow import parquet

    cells = {"age": np.random.default_rng(0).normal(size=500), "left": ["yes", "no"] * 250}
    parquet.write_table(pa.table(cells), "t.parquet")
    whole = bytearray(Path("t.parquet").read_bytes())
    whole[4:2000] = bytes(1996)
    Path("t.parquet").write_bytes(whole)
    return ["train", "t.parquet", "--target", "left"]


@bad("t.feather", "damaged")
def truncated_arrow():
    import pyarrow as pa
    from pyarrow import feather

    feather.write_feather(pa.table({"age": range(500), "left": ["yes", "no"] * 250}), "t.feather")
    whole = Path("t.feather").read_bytes()
    Path("t.feather").write_bytes(whole[: len(whole) // 2])
    return ["train", "t.feather", "--target", "left"]


@bad("no table", "folder")
def empty_folder():
    Path("folder").mkdir()
    return ["train", "folder", "--target", "left"]


@bad("no table", "folder", "notes.md")
def folder_without_tables():
    Path("folder").mkdir()
    Path("folder/notes.md").write_text("nothing here")
    return ["train", "folder", "--target", "left"]


@bad("no table", "*.csv")
def pattern_without_files():
    return ["train", "data/*.csv", "--target", "left", "--out", "c"]


@bad("t.jsonl", "not valid JSON")
def bad_json():
    Path("t.jsonl").write_text('{"age": 1, "left": "no"}\n{"age": 2, "left":\n')
    return ["train", "t.jsonl", "--target", "left"]


@bad("t.json", "not a table")
def json_of_numbers():
    Path("t.json").write_text("[1, 2, 3]")
    return ["train", "t.json", "--target", "left"]


@bad("Line 5", "--separator")
def line_too_long():
    return ["train", csv(*rows(3), "30,gold,no,1,2"), "--target", "left"]


@bad("never closed")
def quote_left_open():
    return ["train", csv(*rows(3), '30,"gold,no', *rows(3)), "--target", "left"]


@bad("klingon", "utf-8")
def bad_encoding():
    return ["train", csv(*rows()), "--target", "left", "--encoding", "klingon"]


@bad("not written in ascii")
def wrong_encoding():
    Path("t.csv").write_text("\n".join([HEAD, *rows(), "30,é,no"]))
    return ["train", "t.csv", "--target", "left", "--encoding", "ascii"]


@bad("no sheet Febuary", "'February'")
def unknown_sheet():
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "February"
    for line in (HEAD, *rows()):
        book.active.append(line.split(","))
    book.save("t.xlsx")
    return ["train", "t.xlsx", "--target", "left", "--sheet", "Febuary"]


@bad("separator")
def separator_of_two_signs():
    return ["train", csv(*rows()), "--target", "left", "--separator", "::"]


@bad("audit", "--help")
def two_tables():
    return ["audit", csv(*rows()), csv(*rows(), name="u.csv")]


# the table cannot be learned from


@bad("no rows")
def header_only():
    return ["train", csv(), "--target", "left"]


@bad("one row")
def one_row():
    return ["train", csv(*rows(1)), "--target", "left"]


@bad("few rows")
def three_rows():
    return ["train", csv("1,gold,yes", "2,gold,no", "3,basic,no"), "--target", "left"]


@bad("left", "one and the same")
def one_class():
    return ["train", csv(*(line.replace("yes", "no") for line in rows())), "--target", "left"]


@bad("left", "missing in every row")
def target_all_missing():
    return ["train", csv(*(line.rpartition(",")[0] + "," for line in rows())), "--target", "left"]


@bad("more rows")
def one_answer_known():
    lines = [line.rpartition(",")[0] + "," for line in rows()]
    return ["train", csv("30,gold,yes", "31,gold,no", *lines), "--target", "left"]


@bad("too much alike", "different rows")
def few_rows_again_and_again():
    return [
        "train",
        csv(*["1,gold,yes", "2,gold,no", "1,basic,no", "2,basic,yes"] * 30),
        "--target",
        "left",
    ]


@bad("name", "too many")
def target_of_names():
    lines = [f"{n},N{chr(97 + n % 26)}{n}" for n in range(250)]
    return ["train", csv(*lines, head="age,name"), "--target", "name"]


@bad("no column is left", "'left'")
def only_the_target():
    return ["train", csv(*["yes", "no"] * 60, head="left"), "--target", "left"]


@bad("no column is left", "age, plan")
def only_constant_columns():
    lines = [f"7,gold,{'yes' if n % 3 else 'no'}" for n in range(120)]
    return ["train", csv(*lines), "--target", "left"]


@bad("no column is left", "age, plan")
def only_empty_columns():
    lines = [f",,{'yes' if n % 3 else 'no'}" for n in range(120)]
    return ["train", csv(*lines), "--target", "left"]


@bad("no column is left")
def all_columns_ignored():
    table = csv(*rows())
    return ["train", table, "--target", "left", "--ignore", "age", "--ignore", "plan"]


# what was asked for cannot be had


@bad("'size'", "too large", "unit")
def numbers_beyond_computing():
    lines = [f"{n % 17},{n * 1e290}" for n in range(1, 80)]
    return ["train", csv(*lines, head="age,size"), "--target", "size"]


@bad("'lefd'", "'left'")
def no_such_target():
    return ["train", csv(*rows()), "--target", "lefd"]


@bad("predicted", "--target")
def no_target():
    return ["train", csv(*rows())]


@bad("table")
def no_table():
    return ["train", "--target", "left"]


@bad("'left'", "ignore")
def target_ignored():
    return ["train", csv(*rows()), "--target", "left", "--ignore", "left"]


@bad("'plam'", "'plan'")
def no_such_ignored_column():
    return ["train", csv(*rows()), "--target", "left", "--ignore", "plam"]


@bad("'maybe'", "'no'")
def no_such_positive_class():
    return ["train", csv(*rows()), "--target", "left", "--positive", "maybe"]


@bad("'left'", "regression")
def regression_on_words():
    return ["train", csv(*rows()), "--target", "left", "--task", "regression"]


@bad("--task", "binary")
def no_such_task():
    return ["train", csv(*rows()), "--target", "left", "--task", "clustering"]


@bad("--tagret", "--target")
def unknown_flag():
    return ["train", csv(*rows()), "--tagret", "left"]


@bad("'trian'", "'train'")
def unknown_command():
    return ["trian", csv(*rows()), "--target", "left"]


@bad("--seed", "-1")
def seed_below_zero():
    return ["train", csv(*rows()), "--target", "left", "--seed", "-1"]


@bad("--seed", "99999999999")
def seed_too_large():
    return ["train", csv(*rows()), "--target", "left", "--seed", "99999999999"]


@bad("--budget", "2 min")
def budget_without_unit():
    return ["train", csv(*rows()), "--target", "left", "--budget", "12"]


@bad("--budget", "2 fortnights", "2 min")
def budget_of_unknown_unit():
    return ["train", csv(*rows()), "--target", "left", "--budget", "2 fortnights"]


@bad("--budget", "0 min")
def budget_of_nothing():
    return ["train", csv(*rows()), "--target", "left", "--budget", "0 min"]


# need.toml


@bad("need.toml", "cannot be read")
def no_need():
    return ["train", csv(*rows()), "--need", "need.toml"]


@bad("need.toml", "TOML")
def need_of_words():
    return ["train", *need("I want to know who leaves")]


@bad("`targett`", "'target'")
def unknown_key():
    return ["train", *need('targett = "left"')]


@bad("`cost.mised`", "'missed'")
def unknown_price():
    return ["train", *need('target = "left"\n[cost]\nmised = 5\nfalse_alarm = 1')]


@bad("cost.missed", "at least 0", "-5")
def cost_below_zero():
    return ["train", *need('target = "left"\n[cost]\nmissed = -5\nfalse_alarm = 1')]


@bad("cost.missed", "number")
def cost_without_end():
    return ["train", *need('target = "left"\n[cost]\nmissed = inf\nfalse_alarm = 1')]


@bad("all errors cost 0")
def errors_free():
    return ["train", *need('target = "left"\n[cost]\nmissed = 0\nfalse_alarm = 0')]


@bad("columns.id", "'nr'")
def role_of_no_column():
    return ["train", *need('target = "left"\n[columns]\nid = ["nr"]')]


@bad("plan", "weight", "numbers")
def weight_of_words():
    return ["train", *need('target = "left"\nweight = "plan"')]


@bad("weight", "'plam'", "'plan'")
def weight_of_no_column():
    return ["train", *need('target = "left"\nweight = "plam"')]


@bad("none", "weight", "above zero")
def weight_of_nobody():
    lines = [line + ",0" for line in rows()]
    table = csv(*lines, head=HEAD + ",none")
    return ["train", *need('target = "left"\nweight = "none"', table)]


@bad("columns.monotone", "'plan'", "text")
def direction_of_words():
    return ["train", *need('target = "left"\n[columns]\nmonotone = { plan = "up" }')]


@bad("plan", "train or test")
def split_of_other_words():
    return ["train", *need('target = "left"\nsplit = "plan"')]


@bad("plan", "times")
def time_of_words():
    return ["train", *need('target = "left"\n[columns]\ntime = "plan"')]


@bad("no file", "gone.csv")
def need_of_an_absent_table():
    Path("need.toml").write_text('target = "left"\ntable = "gone.csv"')
    return ["train", "--need", "need.toml"]


# the case cannot be written


@bad("out", "other folder", "--out")
def out_is_a_file():
    Path("thesis.doc").write_text("years of work")
    return ["train", csv(*rows()), "--target", "left", "--out", "thesis.doc"]


@bad("something else", "--out")
def out_holds_something_else():
    Path("thesis").mkdir()
    Path("thesis/one.doc").write_text("years of work")
    return ["train", csv(*rows()), "--target", "left", "--out", "thesis"]


@bad("thesis.doc/case")
def out_within_a_file():
    Path("thesis.doc").write_text("years of work")
    return ["train", csv(*rows()), "--target", "left", "--out", "thesis.doc/case"]


@bad("aaaa", "too long")
def out_of_a_name_too_long():
    return ["train", csv(*rows()), "--target", "left", "--out", "a" * 300]


# the other commands


@bad("no finished case", "gardefou train")
def report_of_nothing():
    return ["report", "nowhere.case"]


@bad("nowhere.case")
def predict_with_nothing():
    return ["predict", "nowhere.case", csv(*rows())]


@bad("no bundle", "no zip")
def predict_with_a_table():
    return ["predict", csv(*rows()), csv(*rows())]


@bad("'lefd'", "'left'")
def proposed_for_no_column():
    return ["need", csv(*rows()), "--target", "lefd"]


@bad("already", "need.toml")
def proposed_over_a_file():
    Path("need.toml").write_text("mine")
    return ["need", csv(*rows()), "--target", "left", "-o", "need.toml"]


@bad("gone/need.toml")
def proposed_into_no_folder():
    return ["need", csv(*rows()), "--target", "left", "-o", "gone/need.toml"]


@bad("'lefd'", "'left'")
def audit_of_no_column():
    return ["audit", csv(*rows()), "--target", "lefd"]


@bad("t.csv", "empty")
def audit_of_an_empty_file():
    Path("t.csv").touch()
    return ["audit", "t.csv"]


@bad("L0001", "L001")
def page_of_no_check():
    return ["checks", "L0001"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a working folder, which is entered, a data folder and a temp folder."""
    for name in ("work", "home", "temp"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("GARDEFOU_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.delenv("GARDEFOU_DEBUG", raising=False)
    return tmp_path


def held(place: Path) -> dict[str, bytes | None]:
    """Every file and folder, with what it holds."""
    found = sorted(place.rglob("*"))
    return {str(path): path.read_bytes() if path.is_file() else None for path in found}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_in_one_line_and_leaves_nothing(name, place, capsys):
    case = BAD[name]
    args = case.make()
    before = held(place)

    assert main(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip()
    assert err.count("\n") == 1
    assert "\r" not in err
    for word in case.words:
        assert word.casefold() in err.casefold()
    assert held(place) == before

    if args[0] not in ("train", "audit"):
        return
    assert main([*args, "--json"]) == 2
    out, again = capsys.readouterr()
    assert again == err
    tree = json.loads(out)
    jsonschema.validate(tree, schema())
    assert tree["error"].keys() == {"what", "seen", "remedy"}
    assert tree["error"]["what"] in err
    assert held(place) == before


@pytest.mark.parametrize("name", ["empty_file", "cost_below_zero", "out_within_a_file"])
def test_a_process_of_its_own_says_the_same(name, place, capsys):
    args = BAD[name].make()
    main(args)
    err = capsys.readouterr().err
    before = held(place)
    command = [sys.executable, "-m", "gardefou.cli.main", *args]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", err)
    assert held(place) == before


def test_a_folder_that_takes_no_files_is_left_alone(place, capsys):
    if os.geteuid() == 0:
        pytest.skip("nothing is closed to root")
    table = csv(*rows())
    Path("closed").mkdir(mode=0o500)
    before = held(place)
    assert main(["train", table, "--target", "left", "--out", "closed/case"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "closed/case" in err
    assert held(place) == before


@pytest.mark.parametrize("make", [header_only, one_row, one_class, target_all_missing])
def test_an_audit_goes_on_where_a_training_cannot(make, place, capsys):
    _, *args = make()
    before = held(place)
    assert main(["audit", *args, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    jsonschema.validate(json.loads(out), schema())
    assert held(place) == before
