"""What answers about access say, as tables."""

from collections.abc import Iterator, Sequence

from lineage.export.blast_sections import bound_table
from lineage.export.sections import Table, coverage_table, gap_table
from lineage.model.access_answers import (
    AccessAnswer,
    AnyAccess,
    ApplicationAccessAnswer,
    PrincipalAccessAnswer,
    ReadDataset,
    ReadElement,
    ReaderLine,
    ViaLine,
)
from lineage.model.elements import element_words
from lineage.model.ids import Id


def access_sections(answer: AnyAccess) -> tuple[Table, ...]:
    """The tables of an answer, the one that was asked for first."""
    match answer:
        case AccessAnswer():
            return tuple(_who(answer))
        case PrincipalAccessAnswer():
            return tuple(_what(answer))
        case ApplicationAccessAnswer():
            return tuple(_application(answer))


def _who(answer: AccessAnswer) -> Iterator[Table]:
    yield Table(
        title=f"Who can read {Id(answer.field).decoded}",
        columns=("status", "kind", "name", "operations", "why"),
        rows=tuple(
            (line.status, line.principal.kind, line.principal.name, ", ".join(line.operations), line.why)
            for line in answer.readers
        ),
    )
    yield Table(
        title="By which grants",
        columns=("name", "leg", "on", "operations", "through", "muted by", "evidence"),
        rows=tuple(_via(line, via) for line in answer.readers for via in line.via),
        listed=("through", "evidence"),
    )
    yield gap_table(answer.gaps)
    yield coverage_table(answer.coverage, (("snapshot", answer.snapshot), ("as of", answer.as_of.isoformat())))


def _via(line: ReaderLine, via: ViaLine) -> tuple[str, ...]:
    return (
        line.principal.name,
        via.leg,
        Id(via.grant).shown,
        ", ".join(via.operations) or "nothing left",
        " > ".join(Id(one).name for one in via.through),
        ", ".join(Id(one).name for one in via.muted_by),
        via.evidence.locator,
    )


def _read(title: str, datasets: Sequence[ReadDataset], elements: Sequence[ReadElement]) -> Iterator[Table]:
    yield Table(
        title=title,
        columns=("dataset", "fields", "readable", "editable", "elements"),
        rows=tuple(
            (Id(one.dataset).shown, one.fields, one.readable, one.editable, ", ".join(map(element_words, one.elements)))
            for one in datasets
        ),
    )
    yield Table(
        title="Data elements",
        columns=("element", "field"),
        rows=tuple((element_words(one.element), Id(field).shown) for one in elements for field in one.fields),
    )


def _application(answer: ApplicationAccessAnswer) -> Iterator[Table]:
    yield from _read(f"What application {answer.label} can read", answer.datasets, answer.elements)
    yield Table(
        title="Acts as",
        columns=("how", "kind", "name", "last used", "readable", "elements"),
        rows=tuple(
            (
                one.how,
                one.principal.kind,
                one.principal.name,
                one.last_used.isoformat() if one.last_used else "",
                one.readable,
                ", ".join(map(element_words, one.elements)),
            )
            for one in answer.acts_as
        ),
    )
    said = [
        ("system", Id(answer.system).decoded),
        ("operator", answer.operator or "unknown"),
        ("scopes", ", ".join(answer.scopes) or "not known"),
        *(("note", one) for one in answer.notes),
    ]
    yield Table(title="As a whole", columns=("what", "is"), rows=tuple(said))
    yield from bound_table(answer.bounds)
    yield gap_table(answer.gaps)
    yield coverage_table(answer.coverage, (("snapshot", answer.snapshot), ("as of", answer.as_of.isoformat())))


def _what(answer: PrincipalAccessAnswer) -> Iterator[Table]:
    yield from _read(f"What {answer.principal.kind} {answer.principal.name} can read", answer.datasets, answer.elements)
    yield Table(
        title="Holds",
        columns=("kind", "name", "through", "until", "in sessions that activate it", "in force"),
        rows=tuple(
            (
                one.container.kind,
                one.container.name,
                Id(one.through).name if one.through else "",
                one.until.isoformat() if one.until else "",
                one.session_activated,
                one.in_force,
            )
            for one in answer.holds
        ),
    )
    said = [
        ("permissions beyond single objects", ", ".join(answer.permissions)),
        ("may grant itself what it lacks", "yes" if answer.administers else "no"),
        ("grants read in part only", "yes" if answer.partial else "no"),
        *(("note", one) for one in answer.notes),
    ]
    yield Table(title="As a whole", columns=("what", "is"), rows=tuple(said))
    yield from bound_table(answer.bounds)
    yield gap_table(answer.gaps)
    yield coverage_table(answer.coverage, (("snapshot", answer.snapshot), ("as of", answer.as_of.isoformat())))
