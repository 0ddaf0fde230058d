"""How data moves: the records of declared hops, one for each pair of ends that a hop names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from connectors.declared.people import gateway_of
from connectors.declared.scope import WILDCARD, Scope
from connectors.declared.travel import Way, way_of
from lineage.model.declared_hops import HopShape, JobShape, PartShape, TargetShape
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, End, Hop, Job, Onward, Reference
from lineage.model.verdicts import Active, Basis, Precision, Transit
from lineage.reading.problems import Entry
from lineage.reading.yaml import Place

Declared: TypeAlias = Entry[HopShape]

_SAYABLE = (Basis.DECLARED, Basis.PERMITTED)
"""What a person may claim; the other legs come from sources that know."""


def hop_records(entry: Declared, scope: Scope) -> Iterator[AnyRecord]:
    """The hops of one entry of `hops`, the job that moves the data, and channels described on the spot."""
    job = _job(entry, scope)
    way, records = way_of(entry.value, entry.place("channel"), scope)
    onward, more = way_of(entry.value.onward, entry.place("onward", "channel"), scope)
    if job and (job.id.namespace == scope.home or _is_described(job)):
        yield job
    yield from records
    yield from more
    source = scope.end(entry.value.source, entry.place("from")) if entry.value.source else scope.org
    said = _said(entry, scope, job, way, onward)
    reading = _Reading(entry, scope, said, source, _left_out(entry, scope, source))
    yield from _plain(reading) if entry.value.to else _mapped(reading)


def _job(entry: Declared, scope: Scope) -> Job | None:
    """The job, whether it is described under `job` or by keys of the hop."""
    shape, place = entry.value, entry.place("job")
    job = shape.job or JobShape(name="?")
    is_said = bool(shape.runs_in or shape.logs_payload or shape.caches_payload)
    if shape.job is None and is_said and scope.is_strict and not entry.is_partial:
        scope.refuse(entry.place(), "a job without a name; add `job: name`")
    if shape.job is None and not shape.runs_in:
        return None
    where, at = (job.runs_in, ("job", "runs_in")) if job.runs_in else (shape.runs_in, ("runs_in",))
    runs_in = scope.system(where, entry.place(*at)) if where else None
    return Job(
        id=scope.job(shape.job.name if shape.job else "", runs_in, place),
        subtype=job.type,
        runs_in=runs_in,
        logs_payload=shape.logs_payload or job.logs_payload,
        caches_payload=shape.caches_payload or job.caches_payload,
        gateway=gateway_of(job.gateway),
        segment=job.segment or "",
        evidence=scope.evidence(entry.place()),
    )


def _is_described(job: Job) -> bool:
    """Whether more is said of a job than its id; a bare mention must not outweigh what its own source says."""
    return bool(job.subtype or job.runs_in or job.logs_payload or job.caches_payload or job.gateway or job.segment)


def _said(entry: Declared, scope: Scope, job: Job | None, way: Way, onward: Way) -> Hop:
    """Everything that holds for all hops of the entry; its ends are filled in later."""
    shape = entry.value
    basis = Basis[shape.basis.upper()]
    if scope.is_strict and basis not in _SAYABLE:
        allowed = ", ".join(one.name.lower() for one in _SAYABLE if one.name)
        scope.refuse(entry.place("basis"), f"basis: {shape.basis!r} is not allowed; allowed: {allowed}")
    is_permitted = basis is Basis.PERMITTED
    return Hop(
        source=scope.home,
        target=scope.home,
        job=job.id if job else None,
        channel=way.channel,
        principal=scope.principal(shape.principal, entry.place("principal")) if shape.principal else None,
        application=scope.application(shape.application, entry.place("application")) if shape.application else None,
        active=Active[shape.active.upper()],
        transit=_permitted(way.transit, is_enforced=shape.enforced) if is_permitted else way.transit,
        transform=shape.transform,
        min_group=shape.min_group,
        precision=Precision[shape.precision.upper()],
        onward=Onward(channel=onward.channel, transit=onward.transit) if shape.onward else None,
        evidence=scope.evidence(entry.place(), basis),
    )


def _permitted(said: Transit | None, *, is_enforced: bool) -> Transit | None:
    """What could happen is encrypted only where nothing else is possible."""
    if said is Transit.UNENCRYPTED:
        return said
    return Transit.ENCRYPTED if is_enforced else None


@dataclass(frozen=True)
class _Reading:
    """One entry while its hops are spelt out: what it says of all of them, where they begin, what is not carried."""

    entry: Declared
    scope: Scope
    said: Hop
    source: End | None
    """Where `from` says; without it the only Salesforce org, if there is one."""
    left_out: tuple[Id, ...]


def _plain(reading: _Reading) -> Iterator[Hop]:
    entry, scope = reading.entry, reading.scope
    for key in ("map", "partly", "reads"):
        if getattr(entry.value, key):
            scope.refuse(entry.key_place(key), f"`to` and `{key}` exclude each other")
    if not entry.value.source and not entry.is_partial:
        scope.refuse(entry.place(), "'from' is missing")
    target = scope.end(entry.value.to, entry.place("to"))
    if reading.source is not None:
        yield from _between(reading, reading.said, reading.source, target)


def _between(reading: _Reading, said: Hop, source: End, target: End) -> Iterator[Hop]:
    """The hop between two ends, either of which may be `dataset#*`."""
    from_all, to_all = _is_wildcard(source), _is_wildcard(target)
    if to_all and not from_all:
        reading.scope.refuse(reading.entry.place("to"), "a target `dataset#*` needs a source `dataset#*`")
        return
    is_field = isinstance(source, Id) and source.is_field
    yield said.model_copy(
        update={
            "source": source.owner if from_all and isinstance(source, Id) else source,
            "target": target.owner if to_all and isinstance(target, Id) else target,
            "wildcard": "by-name" if to_all else "into" if from_all else "",
            "precision": said.precision if is_field else Precision.DATASET,
            "left_out": () if is_field and not from_all else reading.left_out,
        }
    )


def _is_wildcard(end: End) -> bool:
    return isinstance(end, Id) and end.field_name == WILDCARD


def _left_out(entry: Declared, scope: Scope, source: End | None) -> tuple[Id, ...]:
    """The fields that `except` and `drop` name."""
    shape = entry.value
    named = [(text, entry.place("except", at)) for at, text in enumerate(shape.left_out)]
    named += [(text, entry.place("drop", at)) for at, text in enumerate(shape.drop)]
    if isinstance(source, Reference):
        return tuple(scope.refuse(place, f"{text!r} is no field of a URL") for text, place in named)
    if source is None:
        return tuple(scope.field(text, place) for text, place in named)
    return tuple(scope.column(source, text, place) for text, place in named)


def _mapped(reading: _Reading) -> Iterator[Hop]:
    """The hops of a mapping, and of the parts of it that could not be read."""
    entry, scope, within = reading.entry, reading.scope, reading.source
    if not entry.value.map and not entry.value.partly and not entry.is_partial:
        scope.refuse(entry.place(), "a hop goes somewhere: `to`, or `map`, is missing")
    if isinstance(within, Reference):
        scope.refuse(entry.place("from"), "a mapping is from a System or a dataset, not from a URL")
        return
    read: dict[End, None] = {}
    for at, text in enumerate(entry.value.reads):
        read[scope.dataset(text, entry.place("reads", at), within and within.namespace)] = None
    for text, targets in entry.value.map.items():
        source = _key(reading, text, entry.key_place("map", text), within)
        read[source.owner if isinstance(source, Id) and source.is_field else source] = None
        yield from _targets(reading, text, source, targets)
    for at, part in enumerate(entry.value.partly):
        named = [_key(reading, name, entry.place("partly", at, "names"), within) for name in part.names]
        yield from _unread(reading, named or list(read), part, entry.place("partly", at, "to"))


def _key(reading: _Reading, text: str, place: Place, within: Id | None) -> End:
    """What a key of a mapping names: a column of the dataset that the mapping is from, else something of its System."""
    if within is None or within.is_system or "." in text or "/" in text:
        return reading.scope.end(text, place, within and within.namespace)
    return reading.scope.column(within, text, place)


def _targets(reading: _Reading, text: str, source: End, targets: Iterable[TargetShape]) -> Iterator[Hop]:
    """One hop for each target of a key."""
    entry, scope, said = reading.entry, reading.scope, reading.said
    if source in reading.left_out and scope.is_strict:
        scope.refuse(entry.key_place("map", text), f"{text!r} stands in `map` and in `drop`")
    for at, target in enumerate(targets):
        place = entry.place("map", text, at, "to")
        one = said.model_copy(
            update={
                "transform": target.transform or said.transform,
                "min_group": target.min_group or said.min_group,
                "evidence": scope.evidence(place, said.evidence[0].basis),
            }
        )
        yield from _between(reading, one, source, scope.end(target.to, place))


def _unread(reading: _Reading, sources: Iterable[End], part: PartShape, place: Place) -> Iterator[Hop]:
    """Any field of what this part reads may be in any field of its target."""
    target = reading.scope.end(part.to, place)
    basis = reading.said.evidence[0].basis
    one = reading.said.model_copy(update={"precision": Precision.DATASET, "evidence": reading.scope.evidence(place, basis)})
    for source in sources:
        yield from _between(reading, one, source, target)
