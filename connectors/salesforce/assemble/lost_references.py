"""What formulas and roll-ups read that cannot be told, gathered into few gaps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.relations import retrieve_objects
from lineage.model.records import Gap

_SURFACE: Final = "formula"
_SHOWN: Final = 5


@dataclass
class Lost:
    """What formulas read that cannot be told, as it is met."""

    paths: dict[str, dict[str, str]] = field(default_factory=dict)
    """By the object of which a relationship is not known: what reads through it, and where."""
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    """By object: custom fields that are read and not defined, and where."""
    formulas: dict[str, str] = field(default_factory=dict)
    """Formulas that end inside a literal, and where."""

    def follow(self, lost: Sequence[tuple[str, str]], what: str, at: str) -> None:
        """A path ends at objects of which the relationship is not known."""
        for object, _ in lost:
            self.paths.setdefault(object, {}).setdefault(what, at)

    def undefined(self, object: str, field: str, at: str) -> None:
        """A custom field is read and not defined."""
        self.fields.setdefault(object, {}).setdefault(field, at)

    def unread(self, what: str, at: str) -> None:
        """A formula ends inside a literal."""
        self.formulas.setdefault(what, at)


def tell_lost(org: Org, lost: Lost) -> Iterator[Gap]:
    """One gap for each object of which something is missing, and one for all formulas that are damaged."""
    for object, paths in sorted(lost.paths.items()):
        yield org.gap(
            _SURFACE,
            f"Formulas read through relationships of {object} that lead nobody knows where: {_some(paths)}.",
            why="the lookup field is not defined here and is not a standard one that the dictionary has",
            hides="which fields, of which object, are shown again there",
            remedy=f"sf project retrieve start --metadata 'CustomObject:{object}'",
            locator=_first(paths),
        )
    for object, fields in sorted(lost.fields.items()):
        yield org.gap(
            _SURFACE,
            f"Formulas and roll-ups read fields of {object} that are not defined here: {_some(fields)}.",
            why="the definition was not retrieved with the rest",
            hides="the type, formula and classification of these fields, and so what else is in them",
            remedy=retrieve_objects((object, name) for name in fields),
            locator=_first(fields),
            subject=org.dataset(object),
        )
    if lost.formulas:
        yield org.gap(
            _SURFACE,
            f"Formulas that end inside a literal or comment: {_some(lost.formulas)}.",
            why="a quote or comment is begun there and never ended",
            hides="what they read from there on",
            remedy="Retrieve these fields again.",
            locator=_first(lost.formulas),
        )


def _some(named: Mapping[str, str]) -> str:
    names = sorted(named)
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def _first(named: Mapping[str, str]) -> str:
    return named[min(named)]
