"""What package.xml and its like say: package prefixes, what was asked for, and which files are only lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from connectors.salesforce.assemble import Org
from connectors.salesforce.metadata.coverage import malformed, refused
from connectors.salesforce.metadata.projects import Project, read_project
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
    """Folders with a package.xml or an sfdx-project.json that can be read, and the prefix of the names in them, if any."""
    packages: dict[str, str] = field(default_factory=dict)
    """Folders with a package.xml, and its path; some cannot be read."""
    projects: dict[str, Project] = field(default_factory=dict)
    """Folders with an sfdx-project.json, and what it says."""
    listed: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """For each package.xml, the components that it lists by type, decoded; `*` stands for all of a type."""
    files: set[str] = field(default_factory=set)
    """Files that are manifests."""
    gaps: list[Gap] = field(default_factory=list)
    malformed: int = 0
    """How many manifests are not well-formed."""
    _known: dict[str, str] = field(default_factory=dict)

    def prefix(self, folder: str) -> str:
        """The prefix of names in files of that folder: that of the nearest package.xml or sfdx-project.json above."""
        if folder not in self._known:
            self._known[folder] = next((self.prefixes[one] for one in folders_above(folder) if one in self.prefixes), "")
        return self._known[folder]


def folders_above(folder: str) -> Iterator[str]:
    """The folder, and all above it, the nearest first; the top is empty.

    >>> list(folders_above("a/b"))
    ['a/b', 'a', '']
    """
    yield folder
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def read_manifests(org: Org, tree: FileTree, candidates: tuple[str, ...]) -> Manifests:
    """Read every manifest among the files of no known type."""
    found = Manifests()
    for path in candidates:
        name = path.rpartition("/")[2].casefold()
        try:
            if name == PROJECT:
                _project(found, org, tree, path)
            elif name.endswith(".xml"):
                _package(found, tree, path, name)
        except MalformedXml as error:
            found.files.add(path)
            found.malformed += 1
            found.gaps.append(malformed(org, path, error, surface="manifest", hides=_HIDES))
        except RefusedFile as error:
            found.files.add(path)
            found.gaps.append(refused(org, error, surface="manifest", hides=_HIDES))
    return found


def _project(found: Manifests, org: Org, tree: FileTree, path: str) -> None:
    found.files.add(path)
    folder = path.rpartition("/")[0]
    found.projects[folder] = Project(path)
    project, gaps = read_project(org, tree, path)
    found.gaps.extend(gaps)
    if project:
        found.projects[folder] = project
        # Where a package.xml stands beside the project, the prefix that it names is the more exact one.
        found.prefixes[folder] = found.prefixes.get(folder) or project.namespace


def _package(found: Manifests, tree: FileTree, path: str, name: str) -> None:
    folder = path.rpartition("/")[0]
    if name == PACKAGE:
        found.packages[folder] = path
    data = tree.read(path)
    # Other XML than manifests is none of ours, and may be as broken as it likes.
    if name != PACKAGE and b"<Package" not in data[:_HEAD]:
        return
    root = parse(data)
    if local(root) == "Package":
        found.files.add(path)
        if name == PACKAGE:
            found.prefixes[folder] = _prefix(root) or found.prefixes.get(folder, "")
            found.listed[path] = _listed(root)


def _prefix(root: Element) -> str:
    return next((text(element) for element in children(root, "namespacePrefix")), "")


def _listed(root: Element) -> dict[str, set[str]]:
    listed: dict[str, set[str]] = {}
    for group in children(root, "types"):
        members = {unquote(text(member)) for member in children(group, "members")} - {""}
        for name in children(group, "name"):
            listed.setdefault(text(name), set()).update(members)
    return listed
