"""The command line. Heavy imports happen inside commands, so that `--help` is instant."""

import os
import sys
import traceback
from typing import NoReturn

import typer

from lineage.cli import accept, access, ask, blast, deliver, keep, read, review
from lineage.cli.stdout import written_out
from lineage.errors import LineageError
from lineage.garbage import paused

_INTERNAL_ERROR = 5

app = typer.Typer(
    name="lineage",
    help="Map where personal data goes from a Salesforce org: field by field, hop by hop, with evidence.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (read, ask, access, blast, accept, review, keep, deliver):
    part.register(app)


def run() -> NoReturn:
    """`main` as a process of its own, which ends at once: freeing a large answer piece by piece would take a tenth of a second."""
    code = 0
    try:
        main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else _left_with(left.code)
    if sys.stderr is not None:  # closed by whoever started us
        sys.stderr.flush()
    os._exit(code)


def _left_with(message: str | None) -> int:
    """As Python leaves: with 1 and the message, if there is one."""
    if message is not None:
        sys.stderr.write(f"{message}\n")
    return 0 if message is None else 1


def main() -> None:
    """Run the command line; known errors are one message and their exit code, unknown ones exit with 5."""
    try:
        with written_out(), paused():
            app(standalone_mode=True)
    except LineageError as error:
        _leave(str(error), error.exit_code)
    except OSError as error:
        # A file of the person's own: the disk is full, a folder is missing or protected. Without a file's name it is ours.
        if error.filename is None:
            _leave(_defect(), _INTERNAL_ERROR)
        _leave(f"{error.filename}: {error.strerror}.", LineageError.exit_code)
    except Exception:  # noqa: BLE001 - the last line of defence: a defect must never look like findings (exit 1)
        _leave(_defect(), _INTERNAL_ERROR)


def _defect() -> str:
    return f"{traceback.format_exc()}\nThis is a defect of lineage; please report it with the lines above."


def _leave(message: str, exit_code: int) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.exit(exit_code)
