"""gardefou checks."""

import click

from gardefou.cli.options import command
from gardefou.cli.output import put
from gardefou.core.check import Check
from gardefou.core.errors import GardefouError, nearest
from gardefou.core.shelf import Shelf
from gardefou.core.words import say


@command("checks")
@click.argument("which", required=False, metavar="[CODE|NAME]")
def checks(which: str | None) -> int:
    """List the checks, or show the page of one."""
    shelf = sorted(Shelf("gardefou.checks", Check), key=lambda each: each.code)
    put("\n".join(map(_line, shelf)) if which is None else _page(_found(which, shelf)))
    return 0


def _line(check: Check) -> str:
    return f"{check.code}  {check.name:<24}  {check.title}"


def _page(check: Check) -> str:
    limits = "".join(f"\n  {name} = {value}" for name, value in check.limits.items())
    head = f"{check.code} {check.name}\n\n{check.page}"
    return head + (f"\n\n{say('cli.checks.limits')}{limits}" if limits else "")


def _found(which: str, shelf: list[Check]) -> Check:
    for check in shelf:
        if which.casefold() in (check.code.casefold(), check.name):
            return check
    known = [name for check in shelf for name in (check.code, check.name)]
    raise GardefouError(say("cli.checks.unknown", which=which), remedy=nearest(which, known))
