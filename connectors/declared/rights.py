"""By what right data moves, and what fields hold: the records of authorizations and classifications."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from connectors.declared.scope import CONNECTOR, Scope
from lineage.model.declared_map import ElementShape, FormName, RightShape
from lineage.model.elements import LETTERS, Element, load_elements
from lineage.model.ids import Id
from lineage.model.records import Authorization, Classification, Gap
from lineage.model.verdicts import Form
from lineage.reading.problems import Entry, choice, nearest, shown
from lineage.reading.yaml import Place

ALL = "all"
ALLOWED = "allowed"
"""In place of sub-processors: any."""


def elements_of(dictionary: Iterable[Entry[ElementShape]]) -> dict[str, Element]:
    """The built-in data elements, with those that a map adds and what it sees otherwise."""
    elements = dict(load_elements())
    for entry in dictionary:
        known = elements.get(entry.key, Element(id=entry.key, label=entry.key))
        said = {name: getattr(entry.value, name) for name in entry.value.model_fields_set}
        elements[entry.key] = known.model_copy(update=said | {"categories": _letters(entry, known)})
    return elements


def _letters(entry: Entry[ElementShape], known: Element) -> frozenset[str]:
    return frozenset(entry.value.categories) if "categories" in entry.value.model_fields_set else known.categories


def check_letters(letters: Sequence[str], entry: Entry[ElementShape] | Entry[RightShape], scope: Scope) -> None:
    """Take note of category letters that there are not."""
    for at, letter in enumerate(letters):
        if letter not in LETTERS and scope.is_strict:
            scope.refuse(entry.place("categories", at), f"there is no category {shown(letter)}{choice(letter, LETTERS)}")


def classification(
    entry: Entry[Mapping[str, FormName]], elements: Mapping[str, Element], scope: Scope
) -> Iterator[Classification]:
    """What a person says that a field holds."""
    for name in entry.value:
        if name not in elements and scope.is_strict:
            unknown_element(name, elements, entry.place(), scope)
    yield Classification(
        field=scope.field(entry.key, entry.key_place()),
        elements={name: Form[form.upper()] for name, form in entry.value.items()},
        source="override",
        evidence=scope.evidence(entry.key_place()),
    )


def authorization(entry: Entry[RightShape], elements: Mapping[str, Element], scope: Scope, taken: set[str]) -> Authorization:
    """The right of one entry; `taken` are the ids of those before it."""
    shape = entry.value
    check_letters(shape.categories, entry, scope)
    if scope.is_strict:
        _check_elements(entry, elements, scope)
        _check_days(entry, scope)
        _check_binds(entry, scope)
    # A field may be named among the elements as well.
    named = [(text, entry.place("fields", at)) for at, text in enumerate(shape.fields)]
    named += [(text, entry.place("elements", at)) for at, text in enumerate(shape.elements) if "#" in text]
    return Authorization(
        id=_id(entry, taken),
        party=shape.party,
        source=scope.system(shape.source, entry.place("source")) if shape.source else None,
        job=scope.of_kind("job", shape.job, entry.place("job")) if shape.job else None,
        purpose=shape.purpose,
        role=shape.role or "",
        agreement=shape.agreement,
        everything=ALL in shape.elements,
        elements=tuple(text for text in shape.elements if text != ALL and "#" not in text),
        categories=shape.categories,
        fields=tuple(scope.field(text, place) for text, place in named),
        form=Form[shape.form.upper()],
        start=shape.start,
        until=shape.until,
        approved_by=shape.approved_by,
        regions=shape.regions,
        safeguard=shape.safeguard,
        sub_processors=tuple(name for name in shape.sub_processors if name != ALLOWED),
        any_sub_processor=ALLOWED in shape.sub_processors,
        evidence=scope.evidence(entry.place()),
    )


def _id(entry: Entry[RightShape], taken: set[str]) -> str:
    """The agreement, party and purpose: what stays when lines move. A number tells apart what they do not."""
    shape = entry.value
    known = shape.agreement or entry.document.name
    base = shape.id or "/".join(part for part in (known, shape.party, shape.purpose) if part)
    id, count = base, 1
    while id in taken:
        count += 1
        id = f"{base}/{count}"
    taken.add(id)
    return id


def _check_binds(entry: Entry[RightShape], scope: Scope) -> None:
    shape = entry.value
    if entry.is_partial:
        return
    for key in ("party", "source"):
        if not getattr(shape, key):
            scope.refuse(entry.place(), f"{key!r} is missing: a right says who receives and from where")
    if not (shape.elements or shape.categories or shape.fields):
        scope.refuse(entry.place(), "'elements', 'categories' or 'fields' is missing: a right says what it covers")


def _check_days(entry: Entry[RightShape], scope: Scope) -> None:
    shape = entry.value
    if shape.start and shape.until and shape.until < shape.start:
        scope.refuse(entry.place("until"), f"the last day, {shape.until}, is before the first, {shape.start}")


def _check_elements(entry: Entry[RightShape], elements: Mapping[str, Element], scope: Scope) -> None:
    names = entry.value.elements
    clauses = {element.clause for element in elements.values()}
    for at, name in enumerate(names):
        if name == ALL and len(names) > 1:
            scope.refuse(entry.place("elements", at), "`all` covers everything; nothing can stand beside it")
        elif name != ALL and "#" not in name and name not in elements and name not in clauses:
            unknown_element(name, [*elements, *clauses, ALL], entry.place("elements", at), scope)


def unknown_element(name: str, known: Iterable[str], place: Place, scope: Scope) -> Id:
    """Take note of a data element that there is not."""
    near = nearest(name, known)
    hint = f" Did you mean {near!r}?" if near else ""
    text = f"there is no data element {shown(name)}; `lineage schema map` lists them, `dictionary:` adds your own.{hint}"
    return scope.refuse(place, text)


def unbound(entry: Entry[RightShape], parties: Iterable[str]) -> Iterator[Gap]:
    """A gap where the party of a right runs no System of the map but is much like one that does."""
    party = entry.value.party
    near = nearest(party, set(parties))
    if party and near and near != party:
        yield Gap(
            surface="authorization",
            what=f"The right of {party} binds no System of the map.",
            why=f"no System has the operator {party!r}; the nearest is {near!r}",
            hides="by what right the hops happen that it is meant for: they are judged without it",
            remedy=f"Write {near!r} if that is meant, or name {party!r} as an operator.",
            locator=entry.place("party").locator,
            connector=CONNECTOR,
            candidates=(near,),
        )
