"""What the shape of a folder leaves open: copies, what lies beside the project, what tools leave behind and keep away."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from connectors.salesforce.assemble import Org
from connectors.salesforce.metadata.forceignore import FORCEIGNORE, read_forceignore
from connectors.salesforce.metadata.layout import Layout
from connectors.salesforce.metadata.manifests import Manifests
from connectors.salesforce.metadata.projects import outside
from connectors.salesforce.metadata.roots import Roots
from connectors.salesforce.retrieving import retrieve_command
from lineage.model.records import Gap
from lineage.reading.tree import FileTree

_NO_METADATA: Final = frozenset({".git", ".github", ".gitlab", ".hg", ".idea", ".svn", ".venv", ".vscode", "__pycache__"})
"""Folders that never hold metadata of an org."""

_PARTS_OF_ORG: Final = (
    ("Profile", "profile"),
    ("PermissionSet", "permission set"),
    ("ConnectedApp", "connected app"),
    ("Report", "report"),
)
"""Types that are retrieved one by one as often as whole."""


def shape_gaps(org: Org, tree: FileTree, layout: Layout, manifests: Manifests, roots: Roots) -> Iterator[Gap]:
    """Everything that the shape of the folder leaves open."""
    yield from roots.copies(org)
    by_root: dict[str, list[str]] = {}
    for place in layout.places:
        by_root.setdefault(roots.of(place), []).append(place.path)
    for folder, project in sorted(manifests.projects.items()):
        yield from outside(org, project, by_root.get(folder, ()))
    files = [place.path for place in layout.places]
    for name in tree.files:
        if name.rpartition("/")[2] == FORCEIGNORE:
            yield from read_forceignore(org, tree, name, files)
    yield from _left_out(org, tree.left_out)


def _left_out(org: Org, folders: Sequence[str]) -> Iterator[Gap]:
    """One gap for the folders of tools that may hold a copy of some metadata."""
    names = Counter(name for name in (folder.rpartition("/")[2] for folder in folders) if name not in _NO_METADATA)
    if names:
        told = ", ".join(name if count == 1 else f"{name} ({count:,} times)" for name, count in sorted(names.items()))
        yield org.gap(
            "metadata",
            f"Folders of tools were not looked into: {told}.",
            why="what is in them is no source of the org: caches, downloads and leftovers",
            hides="nothing, unless somebody keeps metadata there",
            remedy="Move what is the org's own to another folder.",
            locator=min(folder for folder in folders if folder.rpartition("/")[2] in names),
        )


def how_many(org: Org, manifests: Manifests, counts: Mapping[str, int]) -> Iterator[Gap]:
    """One gap for the types of which a folder may hold any part, unless the package.xml of a root asked for all of them."""
    whole = {type_ for path, listed in manifests.listed.items() if _is_of_root(manifests, path) for type_ in _asked_whole(listed)}
    there = [(type_, word) for type_, word in _PARTS_OF_ORG if counts.get(type_) and type_ not in whole]
    if there:
        told = ", ".join(f"{counts[type_]:,} {word}{'' if counts[type_] == 1 else 's'}" for type_, word in there)
        by_folder = (
            "; reports go by folder: sf org list metadata --metadata-type Report --folder NAME" if _in(there, "Report") else ""
        )
        yield org.gap(
            "metadata",
            f"The folder has {told} of the org's; how many the org has is not told.",
            why="a folder holds only what was asked for, and no package.xml beside it asks for all of these",
            hides="further ones, and whatever they read, grant or show",
            remedy=retrieve_command(*(type_ for type_, _ in there)) + by_folder,
        )


def _in(types: Iterable[tuple[str, str]], wanted: str) -> bool:
    return any(type_ == wanted for type_, _ in types)


def _is_of_root(manifests: Manifests, path: str) -> bool:
    return manifests.packages.get(path.rpartition("/")[0]) == path


def _asked_whole(listed: Mapping[str, set[str]]) -> list[str]:
    return [type_ for type_, members in listed.items() if "*" in members]
