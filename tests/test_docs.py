"""A law of the house: each check, command and recipe has its page, and each page its thing."""

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from gardefou.cli.names import COMMANDS
from gardefou.core.check import Check, PerColumn, check
from gardefou.core.shelf import Shelf
from gardefou.learners.recipe import Recipe, by_price

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["checks.md", "commands.md", "recipes.md"])
def test_making_the_pages_again_changes_nothing(generate, name):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == generate.pages()[name], "run: python docs/generate.py"


def headings(name: str) -> list[str]:
    return re.findall(r"(?m)^## (.*)$", (DOCS / name).read_text(encoding="utf-8"))


def test_each_check_has_its_page_and_each_page_its_check():
    checks = {f"{check.code} {check.name}" for check in Shelf("gardefou.checks", Check)}
    assert set(headings("checks.md")) == checks


def test_each_recipe_has_its_page_and_each_page_its_recipe():
    assert headings("recipes.md") == [recipe.name for recipe in by_price()]


def test_each_command_has_its_page_and_each_page_its_command():
    assert headings("commands.md") == [f"gardefou {name}" for name in COMMANDS]


def test_each_command_is_in_a_file_of_its_own_and_each_file_is_named():
    package = Path(sys.modules["gardefou.cli.names"].__file__ or "").parent
    files = {path.stem for path in package.glob("*.py")}
    shared = {"__init__", "main", "names", "options", "output", "outcome", "progress", "failure"}
    assert files - shared == set(COMMANDS)


def test_a_page_shows_its_sections_examples_and_limits(generate):
    @check("D099")
    def too_loud(noise: PerColumn[int], *, most: int = 80):
        """Columns louder than <allowed>, `a < b`.

        Why it matters: ears.
        How: we listen.

        >>> 1 < 2
        True
        """
        return ()

    page = generate.checks_page([too_loud])
    assert (
        "| [D099](#d099-too_loud) | too_loud | Columns louder than \\<allowed>, `a < b`. |" in page
    )
    assert "**Why it matters:** ears.\n\n**How:** we listen." in page
    assert "```python\n>>> 1 < 2\nTrue\n```" in page
    assert "**Limits:** `most = 80`." in page


def test_the_page_of_a_recipe_shows_its_title_and_its_source(generate):
    page = generate.recipes_page([_recipe("guess", "Guesses.\nIt <guesses>. Source: Me 2020\n")])
    assert "| [guess](#guess) | Guesses. | no |" in page
    assert "## guess\n\nGuesses.\n\nIt \\<guesses>.\n\n**Source:** Me 2020" in page


def _recipe(name, page):
    none = dict.fromkeys(("fit", "merge", "unpack", "seconds"), print)
    return Recipe(name, order=1, readable=False, page=page, **none)
