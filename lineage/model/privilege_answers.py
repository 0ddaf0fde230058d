"""Answers about least privilege: what somebody may read and change, against what is declared to be needed."""

from datetime import date
from typing import Literal

from pydantic import Field as Attribute

from lineage.model.access_answers import PrincipalLine, ReadElement
from lineage.model.answers import Coverage
from lineage.model.records import Frozen, Gap

Surplus = Literal["yes", "no", "unknown"]


class NeededField(Frozen):
    """A field that is needed."""

    field: str
    """Its id."""
    operations: tuple[str, ...]
    """read, or read and edit."""
    read_with_object: bool = False
    """It has no permission of its own: it comes with its dataset."""
    because: tuple[str, ...] = ()
    """Where the hops that need it are declared."""


class NeededObject(Frozen):
    """A dataset of which something is needed."""

    dataset: str
    """Its id."""
    operations: tuple[str, ...]
    """read, or read and edit."""


class SurplusDataset(Frozen):
    """What somebody may do with a dataset and does not need."""

    dataset: str
    """Its id."""
    needed: bool
    """Something else of it is needed."""
    readable: tuple[str, ...] = ()
    """Ids of fields that may be read and are not needed; of a needed dataset, only those with a permission of their own."""
    editable: tuple[str, ...] = ()
    """Ids of fields that may be edited and need not be."""
    comes_along: tuple[str, ...] = ()
    """Ids of fields that are not needed and have no permission of their own: whoever may read the dataset may read them."""
    elements: tuple[str, ...] = ()
    """Data elements in the readable ones, `unclassified` among them."""


class Removal(Frozen):
    """What to take away from one container of rights, so that no more than what is needed is left."""

    container: PrincipalLine
    """What grants it."""
    through: str = ""
    """Id of the group that it comes with; empty where it is held directly."""
    leg: Literal["object", "field"]
    """Which of the two permissions."""
    subject: str
    """Id of the field; of a dataset as a whole; of a System for all of its datasets."""
    operations: tuple[str, ...]
    """What to take away."""
    permissions: tuple[str, ...] = ()
    """For a System: the platform's names of the privileges that the container holds, among them those that open all of it."""
    others: int = 0
    """Other users who hold the container today."""
    muted_by: str = ""
    """Id of the muting set that the group has already; a group has one at most."""


class LeastPrivilegeAnswer(Frozen):
    """What a principal or an application may read and change, against what declared hops need."""

    schema_: Literal["lineage/least-privilege@1"] = Attribute("lineage/least-privilege@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which memberships are looked at."""
    subject: PrincipalLine
    """Who: a principal that an application acts as, or an application."""
    system: str
    """Id of the System whose data it is."""
    acts_as: tuple[PrincipalLine, ...] = ()
    """Of an application, the principals that it acts as."""
    applications: tuple[PrincipalLine, ...] = ()
    """Of a principal, the applications that act as it."""
    surplus: Surplus
    """Whether it may do more than it needs; `unknown` where no need is declared, or where its rights were told in part."""
    why: str
    """The same in a sentence."""
    readable: int
    """Fields that it may read."""
    editable: int
    """Fields that it may edit."""
    needed_objects: tuple[NeededObject, ...] = ()
    """The datasets that a permission set must open which is exactly enough, by id."""
    needed_fields: tuple[NeededField, ...] = ()
    """The fields that it must open, by id."""
    not_permitted: tuple[str, ...] = ()
    """Ids of fields that are needed and that it may not read, or not edit where it must."""
    surplus_elements: tuple[ReadElement, ...] = ()
    """Data elements that it may read and does not need, by id."""
    surplus_datasets: tuple[SurplusDataset, ...] = ()
    """The same by dataset."""
    removals: tuple[Removal, ...] = ()
    """What to take away, by container."""
    partial: bool = False
    """Its rights, or those of something that it holds, were told in part: there may be more of them."""
    coverage: Coverage
    """What was read."""
    gaps: tuple[Gap, ...] = ()
    """What could not be seen."""
