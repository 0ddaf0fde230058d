"""Small random cases, valid by the format, for comparing two implementations of the semantics."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

Raw = dict[str, Any]

_FIELDS = ("f", "g", "h")
_ELEMENTS = ("email", "ssn", "password", "ssn_last4", "military_id", "badge")
_DICTIONARY = {"badge": {"categories": ["A"], "spi": "no", "clause": "x(1)", "breach": "no"}}
_FORMS = ("clear", "partial", "token", "hash", "encrypted", "aggregate")
_TRANSFORMS = ("mask", "truncate", "tokenize", "hash", "encrypt", "restore", "derive", "drop", "translate")
_URLS = ("https://gw.example/in", "http://gw.example", "jdbc:db://gw.example/x", "amqp://gw.example")
_INLINE = ({"url": "https://inline.example"}, {"url": "jdbc:db://inline.example", "tls": True})
_HOSTS = ("https://api.vendor.example/v1", "wss://eu.vendor.example", "https://stranger.example:8443/x")
_DAYS = (date(2025, 6, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))


@dataclass(frozen=True)
class World:
    """The names that a case speaks of."""

    systems: tuple[str, ...]
    folding: frozenset[str]
    datasets: tuple[str, ...]
    fields: tuple[str, ...]
    in_flight: frozenset[str]
    jobs: tuple[Raw, ...]

    @property
    def ordinary_fields(self) -> tuple[str, ...]:
        return tuple(one for one in self.fields if one.partition("#")[0] not in self.in_flight)

    def columns_of(self, source: str) -> tuple[str, ...]:
        """The fields that lie in a System or a Dataset."""
        return tuple(one for one in self.fields if one.startswith((f"{source}/", f"{source}#")))


def _one_in(draw: st.DrawFn, number: int) -> bool:
    return draw(st.integers(1, number)) == number


def _stated(raw: Raw) -> Raw:
    """The keys that have something to say."""
    return {key: value for key, value in raw.items() if value not in (None, [], {})}


def _some(draw: st.DrawFn, values: tuple[str, ...], most: int) -> list[str]:
    """A few of the values, in order, none twice."""
    chosen = draw(st.lists(st.sampled_from(values), max_size=most, unique=True)) if values else []
    return sorted(chosen)


@st.composite
def cases(draw: st.DrawFn) -> Raw:
    """A case with a question about a field: mostly `trace`, sometimes `upstream`."""
    systems, world = _systems_and_world(draw)
    question = draw(st.sampled_from(("trace", "trace", "trace", "upstream")))
    rights = st.integers(0, 8)
    return {
        **_stated(
            {
                "systems": systems,
                "internal": "required" if _one_in(draw, 16) else None,
                "datasets": {dataset: _dataset(draw, world, dataset) for dataset in world.datasets},
                "dictionary": _DICTIONARY,
                "elements": _elements(draw, world),
                "channels": {name: draw(_transit()) for name in ("c0", "c1")},
                "authorizations": [_right(draw, world, systems) for _ in range(draw(rights))],
                "blocks": [_block(draw, world) for _ in range(draw(st.sampled_from((0, 0, 1, 2, 3))))],
                "bare": True if _one_in(draw, 16) else None,
                "include_inactive": True if _one_in(draw, 6) else None,
                **_dates(draw),
            }
        ),
        "hops": [_hop(draw, world) for _ in range(draw(st.integers(1, 12)))],
        question: draw(st.sampled_from(world.fields)),
    }


def _systems_and_world(draw: st.DrawFn) -> tuple[Raw, World]:
    """The Systems of a case, and all the names in it."""
    names = tuple(f"s{number}" for number in range(draw(st.integers(2, 5))))
    systems: Raw = {name: _system(draw) for name in names}
    for name, pattern in zip(names, ("api.vendor.example", "*.vendor.example"), strict=False):
        if _one_in(draw, 2):
            systems[name]["matches"] = [pattern]
    pool = tuple(f"{system}/{name}" for system in names for name in ("D", "E"))
    datasets = draw(st.lists(st.sampled_from(pool), min_size=2, max_size=6, unique=True))
    columns = [f"{dataset}#{name}" for dataset in datasets for name in _FIELDS]
    fields = draw(st.lists(st.sampled_from(columns), min_size=2, max_size=12, unique=True))
    if _one_in(draw, 4):
        dataset = draw(st.sampled_from(datasets))
        systems[dataset.partition("/")[0]]["receives"] = {dataset: [draw(st.sampled_from(names))]}
    return systems, World(
        systems=names,
        folding=frozenset(name for name in names if systems[name].get("kind") == "salesforce"),
        datasets=tuple(datasets),
        fields=tuple(fields),
        in_flight=frozenset(dataset for dataset in datasets if _one_in(draw, 8)),
        jobs=(
            {"name": "j", "runs_in": draw(st.sampled_from(names)), "logs_payload": draw(st.booleans())},
            {"name": "k", "runs_in": draw(st.sampled_from(names))},
            {"name": "l"},
        ),
    )


def _system(draw: st.DrawFn) -> Raw:
    return _stated(
        {
            "operator": draw(st.sampled_from(("A", "B", "C", None))),
            "kind": draw(st.sampled_from((None, None, None, "salesforce", "salesforce", "public", "portal"))),
            "internal": "required" if _one_in(draw, 8) else None,
        }
    )


def _dataset(draw: st.DrawFn, world: World, dataset: str) -> Raw:
    """What is declared of a dataset; not all of its fields need be."""
    fields = [one.partition("#")[2] for one in world.columns_of(dataset)]
    elsewhere = tuple(one for one in world.datasets if one.partition("/")[0] != dataset.partition("/")[0])
    return _stated(
        {
            "fields": fields if _one_in(draw, 2) else [],
            "kind": "in-flight" if dataset in world.in_flight else None,
            "receives": [draw(st.sampled_from(world.systems))] if _one_in(draw, 6) else None,
            "stored": "no" if _one_in(draw, 8) else None,
            "external": _external(draw, fields, elsewhere) if elsewhere and _one_in(draw, 8) else None,
        }
    )


def _external(draw: st.DrawFn, fields: list[str], elsewhere: tuple[str, ...]) -> Raw:
    return {
        "remote": draw(st.sampled_from(elsewhere)),
        **_stated(
            {
                "map": {field: draw(st.sampled_from(_FIELDS)) for field in fields if draw(st.booleans())},
                "writable": draw(st.sampled_from((None, "yes", "no"))),
                "filter": draw(st.sampled_from((None, "no"))),
                **draw(_transit()),
            }
        ),
    }


def _elements(draw: st.DrawFn, world: World) -> Raw:
    """A classification for some fields, now and then of nothing personal."""
    found: Raw = {}
    for field in world.ordinary_fields:
        chosen = _some(draw, _ELEMENTS, 2)
        kind = draw(st.sampled_from(("list", "list", "forms", "none")))
        if kind == "list":
            found[field] = chosen
        elif kind == "forms" and chosen:
            found[field] = {element: draw(st.sampled_from(_FORMS)) for element in chosen}
    return found


def _transit() -> st.SearchStrategy[Raw]:
    """Transit keys, or none."""
    return st.one_of(
        st.just({}),
        st.just({"tls": True}),
        st.just({"tls": True}),
        st.builds(lambda tls: {"tls": tls}, st.booleans()),
        st.builds(lambda url: {"url": url}, st.sampled_from(_URLS)),
        st.builds(lambda url, tls: {"url": url, "tls": tls}, st.sampled_from(_URLS), st.booleans()),
        st.builds(lambda transit: {"transit": transit}, st.sampled_from(("encrypted", "unencrypted", "unknown"))),
    )


def _way(draw: st.DrawFn) -> Raw:
    """Transit keys, with or without a channel."""
    channel = draw(st.sampled_from((None, None, None, "c0", "c1", *_INLINE)))
    return _stated({**draw(_transit()), "channel": channel})


def _hop(draw: st.DrawFn, world: World) -> Raw:
    """One entry of `hops`, of any kind."""
    kinds = (_plain, _plain, _plain, _columns, _columns, _wildcard, _mapping)
    kind = draw(st.sampled_from(kinds))
    job = draw(st.sampled_from((None, None, *world.jobs)))
    permitted = {"basis": "permitted", "enforced": draw(st.sampled_from((None, "yes")))}
    basis: Raw = permitted if job is None and _one_in(draw, 8) else {"basis": _seldom(draw, ("configured",))}
    return {
        **kind(draw, world),
        **_stated(
            {
                **_way(draw),
                "job": job,
                "onward": _way(draw) if job is not None else None,
                "active": _seldom(draw, ("yes", "no", "unknown")),
                "principal": _seldom(draw, ("p",)),
                "application": _seldom(draw, ("a",)),
                **basis,
            }
        ),
    }


def _seldom(draw: st.DrawFn, values: tuple[str, ...]) -> str | None:
    return draw(st.sampled_from(values)) if _one_in(draw, 5) else None


def _transform(draw: st.DrawFn) -> Raw:
    """A transformation, if any; an aggregate with and without its minimum group."""
    if not _one_in(draw, 3):
        return {}
    if _one_in(draw, 6):
        return _stated({"transform": "aggregate", "min_group": draw(st.sampled_from((None, 10)))})
    return {"transform": draw(st.sampled_from(_TRANSFORMS))}


def _spelled(draw: st.DrawFn, world: World, text: str) -> str:
    """An id as somebody may have written it, in other letters where its System folds them."""
    system, slash, rest = text.partition("/")
    return f"{system}{slash}{rest.lower()}" if system in world.folding and _one_in(draw, 4) else text


def _end(draw: st.DrawFn, world: World) -> str:
    """Any end of a hop: mostly a field, else a Dataset, a System, the host of one, or a log."""
    die = draw(st.integers(0, 15))
    if die == 0:
        return draw(st.sampled_from(_HOSTS))
    if die == 1:
        return f"{draw(st.sampled_from(world.systems))}/@log/j"
    if die in (2, 3):
        return draw(st.sampled_from(world.systems))
    chosen = draw(st.sampled_from(world.datasets if die in (4, 5, 6) else world.fields))
    return _spelled(draw, world, chosen)


def _plain(draw: st.DrawFn, world: World) -> Raw:
    source, target = _end(draw, world), _end(draw, world)
    left_out = [] if "#" in source else _some(draw, world.columns_of(source), 2)
    return {
        "from": source,
        "to": target,
        **_stated({"except": left_out, "precision": _seldom(draw, ("dataset",)), **_transform(draw)}),
    }


def _columns(draw: st.DrawFn, world: World) -> Raw:
    source, target = (draw(st.sampled_from(world.fields)) for _ in range(2))
    return {"from": _spelled(draw, world, source), "to": _spelled(draw, world, target), **_transform(draw)}


def _wildcard(draw: st.DrawFn, world: World) -> Raw:
    source, target = (draw(st.sampled_from(world.datasets)) for _ in range(2))
    key = draw(st.sampled_from(("drop", "except")))
    left_out = _some(draw, world.columns_of(source), 1)
    return {
        "from": f"{source}#*",
        "to": f"{target}#*",
        **_stated({key: left_out if draw(st.booleans()) else [], **_transform(draw)}),
    }


def _mapping(draw: st.DrawFn, world: World) -> Raw:
    """A mapping of one System's fields, with a part that could not be read now and then."""
    source = draw(st.sampled_from(world.fields)).partition("/")[0]
    columns = world.columns_of(source)
    mapped = draw(st.lists(st.sampled_from(columns), min_size=1, max_size=3, unique=True))
    partly = None
    if draw(st.booleans()):
        names = _some(draw, columns, 2) if draw(st.booleans()) else []
        partly = {"to": draw(st.sampled_from(world.datasets)), **_stated({"names": names})}
    reads = tuple(one for one in world.datasets if one.startswith(f"{source}/"))
    return {
        "from": source,
        "map": {_key(draw, column): _targets(draw, world) for column in mapped},
        **_stated({"drop": _some(draw, columns, 2), "partly": partly, "reads": _some(draw, reads, 1)}),
    }


