"""A law of the house: imports go down one staircase, never up, never sideways."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "gardefou"
FLOORS = {
    **dict.fromkeys(("core", "version"), 0),
    **dict.fromkeys(("need", "table", "measures", "ledger", "figures"), 1),
    **dict.fromkeys(("checks", "learners", "quantum", "verdict"), 2),
    "report": 3,
    "flows": 4,
    "live": 5,
    **dict.fromkeys(("cli", "studio", "python"), 6),
}
# Files at the root that are one room: what a Python user imports.
ROOMS = {"__init__": "python", "estimators": "python"}
# room -> the libraries that have their home there; numpy may go anywhere above core.
HOMES = {
    **{key: {"table"} for key in ("duckdb", "pyarrow", "pandas", "polars", "fastexcel")},
    **{key: {"learners", "measures"} for key in ("lightgbm", "scipy")},
    "sklearn": {"learners", "python"},
    **{key: {"learners"} for key in ("torch", "catboost", "onnx")},
    "pydantic": {"need"},
    **{key: {"cli"} for key in ("click", "rich")},
    "numpy": set(FLOORS) - {"core", "version"},
}
EXCEPTIONS = {
    # file, what it imports, why, since when
    ("cli/demo.py", "sklearn"): "the demo's table is one that scikit-learn ships; 2026-11-22",
}


def room(path: Path) -> str:
    """The room a file stands in."""
    first = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    return ROOMS.get(first, first)


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, at whatever depth of the code, types included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "no relative imports"
            module = node.module or ""
            if module == "gardefou":
                yield from (f"gardefou.{alias.name}" for alias in node.names)
            else:
                yield module


def trespass(here: str, imported: str) -> str:
    """Why a file in the room `here` may not import this module; empty if it may."""
    root, *rest = imported.split(".")
    if root != "gardefou":
        homes = HOMES.get(root)
        return "" if homes is None or here in homes else f"{root} is not at home in {here}"
    there = ROOMS.get(rest[0], rest[0]) if rest else "python"
    if there == here or FLOORS[there] < FLOORS[here]:
        return ""
    return f"{here} (floor {FLOORS[here]}) imports {there} (floor {FLOORS[there]})"


FILES = sorted(SOURCE.rglob("*.py"))


def test_there_is_a_house():
    assert len(FILES) > 30
    assert {room(path) for path in FILES} <= set(FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_go_down_the_staircase(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(SOURCE).as_posix()
    found = [
        why
        for module in imports(tree)
        if (why := trespass(room(path), module))
        and (name, module.partition(".")[0]) not in EXCEPTIONS
    ]
    assert found == []


@pytest.mark.parametrize(
    ("here", "imported"),
    [
        ("core", "gardefou.table.frame"),
        ("table", "gardefou.need"),
        ("checks", "gardefou.learners.race"),
        ("report", "gardefou.flows.train"),
        ("cli", "gardefou.python"),
        ("flows", "gardefou"),
        ("core", "numpy"),
        ("checks", "duckdb"),
        ("flows", "click"),
    ],
)
def test_going_up_or_sideways_is_seen(here, imported):
    assert trespass(here, imported)


@pytest.mark.parametrize(
    ("here", "imported"),
    [
        ("core", "dataclasses"),
        ("flows", "gardefou.report.json"),
        ("report", "gardefou.version"),
        ("cli", "gardefou.flows.train"),
        ("table", "duckdb"),
        ("verdict", "numpy"),
    ],
)
def test_going_down_is_allowed(here, imported):
    assert not trespass(here, imported)


def test_hidden_imports_are_seen_too():
    code = "def f():\n    from gardefou import cli\n    import duckdb.typing\n"
    assert list(imports(ast.parse(code))) == ["gardefou.cli", "duckdb.typing"]


def test_every_exception_is_still_needed():
    for name, library in EXCEPTIONS:
        tree = ast.parse((SOURCE / name).read_text(encoding="utf-8"))
        assert library in {module.partition(".")[0] for module in imports(tree)}
