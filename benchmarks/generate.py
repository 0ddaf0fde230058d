"""An organisation of a given size, the same every time.

One Salesforce org, integration platforms, and destinations of which some are warehouses. Most fields have no hop of their own; a few
objects have most of them. Beside field-level flows through platforms there are whole-object replications, formulas, two-way syncs and
cycles. The whole org is copied into one lake, which feeds other Systems, and into what holds a copy of any org of some age, however large
it is: a backup, an archive, two full sandboxes, analytics, and a scanner that looks for leaks. So every field reaches some Systems.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

from benchmarks.size import Size
from lineage.graph.links import in_flight_name
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import (
    Application,
    Authorization,
    Channel,
    Classification,
    Dataset,
    Evidence,
    Field,
    Hop,
    Job,
    Principal,
    System,
)
from lineage.model.verdicts import Active, Basis, Form, Precision, Transit

ORG: Final = Id.system("salesforce://acme")
SANDBOXES: Final = (Id.system("salesforce://acme--training"), Id.system("salesforce://acme--uat"))
COPIES: Final = (*(Id.system(f"{name}.example") for name in ("analytics", "archive", "backup", "scanner")), *SANDBOXES)
"""What holds the whole org."""
AS_OF: Final = date(2026, 1, 1)
ELEMENTS: Final = tuple(load_elements())[:40]

_SEED: Final = 20260101
_TYPES: Final = ("Text", "Text", "Text", "Picklist", "Number", "Date", "Checkbox", "Email", "Phone", "LongTextArea")
_TRANSFORMS: Final = ("",) * 14 + ("mask", "tokenize", "hash", "encrypt", "restore", "derive")
_TRANSITS: Final = (Transit.ENCRYPTED,) * 16 + (None,) * 3 + (Transit.UNENCRYPTED,)
_ACTIVE: Final = (Active.YES,) * 18 + (Active.UNKNOWN, Active.NO)
_PURPOSES: Final = ("payroll", "support", "marketing", "billing", "screening")


class Flow(NamedTuple):
    """What one hop joins; properties that no kind of flow fixes are drawn."""

    source: Id
    target: Id
    job: Id | None = None
    channel: Channel | None = None
    application: Id | None = None
    transform: str = ""
    left_out: tuple[Id, ...] = ()


@dataclass
class Organisation:
    """Everything that is known of one; the org's many fields are plain (id, type, label)."""

    size: Size
    fields: list[tuple[Id, str, str]] = field(default_factory=list)
    things: dict[Id, System | Dataset | Field | Job | Application | Channel | Principal] = field(default_factory=dict)
    hops: list[Hop] = field(default_factory=list)
    classifications: list[Classification] = field(default_factory=list)
    rights: list[Authorization] = field(default_factory=list)


def organisation(size: Size) -> Organisation:
    """An organisation of this size."""
    return _Generator(size).run()


def said(locator: str, bases: Basis = Basis.CONFIGURED) -> tuple[Evidence, ...]:
    """Evidence for a generated record, one for each basis."""
    return tuple(Evidence(basis=basis, connector="generated", locator=locator) for basis in Basis if basis & bases)


