"""What a case states about moving data, with every id read and nothing compiled yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tests.reference.case_file import (
    CaseError,
    Raw,
    check_keys,
    listing,
    mapping,
    one_of,
    required,
    text_or_none,
    truth,
)
from tests.reference.facts import Results, read_transform, stated_facts
from tests.reference.ids import Names, Node

_TRANSIT_KEYS = frozenset({"transit", "tls", "url", "channel"})
_CHANNEL_KEYS = frozenset({"transit", "tls", "url", "auth"})
_HOP_KEYS = _TRANSIT_KEYS | {
    "from", "to", "job", "runs_in", "logs_payload", "onward", "transform", "min_group", "active",
    "precision", "except", "principal", "application", "basis", "enforced", "map", "drop", "partly", "reads",
    "auth", "about",
}  # fmt: skip
_JOB_KEYS = frozenset({"name", "runs_in", "logs_payload"})
_ENTRY_KEYS = frozenset({"to", "transform", "min_group"})
_SYSTEM_KEYS = frozenset({"operator", "kind", "internal", "matches", "receives", "role", "region", "about"})
_DATASET_KEYS = frozenset({"fields", "kind", "receives", "stored", "external", "about"})
_EXTERNAL_KEYS = _TRANSIT_KEYS | {"remote", "map", "writable", "filter"}


@dataclass(frozen=True)
class Leg:
    """How a statement says that data travels: a channel's name, and facts of its own."""

    channel: str | None = None
    facts: frozenset[str] = frozenset()
    is_stated: bool = False


@dataclass(frozen=True)
class Statement:
    """One source, one target (either may be a wildcard), and what is said of the way between them."""

    source: Node
    target: Node
    job: str | None = None
    runs_in: str | None = None
    logs_payload: bool = False
    first: Leg = Leg()
    onward: Leg = Leg()
    principal: str | None = None
    application: str | None = None
    transform: Results = ()
    active: str = "yes"
    is_exact: bool = True
    excepted: frozenset[Node] = frozenset()
    basis: str = "declared"
    is_enforced: bool = False
    blocked: frozenset[str] = frozenset()


@dataclass
class Channels:
    """The facts about each channel, from wherever the case states them."""

    facts: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, name: str, facts: frozenset[str]) -> None:
        """Take in one statement about a channel."""
        self.facts[name] = self.facts.get(name, frozenset()) | facts

    def leg(self, raw: Raw) -> Leg:
        """The leg that some transit keys describe."""
        channel = raw.get("channel")
        facts = stated_facts(raw)
        is_stated = any(raw.get(key) is not None for key in _TRANSIT_KEYS)
        if isinstance(channel, dict):
            check_keys("channel", channel, _CHANNEL_KEYS)
            if channel.get("url") is None:
                return Leg(None, facts | stated_facts(channel), is_stated)
            name = str(channel["url"])
            self.add(name, stated_facts(channel))
            return Leg(name, facts, is_stated)
        return Leg(text_or_none(channel), facts, is_stated)


class Stated(NamedTuple):
    """Everything a case states about moving data."""

    statements: list[Statement]
    channels: Channels
    in_flight: frozenset[Node]
    receives: frozenset[tuple[str, Node]]


def read_stated(case: Raw, names: Names) -> Stated:
    """All statements of a case, every name in them heard."""
    channels = Channels()
    for name, raw in mapping(case.get("channels")).items():
        check_keys(f"channel {name}", mapping(raw), _CHANNEL_KEYS)
        channels.add(str(name), stated_facts(mapping(raw)))
    datasets = _datasets(case, names)
    for text in mapping(case.get("elements")):
        if not names.node(text).is_field:
            raise CaseError("invalid", [f"elements of what is no field: {text}"])
    external = {node: mapping(raw["external"]) for node, raw in datasets.items() if raw.get("external")}
    statements = [one for node, raw in external.items() for one in _external(node, raw, names, channels)]
    statements += [one for raw in listing(case.get("hops")) for one in _hop(mapping(raw), names, channels)]
    in_flight = frozenset(node for node, raw in datasets.items() if raw.get("kind") == "in-flight")
    received = frozenset((str(sender), node) for node, raw in datasets.items() for sender in listing(raw.get("receives")))
    return Stated(statements, channels, in_flight, received | frozenset(_system_receives(case, names)))


def _datasets(case: Raw, names: Names) -> dict[Node, Raw]:
    """What a case says of each dataset, its name and those of its fields heard."""
    datasets: dict[Node, Raw] = {}
    for text, value in mapping(case.get("datasets")).items():
        raw, node = mapping(value), names.node(text, declares=True)
        check_keys(str(text), raw, _DATASET_KEYS)
        if raw.get("kind") is not None:
            one_of(raw["kind"], ("in-flight",))
        for name in listing(raw.get("fields")):
            names.field(node, name, declares=True)
        datasets[node] = raw
    return datasets


