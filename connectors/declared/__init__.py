"""Declared maps: hand-written YAML that tells what no source can, of hops, rights and the parties behind hosts."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from connectors.declared.compile import compile_map
from connectors.declared.tables import tables_of
from lineage.connector import Connector, Plan, Settings
from lineage.errors import ConfigurationError, UnreadableInput
from lineage.model.records import AnyRecord, Effort
from lineage.reading.yaml import BadYaml, Document, read_yaml

PROJECT_FILE = "lineage.yaml"
"""Lies beside maps and is none."""

_SUFFIXES = frozenset({".yaml", ".yml"})
_OWN_KEYS = frozenset({"hops", "systems", "authorizations"})
"""A file that has one of these keys is a map; whatever else is wrong with it is said when it is read."""


class DeclaredSettings(Settings):
    """Where the declared map is."""

    path: Path
    """A file, or a folder whose `*.yaml` files are one map together."""


def harvest(settings: DeclaredSettings) -> Iterator[AnyRecord]:
    """The records of the map; raises `ConfigurationError` with everything that is wrong in any of its files."""
    documents = _documents(_files(settings.path), settings.path)
    yield from compile_map(documents, settings.org)
    yield Effort(files=len(documents))


def detect(path: Path) -> bool:
    """Whether a file is a map, or a folder holds one; a broken YAML file that was asked for by name is read, so that its error is told."""
    return any(_is_map(file, is_named=file == path) for file in _files(path))


def plan(settings: DeclaredSettings) -> Plan:
    """The files that a harvest would read."""
    files = _files(settings.path)
    return Plan(files=len(files), lines=tuple(f"read {_shown(file, settings.path)}" for file in files))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = (file for file in path.iterdir() if file.suffix in _SUFFIXES and file.name != PROJECT_FILE)
        # A pipe of that name is no map, and a link to nothing is none any more: reading it says so, leaving it out would not.
        return sorted(file for file in found if not file.is_dir())
    return [path]


def _shown(file: Path, path: Path) -> str:
    """A file's name in places: below the folder that was asked for, so that it is the same on every machine."""
    whole = path.resolve()
    return f"{whole.name}/{file.name}" if path.is_dir() else whole.name


def _documents(files: list[Path], path: Path) -> list[Document]:
    documents: list[Document] = []
    problems: list[str] = []
    for file in files:
        try:
            document = read_yaml(file, _shown(file, path))
        except UnreadableInput as error:
            problems.append(str(error))
            continue
        documents.append(document)
        for table in tables_of(document, file.parent):
            if isinstance(table, Document):
                documents.append(table)
            else:
                problems.append(str(table))
    if problems:
        raise ConfigurationError(problems)
    return documents


def _is_map(file: Path, *, is_named: bool) -> bool:
    try:
        top = read_yaml(file).value if file.suffix in _SUFFIXES and file.is_file() else None
    except BadYaml:
        return is_named
    return isinstance(top, Mapping) and bool(_OWN_KEYS & top.keys())


connector = Connector(
    name="declared",
    about="hand-written maps (YAML): Systems and their operators, hops, rights, classifications",
    settings=DeclaredSettings,
    harvest=harvest,
    detect=detect,
    plan=plan,
    looks_for="a YAML file with `systems`, `hops` or `authorizations`",
)