class _Generator:
    """Draws an organisation; one use."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.random = Random(_SEED)
        self.made = Organisation(size)
        self.objects = [ORG.dataset(f"Object_{number:04}__c") for number in range(size.objects)]
        self.platforms = [Id.system(f"platform-{number}.example") for number in range(4)]
        self.destinations = [Id.system(f"vendor-{number:03}.example") for number in range(size.destinations - len(COPIES))]
        self.warehouses = self.destinations[: max(size.destinations // 20, 1)]

    def run(self) -> Organisation:
        self._systems()
        self._objects()
        self._classifications()
        self._hops()
        self._rights()
        return self.made

    def _add(self, thing: System | Dataset | Field | Job | Application | Channel | Principal) -> None:
        self.made.things.setdefault(thing.id, thing)

    def _systems(self) -> None:
        self._add(System(id=ORG, label="Acme", kind="salesforce", operator="Acme", evidence=said("org")))
        for system in SANDBOXES:
            self._add(System(id=system, label=system.decoded, kind="salesforce", operator="Acme", evidence=said("org")))
        for system in (*self.platforms, *self.destinations, *COPIES[: -len(SANDBOXES)]):
            name = system.partition(".")[0]
            operator = self.random.choices(("Acme", f"{name.title()} Inc", ""), (20, 75, 5))[0]
            self._add(System(id=system, label=name, operator=operator, aliases=(name,), evidence=said(f"systems.yaml:{name}")))

    def _objects(self) -> None:
        for number, one in enumerate(self.objects):
            self._add(
                Dataset(id=one, subtype="sObject", label=f"Object {number}", complete=True, evidence=said(f"{one.path}.object"))
            )
            for at in range(self.size.fields_per_object):
                self.made.fields.append((one.field(f"Field_{at:03}__c"), self.random.choice(_TYPES), f"Field {at}"))

    def _classifications(self) -> None:
        for number in self.random.sample(range(self.size.fields), self.size.classified):
            id, _, _ = self.made.fields[number]
            elements = self.random.sample(ELEMENTS, self.random.choices((0, 1, 2), (5, 80, 15))[0])
            forms = {element: self.random.choice((*[Form.CLEAR] * 9, Form.ENCRYPTED)) for element in elements}
            source = self.random.choices(("platform", "dictionary", "name"), (30, 50, 20))[0]
            self.made.classifications.append(
                Classification.model_validate(
                    {"field": id, "elements": forms, "source": source, "says": "complianceGroup PII", "evidence": said(id.path)}
                )
            )

    def _hops(self) -> None:
        known: set[tuple[object, ...]] = set()
        for flow in self._flows():
            key = (flow.source, flow.target, flow.job, flow.channel and flow.channel.id, flow.application)
            if key not in known and flow.source != flow.target:
                known.add(key)
                self.made.hops.append(self._hop(flow))
            if len(self.made.hops) == self.size.hops:
                return

    def _hop(self, flow: Flow) -> Hop:
        for end in (flow.source, flow.target):
            if end.is_field and end.namespace != ORG:
                self._add(Field(id=end, type="varchar", evidence=said(end.path)))
            if not end.is_system and end.namespace != ORG and end.owner.kind != "in-flight":
                self._add(Dataset(id=end.owner if end.is_field else end, subtype="table", evidence=said(end.path)))
        if flow.channel:
            self._add(flow.channel)
        bases = Basis.PERMITTED if flow.application else self.random.choice((Basis.CONFIGURED, Basis.CONFIGURED | Basis.OBSERVED))
        return Hop(
            source=flow.source,
            target=flow.target,
            job=flow.job,
            channel=flow.channel.id if flow.channel else None,
            application=flow.application,
            active=self.random.choice(_ACTIVE),
            transit=flow.channel.transit if flow.channel else None,
            transform=flow.transform,
            precision=Precision.DATASET if self.random.random() < 0.1 or not flow.source.is_field else Precision.EXACT,
            left_out=flow.left_out,
            evidence=said(f"flows.yaml:{len(self.made.hops) + 1}", bases),
        )

    def _flows(self) -> Iterator[Flow]:
        """Flows of every kind in their share, then direct reads until there are enough."""
        for copy in COPIES:
            yield Flow(ORG, copy, channel=self._channel(ORG, f"copy-to-{copy.partition('.')[0].rpartition('/')[2]}"))
        yield Flow(ORG, self.warehouses[0], channel=self._channel(ORG, "lake"))
        share = self.size.hops / 10_000
        for make, count in (
            (self._replication, 300),
            (self._from_warehouse, 250),
            (self._into_system, 100),
            (self._between_systems, 60),
            (self._between_destinations, 500),
            (self._formula, 600),
            (self._through_platform, 400),
        ):
            for number in range(round(count * share)):
                yield from make(number)
        while True:
            yield from self._direct()

    def _through_platform(self, number: int) -> Iterator[Flow]:
        """A job that carries some fields of one object through a platform to one table; one in eight syncs them back."""
        platform, vendor = self.random.choice(self.platforms), self._skewed(self.destinations)
        job = self._job(platform, f"sync-{number:03}")
        table = vendor.dataset(f"table_{number % 7}")
        one = self._skewed(self.objects)
        out, on = self._channel(ORG, f"out-{number:03}"), self._channel(platform, f"on-{number:03}")
        back = self._channel(ORG, f"back-{number:03}")
        for at in range(8):
            origin = self._field_of(one)
            part = platform.of_kind("in-flight", job.name).field(in_flight_name(origin))
            target = table.field(f"column_{at}")
            yield Flow(origin, part, job, out)
            yield Flow(part, target, job, on, transform=self.random.choice(_TRANSFORMS))
            if number % 8 == 0:
                yield Flow(target, origin, None, back)

    def _replication(self, number: int) -> Iterator[Flow]:
        """A whole object copied into a warehouse; one in six leaves a field out."""
        one, warehouse = self._skewed(self.objects), self._skewed(self.warehouses)
        left_out = (self._field_of(one),) if number % 6 == 0 else ()
        yield Flow(one, warehouse.dataset(one.path), channel=self._channel(ORG, f"copy-{number:03}"), left_out=left_out)

    def _from_warehouse(self, number: int) -> Iterator[Flow]:
        warehouse = self._skewed(self.warehouses)
        table = warehouse.dataset(self._skewed(self.objects).path)
        yield Flow(
            table, self._table(self.random.choice(self.destinations)), channel=self._channel(warehouse, f"share-{number % 20}")
        )

    def _into_system(self, number: int) -> Iterator[Flow]:
        one = self._skewed(self.objects)
        yield Flow(one, self.random.choice(self.destinations), channel=self._channel(ORG, f"event-{number:03}"))

    def _between_systems(self, number: int) -> Iterator[Flow]:
        source = self.warehouses[0] if number % 2 else self.random.choice(self.destinations)
        yield Flow(source, self.random.choice(self.destinations), channel=self._channel(source, f"feed-{number:03}"))

    def _between_destinations(self, number: int) -> Iterator[Flow]:
        source, target = self._skewed(self.destinations), self.random.choice(self.destinations)
        out, into = (self._table(system).field(f"column_{self.random.randrange(8)}") for system in (source, target))
        yield Flow(out, into, channel=self._channel(source, f"push-{number % 20}"), transform=self.random.choice(_TRANSFORMS))

    def _formula(self, number: int) -> Iterator[Flow]:
        one = self._skewed(self.objects)
        other = one if number % 5 else self._skewed(self.objects)
        yield Flow(self._field_of(one), self._field_of(other), transform="derive")

    def _direct(self) -> Iterator[Flow]:
        """An application that may read a field, or a call that sends it."""
        origin, vendor = self._field_of(self._skewed(self.objects)), self._skewed(self.destinations)
        channel = self._channel(ORG, f"call-{vendor.partition('.')[0]}")
        target = self._table(vendor).field(f"column_{self.random.randrange(8)}")
        application = ORG.of_kind("application", vendor.partition(".")[0]) if self.random.random() < 0.3 else None
        if application:
            self._add(Application(id=application, subtype="connected app", peer=vendor, evidence=said(f"{application.name}.app")))
        yield Flow(origin, target, channel=channel, application=application)

    def _table(self, system: Id) -> Id:
        return system.dataset(f"table_{self.random.randrange(7)}")

    def _field_of(self, one: Id) -> Id:
        return one.field(f"Field_{int(self.size.fields_per_object * self.random.random() ** 2):03}__c")

    def _skewed(self, among: Sequence[Id]) -> Id:
        """Mostly one of the first."""
        return among[int(len(among) * self.random.random() ** 3)]

    def _channel(self, system: Id, name: str) -> Channel:
        id = system.of_kind("channel", name)
        known = self.made.things.get(id)
        if isinstance(known, Channel):
            return known
        made = Channel(
            id=id, url=f"https://{name}.example", transit=self.random.choice(_TRANSITS), evidence=said(f"{name}.channel")
        )
        self._add(made)
        return made

    def _job(self, platform: Id, name: str) -> Id:
        job = Job(id=platform.of_kind("job", name), subtype="sync", runs_in=platform, evidence=said(f"{name}.job"))
        self._add(job)
        return job.id

    def _rights(self) -> None:
        systems = [thing for thing in self.made.things.values() if isinstance(thing, System)]
        for number in range(self.size.rights):
            system = self.random.choice(systems)
            begun = AS_OF - timedelta(days=self.random.randrange(-60, 1_500))
            covers = self.random.choices(("everything", "elements", "categories", "fields"), (15, 55, 25, 5))[0]
            self.made.rights.append(
                Authorization(
                    id=f"right-{number:03}",
                    party=system.operator or str(system.id),
                    source=self.random.choice((None, ORG)),
                    purpose=self.random.choice(_PURPOSES),
                    everything=covers == "everything",
                    elements=tuple(self.random.sample(ELEMENTS, 8)) if covers == "elements" else (),
                    categories=tuple(self.random.sample("ABDFGHI", 3)) if covers == "categories" else (),
                    fields=(self._field_of(self._skewed(self.objects)),) if covers == "fields" else (),
                    start=begun,
                    until=begun + timedelta(days=365 * self.random.randrange(1, 4)) if self.random.random() < 0.5 else None,
                    evidence=said(f"rights.yaml:{number}"),
                )
            )
