"""Where data is: the records of Systems and datasets."""

from collections.abc import Iterator

from connectors.declared.people import gateway_of
from connectors.declared.scope import Scope
from connectors.declared.travel import way_of
from lineage.model.declared_hops import ExternalShape
from lineage.model.declared_map import DatasetShape, SystemShape
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Dataset, Field, Hop, System
from lineage.model.verdicts import Precision
from lineage.reading.problems import Entry


def system_records(entry: Entry[SystemShape], scope: Scope, *, is_right_required: bool) -> Iterator[AnyRecord]:
    """The System of one entry of `systems`, and the datasets in which it lets arrive what is sent to it."""
    shape, id = entry.value, scope.systems[entry.key]
    evidence = scope.evidence(entry.key_place())
    yield System(
        id=id,
        label=shape.label or entry.key,
        kind=shape.kind,
        operator=shape.operator,
        role=shape.role or "",
        region=shape.region,
        internal_required=is_right_required or shape.internal is not None,
        matches=shape.matches,
        aliases=(entry.key,),
        at_rest=shape.at_rest or "",
        gateway=gateway_of(shape.gateway),
        segment=shape.segment or "",
        evidence=evidence,
    )
    for text, senders in shape.receives.items():
        dataset = scope.dataset(text, entry.key_place("receives", text), within=id)
        froms = tuple(scope.system(sender, entry.place("receives", text, position)) for position, sender in enumerate(senders))
        yield Dataset(id=dataset, receives=froms, evidence=scope.evidence(entry.key_place("receives", text)))


def dataset_records(entry: Entry[DatasetShape], scope: Scope) -> Iterator[AnyRecord]:
    """The dataset of one entry of `datasets`, its fields, and the hops to and from where its rows are."""
    shape = entry.value
    evidence = scope.evidence(entry.key_place())
    id = scope.dataset(entry.key, entry.key_place())
    receives = tuple(scope.system(text, entry.place("receives", at)) for at, text in enumerate(shape.receives))
    yield Dataset(
        id=id,
        subtype=shape.kind,
        label=shape.label,
        receives=receives,
        stored=shape.stored,
        complete=shape.complete,
        at_rest=shape.at_rest or "",
        evidence=evidence,
    )
    for at, name in enumerate(shape.fields):
        yield Field(id=id.field(name), evidence=scope.evidence(entry.place("fields", at)))
    if shape.external is not None:
        yield from _external_hops(Entry(entry.document, (*entry.path, "external"), shape.external), id, scope)


def _external_hops(entry: Entry[ExternalShape], id: Id, scope: Scope) -> Iterator[AnyRecord]:
    """Rows are read from the remote dataset, written back where that may happen, and searched for by value."""
    shape = entry.value
    remote = scope.dataset(shape.remote, entry.place("remote"))
    way, records = way_of(shape, entry.place("channel"), scope)
    yield from records
    whole = Hop(
        source=id,
        target=remote,
        channel=way.channel,
        transit=way.transit,
        precision=Precision.DATASET,
        evidence=scope.evidence(entry.key_place(), scope.external_basis),
    )
    pairs = [(id.field(name), remote.field(column), entry.place("map", name)) for name, column in shape.map.items()]
    for local, there, place in pairs or [(id, remote, entry.key_place())]:
        precision = Precision.EXACT if pairs else Precision.DATASET
        evidence = scope.evidence(place, scope.external_basis)
        found = {"precision": precision, "evidence": evidence}
        yield whole.model_copy(update={**found, "source": there, "target": local})
        if shape.writable:
            yield whole.model_copy(update={**found, "source": local, "target": there})
    if shape.filter:
        yield whole