def _system_receives(case: Raw, names: Names) -> Iterator[tuple[str, Node]]:
    """The datasets of each declared System that receive what comes from another: sender and dataset."""
    for system, value in mapping(case.get("systems")).items():
        names.node(system)
        check_keys(f"system {system}", mapping(value), _SYSTEM_KEYS)
        for text, senders in mapping(mapping(value).get("receives")).items():
            yield from ((str(sender), names.node(text)) for sender in listing(senders))


def _external(dataset: Node, raw: Raw, names: Names, channels: Channels) -> Iterator[Statement]:
    """The read hops of an external object, its write hops, and the hop of its filter values."""
    check_keys(f"external {dataset}", raw, _EXTERNAL_KEYS)
    remote, leg = names.node(required(f"external {dataset}", raw, "remote")), channels.leg(raw)
    way = Statement(dataset, remote, first=leg, basis="configured")
    columns = mapping(raw.get("map"))
    pairs = [(names.field(dataset, name), names.field(remote, column)) for name, column in columns.items()]
    for here, there in pairs or [(dataset, remote)]:
        yield replace(way, source=there, target=here)
        if truth(raw.get("writable")):
            yield replace(way, source=here, target=there)
    if truth(raw.get("filter")) is not False:
        yield way


def _hop(raw: Raw, names: Names, channels: Channels) -> Iterator[Statement]:
    """The statements of one entry of `hops`: one, or those of a mapping."""
    check_keys("hop", raw, _HOP_KEYS)
    source = names.node(required("hop", raw, "from"))
    way = _way(raw, source, channels)
    left_out = [str(name) for name in (*listing(raw.get("except")), *listing(raw.get("drop")))]
    excepted = frozenset(names.find(_left_out(source, name)) for name in left_out)
    if raw.get("map") is None and raw.get("partly") is None:
        yield replace(way, target=names.node(required("hop", raw, "to")), excepted=excepted)
        return
    read: set[Node] = {names.node(_read(source, str(name))) for name in listing(raw.get("reads"))}
    for key, targets in mapping(raw.get("map")).items():
        column = names.node(_mapped(source, str(key)))
        read.add(column if column.is_system else column.in_dataset)
        for target in listing(targets):
            yield replace(_entry(way, target, raw, names), source=column, excepted=excepted)
    for part in listing(raw.get("partly")):
        named = [names.node(_mapped(source, str(name))) for name in listing(mapping(part).get("names"))]
        for one in sorted(set(named) or read, key=str):
            target = names.node(required("partly", mapping(part), "to"))
            yield replace(way, source=one, target=target, excepted=excepted, is_exact=False)


def _way(raw: Raw, source: Node, channels: Channels) -> Statement:
    """What a hop entry says beside its ends."""
    job = raw.get("job")
    facts = {"name": job} if not isinstance(job, dict) else job
    check_keys("job", facts, _JOB_KEYS)
    runs_in = raw.get("runs_in", facts.get("runs_in"))
    if raw.get("precision") is not None:
        one_of(raw["precision"], ("dataset", "exact", "field"))
    return Statement(
        source=source,
        target=source,
        job=text_or_none(facts.get("name")),
        runs_in=text_or_none(runs_in),
        logs_payload=truth(raw.get("logs_payload", facts.get("logs_payload"))) is True,
        first=channels.leg(raw),
        onward=channels.leg(mapping(raw.get("onward"))),
        principal=text_or_none(raw.get("principal")),
        application=text_or_none(raw.get("application")),
        transform=read_transform(raw.get("transform"), raw.get("min_group")),
        active=one_of(raw.get("active", "yes"), ("yes", "no", "unknown")),
        is_exact=raw.get("precision") != "dataset",
        basis=str(raw.get("basis", "declared")),
        is_enforced=truth(raw.get("enforced")) is True,
    )


def _entry(way: Statement, target: object, raw: Raw, names: Names) -> Statement:
    """One target of a mapped column, with the transformation that stands beside it."""
    if not isinstance(target, dict):
        return replace(way, target=names.node(target))
    check_keys("map entry", target, _ENTRY_KEYS)
    transform = way.transform
    if target.get("transform") is not None:
        transform = read_transform(target["transform"], target.get("min_group", raw.get("min_group")))
    return replace(way, target=names.node(required("map entry", target, "to")), transform=transform)


def _mapped(source: Node, text: str) -> str:
    """The id of a key of a mapping: itself, or `Dataset.field` of the mapping's System."""
    if "/" in text or "." not in text:
        return text
    dataset, _, name = text.rpartition(".")
    return f"{source.system}/{dataset}#{name}"


def _read(source: Node, text: str) -> str:
    """The id of something a job reads: itself, or a Dataset or `Dataset.field` of the mapping's System."""
    return _mapped(source, text) if "/" in text or "." in text else f"{source.system}/{text}"


def _left_out(source: Node, text: str) -> str:
    """The id of a field left out: itself, a column of the source, or `Dataset.field` of a source that is a System."""
    if "/" in text or source.is_system:
        return _mapped(source, text)
    return f"{source.in_dataset}#{text}"
