"""The command line. Heavy imports happen inside commands, so that `--help` is instant."""

import sys
import traceback

import typer

from lineage.cli import ask, deliver, keep, read
from lineage.errors import LineageError

_INTERNAL_ERROR = 5

app = typer.Typer(
    name="lineage",
    help="Map where personal data goes from a Salesforce org: field by field, hop by hop, with evidence.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (read, ask, keep, deliver):
    part.register(app)


def main() -> None:
    """Run the command line; known errors are one message and their exit code, unknown ones exit with 5."""
    try:
        app(standalone_mode=True)
    except LineageError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception:  # noqa: BLE001 - the last line of defence: a defect must never look like findings (exit 1)
        sys.stderr.write(f"{traceback.format_exc()}\nThis is a defect of lineage; please report it with the lines above.\n")
        sys.exit(_INTERNAL_ERROR)
