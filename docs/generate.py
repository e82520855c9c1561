"""Write the pages that are made of the code: run `python docs/generate.py` after changing it.

checks.md comes from the docstrings of the checks, commands.md from the commands themselves,
recipes.md from the pages of the recipes.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import click

from gardefou.cli.main import gardefou
from gardefou.cli.names import COMMANDS
from gardefou.core.check import Check
from gardefou.core.shelf import Shelf
from gardefou.learners.recipe import Recipe, by_price

FOLDER = Path(__file__).parent
_MADE = "<!-- Made by docs/generate.py; change the code, not this page. -->"


def pages() -> dict[str, str]:
    """The generated pages, by file name."""
    checks = sorted(Shelf("gardefou.checks", Check), key=lambda check: check.code)
    context = click.Context(gardefou)
    named = {name: gardefou.get_command(context, name) for name in COMMANDS}
    commands = {name: command for name, command in named.items() if command is not None}
    return {
        "checks.md": checks_page(checks),
        "commands.md": commands_page(commands),
        "recipes.md": recipes_page(by_price()),
    }


def checks_page(checks: Iterable[Check]) -> str:
    """All checks: a list, then the page of each."""
    checks = list(checks)
    listed = (f"| [{c.code}](#{_anchor(c)}) | {c.name} | {_safe(c.title)} |" for c in checks)
    opening = (
        f"{_MADE}\n\n# Checks\n\nA check looks for one fault. It is named by that fault: to clear "
        'what it says, write `name = { columns = [...], why = "..." }` under `[waive]` in '
        "need.toml.\n"
    )
    table = "\n".join(("| code | name | fault |", "|---|---|---|", *listed))
    return "\n".join((opening, table, *map(_check, checks))) + "\n"


def _anchor(check: Check) -> str:
    return f"{check.code} {check.name}".lower().replace(" ", "-")


def _check(check: Check) -> str:
    title, *paragraphs = re.split(r"\n\s*\n", check.page.strip())
    body = "\n\n".join((_safe(title), *map(_paragraph, paragraphs)))
    limits = ", ".join(f"`{name} = {value}`" for name, value in check.limits.items())
    end = f"\n\n**Limits:** {limits}." if limits else ""
    return f"\n## {check.code} {check.name}\n\n{body}{end}"


def _paragraph(text: str) -> str:
    """A paragraph of a docstring; examples as code, `Why: ...` as a paragraph of its own."""
    if text.lstrip().startswith(">>>"):
        return f"```python\n{text}\n```"
    return re.sub(r"(?m)^([A-Z][A-Za-z ]{1,30}):\s", r"\n**\1:** ", _safe(text)).strip()


def _safe(text: str) -> str:
    """Text whose angle brackets are no HTML; code between backticks is left as it is."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(p if p.startswith("`") else p.replace("<", "\\<") for p in parts)


def commands_page(commands: dict[str, click.Command]) -> str:
    """All commands: what each does, its arguments and its flags."""
    opening = f"{_MADE}\n\n# Commands\n\nEvery command also takes `--help` and `--version`."
    return "\n".join((opening, *(_command(*each) for each in commands.items()))) + "\n"


def _command(name: str, command: click.Command) -> str:
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    told = [each for each in options if each.name != "version"]
    usage = " ".join((f"gardefou {name}", *map(_argument, arguments), "[FLAGS]"))
    text = "\n\n".join(map(_help, (command.help or "").strip().split("\n\n")))
    flags = "\n".join(("| flag | what it says |", "|---|---|", *map(_flag, told)))
    return f"\n## gardefou {name}\n\n    {usage}\n\n{text}" + (f"\n\n{flags}" if told else "")


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or str(argument.name).upper()).strip("[]")
    return name if argument.required else f"[{name}]"


def _help(paragraph: str) -> str:
    mark, _, rest = paragraph.partition("\n")
    return f"```\n{rest}\n```" if mark.strip() == "\b" else _safe(paragraph)


def _flag(option: click.Option) -> str:
    kind = option.type
    choices = "\\|".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else ""
    value = "" if option.is_flag else option.metavar or choices or "NUMBER"
    names = ", ".join(option.opts)
    required = " Required." if option.required else ""
    return f"| `{names}{' ' + value if value else ''}` | {_safe(option.help or '')}{required} |"


def recipes_page(recipes: Iterable[Recipe]) -> str:
    """All recipes, cheap first: a list, then the page of each."""
    recipes = list(recipes)
    opening = (
        f"{_MADE}\n\n# Recipes\n\nA recipe is one family of models. Training tries them in this "
        "order, the cheap ones first. Of those that are as good as the best, give or take chance, "
        "both in what their decisions cost and in their probabilities, it takes one that a person "
        "can read. What was chosen learns once more from all rows, or several times by other "
        "chances, whose answers are averaged, as far as the gain is worth the price.\n"
    )
    head = ("| recipe | what it is | readable |", "|---|---|---|")
    table = "\n".join((*head, *map(_recipe_row, recipes)))
    return "\n".join((opening, table, *map(_recipe, recipes))) + "\n"


def _recipe_row(recipe: Recipe) -> str:
    readable = "yes" if recipe.readable else "no"
    return f"| [{recipe.name}](#{recipe.name}) | {_safe(_title_and_rest(recipe)[0])} | {readable} |"


def _recipe(recipe: Recipe) -> str:
    title, rest = _title_and_rest(recipe)
    sourced = re.sub(r"\sSource:\s", "\nSource: ", rest)  # on a line of its own, to stand out
    body = "\n\n".join(map(_paragraph, re.split(r"\n\s*\n", sourced)))
    return f"\n## {recipe.name}\n\n{_safe(title)}\n\n{body}"


def _title_and_rest(recipe: Recipe) -> tuple[str, str]:
    title, _, rest = recipe.page.strip().partition("\n")
    return title, rest.strip()


if __name__ == "__main__":
    for file, page in pages().items():
        (FOLDER / file).write_text(page, encoding="utf-8")
