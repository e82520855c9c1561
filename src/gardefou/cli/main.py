"""The door of the command line; a command's file is loaded when it is called."""

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module

import click

from gardefou.cli.names import COMMANDS
from gardefou.version import __version__


class Doors(click.Group):
    """The commands, by name only until one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from its own file."""
        if cmd_name in COMMANDS:
            command: click.Command = getattr(import_module(f"gardefou.cli.{cmd_name}"), cmd_name)
            return command
        if ctx.resilient_parsing or cmd_name.startswith("-"):
            return None
        from gardefou.core.errors import GardefouError, nearest
        from gardefou.core.words import say

        raise GardefouError(
            say("cli.no_command", name=cmd_name), remedy=nearest(cmd_name, COMMANDS)
        )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Their lines, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("gardefou", cls=Doors, invoke_without_command=True)
@click.version_option(__version__, message="%(prog)s %(version)s", prog_name="gardefou")
@click.pass_context
def gardefou(ctx: click.Context) -> None:
    """From a table and a stated need: a model you can stand behind, or why you cannot.

    Begin with:  gardefou demo
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status; never a traceback.

    0 done; 1 a refused use, or with --gate a verdict that does not pass; 2 the input cannot be
    used; 3 a check crashed, no recipe survived, or a fault of gardefou; 130 stopped by hand.
    """
    args = list(sys.argv[1:] if args is None else args)
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter("ignore")  # for programmers; what a user must know is said
            return gardefou.main(args, "gardefou", standalone_mode=False) or 0
    except SystemExit:
        return 141  # click leaves so when nobody reads its output: as if stopped by SIGPIPE
    except (Exception, KeyboardInterrupt) as error:
        from gardefou.cli.failure import told

        return told(error, args)


if __name__ == "__main__":
    sys.exit(main())
