"""Flags that several commands share, each family gathered into one frozen argument."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import click

from gardefou.cli.names import COMMANDS
from gardefou.core.need import Task
from gardefou.core.reading import Reading
from gardefou.core.words import say
from gardefou.flows.asked import Asked
from gardefou.version import __version__

Callback = Callable[..., Any]
Wrapper = Callable[[Callback], Callback]

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path)


@dataclass(frozen=True)
class Making:
    """How the table is read, where the case goes, and the seed of all that is left to chance."""

    reading: Reading = field(default_factory=Reading)
    out: Path | None = None
    seed: int = 0


@dataclass(frozen=True)
class Showing:
    """How the outcome is told: as JSON, and whether the exit status guards a gate."""

    json: bool = False
    gate: bool = False


def command(name: str) -> Callable[[Callback], click.Command]:
    """A command with its help from the house's words."""
    text = f"{COMMANDS[name]}\n\n{say(f'cli.{name}.more')}"

    def made(function: Callback) -> click.Command:
        versioned = click.version_option(
            __version__, message="gardefou %(version)s", prog_name="gardefou"
        )(function)
        return click.command(name, help=text)(versioned)

    return made


def gathered(name: str, kind: type, *options: Wrapper) -> Wrapper:
    """One argument `name` of type `kind`, a dataclass, made of the given options.

    It may hold what an outer one gathered: what is named like one of its fields goes into it.
    """
    keys = {each.name for each in fields(kind)}

    def decorated(function: Callback) -> Callback:
        @functools.wraps(function)
        def called(**given: Any) -> Any:
            mine = {key: given.pop(key) for key in keys & given.keys()}
            return function(**given, **{name: kind(**mine)})

        for option in reversed(options):
            option(called)
        return called

    return decorated


def option(flag: str, **settings: Any) -> Wrapper:
    """An option whose help stands in the house's words under its own name."""
    return click.option(flag, help=say("cli.option." + flag.strip("-")), **settings)


def table_argument(*, required: bool = True) -> Wrapper:
    """TABLE, as text: it may be a path, a pattern, an address or `-`."""
    return click.argument("table", required=required)


def asked_options(*more: Wrapper) -> Wrapper:
    """The flags that state a need, as `asked`."""
    return gathered(
        "asked",
        Asked,
        option("--target", metavar="COLUMN"),
        option("--need", type=FILE, metavar="FILE"),
        option("--task", type=click.Choice([task.value for task in Task])),
        option("--positive", metavar="CLASS"),
        option("--ignore", metavar="COLUMN", multiple=True),
        option("--protected", metavar="COLUMN", multiple=True),
        *more,
    )


def making_options() -> Wrapper:
    """How a table is read, where its case goes and its seed, as `making`."""
    seed = option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
    making = gathered("making", Making, option("--out", type=FOLDER, metavar="DIR"), seed)
    return lambda function: reading_options()(making(function))


def showing_options(*, gate: bool = True) -> Wrapper:
    """How the outcome is told, as `showing`."""
    flags = [option("--json", is_flag=True)]
    flags += [option("--gate", is_flag=True)] if gate else []
    return gathered("showing", Showing, *flags)


def reading_options() -> Wrapper:
    """How a file is to be read, as `reading`."""
    return gathered(
        "reading",
        Reading,
        option("--sheet", metavar="NAME"),
        option("--encoding", metavar="NAME"),
        option("--separator", metavar="SIGN", callback=_one_sign),
        option("--decimal", metavar="SIGN", callback=_one_sign),
    )


def _one_sign(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """One character; a tab, which a shell makes hard to write, also by its name."""
    sign = {"tab": "\t", "\\t": "\t"}.get(value or "", value)
    if sign is not None and len(sign) != 1:
        raise click.BadParameter(say("cli.one_sign", value=value), context, parameter)
    return sign
