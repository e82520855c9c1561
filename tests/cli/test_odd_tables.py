"""Tables that are odd but no error: each ends in a verdict, a safe report and answers in order."""

import csv
import io
import json
import math
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from gardefou.cli.main import main
from gardefou.report.json import schema

Row = Sequence[object]


@dataclass(frozen=True)
class Odd:
    """A table, the need beside it, and what must be true of its case.

    flags: of the command. need: the text of need.toml, none if empty. hostile: what may never
    stand in the report as it is.
    """

    head: Sequence[str]
    rows: Sequence[Row]
    flags: Sequence[str] = ()
    need: str = ""
    hostile: Sequence[str] = ()
    answers: frozenset[str] = frozenset(("go", "go-with-review", "not-yet", "no-go"))
    true: Callable[[dict[str, Any]], object] = field(default=lambda record: True)


@dataclass(frozen=True)
class Case:
    """What a training left: its folder, and what it said."""

    odd: Odd
    folder: Path
    status: int
    out: str
    err: str

    @property
    def record(self) -> dict[str, Any]:
        return json.loads(self.out)


def said(*args: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main([str(each) for each in args])
    return status, out.getvalue(), err.getvalue()


def saved(path: Path, head: Sequence[str], rows: Sequence[Row], **dialect: Any) -> Path:
    """The table as delimited text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, **dialect)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def trained(odd: Odd, folder: Path) -> Case:
    """Write the table into the folder and train on it."""
    flags = list(odd.flags)
    if odd.need:
        (folder / "need.toml").write_text(odd.need, encoding="utf-8")
        flags += ["--need", folder / "need.toml"]
    table = saved(folder / "t.csv", odd.head, odd.rows)
    case = folder / "t.case"
    return Case(odd, case, *said("train", table, *flags, "--out", case, "--json"))


def answers(case: Path, table: Path | str, *flags: str) -> list[dict[str, Any]]:
    """What `gardefou predict` says of a table, row by row."""
    to = case.parent / "answers.jsonl"
    status, out, err = said("predict", case, table, "-o", to, *flags)
    assert (status, out, err) == (0, "", "")
    return [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]


def alike(one: Sequence[dict[str, Any]], two: Sequence[dict[str, Any]]) -> bool:
    """Whether the answers agree, numbers to nine figures."""
    return len(one) == len(two) and all(
        list(a) == list(b) and all(_same(a[name], b[name]) for name in a)
        for a, b in zip(one, two, strict=True)
    )


def _same(one: Any, two: Any) -> bool:
    number = isinstance(one, float) and isinstance(two, float)
    return math.isclose(one, two, rel_tol=1e-9) if number else one == two


def drawn(rows: int, seed: int = 0) -> tuple[np.random.Generator, np.ndarray, np.ndarray, list]:
    """A number and a colour that say much of a yes or no."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows).round(3)
    colour = rng.choice(["red", "green", "blue"], rows)
    yes = rng.random(rows) < 1 / (1 + np.exp(-2.5 * x - 2.0 * (colour == "red")))
    return rng, x, colour, ["yes" if each else "no" for each in yes]


ODD: dict[str, Callable[[], Odd]] = {}


def odd(make: Callable[[], Odd]) -> Callable[[], Odd]:
    """Register an odd table."""
    ODD[make.__name__] = make
    return make


SQL = '"; drop table x; --'
IMG = "<img src=x onerror=alert(1)>"
SCRIPT = "<script>alert(1)</script>"


@odd
def hostile_names() -> Odd:
    rng, x, colour, yes = drawn(160)
    head = [
        *("a", "a", SQL, IMG, "😀 mood", "\u202eevil\u202c", "שם", "", "two\nlines", "c0"),
        *(
            "position",
            "prediction",
            "it's",
            "p_" + SCRIPT,
            "=1+1",
            "n" * 3000,
            " Did It <b>Go</b> ",
        ),
    ]
    noise = rng.normal(size=(160, 14)).round(3)
    words = {"yes": SCRIPT, "no": 'O\'No & "co"'}
    rows = [[x[n], colour[n], *noise[n].tolist(), words[yes[n]]] for n in range(160)]
    return Odd(
        head,
        rows,
        flags=["--target", head[-1]],
        hostile=[IMG, SCRIPT, "<b>Go</b>", "\u202e"],
        true=lambda record: (
            record["need"]["target"] == head[-1]
            and record["need"]["classes"] == sorted(words.values())
            and {"a", "a.1", SQL, IMG} <= {kind["name"] for kind in record["table"]["kinds"]}
            and {"a", "a.1"} <= set(record["model"]["features"])
        ),
    )


@odd
def hostile_cells() -> Odd:
    rng, x, colour, yes = drawn(150)
    long = ["word " * 2000, "<p>" * 3400, "y" * 10_000]
    rows = []
    for n in range(150):
        size = ["inf", "-inf", "1e999", "", f"{rng.normal():.3f}"][rng.integers(0, 5)]
        big = str(2**63 + int(rng.integers(0, 2**40)) * 2**30) if n % 7 else "9" * 400
        day = ["0001-01-01", "9999-12-31", "2024-02-29", ""][n % 4]
        text = [f"a\0{colour[n]}", "\0", "=1+1", "\x1b[2J", colour[n]][n % 5]
        rows.append([x[n], size, big, day, long[n % 3], text, "", colour[n], yes[n]])
    head = ["x", "size", "big", "day", "long", "text", "empty", "colour", "left"]
    return Odd(
        head,
        rows,
        flags=["--target", "left"],
        hostile=["<p><p>", "\0", "\x1b"],
        true=lambda record: {"x", "size", "big", "day"} <= set(record["model"]["features"]),
    )


@odd
def zero_and_one_as_floats_on_a_budget() -> Odd:
    _, x, colour, yes = drawn(120)
    rows = [[x[n], colour[n], "1.0" if yes[n] == "yes" else "0.0"] for n in range(120)]
    return Odd(
        ["x", "colour", "left"],
        rows,
        flags=["--target", "left", "--budget", "1 s"],
        true=lambda record: (
            record["need"]["classes"] == ["0", "1"] and record["need"]["positive"] == "1"
        ),
    )


@odd
def boolean_target() -> Odd:
    _, x, colour, yes = drawn(120)
    rows = [[x[n], colour[n], "TRUE" if yes[n] == "yes" else "False"] for n in range(120)]
    return Odd(
        ["x", "colour", "left"],
        rows,
        flags=["--target", "left"],
        true=lambda record: record["need"]["classes"] == ["false", "true"],
    )


@odd
def target_with_spaces_and_mixed_case() -> Odd:
    _, x, colour, yes = drawn(120)
    forms = {"yes": ["Left", " Left", "Left  "], "no": ["sTayed", "sTayed\t", "\u00a0sTayed"]}
    rows = [[x[n], colour[n], forms[yes[n]][n % 3]] for n in range(120)]
    rows += [[0.5, "red", blank] for blank in ("", "  ", "\u00a0", "\u2003")]
    return Odd(
        ["x", "colour", " Did They "],
        rows,
        flags=["--target", " Did They "],
        true=lambda record: record["need"]["classes"] == ["Left", "sTayed"],
    )


@odd
def ordered_in_time() -> Odd:
    _, x, colour, yes = drawn(150)
    first = date(2023, 1, 30)
    rows = [[first + timedelta(3 * n), x[n], colour[n], yes[n]] for n in range(150)]
    return Odd(
        ["day", "x", "colour", "left"], rows, need='target = "left"\n[columns]\ntime = "day"\n'
    )


@odd
def entities_and_protected_columns() -> Odd:
    rng, x, colour, yes = drawn(180)
    who = [f"P{n // 3:03}" for n in range(180)]
    sex = rng.choice(["f", "m", ""], 180)
    rows = [[who[n], sex[n], x[n], colour[n], yes[n]] for n in range(180)]
    return Odd(
        ["patient", "sex", "x", "colour", "left"],
        rows,
        need='target = "left"\n[columns]\nentity = "patient"\nprotected = ["sex"]\n',
        true=lambda record: "patient" not in record["model"]["features"],
    )


@odd
def split_and_weight_columns() -> Odd:
    rng, x, colour, yes = drawn(150)
    side = ["Test" if n % 4 == 0 else "train" if n % 4 == 1 else "VALID" for n in range(150)]
    weight = [
        ["", "-1", "0", "inf"][n % 4] if n % 10 == 0 else rng.integers(1, 9) for n in range(150)
    ]
    rows = [[side[n], weight[n], x[n], colour[n], yes[n]] for n in range(150)]
    return Odd(
        ["side", "n", "x", "colour", "left"],
        rows,
        need='target = "left"\nweight = "n"\nsplit = "side"\n',
        true=lambda record: not {"side", "n"} & set(record["model"]["features"]),
    )


@odd
def numbers_of_any_size() -> Odd:
    _, x, colour, yes = drawn(120)
    rows = [
        [f"{x[n]}e300", f"{x[n]}e-310", ["1e999", "-1e999"][n % 2], colour[n], weight, yes[n]]
        for n, weight in enumerate(["1e300", *["1"] * 119])
    ]
    return Odd(["x", "y", "z", "colour", "n", "left"], rows, need='target = "left"\nweight = "n"\n')


@odd
def two_moments_and_a_direction_on_no_budget() -> Odd:
    _, x, colour, yes = drawn(120)
    day = {"yes": "2024-02-29", "no": "1969-07-20"}
    return Odd(
        ["prediction", "x", "colour", "day"],
        [[f"k{n}", x[n], colour[n], day[yes[n]]] for n in range(120)],
        flags=["--budget", "0.000001 s"],
        need='target = "day"\n[columns]\nid = ["prediction"]\nmonotone = { x = "up" }\n',
        true=lambda record: (
            record["need"]["classes"] == ["1969-07-20T00:00:00", "2024-02-29T00:00:00"]
            and record["model"]["recipe"] not in ("trivial", "linear")
        ),
    )


@odd
def many_columns_few_rows() -> Odd:
    rng, x, _, yes = drawn(100)
    cells = rng.normal(size=(100, 500)).round(2)
    cells[:, 0] = x
    rows = [[*cells[n].tolist(), yes[n]] for n in range(100)]
    return Odd([*(f"v{n}" for n in range(500)), "left"], rows, flags=["--target", "left"])


@odd
def one_column() -> Odd:
    _, x, _, yes = drawn(120)
    return Odd(["x", "left"], [[x[n], yes[n]] for n in range(120)], flags=["--target", "left"])


@odd
def only_names_of_rows() -> Odd:
    _, _, _, yes = drawn(120)
    return Odd(
        ["customer", "left"],
        [[f"C{n:04}", yes[n]] for n in range(120)],
        flags=["--target", "left"],
        answers=frozenset(["no-go", "not-yet"]),
        true=lambda record: (
            record["model"]["features"] == [] and "customer" in record["model"]["left_out"]
        ),
    )


@odd
def class_of_two_rows() -> Odd:
    _, x, colour, yes = drawn(150)
    kind = ["rare" if n in (7, 90) else f"{yes[n]} {colour[n] == 'red'}" for n in range(150)]
    rows = [[x[n], colour[n], kind[n]] for n in range(150)]
    return Odd(
        ["x", "colour", "kind"],
        rows,
        flags=["--target", "kind"],
        true=lambda record: "rare" in record["need"]["classes"],
    )


@odd
def number_that_is_always_the_same_but_once() -> Odd:
    _, x, colour, _ = drawn(120)
    rows = [[x[n], colour[n], 7.5 if n == 60 else 3.25] for n in range(120)]
    return Odd(
        ["x", "colour", "price"],
        rows,
        flags=["--target", "price", "--task", "regression"],
        answers=frozenset(["no-go", "not-yet"]),
    )


@odd
def the_same_rows_again_and_again() -> Odd:
    _, x, colour, yes = drawn(30)
    few = [[x[n], colour[n], yes[n]] for n in range(30)]
    return Odd(["x", "colour", "left"], few * 5, flags=["--target", "left"])


@pytest.fixture(scope="module", params=ODD)
def case(request, tmp_path_factory) -> Case:
    return trained(ODD[request.param](), tmp_path_factory.mktemp(request.param[:20]))


class Page(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_it_ends_in_a_verdict(case):
    assert (case.status, case.err) == (0, "")
    record = case.record
    jsonschema.validate(record, schema())
    assert record == json.loads((case.folder / "findings.json").read_text())
    assert record["verdict"]["answer"] in case.odd.answers
    assert [each["check"] for each in record["results"] if each["outcome"] == "crashed"] == []
    assert case.odd.true(record)


def test_its_report_holds_nothing_that_runs(case):
    text = (case.folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not page.tags & {"script", "img", "iframe", "object", "embed", "link", "form", "b-"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not [each for each in case.odd.hostile if each in text]
    assert len(text.encode()) < 350_000


def test_its_rows_are_answered_in_their_order(case):
    odd = case.odd
    turned = saved(case.folder.parent / "turned.csv", odd.head, odd.rows[::-1])
    one = answers(case.folder, case.folder.parent / "t.csv", "--reasons")
    assert len(one) == len(odd.rows)
    assert alike(answers(case.folder, turned, "--reasons")[::-1], one)


# the same table in other clothes

CITIES = ["Évry", "Nîmes", "Saint-\nDenis", 'the "old" town', "a;b,c\td|e"]


@dataclass(frozen=True)
class Plain:
    """A table of plain cells: numbers, texts, a day, true or false, holes; `left` is the answer."""

    head: tuple[str, ...] = ("nr", "x", "city", "day", "active", "note", "left")

    def rows(self) -> list[list[Any]]:
        rng = np.random.default_rng(5)
        rows: list[list[Any]] = []
        for n in range(120):
            x, city = round(float(rng.normal()), 2), CITIES[rng.integers(0, 5)]
            gone = rng.random() < 1 / (1 + np.exp(-2.5 * x - 2.0 * (city == "Évry")))
            day = date(2024, 1, 1) + timedelta(int(rng.integers(0, 300)))
            note = [None, "ok", "überfällig"][rng.integers(0, 3)]
            rows.append([n, x, city, day, bool(rng.random() < 0.5), note, "yes" if gone else "no"])
        return rows

    def named(self) -> list[dict[str, Any]]:
        return [dict(zip(self.head, row, strict=True)) for row in self.rows()]

    def arrow(self) -> Any:
        import pyarrow as pa

        return pa.Table.from_pylist(self.named())

    def text(self, *, separator: str = ",", comma: bool = False, end: str = "\n") -> str:
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=separator, lineterminator=end)
        writer.writerow(self.head)
        for row in self.rows():
            cells = [str(cell).lower() if isinstance(cell, bool) else cell for cell in row]
            if comma:
                cells[1] = str(cells[1]).replace(".", ",")
            writer.writerow(cells)
        return file.getvalue()


PLAIN = Plain()
FORMS: dict[str, Callable[[Path], list[Any]]] = {}


def form(make: Callable[[Path], list[Any]]) -> Callable[[Path], list[Any]]:
    """Register a way to write the plain table; it gives the table's argument and flags."""
    FORMS[make.__name__] = make
    return make


@form
def byte_order_mark(folder):
    (folder / "t.csv").write_bytes(PLAIN.text(end="\r\n").encode("utf-8-sig"))
    return [folder / "t.csv"]


@form
def utf_16(folder):
    (folder / "t.csv").write_bytes(PLAIN.text().encode("utf-16"))
    return [folder / "t.csv"]


@form
def latin_1(folder):
    (folder / "t.csv").write_bytes(PLAIN.text().encode("latin-1"))
    return [folder / "t.csv"]


@form
def named_code_page(folder):
    text = PLAIN.text(separator="|", comma=True)
    (folder / "t.txt").write_bytes(text.encode("cp850"))
    return [folder / "t.txt", "--encoding", "cp850", "--separator", "|", "--decimal", ","]


@form
def semicolons_and_decimal_commas(folder):
    (folder / "t.csv").write_bytes(PLAIN.text(separator=";", comma=True, end="\r\n").encode())
    return [folder / "t.csv"]


@form
def tabs(folder):
    (folder / "t.tsv").write_bytes(PLAIN.text(separator="\t").encode())
    return [folder / "t.tsv"]


@form
def lines_that_end_unevenly(folder):
    head, _, rest = PLAIN.text(end="\r\n").partition("\r\n")
    (folder / "t.csv").write_bytes(f"\n{head}\n{rest}".encode())
    return [folder / "t.csv"]


@form
def json_lines(folder):
    lines = [json.dumps(row, default=str) for row in PLAIN.named()]
    (folder / "t.jsonl").write_text("\n".join(lines))
    return [folder / "t.jsonl"]


@form
def json_array(folder):
    (folder / "t.json").write_text(json.dumps(PLAIN.named(), default=str, indent=1))
    return [folder / "t.json"]


@form
def parquet(folder):
    from pyarrow import parquet

    parquet.write_table(PLAIN.arrow(), folder / "t.parquet")
    return [folder / "t.parquet"]


@form
def feather(folder):
    from pyarrow import feather

    feather.write_feather(PLAIN.arrow(), folder / "t.feather")
    return [folder / "t.feather"]


@form
def arrow_stream_of_dictionaries(folder):
    import pyarrow as pa

    table = PLAIN.arrow()
    city = table.schema.get_field_index("city")
    table = table.set_column(city, "city", table["city"].dictionary_encode())
    file = pa.OSFile(str(folder / "t.arrows"), "wb")
    with file, pa.ipc.new_stream(file, table.schema) as stream:
        stream.write_table(table, max_chunksize=50)
    return [folder / "t.arrows"]


@form
def workbook(folder):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["nothing", "here"])
    sheet = book.create_sheet("the rows")
    for row in [PLAIN.head, *PLAIN.rows()]:
        sheet.append(list(row))
    book.save(folder / "t.xlsx")
    return [folder / "t.xlsx", "--sheet", "the rows"]


@form
def folder_of_parts(folder):
    (folder / "parts").mkdir()
    rows = PLAIN.rows()
    for n, part in enumerate((rows[:50], rows[50:51], rows[51:])):
        order = [*range(n, 7), *range(n)]
        head = [PLAIN.head[i] for i in order]
        cells = [[row[i] for i in order] for row in part]
        saved(folder / f"parts/{n}.csv", head, cells)
    return [folder / "parts"]


@form
def pattern(folder):
    return [folder_of_parts(folder)[0] / "*.csv"]


@form
def standard_input(folder):
    (folder / "t.csv").write_text(PLAIN.text())
    return ["-"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Case:
    """The case of the plain table, as CSV; nr names its rows."""
    folder = tmp_path_factory.mktemp("plain")
    need = 'target = "left"\n[columns]\nid = ["nr"]\n'
    return trained(Odd(PLAIN.head, PLAIN.rows(), need=need), folder)


@pytest.fixture
def dressed(request, tmp_path, monkeypatch) -> Iterator[list[Any]]:
    """The plain table written in another way: the arguments that name it."""
    args = FORMS[request.param](tmp_path)
    if args != ["-"]:
        yield args
        return
    with (tmp_path / "t.csv").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        yield args


@pytest.mark.parametrize("dressed", FORMS, indirect=True)
def test_another_form_gives_the_same_answers(plain, dressed):
    assert plain.status == 0
    one = answers(plain.folder, plain.folder.parent / "t.csv")
    assert [row["nr"] for row in one] == [str(n) for n in range(120)]
    assert alike(answers(plain.folder, *dressed), one)


@pytest.mark.parametrize(
    "dressed",
    ["utf_16", "workbook", "folder_of_parts", "standard_input", "arrow_stream_of_dictionaries"],
    indirect=True,
)
def test_another_form_ends_in_the_same_verdict(plain, dressed, tmp_path):
    case = tmp_path / "t.case"
    need = plain.folder.parent / "need.toml"
    status, out, err = said("train", *dressed, "--need", need, "--out", case, "--json")
    assert (status, err) == (0, "")
    record = json.loads(out)
    jsonschema.validate(record, schema())
    assert record["verdict"] == plain.record["verdict"]
    assert record["value"] == plain.record["value"]


def test_ids_keep_their_cells_whatever_they_are_called(tmp_path):
    case = trained(two_moments_and_a_direction_on_no_budget(), tmp_path)
    first = answers(case.folder, tmp_path / "t.csv")[0]
    assert list(first)[:2] == ["id prediction", "prediction"]
    assert first["id prediction"] == "k0"


def test_no_rows_give_no_answers(plain, tmp_path):
    empty = saved(tmp_path / "empty.csv", PLAIN.head, [])
    assert answers(plain.folder, empty, "--reasons") == []
    assert said("predict", plain.folder, empty, "-o", tmp_path / "none.csv")[0] == 0
    head = (tmp_path / "none.csv").read_text().strip()
    assert head == '"nr","prediction","p_no","p_yes","decision","expected_cost"'


def test_cells_of_another_kind_are_holes_and_no_error(plain, tmp_path):
    head = ["left", "day", "nr", "more", "x", "active", "city"]
    rows = [["", "soon", "a", 1, "much", "perhaps", "Ulm"], ["", "", "b", 2, "", "", ""]]
    status, out, err = said("predict", plain.folder, saved(tmp_path / "few.csv", head, rows))
    assert (status, out) == (2, "")
    assert "note" in err  # the one that is lacking
    table = saved(tmp_path / "other.csv", [*head, "note"], [[*row, ""] for row in rows])
    odd_cells, holes = answers(plain.folder, table, "--reasons")
    assert (odd_cells["nr"], holes["nr"]) == ("a", "b")
    assert 0 < odd_cells["p_yes"] < 1


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_whose_name_is_no_text(plain, tmp_path):
    name = os.fsdecode(b"caf\xe9 \n'; --<b>.csv")
    table = (plain.folder.parent / "t.csv").rename(tmp_path / name)
    case = tmp_path / os.fsdecode(b"caf\xe9.case")
    need = plain.folder.parent / "need.toml"
    try:
        status, out, err = said("train", table, "--need", need, "--out", case, "--json")
        again, _, finished = said("train", table, "--need", need, "--out", case)
    finally:
        table.rename(plain.folder.parent / "t.csv")
    assert (status, err) == (0, "")
    assert json.loads(out)["value"] == plain.record["value"]
    assert "<b>.csv" not in (case / "report.html").read_text(encoding="utf-8")
    assert (again, finished.count("\n")) == (0, 1)


def test_a_bundle_that_was_changed_is_refused_in_one_line(plain, tmp_path):
    bundle, to = tmp_path / "model.gardefou", tmp_path / "answers.csv"
    with (
        zipfile.ZipFile(plain.folder / "model.gardefou") as old,
        zipfile.ZipFile(bundle, "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b" " if name == "encoders.json" else content)
    status, out, err = said("predict", bundle, plain.folder.parent / "t.csv", "-o", to)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "encoders.json was changed" in err
    assert not to.exists()
