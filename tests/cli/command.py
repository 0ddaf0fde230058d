"""The command line, run in this process as `lineage` runs it."""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lineage.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*words: str | Path, cwd: Path) -> Ran:
    """Run `lineage` with these words in a folder."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(cwd)
        patch.setattr(sys, "argv", ["lineage", *map(str, words)])
        try:
            main()
        except SystemExit as left:
            return Ran(int(left.code or 0), out.getvalue(), err.getvalue())
    return Ran(0, out.getvalue(), err.getvalue())


PROGRAM = str(Path(sys.executable).with_name("lineage"))
"""The installed command, for what needs a process of its own."""


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of its own."""
    return {**os.environ, **more}
