"""The org that rows are of, and who read them: what every record that is made of a row needs to know."""

from dataclasses import dataclass
from typing import TypedDict, Unpack

from lineage.model.ids import Id
from lineage.model.records import Evidence, Gap
from lineage.model.verdicts import Basis


class Told(TypedDict, total=False):
    """What else a gap may tell."""

    remedy: str
    locator: str
    subject: Id | None
    everywhere: bool


@dataclass(frozen=True)
class Org:
    """One Salesforce org, as one connector sees it."""

    id: Id
    label: str
    connector: str
    aliases: tuple[str, ...] = ()
    """Other names of the org, such as its hosts, as a person gave them."""

    def dataset(self, name: str) -> Id:
        """The id of an object."""
        return self.id.dataset(name)

    def channel(self, kind: str, name: str) -> Id:
        """The id of a channel; the kind is part of the name, for a credential and a site may be called alike."""
        return self.id.of_kind("channel", f"{kind}/{name}")

    def said(self, at: str) -> tuple[Evidence, ...]:
        """The evidence that the org's own metadata says so, there."""
        return (Evidence(basis=Basis.CONFIGURED, connector=self.connector, locator=at),)

    def inferred(self, at: str) -> tuple[Evidence, ...]:
        """The evidence that follows from what stands there."""
        return (Evidence(basis=Basis.CONFIGURED, connector=self.connector, locator=at, stated=False),)

    def gap(self, surface: str, what: str, *, why: str, hides: str, **more: Unpack[Told]) -> Gap:
        """A gap that this connector met."""
        return Gap(surface=surface, what=what, why=why, hides=hides, connector=self.connector, **more)
