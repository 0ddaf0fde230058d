"""What profiles and permission sets open beside objects and fields: code, flows, credentials, applications."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.container_names import some
from connectors.salesforce.exports.containers import Container
from connectors.salesforce.exports.platform_ids import id_key
from connectors.salesforce.exports.reading import Reading
from connectors.salesforce.exports.sorts import SET
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.documents import at, name_of
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import Question, text
from connectors.salesforce.rows.permissions import AccessRow

_SETUP: Final = "View Setup and Configuration"
_HIDES: Final = "what profiles and permission sets open beside objects and fields"
ACCESS: Final = Question(
    "SetupEntityAccess", ("Id", "ParentId", "SetupEntityId", "SetupEntityType"), "permission", _HIDES, _SETUP, needs=("ParentId",)
)
PAGES: Final = Question("ApexPage", ("Id", "Name", "NamespacePrefix"), "permission", "which pages may be opened", _SETUP)
CUSTOM: Final = Question(
    "CustomPermission", ("Id", "DeveloperName", "NamespacePrefix"), "permission", "which custom permissions are held", _SETUP
)
_SETTING: Final = "custom-setting"
_SORTS: Final[Mapping[str, str]] = {
    "ApexClass": "code",
    "ApexPage": "code",
    "CustomPermission": "custom-permission",
    "CustomEntityDefinition": _SETTING,
    "ExternalCredentialParameter": "credential",
    "FlowDefinition": "flow",
}
APPLICATIONS: Final = frozenset({"ConnectedApplication", "ExternalClientApplication"})


@dataclass
class SetupNames:
    """What the ids of things mean that containers open, filled by whoever asks for these things."""

    names: dict[str, str] = field(default_factory=dict)

    def learn(self, id: str, name: str) -> None:
        """Take note of a name."""
        if id and name:
            self.names[id_key(id)] = name

    def name(self, id: str) -> str:
        """The name of an id; empty where nobody told it."""
        return self.names.get(id_key(id), "")


@dataclass
class SetupAccess:
    """What containers open."""

    rows: list[AccessRow] = field(default_factory=list)
    admitted: dict[str, list[Container]] = field(default_factory=dict)
    """The containers whose holders an application admits, by its id."""


def ask_access(asking: Asking, reading: Reading, names: SetupNames) -> SetupAccess:
    """What containers open, once it is known what they and the things are called."""
    found = SetupAccess()
    rows = asking.rows(ACCESS)
    _learn(asking, rows, names)
    nameless: set[str] = set()
    for row in rows:
        holder, id, type_ = _holder(reading, row), text(row, "SetupEntityId"), text(row, "SetupEntityType")
        name, sort = names.name(id), _SORTS.get(type_, "")
        if holder is None:
            continue
        if type_ in APPLICATIONS:
            found.admitted.setdefault(id_key(id), []).append(holder)
        elif sort and name:
            said = sort if sort != _SETTING or not name.endswith("__mdt") else "metadata-type"
            found.rows.append(AccessRow(holder.kind, holder.name, said, name, at(ACCESS, row)))
        elif sort:
            nameless.add(f"{type_} {id}")
    if nameless:
        what = f"Rows of {ACCESS.entity} open what the org does not name, {len(nameless):,} in all: {some(sorted(nameless))}."
        asking.lack(ACCESS, what, why="it belongs to a package, or the user may not see it")
    return found


def _learn(asking: Asking, rows: Iterable[Answer], names: SetupNames) -> None:
    """Ask what the pages and custom permissions are called that are opened."""
    types = {text(row, "SetupEntityType") for row in rows}
    for question, column in ((PAGES, "Name"), (CUSTOM, "DeveloperName")):
        for one in asking.rows(question) if question.entity in types else ():
            names.learn(text(one, "Id"), name_of(one, column))


def _holder(reading: Reading, row: Answer) -> Container | None:
    """Who holds it; not what a group adds up to, where its sets are known."""
    holder = reading.containers.find(SET, text(row, "ParentId"), {}, at(ACCESS, row))
    is_told = holder is not None and holder.sums_up and holder.key[1] in reading.permissions.left_to_parts
    return None if is_told else holder
