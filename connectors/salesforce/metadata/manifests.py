"""What a project says about itself: package prefixes, package directories, and which files are only lists."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from connectors.salesforce.assemble import Org
from connectors.salesforce.metadata.coverage import malformed, refused
from lineage.model.records import Gap
from lineage.reading.tree import FileTree, RefusedFile
from lineage.reading.xml import Element, MalformedXml, children, local, parse, text

PACKAGE: Final = "package.xml"
PROJECT: Final = "sfdx-project.json"

_HEAD: Final = 1024
_HIDES: Final = "the prefix of the names in its folder, so that they may be shown without it"


@dataclass
class Manifests:
    """What the manifests of a tree say."""

    prefixes: dict[str, str] = field(default_factory=dict)
    """Folders with a package.xml, and the package's prefix where it has one."""
    listed: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """For each package.xml, the components that it lists by type, decoded; wildcards are left out."""
    files: set[str] = field(default_factory=set)
    """Files that are manifests."""
    gaps: list[Gap] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)

    def prefix(self, folder: str) -> str:
        """The prefix of names in files of that folder: that of the nearest package.xml above."""
        if folder not in self._known:
            above = "" if folder in {"", "."} else folder.rpartition("/")[0]
            self._known[folder] = self.prefixes[folder] if folder in self.prefixes else self.prefix(above) if folder else ""
        return self._known[folder]


def read_manifests(org: Org, tree: FileTree, candidates: tuple[str, ...]) -> Manifests:
    """Read every manifest among the files of no known type."""
    found = Manifests()
    for path in candidates:
        name = path.rpartition("/")[2]
        try:
            if name == PROJECT:
                found.files.add(path)
                found.gaps.extend(_project(org, tree, path))
            elif name.endswith(".xml"):
                _package(found, tree, path, name)
        except MalformedXml as error:
            found.files.add(path)
            found.gaps.append(malformed(org, path, error, surface="manifest", hides=_HIDES))
        except RefusedFile as error:
            found.gaps.append(refused(org, error, surface="manifest", hides=_HIDES))
    return found


def _package(found: Manifests, tree: FileTree, path: str, name: str) -> None:
    data = tree.read(path)
    # Other XML than manifests is none of ours, and may be as broken as it likes.
    if name != PACKAGE and b"<Package" not in data[:_HEAD]:
        return
    root = parse(data)
    if local(root) == "Package":
        found.files.add(path)
        if name == PACKAGE:
            found.prefixes[path.rpartition("/")[0]] = _prefix(root)
            found.listed[path] = _listed(root)


def _prefix(root: Element) -> str:
    return next((text(element) for element in children(root, "namespacePrefix")), "")


def _listed(root: Element) -> dict[str, set[str]]:
    listed: dict[str, set[str]] = {}
    for group in children(root, "types"):
        members = {unquote(text(member)) for member in children(group, "members")} - {"*", ""}
        for name in children(group, "name"):
            listed.setdefault(text(name), set()).update(members)
    return listed


def _project(org: Org, tree: FileTree, path: str) -> Iterator[Gap]:
    """A gap where the project cannot be read, or names package directories that are not there."""
    try:
        said = json.loads(tree.read(path))
    except (ValueError, RecursionError):
        yield org.gap(
            "manifest",
            f"{path} is not JSON.",
            why="it is damaged",
            hides="whether package directories are missing",
            remedy="Restore the file.",
            locator=path,
        )
        return
    above = PurePosixPath(path).parent
    missing = [name for name in _directories(said) if not _is_there(tree, str(above / name))]
    if missing:
        yield org.gap(
            "metadata",
            f"{path} names {len(missing)} package directories that are not there: {', '.join(missing)}.",
            why="they were not checked out or not kept",
            hides="all metadata in them",
            remedy="Check the whole repository out.",
            locator=path,
        )


def _directories(said: object) -> list[str]:
    listed = said.get("packageDirectories") if isinstance(said, dict) else None
    entries = listed if isinstance(listed, list) else []
    named = [entry.get("path") for entry in entries if isinstance(entry, dict)]
    return sorted({str(PurePosixPath(name)) for name in named if isinstance(name, str) and name})


def _is_there(tree: FileTree, folder: str) -> bool:
    return folder == "." or any(path.startswith(f"{folder}/") for path in tree.files)
