"""What README.md and the guides tell a reader to do can be done; what they list is all there is.

Above a block a comment may say how it is to be taken: `<!-- not run: REASON -->`, or
`<!-- file: NAME -->`, the block is the content of that file, or `<!-- exit status N: REASON -->`,
or `<!-- printed by that command -->`, the block is what the one before printed, `…` for the rest.
"""

import csv
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import click
import numpy as np
import pytest

from gardefou.cli.main import gardefou, main
from gardefou.cli.names import COMMANDS
from gardefou.report.json import schema

ROOT = Path(__file__).resolve().parents[1]
NO_GUIDES = {  # made of the code, whose examples run elsewhere; or of benchmarks, which take long
    *("checks.md", "commands.md", "recipes.md"),
    "measured.md",
}
GUIDES = [
    ROOT / "README.md",
    *(p for p in sorted(ROOT.glob("docs/*.md")) if p.name not in NO_GUIDES),
]
COLUMNS = "customerID,tenure,contract,monthly_charge,support_calls,exit_offer,closed_on,Churn"
EACH_GUIDE = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the comment above it."""

    kind: str
    text: str
    note: str = ""

    def said(self, what: str) -> str | None:
        """What the comment says after `what`, None where it says something else."""
        found = re.fullmatch(rf"{what}:? ?(.*)", self.note)
        return found and found[1]

    @property
    def status(self) -> int:
        """The exit status that its last command is to have."""
        return int((self.said("exit status") or "0").partition(":")[0])


def blocks(markdown: str) -> Iterator[Block]:
    fence = r"(?ms)(?:^<!-- ([^\n]*?) -->\n)?^```(\w*)\n(.*?)^```$"
    for found in re.finditer(fence, markdown):
        yield Block(found[2], found[3], found[1] or "")


def commands(text: str) -> list[list[str]]:
    """The commands of a shell block, as words."""
    lines = text.replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def customers(rows: int = 1200, seed: int = 0) -> str:
    """Invented: leaving depends on tenure, contract and calls; two columns come after it."""
    rng = np.random.default_rng(seed)
    tenure, calls = rng.integers(1, 72, rows), rng.poisson(1.5, rows)
    contract = rng.choice(["monthly", "one year", "two years"], rows, p=[0.6, 0.25, 0.15])
    charge = rng.normal(60, 20, rows).clip(15).round(2)
    odds = 1.8 * (contract == "monthly") + 0.7 * calls - 0.05 * (tenure - 30) - 2.5
    left = rng.random(rows) < 1 / (1 + np.exp(-odds))
    offer = np.where(rng.random(rows) < np.where(left, 0.7, 0.03), "yes", "no")
    closed = [
        f"2025-{1 + n % 12:02}-{1 + n % 28:02}" if gone else "" for n, gone in enumerate(left)
    ]
    cells = zip(tenure, contract, charge, calls, offer, closed, left, strict=True)
    lines = [
        f"C{n:05},{','.join(map(str, row))},{'Yes' if gone else 'No'}"
        for n, (*row, gone) in enumerate(cells)
    ]
    return "\n".join([COLUMNS, *lines]) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all guides, so that the case that they share is trained once."""
    path = tmp_path_factory.mktemp("guides")
    table = customers()
    (path / "customers.csv").write_text(table)
    known_in_time = [",".join(line.split(",")[:5]) for line in table.splitlines()[:50]]
    offered = [line + (",exit_offer" if not n else ",no") for n, line in enumerate(known_in_time)]
    (path / "new_customers.csv").write_text("\n".join(offered) + "\n")
    return path


