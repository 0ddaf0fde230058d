"""Rules about what code and automation do: endpoints, queries, validation, errors.

Where the code of a System was not read inside, each rule says so once for the System, and counts what it would look at.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from lineage.graph.source import NodeRow
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.records import NOT_YET
from lineage.model.verdicts import Severity
from lineage.policy.describe import node_label, system_label
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.severity import Reach, Stake, weigh

_SEVERITY = "critical where the code moves sensitive or breach elements, high else; info where the code was not read"

UNGUARDED_ENDPOINT = Card(
    id="unguarded-endpoint",
    title="An endpoint answers without sharing, field permissions or a limit on calls, or nobody can say that none does",
    severity=_SEVERITY,
    why="Whoever may call it gets what the code can read, not what the caller may read, and as often as it likes.",
    remedy="Run it `with sharing`, check field permissions (`WITH USER_MODE`, `stripInaccessible`), and let a gateway limit calls.",
    effort="code",
    role="developer",
    false_positives="An endpoint that serves one integration, whose user may read all of it anyway.",
    reference="OWASP API1:2023, API3:2023, API4:2023; GDPR Art. 25(2), Art. 32(1)(b)",
    missions=("P2", "R2"),
)

DYNAMIC_QUERY = Card(
    id="dynamic-query",
    title="A query is built out of what was given to the code, or nobody can say that none is",
    severity=_SEVERITY,
    why="Whoever calls may make the query another one, and read what it was not meant for.",
    remedy="Bind values (`:name`, `queryWithBinds`), and choose names of fields and objects from a list of allowed ones.",
    effort="code",
    role="developer",
    false_positives="What is given comes from the code itself, or is checked against a list before.",
    reference="OWASP API8:2023; CWE-89; GDPR Art. 32(1)(b)",
    missions=("P2",),
)

BYPASSED_VALIDATION = Card(
    id="bypassed-validation",
    title="Automation writes past validation rules or triggers, or nobody can say that none does",
    severity=_SEVERITY,
    why="What a sync writes past the rules is neither checked nor logged: wrong personal data spreads, and nobody can say from where.",
    remedy="Give the integration no exemption; where one is needed, a custom permission with an end and a log.",
    effort="code",
    role="developer",
    false_positives="A single migration that was approved, and is over.",
    reference="GDPR Art. 5(1)(d), Art. 5(1)(f)",
    missions=("B4",),
)

ERROR_CONTENT = Card(
    id="error-content",
    title="Error handling writes record values to logs or mail, or nobody can say that none does",
    severity=_SEVERITY,
    why="Errors are kept longer, read by more people and sent further than the records that they are about.",
    remedy="Log the ids of records and the kind of error, never the record; mail a link.",
    effort="code",
    role="developer",
    false_positives="The values are ids only.",
    reference="GDPR Art. 5(1)(c), Art. 32(1)(b); CWE-532",
    missions=("P4",),
)

_CLASS, _TRIGGER, _FLOW = "Apex class", "Apex trigger", "flow"
_RETRIEVE = "Retrieve the code and the flows too, where the org has any."
_WITH_CODE = "salesforce"
"""The kind of System that has code and automation of its own, whether or not any was read."""


class _Question(NamedTuple):
    """What a rule asks of code."""

    card: Card
    fact: FactName
    read: str
    """The value of `read-inside` of jobs where the fact would be known."""
    subtypes: tuple[str, ...]
    """Jobs that it asks."""
    violated: str
    """What a job does that has the fact, before its values."""
    unknown: str
    """What each of the jobs that were not read inside may do."""


_QUESTIONS = (
    _Question(UNGUARDED_ENDPOINT, "unguarded", "endpoints", (_CLASS,), "It answers calls without", "may be an endpoint"),
    _Question(
        DYNAMIC_QUERY,
        "dynamic-query",
        "queries",
        (_CLASS, _TRIGGER),
        "It builds a query from",
        "may build queries from what it is given",
    ),
    _Question(
        BYPASSED_VALIDATION,
        "bypasses-validation",
        "validation",
        (_CLASS, _TRIGGER, _FLOW),
        "It writes past validation by",
        "may write past validation rules",
    ),
    _Question(
        ERROR_CONTENT,
        "error-content",
        "errors",
        (_CLASS, _TRIGGER, _FLOW),
        "When it fails, it puts record values into",
        "may write record values where errors go",
    ),
)


def _asks(question: _Question) -> Callable[[View], Iterator[Finding]]:
    def find(view: View) -> Iterator[Finding]:
        yield from _found(question, view)
        yield from _not_read(question, view)

    return find


def _found(question: _Question, view: View) -> Iterator[Finding]:
    """A finding for each job that does it."""
    said: dict[Id, list[tuple[str, tuple[tuple[str, str], ...]]]] = {}
    for fact in view.inquiry.source.facts_named(question.fact):
        said.setdefault(fact.subject, []).append((fact.value, tuple((one.connector, one.locator) for one in fact.evidence)))
    for job, told in said.items():
        yield Finding(
            rule=question.card.id,
            verdict="violated",
            severity=max(
                Severity.HIGH, weigh(view.hops.moved_by(job) or Stake.NOTHING, Reach.OUT).severity, key=lambda one: one.rank
            ),
            subject=job,
            where=node_label(view.inquiry, job),
            detail=f"{question.violated} {_row([value for value, _ in told])}.",
            systems=(job.namespace,),
            locators=tuple(line for _, lines in told for line in lines),
        )


def _not_read(question: _Question, view: View) -> Iterator[Finding]:
    """A finding for each System whose code was not read as far as the question goes."""
    for system, jobs in sorted(_by_system(view, question.subtypes).items()):
        open_ = [job for job in jobs if question.read not in _read(view, job)]
        if jobs and not open_:
            continue
        missing = [subtype for subtype in question.subtypes if not _count(subtype, jobs)]
        yield Finding(
            rule=question.card.id,
            subject=f"code of {system}",
            ids=(system,),
            where=system_label(view.inquiry, system),
            detail=" ".join([*_unread(question, open_), *_unmet(missing)]),
            systems=(system,),
            remedy=f"{NOT_YET} Look through the code for it, and accept this finding with the day of the review."
            if open_
            else _RETRIEVE,
            effort="not possible yet" if open_ else "one command",
        )


def _unread(question: _Question, jobs: Sequence[NodeRow]) -> Iterator[str]:
    if jobs:
        counted = _row([_counted(subtype, jobs) for subtype in question.subtypes if _count(subtype, jobs)])
        yield f"Not read inside: {counted}; {'each' if len(jobs) > 1 else 'it'} {question.unknown}."


def _unmet(subtypes: Sequence[str]) -> Iterator[str]:
    if subtypes:
        yield f"No {_row(subtypes, 'or')} was met: there is none, or it was not retrieved."


def _by_system(view: View, subtypes: Iterable[str]) -> dict[Id, list[NodeRow]]:
    """Jobs of these kinds by their System; none for a System that could have some."""
    jobs: dict[Id, list[NodeRow]] = {
        system.id: [] for system in view.inquiry.source.systems() if view.inquiry.parties.of(system.id).kind == _WITH_CODE
    }
    wanted = set(subtypes)
    for job in view.jobs:
        if job.subtype in wanted:
            jobs.setdefault(job.id.namespace, []).append(job)
    return jobs


def _read(view: View, job: NodeRow) -> Sequence[str]:
    row = view.graph.row(job.id)
    return [value for name, value in view.graph.facts_of(row) if name == "read-inside"] if row is not None else []


def _count(subtype: str, jobs: Sequence[NodeRow]) -> int:
    return sum(job.subtype == subtype for job in jobs)


def _counted(subtype: str, jobs: Sequence[NodeRow]) -> str:
    count = _count(subtype, jobs)
    plural = f"{subtype}es" if subtype.endswith("s") else f"{subtype}s"
    return f"{count:,} {plural if count > 1 else subtype}"


def _row(words: Sequence[str], last: str = "and") -> str:
    """Words in a row.

    >>> _row(["a", "b", "c"])
    'a, b and c'
    """
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


RULES = tuple(Rule(question.card, _asks(question)) for question in _QUESTIONS)
