"""From the sections of a map to records: what every name means first, then section by section, in order."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from connectors.declared.holders import dataset_records, system_records
from connectors.declared.hops import hop_records
from connectors.declared.people import assessment, block, check_sub_processors, party, time_bound_grant, undescribed
from connectors.declared.rights import authorization, check_letters, classification, elements_of, unbound
from connectors.declared.scope import Scope
from connectors.declared.sections import Sections, read_sections
from connectors.declared.travel import named_channel
from lineage.errors import ConfigurationError
from lineage.model.declared_map import SystemShape
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Authorization, Declaration, Gap
from lineage.reading.problems import Entry, Problem
from lineage.reading.yaml import Document

SALESFORCE = "salesforce"


def compile_map(documents: Sequence[Document], org: str) -> list[AnyRecord]:
    """The records of a map that may be spread over several files; `org` is the project's name of the Salesforce org.

    Raises `ConfigurationError` with every problem of every file.
    """
    sections = read_sections(documents)
    scope = _scope(sections, org)
    records = list(compile_sections(sections, scope))
    problems = [*sections.problems, *scope.problems]
    if problems:
        raise ConfigurationError([str(problem) for problem in sorted(set(problems))])
    return records


def compile_sections(sections: Sections, scope: Scope) -> Iterator[AnyRecord]:
    """The records of everything that the sections say; what is wrong is noted in the scope."""
    elements = elements_of(sections.dictionary)
    for added in sections.dictionary:
        check_letters(added.value.categories, added, scope)
        yield elements[added.key]
    parties = _parties(sections)
    for described in sections.parties:
        yield party(described, parties, scope)
    yield from _places(sections, scope)
    for hop in sections.hops:
        yield from hop_records(hop, scope)
    for classified in sections.classification:
        yield from classification(classified, elements, scope)
    yield from _rights(sections, elements, parties, scope)
    yield from _answered_for(sections, elements, scope)


def _places(sections: Sections, scope: Scope) -> Iterator[AnyRecord]:
    for system in sections.systems:
        yield from undescribed(system, sections.named.get("parties", frozenset()))
        yield from system_records(system, scope, is_right_required=sections.is_right_required)
    for dataset in sections.datasets:
        yield from dataset_records(dataset, scope)
    for channel in sections.channels:
        yield from named_channel(channel, scope)


def _rights(
    sections: Sections, elements: Mapping[str, Element], parties: Collection[str], scope: Scope
) -> Iterator[Authorization | Gap]:
    taken: set[str] = set()
    receivers = {one for entry in sections.systems for one in (entry.value.operator, entry.key) if one}
    for right in sections.authorizations:
        check_sub_processors(right, parties, scope)
        yield authorization(right, elements, scope, taken)
        yield from unbound(right, receivers) if scope.is_strict else ()


def _answered_for(sections: Sections, elements: Mapping[str, Element], scope: Scope) -> Iterator[Declaration]:
    for access in sections.access:
        yield from time_bound_grant(access, scope)
    for assessed in sections.assessments:
        yield from assessment(assessed, scope)
    for blocked in sections.blocks:
        yield from block(blocked, elements, scope)


def _parties(sections: Sections) -> frozenset[str]:
    """The names of the parties: those described, and those that run Systems or have rights."""
    operators = {entry.value.operator for entry in sections.systems}
    receivers = {entry.value.party for entry in sections.authorizations}
    return (sections.named.get("parties", frozenset()) | operators | receivers) - {""}


def _scope(sections: Sections, org: str) -> Scope:
    """What the names of the Systems mean; a System whose entry is wrong keeps its name, so that it is not missed too."""
    problems: list[Problem] = []
    ids: dict[str, Id] = {}
    for entry in sections.systems:
        _check_name(entry, problems)
        ids[entry.key] = _namespace(entry, org)
    _check_apart(sections.systems, ids, problems)
    folding = frozenset(ids[entry.key] for entry in sections.systems if entry.value.kind == SALESFORCE)
    implied = frozenset({Id.system(f"{SALESFORCE}://{org}")} if org and not folding else ())
    orgs = folding or implied
    names = (
        {name: Id.system(name) for name in sections.named["systems"]} | {str(id): id for id in (*ids.values(), *implied)} | ids
    )
    return Scope(
        home=Id.system(f"map://{org or 'map'}"),
        systems=names,
        folding=orgs,
        org=next(iter(orgs)) if len(orgs) == 1 else None,
        channels=sections.named["channels"],
        job_names=frozenset(hop.value.job.name for hop in sections.hops if hop.value.job),
        problems=problems,
    )


_LOGIN = re.compile(r"://[^/\s@]*@")
"""A login in an address: it would be kept in every snapshot."""


def _namespace(entry: Entry[SystemShape], org: str) -> Id:
    shape = entry.value
    if shape.namespace:
        return Id.system(shape.namespace)
    if shape.kind == SALESFORCE:
        return Id.system(f"{SALESFORCE}://{shape.org or org or entry.key}")
    return Id.system(entry.key)


def _check_name(entry: Entry[SystemShape], problems: list[Problem]) -> None:
    for key in ("namespace", "matches"):
        said = getattr(entry.value, key)
        if any(_LOGIN.search(text) for text in ([said] if isinstance(said, str) else said)):
            problems.append(Problem(entry.place(key), f"{key}: leave out the user and password; a map holds no secrets"))
    if any(mark in entry.key for mark in "/#") or entry.key != entry.key.strip() or not entry.key:
        text = f"systems: {entry.key!r} is no name for a System; leave out `/`, `#` and outer spaces"
        problems.append(Problem(entry.key_place(), text))


def _check_apart(systems: Iterable[Entry[SystemShape]], ids: dict[str, Id], problems: list[Problem]) -> None:
    """No two Systems may be one."""
    first: dict[Id, str] = {}
    for entry in systems:
        other = first.setdefault(ids[entry.key], entry.key)
        if other != entry.key:
            remedy = "give one an `org:` of its own" if entry.value.kind == SALESFORCE else "give each its own `namespace:`"
            text = f"systems: {other!r} and {entry.key!r} are both {ids[entry.key]}; {remedy}"
            problems.append(Problem(entry.key_place(), text))
