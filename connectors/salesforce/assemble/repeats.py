"""Components that are defined in several places, which only one of them can be right about."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from connectors.salesforce.assemble.container_names import PROFILE, TYPES
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.apps import AppRow
from connectors.salesforce.rows.automation import FlowRow, OutboundMessageRow
from connectors.salesforce.rows.browser import TrustedSiteRow
from connectors.salesforce.rows.custom_metadata import MetadataRecordRow
from connectors.salesforce.rows.endpoints import DataSourceRow, ExternalCredentialRow, NamedCredentialRow, RemoteSiteRow
from connectors.salesforce.rows.events import ChannelMemberRow
from connectors.salesforce.rows.identity import AuthProviderRow
from connectors.salesforce.rows.permissions import ContainerRow
from connectors.salesforce.rows.schema import FieldRow
from connectors.salesforce.rows.services import ServiceRow
from lineage.model.records import Gap

_SHOWN: Final = 3


class _Defined(NamedTuple):
    name: str
    at: str


def find_repeats(org: Org, rows: Rows) -> Iterator[Gap]:
    """One gap for each sort of component of which some are defined more than once; objects may be spread."""
    sorts: tuple[tuple[str, Iterable[_Defined]], ...] = (
        ("fields", (_Defined(f"{row.object}.{row.name}", row.at) for row in rows.of(FieldRow))),
        ("outbound messages", (_Defined(f"{row.object}.{row.name}", row.at) for row in rows.of(OutboundMessageRow))),
        ("external data sources", (_Defined(row.name, row.at) for row in rows.of(DataSourceRow))),
        ("named credentials", (_Defined(row.name, row.at) for row in rows.of(NamedCredentialRow))),
        ("external credentials", (_Defined(row.name, row.at) for row in rows.of(ExternalCredentialRow))),
        ("auth providers", (_Defined(row.name, row.at) for row in rows.of(AuthProviderRow))),
        ("trusted sites", (_Defined(row.name, row.at) for row in rows.of(TrustedSiteRow))),
        ("external services", (_Defined(row.name, row.at) for row in rows.of(ServiceRow))),
        ("event channel members", (_Defined(row.name, row.at) for row in rows.of(ChannelMemberRow))),
        ("custom metadata records", (_Defined(f"{row.type}.{row.name}", row.at) for row in rows.of(MetadataRecordRow))),
        ("remote sites", (_Defined(row.name, row.at) for row in rows.of(RemoteSiteRow))),
        ("applications", (_Defined(row.name, row.at) for row in rows.of(AppRow) if row.main)),
        *((f"{kind.replace('-', ' ')}s", _containers(rows, kind)) for kind in TYPES.values()),
        ("flows", (_Defined(f"{row.name}-{row.version}", row.at) for row in rows.of(FlowRow))),
    )
    for sort, defined in sorts:
        repeated = _repeated(defined)
        if repeated:
            yield _gap(org, sort, repeated)


def _containers(rows: Rows, kind: str) -> Iterator[_Defined]:
    """The containers of a kind, each by its own file: parts of a set in files of their own are not it again."""
    return (_Defined(row.name, row.at) for row in rows.of(ContainerRow) if row.kind == kind and (row.whole or kind == PROFILE))


def _repeated(defined: Iterable[_Defined]) -> Sequence[tuple[str, Sequence[str]]]:
    defined = list(defined)
    keys = [one.name.casefold() for one in defined]
    if len(set(keys)) == len(keys):
        return []
    places: dict[str, tuple[str, list[str]]] = {}
    for key, one in zip(keys, defined, strict=True):
        places.setdefault(key, (one.name, []))[1].append(one.at)
    return [(name, at) for _, (name, at) in sorted(places.items()) if len(at) > 1]


def _gap(org: Org, sort: str, repeated: Sequence[tuple[str, Sequence[str]]]) -> Gap:
    examples = "; ".join(f"{name} at {' and '.join(at)}" for name, at in repeated[:_SHOWN])
    rest = len(repeated) - _SHOWN
    more = f"; and {rest:,} more" if rest > 0 else ""
    return org.gap(
        sort.removesuffix("s"),
        f"Of the {sort}, {len(repeated):,} stand in several places: {examples}{more}.",
        why="the folder holds several copies or packages of one org",
        hides="which of the definitions the org really has; all are kept, and the worse is taken where they differ",
        remedy="Harvest the folder of one copy only.",
        locator=repeated[0][1][0],
    )
