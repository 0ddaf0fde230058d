"""What people answer for: the records of parties, access that ends, assessments and blocks."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from connectors.declared.rights import ALLOWED, unknown_element
from connectors.declared.scope import CONNECTOR, Scope
from lineage.model.declared_hops import GatewayShape
from lineage.model.declared_map import RightShape, SystemShape
from lineage.model.declared_people import AccessShape, AssessmentShape, BlockShape, PartyShape
from lineage.model.elements import UNCLASSIFIED, Element
from lineage.model.ids import Id
from lineage.model.records import Assessment, Block, Gap, Gateway, Party, TimeBoundGrant
from lineage.reading.problems import Entry, choice, nearest, shown
from lineage.reading.yaml import Place

T = TypeVar("T", AccessShape, AssessmentShape, BlockShape)


def gateway_of(shape: GatewayShape | None) -> Gateway | None:
    """The gateway that a System or a job is, if it is one."""
    return None if shape is None else Gateway(**shape.model_dump())


def party(entry: Entry[PartyShape], known: Collection[str], scope: Scope) -> Party:
    """The party of one entry; `known` are the names of all parties and operators."""
    shape = entry.value
    named = [(shape.parent, entry.place("parent"))] if shape.parent else []
    named += [(name, entry.place("sub_processors", at)) for at, name in enumerate(shape.sub_processors)]
    for name, place in named:
        if name == entry.key:
            scope.refuse(place, f"{shown(name)} is the party itself")
        else:
            _check_party(name, known, place, scope)
    return Party(
        name=entry.key,
        role=shape.role or "",
        region=shape.region,
        parent=shape.parent,
        contact=shape.contact,
        sub_processors=shape.sub_processors,
        evidence=scope.evidence(entry.key_place()),
    )


def check_sub_processors(entry: Entry[RightShape], known: Collection[str], scope: Scope) -> None:
    """Take note of sub-processors of a right that there are not."""
    for at, name in enumerate(entry.value.sub_processors):
        if name != ALLOWED:
            _check_party(name, known, entry.place("sub_processors", at), scope)


def _check_party(name: str, known: Collection[str], place: Place, scope: Scope) -> None:
    if name not in known and scope.is_strict:
        scope.refuse(place, f"there is no party {shown(name)}; name it under `parties`{choice(name, known)}")


def undescribed(entry: Entry[SystemShape], parties: Collection[str]) -> Iterator[Gap]:
    """A gap where an operator is described by no party, and is much like one that is."""
    name = entry.value.operator
    near = nearest(name, parties) if name and name not in parties else ""
    if near:
        yield Gap(
            surface="map",
            what=f"The operator of {entry.key}, {name}, is not among the parties of the map.",
            why=f"no party is called {name!r}; the nearest is {near!r}",
            hides="where it is established and to whom it may pass data on, if that party is meant",
            remedy=f"Write {near!r} if that is meant, or describe {name!r} under `parties`.",
            locator=entry.place("operator").locator,
            connector=CONNECTOR,
            candidates=(near,),
        )


def time_bound_grant(entry: Entry[AccessShape], scope: Scope) -> Iterator[TimeBoundGrant]:
    """The access of one entry."""
    shape = entry.value
    if not _is_of_one(entry, ("principal", "application"), scope):
        return
    _check_days(entry, ("from", shape.start), ("until", shape.until), scope)
    yield TimeBoundGrant(
        principal=scope.principal(shape.principal, entry.place("principal")) if shape.principal else None,
        application=scope.application(shape.application, entry.place("application")) if shape.application else None,
        to=_held(shape.to, entry.place("to"), scope) if shape.to else None,
        start=shape.start,
        until=shape.until,
        reason=shape.reason,
        approved_by=shape.approved_by,
        ticket=shape.ticket,
        evidence=scope.evidence(entry.place()),
    )


def _held(text: str, place: Place, scope: Scope) -> Id:
    """A container of rights by `kind:name`, else a dataset or field."""
    if scope.is_principal(text):
        return scope.principal(text, place)
    end = scope.end(text, place, scope.org) if "." in text or "#" in text else scope.dataset(text, place)
    return end if isinstance(end, Id) else scope.refuse(place, f"{shown(text)} is no dataset, field or `permset:name`")


def assessment(entry: Entry[AssessmentShape], scope: Scope) -> Iterator[Assessment]:
    """The assessment of one entry."""
    shape = entry.value
    if not _is_of_one(entry, ("application", "system", "flow"), scope):
        return
    if not (shape.done or shape.due or entry.is_partial):
        scope.refuse(entry.place(), "'done' or 'due' is missing: an assessment was done on a day, or is to be")
    _check_days(entry, ("done", shape.done), ("due", shape.due), scope)
    flow = shape.flow
    if flow is not None and not (flow.job or flow.source or flow.to):
        scope.refuse(entry.place("flow"), "a flow is a job, or `{from, to}`")
    yield Assessment(
        kind=shape.kind,
        application=scope.application(shape.application, entry.place("application")) if shape.application else None,
        system=scope.system(shape.system, entry.place("system")) if shape.system else None,
        job=scope.known_job(flow.job, entry.place("flow")) if flow and flow.job else None,
        source=scope.system(flow.source, entry.place("flow", "from")) if flow and flow.source else None,
        target=scope.system(flow.to, entry.place("flow", "to")) if flow and flow.to else None,
        done=shape.done,
        due=shape.due,
        by=shape.by,
        result=shape.result,
        reference=shape.reference,
        evidence=scope.evidence(entry.place()),
    )


def block(entry: Entry[BlockShape], elements: Mapping[str, Element], scope: Scope) -> Iterator[Block]:
    """The block of one entry."""
    shape = entry.value
    if not shape.elements:
        scope.refuse(entry.place("elements"), "'elements' is empty: a block says what does not go on")
    for at, name in enumerate(shape.elements):
        _check_blocked(name, elements, entry.place("elements", at), scope)
    ends = bool(shape.source or shape.to)
    places = [name for name, said in (("field", shape.field), ("dataset", shape.dataset), ("job", shape.job)) if said]
    if (len(places) + ends) != 1 or bool(shape.source) != bool(shape.to):
        if not entry.is_partial:
            scope.refuse(entry.place(), "a block is at one place: `field`, `dataset`, `job`, or `from` and `to`")
        return
    into = scope.field(shape.field, entry.place("field")) if shape.field else None
    yield Block(
        elements=tuple(sorted(set(shape.elements))),
        into=scope.dataset(shape.dataset, entry.place("dataset")) if shape.dataset else into,
        job=scope.known_job(shape.job, entry.place("job")) if shape.job else None,
        source=_place(shape.source, entry.place("from"), scope),
        target=_place(shape.to, entry.place("to"), scope),
        reason=shape.reason,
        by=shape.by,
        evidence=scope.evidence(entry.place()),
    )


def _place(text: str, place: Place, scope: Scope) -> Id | None:
    end = scope.end(text, place) if text else None
    return end if end is None or isinstance(end, Id) else scope.refuse(place, f"{shown(text)} is a URL; name the System it means")


def _check_blocked(name: str, elements: Mapping[str, Element], place: Place, scope: Scope) -> None:
    if name == UNCLASSIFIED:
        scope.refuse(place, "'unclassified' cannot be blocked: nobody knows what it is. Classify the field, or `drop` it")
    elif name not in elements and scope.is_strict:
        unknown_element(name, elements, place, scope)


def _is_of_one(entry: Entry[T], names: Iterable[str], scope: Scope) -> bool:
    said = [name for name in names if getattr(entry.value, name)]
    if len(said) != 1 and not entry.is_partial:
        given = f"not {' and '.join(said)}" if said else "and none is given"
        scope.refuse(entry.place(), f"one of {', '.join(map(repr, names))} is wanted, {given}")
    return len(said) == 1


def _check_days(entry: Entry[T], first: tuple[str, date | None], last: tuple[str, date | None], scope: Scope) -> None:
    (begin, start), (end, until) = first, last
    if start and until and until < start:
        scope.refuse(entry.place(end), f"{end!r}, {until}, is before {begin!r}, {start}")
