"""The roots of a tree: which folders hold an org or a part of one, how much each holds, and which are copies of each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from shlex import quote
from typing import Final, TypeAlias

from connectors.salesforce.assemble import Org
from connectors.salesforce.metadata.census import Census
from connectors.salesforce.metadata.layout import SOURCE_SUFFIX, Place
from connectors.salesforce.metadata.manifests import Manifests, folders_above
from lineage.model.records import Gap, Received

_ALIKE: Final = 0.5
_SHOWN: Final = 3
_COMPARED: Final = 64
"""Of how many roots with one name pairs are made; more are no copies but many small projects."""

_WITH_CONTENT: Final = frozenset(
    {
        "ApexClass",
        "ApexComponent",
        "ApexPage",
        "ApexTrigger",
        "AuraDefinitionBundle",
        "Certificate",
        "Document",
        "EmailTemplate",
        "LightningComponentBundle",
        "StaticResource",
    }
)
"""Types whose files have a description beside them in both formats."""

_Key: TypeAlias = tuple[str, str, str, str]
"""The prefix of a component's package, its type, whole and name, folded."""


class Roots:
    """The roots of a tree, each with what it holds.

    A file's root is the nearest folder above it that has an sfdx-project.json, or a package.xml beside type folders. Where there is
    none, it is the folder of the type folders; files in source format then belong to one project, wherever they lie.
    """

    def __init__(self, manifests: Manifests, places: Iterable[Place]) -> None:
        self._manifests = manifests
        self._known: dict[str, str | None] = {}
        places = list(places)
        tops = [_top(place) for place in places]
        self._tops = frozenset(tops)
        self._source = frozenset(top for place, top in zip(places, tops, strict=True) if _is_source(place))
        self._census: dict[str, Census] = {}
        self._held: dict[str, set[_Key]] = {}
        by_root: dict[str, list[Place]] = {}
        for place in places:
            by_root.setdefault(self.of(place), []).append(place)
        for root, held in by_root.items():
            self._census[root] = Census()
            self._census[root].add_places(held)
            self._held[root] = {self._key(place) for place in held}

    def of(self, place: Place) -> str:
        """The root that a file belongs to; the top of the tree is empty."""
        described = self._described(place.path.rpartition("/")[0])
        if described is not None:
            return described
        top = _top(place)
        return "" if top in self._source else top

    def _described(self, folder: str) -> str | None:
        """The nearest folder, this one or above, that a manifest makes a root."""
        if folder not in self._known:
            self._known[folder] = next(filter(self._is_root, folders_above(folder)), None)
        return self._known[folder]

    def _is_root(self, folder: str) -> bool:
        return folder in self._manifests.projects or (folder in self._manifests.packages and folder in self._tops)

    def add_parts(self, place: Place, parts: Mapping[str, int]) -> None:
        """Count parts that stand inside a file."""
        if parts:
            self._census[self.of(place)].add_parts(parts)

    def _key(self, place: Place) -> _Key:
        prefix = self._manifests.prefix(place.path.rpartition("/")[0])
        return prefix.casefold(), place.kind.name, place.whole.casefold(), place.name.casefold()

    def received(self, label: str) -> Iterator[Received]:
        """How much each root holds; nothing where there is but one."""
        if len(self._census) > 1:
            for root in sorted(self._census):
                for subtype, count in self._census[root].counted().items():
                    yield Received(subtype=subtype, count=count, root=f"{label}/{root}" if root else label)

    def copies(self, org: Org) -> Iterator[Gap]:
        """A gap for each group of roots that hold the same; none is left out."""
        for group in _groups(self._alike()):
            roots = sorted(group)
            shared = {root: len(self._held[root] & set().union(*(self._held[one] for one in group - {root}))) for root in roots}
            told = "; ".join(f"{shared[root]:,} of {len(self._held[root]):,} in {_named(root)}" for root in roots[:_SHOWN])
            more = ", …" if len(roots) > _SHOWN else ""
            yield org.gap(
                "metadata",
                f"{len(group)} folders look like copies of one org: {', '.join(map(_named, roots[:_SHOWN]))}{more}."
                f" Components that another of them holds as well: {told}{more}.",
                why="each is a root of its own, and most of their names are the same",
                hides="which of them is the org as it is: all were read, so that nothing is missed, and an answer may show what only"
                " an old copy holds",
                remedy=f"lineage harvest {' or '.join(quote(root or '.') for root in roots[:_SHOWN])}",
                locator=roots[0] or ".",
            )

    def _alike(self) -> Iterator[tuple[str, str]]:
        """Pairs of roots of which the smaller has more than half of its components in common with the other."""
        holders: dict[_Key, list[str]] = {}
        for root in sorted(self._held):
            for key in self._held[root]:
                holders.setdefault(key, []).append(root)
        common: Counter[tuple[str, str]] = Counter()
        for roots in holders.values():
            common.update(combinations(roots[:_COMPARED], 2))
        for (one, other), shared in sorted(common.items()):
            if shared > _ALIKE * min(len(self._held[one]), len(self._held[other])):
                yield one, other


def _named(root: str) -> str:
    return root or "the top folder"


def _is_source(place: Place) -> bool:
    return place.path.casefold().endswith(SOURCE_SUFFIX) and place.kind.name not in _WITH_CONTENT


def _top(place: Place) -> str:
    """The folder of the type folder."""
    return _above(place.path.rpartition("/")[0], place.kind.directory.casefold())


@lru_cache(maxsize=4096)
def _above(folder: str, directory: str) -> str:
    """What lies above the last folder of that name."""
    folders = folder.split("/")
    at = max((at for at, name in enumerate(folders) if name.casefold() == directory), default=len(folders))
    return "/".join(folders[:at])


def _groups(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """What belongs together, directly or through others."""
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        together = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(together, together))
    return [group for root, group in sorted(groups.items()) if root == min(group)]
