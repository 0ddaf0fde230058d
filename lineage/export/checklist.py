"""Findings as things to do for one role, as Markdown to tick off or as CSV: grouped by what has to be done, the worst first."""

from collections.abc import Iterable, Iterator, Sequence

from lineage.export.sections import Table
from lineage.export.tables import escaped, to_csv
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id

ROLES = ("admin", "developer", "integration owner")
"""Whose work findings are."""

_COLUMNS = (
    "done", "severity", "verdict", "rule", "place", "what was found", "what to do", "effort", "accepted", "evidence", "fingerprint",
)  # fmt: skip


def checklist(answer: CheckAnswer, role: str) -> str:
    """The findings of a role as a list to tick off; accepted ones are apart, and need not be done."""
    open_, accepted = _of(answer, role)
    lines = [
        f"# Checklist: {role}",
        "",
        f"From snapshot {escaped(answer.snapshot)}, as of {answer.as_of}. To do: {len(open_):,}; accepted: {len(accepted):,}. "
        "When something is done, harvest and check again: what is put right is no longer listed. A fingerprint stays the same "
        "until then.",
        "",
    ]
    if answer.note:
        lines += [escaped(answer.note), ""]
    for group in _grouped(open_):
        lines += [*_group(group), ""]
    if not open_:
        lines += ["Nothing to do here.", ""]
    if answer.not_seen:
        seen = ", ".join(map(escaped, answer.not_seen))
        lines += [f"Not seen, whole or in part, so that no entry there says nothing: {seen}.", ""]
    if accepted:
        lines += ["## Accepted for a while", "", *(line for one in accepted for line in _accepted(one)), ""]
    return "\n".join(lines)


def checklist_table(answer: CheckAnswer, role: str) -> str:
    """The same as CSV, a row for each finding; `done` is to be filled in."""
    open_, accepted = _of(answer, role)
    ordered = [one for group in _grouped(open_) for one in group] + list(accepted)
    return to_csv(Table(title=f"Checklist: {role}", columns=_COLUMNS, rows=tuple(map(_row, ordered))))


def _of(answer: CheckAnswer, role: str) -> tuple[Sequence[FindingAnswer], Sequence[FindingAnswer]]:
    """The open and the accepted findings of a role."""
    mine = [one for one in answer.findings if one.role == role]
    return [one for one in mine if not one.accepted], [one for one in mine if one.accepted]


def _grouped(findings: Iterable[FindingAnswer]) -> Sequence[Sequence[FindingAnswer]]:
    """Findings with the same thing to do together, in order of the worst of each; they come with the worst first."""
    groups: dict[str, list[FindingAnswer]] = {}
    for one in findings:
        groups.setdefault(one.rule, []).append(one)
    return list(groups.values())


def _group(group: Sequence[FindingAnswer]) -> Iterator[str]:
    first = group[0]
    remedies = {(one.remedy, one.effort) for one in group}
    yield f"## {escaped(first.title)} ({len(group):,})"
    yield ""
    if len(remedies) == 1:
        yield f"What to do ({first.effort}): {escaped(first.remedy)}"
        yield ""
    for one in group:
        yield f"- [ ] **{one.severity}**, {one.verdict}: {escaped(_place(one))}"
        if one.detail:
            yield f"  - {escaped(one.detail)}"
        if len(remedies) > 1:
            yield f"  - what to do ({one.effort}): {escaped(one.remedy)}"
        yield from _told(one)


def _accepted(one: FindingAnswer) -> Iterator[str]:
    yield f"- **{one.severity}**, {escaped(one.title)}: {escaped(_place(one))}"
    yield f"  - accepted by {escaped(one.accepted)}"
    yield from _told(one)


def _told(one: FindingAnswer) -> Iterator[str]:
    evidence = _evidence(one)
    if evidence:
        yield f"  - evidence: {escaped(evidence)}"
    yield f"  - `{one.rule}`, fingerprint `{one.fingerprint}`"


def _place(one: FindingAnswer) -> str:
    return one.where or Id(one.subject).decoded


def _evidence(one: FindingAnswer) -> str:
    return "; ".join(dict.fromkeys(line.locator for line in one.evidence if line.locator))


def _row(one: FindingAnswer) -> tuple[str, ...]:
    return (
        "", one.severity, one.verdict, one.rule, _place(one), one.detail, one.remedy, one.effort, one.accepted, _evidence(one),
        one.fingerprint,
    )  # fmt: skip
