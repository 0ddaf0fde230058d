"""The errors that people see; each names the thing and the remedy.

LineageError
 ├── UsageError            what was asked cannot be answered as asked (exit 2)
 │    ├── ConfigurationError   a project or map file is wrong
 │    │    └── WrongSetting       a setting does not fit what its source holds
 │    ├── UnknownName          no node, snapshot or connector of that name
 │    └── AmbiguousName        several fit; the candidates are listed
 ├── NothingScanned        the input held nothing to read (exit 4)
 ├── SnapshotError         a snapshot is missing or damaged
 │    └── NewerSnapshot        it was written by a newer program
 └── UnreadableInput       a file or folder could not be read at all
"""

from collections.abc import Sequence

_LONGEST = 200
"""Letters of a name that are repeated to the person who gave it."""


class LineageError(Exception):
    """Something a person can put right; `exit_code` is what the command line leaves with."""

    exit_code = 2


class UsageError(LineageError):
    """What was asked cannot be answered as asked."""


class ConfigurationError(UsageError):
    """One or more places of a project or map file are wrong; every problem is a line of its own."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class WrongSetting(ConfigurationError):
    """Settings of a source do not fit what the source holds; each problem with the path of its setting, such as `("a", 0, "b")`."""

    def __init__(self, problems: Sequence[tuple[tuple[str | int, ...], str]]) -> None:
        self.wrong = tuple(problems)
        super().__init__([f"{setting_path(where)}: {what}" for where, what in problems])


def setting_path(where: Sequence[str | int]) -> str:
    """The path of a setting as people write it.

    >>> setting_path(("mappings", 0, "target"))
    'mappings[0].target'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where).removeprefix(".")


class UnknownName(UsageError):
    """No thing of that name; the nearest names are given where there are any, else a remedy."""

    def __init__(self, what: str, name: str, nearest: Sequence[str] = (), remedy: str = "") -> None:
        self.what, self.name, self.nearest = what, name, tuple(nearest)
        hint = f"Did you mean {' or '.join(self.nearest)}?" if self.nearest else remedy
        shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
        super().__init__(f"There is no {what} {shown!r}. {hint}".rstrip())


class AmbiguousName(UsageError):
    """Several things fit one name; all of them are listed."""

    def __init__(self, name: str, candidates: Sequence[str], remedy: str) -> None:
        self.name, self.candidates = name, tuple(sorted(candidates))
        super().__init__(f"{name!r} could be {', '.join(self.candidates)}. {remedy}")


class NothingScanned(LineageError):
    """The input held nothing that any connector reads."""

    exit_code = 4


class SnapshotError(LineageError):
    """A snapshot is missing, damaged or of a newer format."""


class NewerSnapshot(SnapshotError):
    """A snapshot was written by a newer program."""


class UnreadableInput(LineageError):
    """A file or folder could not be read at all."""
