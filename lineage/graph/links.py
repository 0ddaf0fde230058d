"""Primitive hops: what logical hops become once wildcards, middleware and receiving datasets are spelt out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lineage.model.ids import Id
from lineage.model.records import Dataset, Evidence, Hop, Job, Onward
from lineage.model.verdicts import Active, Basis, Form, Precision, Transit

IN_FLIGHT = "in-flight"
LOG = "log"
CACHE = "cache"

_CAPS: Mapping[str, Form] = {
    "mask": Form.PARTIAL,
    "truncate": Form.PARTIAL,
    "tokenize": Form.TOKEN,
    "hash": Form.HASH,
    "encrypt": Form.ENCRYPTED,
}
"""The form that a transformation sets; `aggregate` needs a minimum group, all others keep the form."""


@dataclass(frozen=True)
class Link:
    """One statement of a primitive hop; `said` is its transit before its ends are looked at, `None` where nothing says."""

    source: Id
    target: Id
    job: Id | None
    channel: Id | None
    principal: Id | None
    application: Id | None
    active: Active
    said: Transit | None
    transform: str
    min_group: int
    precision: Precision
    open: bool
    left_out: frozenset[Id]
    onward: Onward | None
    evidence: tuple[Evidence, ...]
    blocks: frozenset[int] = frozenset()
    """Numbers of the blocks on it."""

    @property
    def key(self) -> tuple[Id, Id, Id, Id, Id, Id]:
        """What makes it one hop; empty ids for what it does not have."""
        none = Id("")
        return (
            self.source,
            self.target,
            self.job or none,
            self.channel or none,
            self.principal or none,
            self.application or none,
        )

    @property
    def bases(self) -> Basis:
        """How it is known; `declared` where nothing else is said."""
        if len(self.evidence) == 1:
            return self.evidence[0].basis or Basis.DECLARED
        bases = Basis(0)
        for evidence in self.evidence:
            bases |= evidence.basis
        return bases or Basis.DECLARED

    @property
    def cap(self) -> Form:
        """The clearest form that leaves its transformation."""
        if self.transform == "aggregate":
            return Form.AGGREGATE if self.min_group > 0 else Form.CLEAR
        return _CAPS.get(self.transform, Form.CLEAR)

    @property
    def is_dropped(self) -> bool:
        """The transformation drops it: it reaches the job, but not the target."""
        return self.transform == "drop"

    @property
    def is_bare_declaration(self) -> bool:
        """A declared hop without job, channel and transit: it declares the hops with its ends."""
        return self.job is None and self.channel is None and self.said is None and self.bases == Basis.DECLARED


def link(hop: Hop, source: Id, target: Id) -> Link:
    """The statement that a logical hop makes, its ends resolved."""
    return Link(
        source=source,
        target=target,
        job=hop.job,
        channel=hop.channel,
        principal=hop.principal,
        application=hop.application,
        active=hop.active,
        said=hop.transit,
        transform=hop.transform,
        min_group=hop.min_group,
        precision=hop.precision,
        open=bool(hop.wildcard),
        left_out=frozenset(hop.left_out),
        onward=hop.onward,
        evidence=hop.evidence,
    )


class Columns:
    """The fields known of each dataset, by the key under which their names are equal."""

    def __init__(self, folded: Iterable[Id], known: Iterable[Id]) -> None:
        self._folded = frozenset(folded)
        self._fields: dict[Id, dict[str, Id]] = {}
        for id in known:
            if id.is_field:
                self.add(id)

    def _key(self, dataset: Id, name: str) -> str:
        return name.casefold() if dataset.namespace in self._folded else name

    def add(self, field: Id) -> Id:
        """The field as it is known; `field` itself where it was not."""
        name = field.partition("#")[2]
        return self._fields.setdefault(field.owner, {}).setdefault(self._key(field.owner, name), field)

    def of(self, dataset: Id) -> tuple[Id, ...]:
        """The fields known of a dataset, in order of id."""
        return tuple(sorted(self._fields.get(dataset, {}).values()))


def expand_wildcards(wildcards: Iterable[tuple[Link, str]], columns: Columns, left_out: Iterable[Id]) -> Iterator[Link]:
    """Field-level links for every field known, to a fixpoint: a field known only from a wildcard takes the source's spelling.

    A wildcard over a dataset of which no field is known stays one dataset-level link, so that what flows is not lost. Fields that are
    known only because some hop leaves them out (`left_out`) do not count there.
    """
    pending = list(wildcards)
    _spread_all(pending, columns)
    whole = {link_.source for link_, _ in pending if not columns.of(link_.source)}
    for field in left_out:
        columns.add(field)
    _spread_all([(link_, how) for link_, how in pending if link_.source not in whole], columns)
    for link_, how in pending:
        if link_.source in whole:
            yield replace(link_, precision=Precision.DATASET)
            continue
        for field in columns.of(link_.source):
            if field not in link_.left_out:
                yield replace(link_, source=field, target=_landing(link_, how, field, columns), left_out=frozenset())


def _spread_all(wildcards: list[tuple[Link, str]], columns: Columns) -> None:
    size = -1
    while size != (size := _spread(wildcards, columns)):
        pass


def _spread(wildcards: list[tuple[Link, str]], columns: Columns) -> int:
    """Add the fields that wildcards bring to their targets; gives how many fields are known there now."""
    for link_, how in wildcards:
        for field in columns.of(link_.source):
            if field not in link_.left_out:
                _landing(link_, how, field, columns)
    return sum(len(columns.of(link_.target)) for link_, _ in wildcards)


def _landing(link_: Link, how: str, field: Id, columns: Columns) -> Id:
    if how != "by-name":
        return link_.target
    if link_.is_dropped:
        return Id(f"{link_.target}#{field.partition('#')[2]}")
    return columns.add(Id(f"{link_.target}#{field.partition('#')[2]}"))


def split(links: Iterable[Link], jobs: Mapping[Id, Job]) -> Iterator[Link]:
    """Links whose job runs in neither end become two, through an in-flight dataset of the System that the job runs in."""
    names = _job_names(jobs)
    for link_ in links:
        job = jobs.get(link_.job) if link_.job else None
        if job is not None and _runs_between(job, link_):
            yield from _two_legs(link_, job, names[job.id])
            continue
        if not link_.is_dropped:
            yield replace(link_, onward=None) if link_.onward is not None else link_
        if job is not None:
            yield from _copies(link_, job, names[job.id], link_.source, link_)


def _runs_between(job: Job, link_: Link) -> bool:
    """Whether a job runs in a System that is neither end's."""
    return job.runs_in is not None and job.runs_in not in (link_.source.namespace, link_.target.namespace)