def _key(draw: st.DrawFn, column: str) -> str:
    """A mapped field as an id or as `Dataset.field`."""
    return column if draw(st.booleans()) else column.partition("/")[2].replace("#", ".")


def _targets(draw: st.DrawFn, world: World) -> Any:
    """What a mapped field goes to: an id, an id with a transformation, or several."""
    ends = st.sampled_from((*world.fields, *world.fields, *world.datasets))
    targets: list[Any] = [
        {"to": end, **_transform(draw)} if draw(st.booleans()) else end
        for end in draw(st.lists(ends, min_size=1, max_size=2, unique=True))
    ]
    return targets if len(targets) > 1 else targets[0]


def _right(draw: st.DrawFn, world: World, systems: Raw) -> Raw:
    """A right, often wide enough to matter."""
    parties = ("A", "B", "C", *(name for name in world.systems if "operator" not in systems[name]))
    die = draw(st.integers(0, 9))
    scope: Raw = {"elements": "all"}
    if die in (1, 2):
        scope = {"elements": _some(draw, (*_ELEMENTS, "ae(1)(A)", "x(1)"), 3) or ["email"]}
    elif die == 3:
        scope = {"categories": _some(draw, ("A", "B", "L"), 2) or ["A"]}
    elif die == 4:
        scope = {"elements": ["email"], "categories": ["A"]}
    elif die == 5:
        scope = {"elements": [draw(st.sampled_from(world.fields))]}
    return {
        **scope,
        **_stated(
            {
                "party": draw(st.sampled_from((*parties, *(None,) * 3))),
                "source": draw(st.sampled_from((*(None,) * 4, *world.systems))),
                "job": _seldom(draw, ("j", "k")),
                "purpose": draw(st.sampled_from((None, "p", "p", "q"))),
                "form": _seldom(draw, _FORMS),
                "from": draw(st.sampled_from(_DAYS)) if _one_in(draw, 4) else None,
                "until": draw(st.sampled_from(_DAYS)) if _one_in(draw, 2) else None,
            }
        ),
    }


def _block(draw: st.DrawFn, world: World) -> Raw:
    """A block, at any sort of place; now and then where nothing comes by."""
    place: Raw = draw(
        st.one_of(
            st.builds(lambda job: {"job": job}, st.sampled_from(("j", "k", "l"))),
            st.builds(lambda field: {"field": field}, st.sampled_from(world.fields)),
            st.builds(lambda dataset: {"dataset": dataset}, st.sampled_from(world.datasets)),
            st.builds(
                lambda source, target: {"from": source, "to": target},
                st.sampled_from((*world.systems, *world.datasets, *world.fields)),
                st.sampled_from((*world.systems, *world.datasets, *world.fields)),
            ),
        )
    )
    return {**place, "elements": _some(draw, _ELEMENTS, 3) or ["email"], "reason": "so it was found"}


def _dates(draw: st.DrawFn) -> Raw:
    """The days of a case: stated, that of the harvest, and today."""
    day = st.sampled_from((None, *_DAYS))
    today = draw(st.sampled_from((None, *_DAYS[-2:], *_DAYS[-2:])))
    return {"as_of": draw(day) if _one_in(draw, 6) else None, "harvested": draw(day), "today": today}
