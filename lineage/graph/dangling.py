"""What people declare about something that no source has: assessments, access that ends, blocks and rights hold for nothing then."""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from lineage.model.ids import Id
from lineage.model.records import Assessment, Authorization, Block, Declaration, Gap, Party, TimeBoundGrant

_KINDS = {
    "permission-set": "permission set",
    "permission-set-group": "permission set group",
    "muting-permission-set": "muting permission set",
}
_HOLDS = {
    Assessment: "An assessment",
    Authorization: "A right",
    Block: "A block",
    TimeBoundGrant: "Access that ends",
}
_HIDES = {
    Assessment: "what was, or is to be, looked into: the assessment counts for nothing",
    Authorization: "what is allowed: the right covers nothing of it",
    Block: "what does not go on: the block stops nothing",
    TimeBoundGrant: "whether the access ended on its day",
}
_ANYWHERE = (Authorization, Block)
"""They decide about hops, so that any answer may be otherwise; the others are about what they name alone."""
Said = Declaration | Authorization


def dangling(declared: Iterable[Said], known: Collection[Id]) -> list[Gap]:
    """A gap for each thing that a declaration names and nothing that was read has; `known` has all that was."""
    missing: dict[tuple[str, Id], Said] = {}
    for one in declared:
        for id in _named(one):
            if id not in known:
                missing.setdefault((type(one).__name__, id), one)
    if not missing:
        return []
    there = {*known, *(id.owner for id in known), *(id.namespace for id in known)}
    return [_gap(missing[key], key[1], there) for key in sorted(missing) if key[1] not in there]


def _named(one: Said) -> Iterator[Id]:
    """What a declaration is about; of a right its source may be any System to come."""
    if isinstance(one, Party):
        return
    if isinstance(one, Assessment):
        named: tuple[Id | None, ...] = (one.application, one.system, one.job, one.source, one.target)
    elif isinstance(one, TimeBoundGrant):
        named = (one.principal, one.application, one.to)
    elif isinstance(one, Block):
        named = (one.into, one.job, one.source, one.target)
    else:
        named = (one.job, *one.fields)
    yield from (id for id in named if id is not None)


def _gap(one: Said, id: Id, there: Collection[Id]) -> Gap:
    near = _nearest(id, there)
    said = one.evidence[0] if one.evidence else None
    called = _shown(near) if near else ""
    return Gap(
        surface="declared reference",
        what=f"{_HOLDS[type(one)]} names the {_sort(id)} {_shown(id)}, which nothing that was read has.",
        why=f"no {_sort(id)} of that name was read",
        hides=_HIDES[type(one)],
        remedy=f"{f'Did you mean {called}? ' if called else ''}Correct the map, or read a source that has it.",
        locator=said.locator if said else "",
        connector=said.connector if said else "",
        subject=None if isinstance(one, _ANYWHERE) else id,
        candidates=(called,) if called else (),
    )


def _sort(id: Id) -> str:
    if id.kind:
        return _KINDS.get(id.kind, id.kind)
    return "field" if id.is_field else "System" if id.is_system else "dataset"


def _shown(id: Id) -> str:
    return id.name if id.kind and not id.is_field else id.shown


def _nearest(id: Id, there: Iterable[Id]) -> Id | None:
    """The thing of the same sort and System with the most similar name."""
    alike = {
        _shown(one): one for one in sorted(there) if _sort(one) == _sort(id) and (id.is_system or one.namespace == id.namespace)
    }
    near = get_close_matches(_shown(id), list(alike), n=1, cutoff=0.6)
    return alike[near[0]] if near else None