@pytest.fixture
def here(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def case(here):
    """The case that the guides share, trained now if no guide has done so yet."""
    assert main(["train", "customers.csv", "--target", "Churn"]) == 0
    return here / "customers.case"


def follow(markdown: str) -> None:
    """Do what the page says, in the folder where we are."""
    names: dict[str, object] = {"__name__": "guide"}
    printed = ""
    for block in blocks(markdown):
        if block.said("printed by that command") is not None:
            assert_printed(block.text, printed)
        elif block.said("not run") is None:
            printed = do(block, names)


def do(block: Block, names: dict[str, object]) -> str:
    """What it printed."""
    file = block.said("file")
    if file is not None:
        Path(file).write_text(block.text)
    with redirect_stdout(TextIOWrapper(BytesIO(), encoding="utf-8")) as out:
        if block.kind in ("", "sh"):
            run(commands(block.text), block.status)
        elif block.kind == "python":
            exec(compile(block.text, "<guide>", "exec"), names)
        elif block.kind == "toml":
            tomllib.loads(block.text)
        out.seek(0)
        return out.read()


def assert_printed(text: str, printed: str) -> None:
    """Each piece between lines of `…` was printed; numbers may differ by a tenth.

    What a model says may differ in its last figures from one version of a library to the next.
    """
    number = r"\d+(?:\.\d+)?"
    for piece in re.split(r"(?m)^ *…\n", text):
        words = map(re.escape, re.split(number, piece))
        found = re.search(f"({number})".join(words), printed)
        assert found, f"{piece}\nis not in\n{printed}"
        told = [float(each) for each in re.findall(number, piece)]
        assert [*map(float, found.groups())] == pytest.approx(told, rel=0.1, abs=0.01), piece


def run(lines: list[list[str]], last: int) -> None:
    for number, (program, *words) in enumerate(lines, start=1):
        assert program == "gardefou", f"only gardefou is run: {program}"
        assert main(words) == (last if number == len(lines) else 0), (program, *words)


@EACH_GUIDE
def test_what_a_guide_says_can_be_done(guide, here):
    follow(guide.read_text(encoding="utf-8"))


@EACH_GUIDE
def test_what_is_not_run_or_fails_says_why(guide):
    notes = [block.note for block in blocks(guide.read_text(encoding="utf-8")) if block.note]
    for note in notes:
        assert re.fullmatch(
            r"not run: .{10,}|file: [\w.]+|exit status \d: .{10,}|printed by that command", note
        ), note


@EACH_GUIDE
def test_links_lead_somewhere(guide):
    for target in re.findall(r"\]\(([^)\s]+)\)", guide.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            path, _, place = target.partition("#")
            assert_there(guide.parent / path if path else guide, place)


def assert_there(path: Path, place: str) -> None:
    assert path.exists(), path
    if place:
        headings = re.findall(r"(?m)^#+ (.*)$", path.read_text(encoding="utf-8"))
        anchors = {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}
        assert place in anchors, (path.name, place)


@EACH_GUIDE
def test_every_command_and_flag_that_is_named_exists(guide):
    context, text = click.Context(gardefou), guide.read_text(encoding="utf-8")
    known = {name: gardefou.get_command(context, name) for name in COMMANDS}
    flags = {flag for each in known.values() for option in each.params for flag in option.opts}
    for said in re.findall(r"`(gardefou [^`]*|--[^`]*)`", text):
        words = said.replace("[", "").split()
        assert words[0] != "gardefou" or words[1] in known, said
        assert {word for word in words if word.startswith("--")} <= flags, said


def test_readme_holds_the_two_commands_that_ci_runs():
    shell = [b for b in blocks((ROOT / "README.md").read_text(encoding="utf-8")) if b.kind == "sh"]
    assert [len(commands(block.text)) for block in shell] == [1, 1]


def test_the_table_in_the_first_case_is_the_one_that_it_is_run_on():
    shown = [b.text for b in blocks(text_of("first_case.md")) if b.kind == "text"]
    assert [text.splitlines()[0] for text in shown] == [COLUMNS]


def test_the_cells_in_the_audit_guide_are_some_of_those_that_are_written(here):
    before, after = text_of("audit.md").split("## Which cells\n")
    follow(before)
    told = re.findall(r"(?m)^\| (\d.*) \|$", after)
    with (here / "suspects.csv").open(encoding="utf-8", newline="") as file:
        written = {tuple(row) for row in csv.reader(file)}
    cells = [tuple(cell.strip() for cell in line.split("|")) for line in told]
    assert len(cells) == 5
    assert set(cells) <= written


def test_the_first_case_tells_what_gardefou_says_of_its_table(case):
    record = json.loads((case / "findings.json").read_text())
    found = [
        (finding["columns"][0], finding["severity"])
        for result in record["results"]
        for finding in result["findings"]
        if result["code"][0] == "L"
    ]
    assert found == [("closed_on", "alarm"), ("exit_offer", "ask")]
    assert record["verdict"]["answer"] == "go-with-review"
    assert {"closed_on", "exit_offer"} - {*record["model"]["left_out"]} == {"exit_offer"}
    assert {tuple(w["columns"]) for w in record["model"]["what_if"]} == {
        ("closed_on",),
        ("exit_offer",),
    }


def test_the_json_page_names_every_key_and_no_other(case):
    record = json.loads((case / "findings.json").read_text())
    told = {key.split(".")[0]: set() for key in first_column("json.md", "## The JSON")}
    for key in first_column("json.md", "## The JSON"):
        told[key.split(".")[0]] |= set(key.split(".")[1:])
        assert key.split(".")[-1] in walked(record, key), key
    assert set(told) == set(record) == set(schema()["$defs"]["record"]["required"])
    for whole in ("table", "verdict", "value", "model", "ledger"):
        assert told[whole] == set(record[whole]), whole


def walked(record, key: str):
    """The part of the record that holds the last name of a dotted key."""
    for name in key.split(".")[:-1]:
        record = record[name]
    return record


def test_the_json_page_names_every_file_of_a_case(case):
    files = {path.name for path in case.iterdir()} - {".lock"}
    assert set(first_column("json.md", "## The case folder")) == files


def test_the_json_page_names_every_column_of_predictions(case, capsys):
    capsys.readouterr()
    assert main(["predict", str(case), "new_customers.csv", "--reasons"]) == 0
    written = capsys.readouterr().out.splitlines()[0].replace('"', "").split(",")
    told = set(first_column("json.md", "## Predictions"))
    assert {re.sub(r"p_.*", "p_<class>", name) for name in written} <= told
    assert told - set(written) == {"p_<class>", "low", "choice"}


def text_of(page: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def first_column(page: str, heading: str) -> list[str]:
    """What stands in backticks in the first cells of the table under a heading."""
    part = text_of(page).split(heading + "\n")[1].split("\n## ")[0]
    return re.findall(r"(?m)^\| `([^`]+)`", part)


@pytest.mark.parametrize(
    "page",
    [
        "```sh\ngardefou trian t.csv\n```\n",
        "```\ngardefou checks L999\n```\n",
        "<!-- exit status 1: it should fail but does not -->\n```sh\ngardefou checks\n```\n",
        "```sh\nrm -rf /nowhere\n```\n",
        "```python\nassert False\n```\n",
        "```python\nprint('1 of 9')\n```\n<!-- printed by that command -->\n```text\n2 of 9\n```\n",
    ],
)
def test_a_guide_that_is_wrong_is_caught(page, here):
    with pytest.raises(AssertionError):
        follow(page)


def test_a_block_that_is_not_run_is_left_alone(here):
    follow("<!-- not run: it would end the world -->\n```sh\nrm -rf /nowhere\n```\n")
    follow("```yaml\n- run: nothing\n```\n```text\nC1,2\n```\n")
