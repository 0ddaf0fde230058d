"""What an sfdx-project.json says: its package directories, and the namespace of the names in them."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from connectors.languages.json_text import read_json
from connectors.salesforce.assemble import Org
from lineage.model.records import Gap
from lineage.reading.tree import FileTree

_NAMESPACE: Final = re.compile(r"[A-Za-z]\w*", re.ASCII)
_SHOWN: Final = 3


class Project(NamedTuple):
    """A project in source format."""

    path: str
    """Its sfdx-project.json."""
    namespace: str = ""
    """The namespace of the package that it develops; its own names are written without it."""
    directories: tuple[str, ...] = ()
    """Its package directories, and those of the metadata that goes with them, as folders of the tree; the top is empty."""

    @property
    def folder(self) -> str:
        """The folder that it is the project of."""
        return self.path.rpartition("/")[0]


def read_project(org: Org, tree: FileTree, path: str) -> tuple[Project | None, tuple[Gap, ...]]:
    """The project, and a gap for what of it is missing; no project where the file is no JSON.

    Raises `RefusedFile` where the file cannot be read at all.
    """
    data = tree.read(path)
    try:
        said = read_json(data)
    except (ValueError, RecursionError) as error:
        return None, (_damaged(org, path, getattr(error, "lineno", 1)),)
    listed = tuple(_listed(said))
    above = path.rpartition("/")[0]
    places = {name: _place(above, name) for name in listed}
    inside = {name: place for name, place in places.items() if place is not None}
    missing = [name for name in listed if name not in inside or not _is_there(tree, inside[name])]
    namespace = said.get("namespace") if isinstance(said, dict) else ""
    project = Project(
        path,
        str(namespace) if _is_namespace(namespace) else "",
        tuple(sorted({place for name, place in inside.items() if name not in missing})),
    )
    return project, (*_unclear(org, path, said), *_missing(org, path, missing))


def _listed(said: object) -> list[str]:
    """The package directories as they are written, and the folders of metadata that goes with them unpackaged."""
    listed = said.get("packageDirectories") if isinstance(said, dict) else None
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    beside = [entry["unpackagedMetadata"] for entry in entries if isinstance(entry.get("unpackagedMetadata"), dict)]
    named = [entry.get("path") for entry in (*entries, *beside)]
    return sorted({posixpath.normpath(name.replace("\\", "/")) for name in named if isinstance(name, str) and name})


def _unclear(org: Org, path: str, said: object) -> Iterator[Gap]:
    """A gap where the file is JSON and does not say what such a file says."""
    namespace = said.get("namespace") if isinstance(said, dict) else None
    wrong = [] if _listed(said) else ["names no package directories"]
    wrong += ["has a namespace that is none"] if namespace and not _is_namespace(namespace) else []
    if wrong:
        yield org.gap(
            "manifest",
            f"{path} {' and '.join(wrong)}.",
            why="it is JSON, and not as the platform writes it",
            hides="whether package directories are missing, and whether names have a prefix",
            remedy="Restore the file.",
            locator=path,
        )


def _is_namespace(said: object) -> bool:
    return isinstance(said, str) and bool(_NAMESPACE.fullmatch(said))


def _place(above: str, name: str) -> str | None:
    """A folder of the tree; `None` where the name leads out of it."""
    place = posixpath.normpath(posixpath.join(above, name))
    if place.startswith(("/", "../")) or place == "..":
        return None
    return "" if place == "." else place


def _is_there(tree: FileTree, folder: str) -> bool:
    return not folder or any(path.startswith(f"{folder}/") for path in tree.files)


def _missing(org: Org, path: str, missing: list[str]) -> Iterator[Gap]:
    if missing:
        yield org.gap(
            "metadata",
            f"{path} names package directories that are not there, {len(missing)} in all: {', '.join(missing)}.",
            why="they were not checked out or not kept, or lie outside of what was read",
            hides="all metadata in them",
            remedy="Check the whole repository out, and name its folder.",
            locator=path,
        )


def _damaged(org: Org, path: str, line: int) -> Gap:
    return org.gap(
        "manifest",
        f"{path} is not JSON.",
        why="it is damaged",
        hides="whether package directories are missing, and whether names have a prefix",
        remedy="Restore the file.",
        locator=f"{path}:{line}",
    )


def outside(org: Org, project: Project, files: Iterable[str]) -> Iterator[Gap]:
    """One gap for metadata of the project that lies in none of its package directories; it is read as the rest is."""
    if not project.directories or "" in project.directories:
        return
    inside = tuple(f"{folder}/" for folder in project.directories)
    found = [path for path in files if not path.startswith(inside)]
    if found:
        yield org.gap(
            "metadata",
            f"Files of metadata outside of the package directories of {project.path}, {len(found):,} in all:"
            f" {', '.join(found[:_SHOWN])}{', …' if len(found) > _SHOWN else ''}.",
            why="the command line of the platform neither deploys nor retrieves what lies there",
            hides="whether the org has it; it was read like the rest",
            remedy=f"Take these files away, or add their folder to packageDirectories in {project.path}.",
            locator=found[0],
        )