def _two_legs(link_: Link, job: Job, name: str) -> Iterator[Link]:
    assert job.runs_in is not None  # noqa: S101 - the caller looked
    part = job.runs_in.of_kind(IN_FLIGHT, name).field(in_flight_name(link_.source))
    whole = Precision.EXACT if link_.source.is_field else Precision.DATASET
    first = replace(link_, target=part, transform="", min_group=0, precision=whole, onward=None, blocks=frozenset())
    onward = link_.onward or Onward()
    second = replace(
        link_,
        source=part,
        channel=onward.channel,
        said=onward.transit,
        precision=max(whole, link_.precision),
        left_out=frozenset(),
        onward=None,
    )
    yield first
    if not link_.is_dropped:
        yield second
    yield from _copies(replace(first, left_out=frozenset()), job, name, part, None)


def _copies(link_: Link, job: Job, name: str, source: Id, leg: Link | None) -> Iterator[Link]:
    """Links to the log and the cache of a job; `leg` is the link whose channel carries them, none where they stay inside."""
    if job.runs_in is None:
        return
    for kept, kind in ((job.logs_payload, LOG), (job.caches_payload, CACHE)):
        if kept:
            yield replace(
                link_,
                source=source,
                target=job.runs_in.of_kind(kind, name),
                channel=leg.channel if leg else None,
                said=leg.said if leg else None,
                principal=link_.principal if leg else None,
                application=link_.application if leg else None,
                transform="",
                min_group=0,
                left_out=link_.left_out if leg else frozenset(),
                onward=None,
                blocks=frozenset(),
            )


def in_flight_name(source: Id) -> str:
    """The name of the in-flight field that holds what comes from `source`: `System.Dataset.field`, parts end in `.*`."""
    if source.is_field:
        return f"{source.namespace.decoded}.{source.path}.{source.field_name}"
    return f"{source.namespace.decoded}.*" if source.is_system else f"{source.namespace.decoded}.{source.path}.*"


def _job_names(jobs: Mapping[Id, Job]) -> dict[Id, str]:
    """The name under which a job's in-flight data, logs and caches stand; jobs of one name in one System keep apart."""
    first: dict[tuple[Id | None, str], Id] = {}
    names: dict[Id, str] = {}
    for id in sorted(jobs):
        owner = first.setdefault((jobs[id].runs_in, id.name), id)
        names[id] = id.name if owner == id else f"{id.namespace.decoded}.{id.name}"
    return names


def land(links: Iterable[Link], datasets: Iterable[Dataset]) -> Iterator[Link]:
    """The links themselves, and for each dataset that receives from a System a copy of the links that end at its own System."""
    receivers: dict[tuple[Id, Id], list[Id]] = {}
    for dataset in datasets:
        for system in dataset.receives:
            receivers.setdefault((system, dataset.id.namespace), []).append(dataset.id)
    for link_ in links:
        yield link_
        if link_.target.is_system:
            for dataset_id in sorted(set(receivers.get((link_.source.namespace, link_.target), ()))):
                yield replace(link_, target=dataset_id, precision=Precision.DATASET)
