"""Rules about data that stays in another system and is shown in the org, and about the org as a provider to others."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from lineage.columns import Kind
from lineage.graph.access import READS
from lineage.graph.by_node import rows_with
from lineage.graph.source import FactRow, NodeRow
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Leg
from lineage.policy.called import counted, listed
from lineage.policy.carried import Load
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.rules.about import about, places
from lineage.policy.rules.not_told import not_told, retrieve
from lineage.policy.severity import Reach

_BY_COLUMNS = "high where a column holds sensitive or breach elements, medium for other personal data, else low"

OPEN_OBJECT = Card(
    id="external-object-without-field-security",
    title="Whoever may read an external object may read every column of it",
    severity=f"{_BY_COLUMNS}; one step higher for personal data where 1,000 users or more can",
    why="The data is another system's, and its rules for who sees which column end at the connection: the org's field permissions are all "
    "that is left.",
    remedy="Give each profile and permission set only the columns that it needs.",
    effort="one grant",
    role="admin",
    false_positives="An object of a few columns that all its readers need.",
    reference="GDPR Art. 25(2); 11 CCR §7123(c)(3)",
    missions=("B1",),
)

WRITABLE = Card(
    id="writable-external-source",
    title="Users of the org can change data in another system",
    severity="critical where a column holds sensitive or breach elements, high for other personal and unclassified data, else medium",
    why="What is typed into an external object leaves the org at once and is written under the identity of the connection.",
    remedy="Switch off Allow Create, Edit, and Delete of the data source, unless writing is what it is for.",
    effort="one setting",
    role="admin",
    false_positives="A source that is meant to be written to: declare it in the map, and accept the finding.",
    reference="GDPR Art. 32(1)(b)",
    missions=("B1",),
)

SHARED_IDENTITY = Card(
    id="shared-identity-source",
    title="Everybody reads another system as one and the same user",
    severity=_BY_COLUMNS,
    why="The other system cannot tell who asks: its own rights and its audit trail are of no use, and one password opens all of it.",
    remedy="Let each user authenticate for themselves: Identity Type Per User.",
    effort="one setting",
    role="admin",
    false_positives="A source without rights of its own, such as a public register.",
    reference="11 CCR §7123(c)(1), (3); GDPR Art. 32(1)(b)",
    missions=("B1",),
)

PROVIDER = Card(
    id="org-as-provider",
    title="The org gives its data out to others by itself, or nobody can say whether it does",
    severity="critical where the org holds sensitive or breach elements, high for other personal and unclassified data, else medium; info "
    "where it is not told",
    why="Here the hop is configured at the other end: what it takes is seen in no metadata of the org.",
    remedy="Declare in the map who is connected and which objects are published; end the connections that nobody knows.",
    effort="one correction",
    role="admin",
    false_positives="A connection of an app's vendor that takes licenses only.",
    reference="GDPR Art. 30(1)(d); Cal. Civ. Code §1798.100(d)",
    missions=("B1", "O1"),
)

_SOURCE = "external data source"
_EXTERNAL = "external object"
_OWN = frozenset({"DisplayUrl", "ExternalId"})
"""Columns that every external object has, and that show nothing of the other system's columns."""
_SEES_ALL = ("ModifyAllData", "ViewAllData")
"""Who holds one of these administers the org: that it reads everything says nothing of an object."""
_WRITABLE = "writable=true"
_SHARED = ("nameduser", "named user", "namedprincipal")
_NOBODY = ("anonymous", "noauthentication")


def open_objects(view: View) -> Iterator[Finding]:
    """A finding for each external object whose readers all read all of it; one for an org of whose readers nothing is told."""
    untold: dict[Id, list[str]] = {}
    administrators = {row for one in _SEES_ALL for row in view.privileges.holders(one).tolist()}
    for row in _of_subtype(view, Kind.DATASET, _EXTERNAL):
        columns, everybody = _readers(view, row)
        readers = {one: count for one, count in everybody.items() if one not in administrators}
        if not everybody:
            id = view.graph.id(row)
            untold.setdefault(id.namespace, []).append(id.shown)
        elif columns > 1 and readers and all(count == columns for count in readers.values()):
            yield _open(view, row, columns, readers)
    for org, names in untold.items():
        yield not_told(
            OPEN_OBJECT.id,
            view,
            org,
            f"Who can read which column of these external objects is not told: {listed(names)}.",
            retrieve("Profile", "PermissionSet"),
        )


def _of_subtype(view: View, kind: Kind, subtype: str) -> list[int]:
    """Rows of the nodes of a kind and subtype in Salesforce orgs."""
    is_one = np.zeros(len(view.graph), np.bool_)
    is_one[rows_with(view.graph.tables.nodes.column("subtype"), subtype)] = True
    orgs = [row for org in view.orgs if (row := view.graph.row(org)) is not None]
    found: list[int] = np.flatnonzero(is_one & (view.graph.kinds == kind) & np.isin(view.graph.system_of, orgs)).tolist()
    return found


