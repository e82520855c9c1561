"""What went wrong, in one line, and the exit status that says so."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence

import click

from gardefou.cli.output import put
from gardefou.core.errors import GardefouError
from gardefou.core.words import plain, say
from gardefou.report.json import error_json, json_text

_REFUSED_BY_SYSTEM = frozenset(
    getattr(errno, name)
    for name in (
        *("EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EFBIG"),
        *("ENAMETOOLONG", "ENOTDIR", "EISDIR", "ELOOP"),
    )
    if hasattr(errno, name)
)


def told(error: BaseException, args: Sequence[str]) -> int:
    """Tell the error on standard error, with --json also on standard output; the exit status."""
    if _stopped(error):
        print(
            say("cli.stopped.train" if args[:1] == ["train"] else "cli.stopped.other"),
            file=sys.stderr,
        )
        return 130
    said, status = _mendable(error), 2
    if said is None:
        said, status = _bug(error), 3
    print(plain(said, most=2000), file=sys.stderr)
    if "--json" in args:
        put(json_text(error_json(said)))
    return status


def _stopped(error: BaseException) -> bool:
    """By Ctrl-C; click makes the same of the end of a file, which is none."""
    if isinstance(error, click.Abort):
        return not isinstance(error.__cause__, EOFError)
    return isinstance(error, KeyboardInterrupt)


def _mendable(error: BaseException) -> GardefouError | None:
    """The error as one that a user can mend, if it is."""
    if isinstance(error, GardefouError):
        return error
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "gardefou"
        return GardefouError(error.format_message(), remedy=say("cli.see_help", command=command))
    if isinstance(error, OSError) and error.errno in _REFUSED_BY_SYSTEM:
        return GardefouError(
            say("cli.system.refused", why=error.strerror or "", path=error.filename or ""),
            remedy=say("cli.system.remedy"),
        )
    return None


def _bug(error: BaseException) -> GardefouError:
    cause = error.__cause__ if isinstance(error, click.Abort) and error.__cause__ else error
    if os.environ.get("GARDEFOU_DEBUG"):
        traceback.print_exception(cause)
    seen = plain(f"{type(cause).__name__}: {cause}", most=300)
    return GardefouError(say("cli.bug.what"), seen=seen, remedy=say("cli.bug.remedy"))
