"""What a .forceignore keeps from being retrieved and deployed: it is told, and the files are read all the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple

from connectors.salesforce.assemble import Org
from lineage.model.records import Gap
from lineage.reading.tree import FileTree, RefusedFile

FORCEIGNORE: Final = ".forceignore"

_SHOWN: Final = 3
_NO_METADATA: Final = frozenset(
    {"package.xml", "**/jsconfig.json", "**/.eslintrc.json", "**/tsconfig.json", "**/*.ts", "**/__tests__/**", "**/__mocks__/**"}
)
"""What every new project ignores, and is no metadata."""
_ANY_DEPTH: Final = "**"
_DEEPEST: Final = 64
"""Folders in each other; what lies deeper is in no project that people keep."""


class Pattern(NamedTuple):
    """One line, in the syntax of .gitignore."""

    text: str
    parts: tuple[str, ...]
    """What the folders and the name of a path must look like, from the folder of the file on."""
    is_folder: bool = False
    """Only folders match, with all that is in them."""
    takes_back: bool = False
    """What an earlier line ignores is not ignored after all."""


def read_patterns(data: bytes) -> tuple[Pattern, ...]:
    r"""The patterns of a file, in order.

    >>> [pattern.parts for pattern in read_patterns(b"# notes\n*.profile\n/src/classes/\n")]
    [('**', '*.profile'), ('src', 'classes')]
    """
    lines = (line.strip() for line in data.decode("utf-8-sig", "replace").splitlines())
    return tuple(_pattern(line) for line in lines if line.strip("/!") and not line.startswith("#"))


def _pattern(line: str) -> Pattern:
    text = line.removeprefix("!")
    body = text.removeprefix("\\").strip("/")
    parts = tuple(part for part in body.split("/") if part)
    anchored = "/" in text.rstrip("/")
    # What ends in two stars means everything in a folder, and not the folder.
    inside = len(parts) > 1 and parts[-1] == _ANY_DEPTH
    meant = parts[:-1] if inside else parts
    return Pattern(line, meant if anchored else (_ANY_DEPTH, *meant), text.endswith("/") or inside, line.startswith("!"))


def ignored(patterns: Sequence[Pattern], files: Iterable[str]) -> list[str]:
    """Those of the files, named from the folder of the patterns on, that are ignored: of several patterns the last decides."""
    files = list(files)
    ends = {pattern.parts[-1] for pattern in patterns if not pattern.takes_back}
    if not ends:
        return []
    # Most files have no part that any pattern could mean; these are told by one look at each distinct name.
    could_be = re.compile("|".join(sorted(translate(end) for end in ends)))
    names = {name for path in files for name in path.split("/")}
    meant = {name for name in names if could_be.match(name)}
    candidates = (path for path in files if path.count("/") < _DEEPEST and not meant.isdisjoint(path.split("/")))
    return [path for path in candidates if _is_ignored(patterns, path)]


def _is_ignored(patterns: Sequence[Pattern], path: str) -> bool:
    decided = False
    for pattern in patterns:
        if pattern.takes_back is decided and _matches(pattern, path):
            decided = not decided
    return decided


def _matches(pattern: Pattern, path: str) -> bool:
    """Whether the pattern means the path or a folder above it."""
    levels = list(accumulate(path.split("/"), "{}/{}".format))
    return any(_fits(pattern.parts, level) for level in (levels[:-1] if pattern.is_folder else levels))


@cache
def _name_pattern(part: str) -> re.Pattern[str]:
    return re.compile(translate(part))


def _fits(parts: tuple[str, ...], path: str) -> bool:
    """Whether the whole path is what the parts say: a table of which beginnings of both fit, so that no pattern is slow."""
    fitting = {0}
    names = path.split("/")
    for part in parts:
        if part == _ANY_DEPTH:
            fitting = set(range(min(fitting), len(names) + 1)) if fitting else fitting
        else:
            name = _name_pattern(part)
            fitting = {at + 1 for at in fitting if at < len(names) and name.match(names[at])}
    return len(names) in fitting


def read_forceignore(org: Org, tree: FileTree, path: str, files: Iterable[str]) -> Iterator[Gap]:
    """One gap for a .forceignore that has patterns, with how many of the files it means; one where it cannot be read."""
    try:
        patterns = tuple(pattern for pattern in read_patterns(tree.read(path)) if pattern.text not in _NO_METADATA)
    except RefusedFile as error:
        yield org.gap(
            "metadata", f"{path} was not read.", why=error.why, hides="what it keeps from being retrieved", locator=path
        )
        return
    if not patterns:
        return
    above = path.removesuffix(FORCEIGNORE)
    there = [above + name for name in ignored(patterns, (file.removeprefix(above) for file in files if file.startswith(above)))]
    kept = f"files of metadata that it means and that were read all the same: {len(there):,}, such as {there[0]}" if there else ""
    some = ", ".join(pattern.text for pattern in patterns[:_SHOWN]) + (", …" if len(patterns) > _SHOWN else "")
    yield org.gap(
        "metadata",
        f"{path} keeps things from being retrieved and deployed, by {len(patterns):,} patterns: {some}"
        f"; {kept or 'no metadata that it means is here'}.",
        why="the command line of the platform obeys it, and this program does not",
        hides="what of the org it means and was never retrieved; whether the org has what is there",
        remedy=f"Retrieve once without {path}.",
        locator=path,
    )