def _readers(view: View, dataset: int) -> tuple[int, Mapping[int, int]]:
    """How many columns of a dataset have a permission, and how many of them each container opens that opens the dataset itself."""
    graph, grants, sweep = view.graph, view.reading.grants, view.reading.sweep
    below = graph.below(graph.id(dataset))
    first, end = np.searchsorted(sweep.field_rows, np.asarray((below.start, below.stop), sweep.field_rows.dtype)).tolist()
    columns = sweep.field_rows[first:end][~sweep.read_with_object[first:end]]
    columns = columns[[graph.id(int(row)).field_name not in _OWN for row in columns]]
    rows = np.concatenate([grants.rows_on(dataset, dataset + 1), grants.rows_on(below.start, below.stop)])
    rows = rows[~grants.removes(rows) & (grants.column("operations")[rows] & int(READS) != 0)]
    principal, subject, leg = grants.principal[rows], grants.subject[rows], grants.column("leg")[rows]
    on_object = (subject == dataset) & (leg == Leg.OBJECT)
    whole = set(principal[(subject == dataset) & (leg == Leg.FIELD)].tolist())
    of_columns = np.isin(subject, columns) & (leg == Leg.FIELD)
    named, counts = np.unique(principal[of_columns], return_counts=True)
    by_name = dict(zip(named.tolist(), counts.tolist(), strict=True))
    readers = np.unique(principal[on_object]).tolist()
    return len(columns), {one: len(columns) if one in whole else by_name.get(one, 0) for one in readers}


def _open(view: View, dataset: int, columns: int, readers: Mapping[int, int]) -> Finding:
    id, people = view.graph.id(dataset), view.people.holding(readers) if view.people.known else 0
    below = view.graph.below(id)
    load = view.carriage.load(np.arange(below.start, below.stop))
    weight = load.weigh(Reach.INSIDE, people=people)
    names = listed([view.graph.id(row).name for row in sorted(readers)])
    held = f", which {counted(people, 'user')} {'holds' if people == 1 else 'hold'}" if people else ""
    opening = (
        f"Each of {len(readers):,} profiles and permission sets" if len(readers) > 1 else "The one profile or permission set"
    )
    return about(
        OPEN_OBJECT.id,
        view,
        id,
        load,
        weight,
        (f"{opening} that opens it opens all {columns:,} columns: {names}{held}. They hold {load.words}."),
    )


def _sources(view: View) -> Iterator[tuple[NodeRow, Load]]:
    """The data sources of orgs, with what comes and goes over each."""
    channels, ends = view.graph.hop_column("channel"), [view.graph.hop_column(name) for name in ("source", "target")]
    fields = view.graph.kinds == Kind.FIELD
    orgs = [row for org in view.orgs if (row := view.graph.row(org)) is not None]
    for row in _of_subtype(view, Kind.CHANNEL, _SOURCE):
        rows = np.unique(np.concatenate([end[channels == row] for end in ends]))
        rows = rows[fields[rows] & np.isin(view.graph.system_of[rows], orgs)]
        yield view.graph.node(row), view.carriage.load(rows)


def _columns(load: Load) -> str:
    return f"The columns of its external objects hold {load.words}." if load.fields else "No external object of it is here."


def writable_sources(view: View) -> Iterator[Finding]:
    """A finding for each data source that may be written to."""
    settings = {fact.subject: fact for fact in view.graph.facts_named("channel-setting") if fact.value == _WRITABLE}
    for node, load in _sources(view):
        if node.id not in settings or node.detail.get("active") == int(Active.NO):
            continue
        weight = load.weigh(Reach.OUT)
        yield replace(
            about(
                WRITABLE.id,
                view,
                node.id,
                load,
                weight,
                f"Rows of its external objects can be created, edited and deleted from the org. {_columns(load)}",
            ),
            locators=places([settings[node.id]]),
            remedy=(
                f"Setup, External Data Sources, {node.id.name.rpartition('/')[2]}: switch off Allow Create, Edit, and Delete "
                "(`isWritable`)."
            ),
        )


def shared_identities(view: View) -> Iterator[Finding]:
    """A finding for each data source that everybody reads as one user, or as nobody; unknown where its file does not say."""
    for node, load in _sources(view):
        said = str(node.detail.get("authentication", "")).casefold()
        shared, nobody = any(word in said for word in _SHARED), any(word in said for word in _NOBODY)
        if not (shared or nobody) and said:
            continue
        weight = load.weigh(Reach.INSIDE)
        how = "with the same user name" if shared else "without saying who asks"
        yield replace(
            about(
                SHARED_IDENTITY.id,
                view,
                node.id,
                load,
                weight,
                (
                    (f"Everybody's queries go out {how}" if said else "Nothing says as whom queries go out")
                    + (f" ({node.detail.get('authentication')})" if said else "")
                    + f". {_columns(load)}"
                ),
            ),
            verdict="violated" if said else "unknown",
            remedy=(
                f"Setup, External Data Sources, {node.id.name.rpartition('/')[2]}: Identity Type Per User (`principalType`: PerUser), if "
                "the other system has rights of its own."
            ),
        )


def providers(view: View) -> Iterator[Finding]:
    """A finding for each org that others can query; for every org, that no metadata tells of OData."""
    told: dict[Id, list[FactRow]] = {}
    for fact in view.graph.facts_named("provides-data"):
        told.setdefault(fact.subject, []).append(fact)
    for org, facts in told.items():
        load = view.carriage.of_system(org)
        weight = load.weigh(Reach.OUT)
        yield replace(
            about(
                PROVIDER.id,
                view,
                org,
                load,
                weight,
                f"It gives data out: {listed([fact.value for fact in facts])}. What they take is not seen; the org holds {load.words}.",
            ),
            locators=places(facts),
        )
    for org in view.orgs:
        yield not_told(
            PROVIDER.id,
            view,
            org,
            "Whether the org gives data out by OData is in no metadata of its own.",
            "Look at the data sources of other orgs that name this one, and declare in the map what they read.",
            "odata",
        )


RULES = (
    Rule(OPEN_OBJECT, open_objects),
    Rule(WRITABLE, writable_sources),
    Rule(SHARED_IDENTITY, shared_identities),
    Rule(PROVIDER, providers),
)
