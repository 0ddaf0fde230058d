"""Findings on the terminal: open ones, then accepted ones, and every hop where it is asked for."""

from rich.console import Console

from lineage.cli.grid import WIDE_ENOUGH, grid, seen, terminal, written
from lineage.cli.options import Format
from lineage.export import wording
from lineage.export.text import clean
from lineage.model.answers import CheckAnswer, FindingAnswer, FindingMember
from lineage.model.ids import Id

_FINDING = ("severity", "rule", "verdict", "where", "what was found", "what to do", "effort")
_FINDING_NARROW = ("severity", "rule", "where", "what was found")
_ACCEPTED = ("severity", "rule", "verdict", "where", "accepted by")
_MEMBER = ("from", "to", "carries", "what is wrong", "evidence")


def check(answer: CheckAnswer, format: Format, *, most: int = 0, explain: bool = False) -> None:
    """Findings, accepted ones apart and last."""
    if written(answer, format):
        return
    console = terminal()
    open_ = [one for one in answer.findings if not one.accepted]
    accepted = [one for one in answer.findings if one.accepted]
    shown = open_[:most] if most else open_
    columns = _FINDING if console.width >= WIDE_ENOUGH else _FINDING_NARROW
    kept = [_FINDING.index(column) for column in columns]
    console.print(grid(f"Findings ({len(open_):,})", columns, [[_finding(one)[at] for at in kept] for one in shown]))
    if len(shown) < len(open_):
        console.print(f"… and {len(open_) - len(shown):,} more: `lineage check`.")
    if shown and columns == _FINDING_NARROW:
        console.print("What to do about each: a wider terminal, or `lineage check --explain`.")
    if accepted:
        lines = [(one.severity, one.rule, one.verdict, _where(one), one.accepted) for one in accepted]
        console.print(grid(f"Accepted findings ({len(accepted):,})", _ACCEPTED, lines))
    for one in answer.findings if explain else ():
        _explain_finding(console, one)
    _summary(console, answer)


def _summary(console: Console, answer: CheckAnswer) -> None:
    """The counts, and what they say nothing of."""
    counts = ", ".join(f"{count:,} {severity}" for severity, count in answer.counts.items() if count) or "none"
    console.print(f"Open findings: {counts}; {sum(answer.accepted.values()):,} accepted. Rights as of {answer.as_of}.")
    if answer.note:
        console.print(answer.note)
    for text in answer.unmatched:
        console.print(f"Accepted, and found nowhere: {clean(text)}. Correct it, or take it out of lineage.yaml.", soft_wrap=True)
    if answer.not_seen:
        surfaces = ", ".join(map(clean, answer.not_seen))
        said = "No findings there is no all-clear: `lineage show gaps` tells more, --strict exits with 3."
        console.print(f"Not seen, whole or in part: {surfaces}. {said}", soft_wrap=True)
    seen(console, answer.coverage)


def _where(one: FindingAnswer) -> str:
    return one.where or Id(one.subject).decoded


def _finding(one: FindingAnswer) -> tuple[str, ...]:
    return one.severity, one.rule, one.verdict, _where(one), one.detail, one.remedy, one.effort


def _explain_finding(console: Console, one: FindingAnswer) -> None:
    accepted = f", accepted by {one.accepted}" if one.accepted else ""
    said = [
        f"{one.rule}: {_where(one)}",
        f"{one.verdict}, {one.severity}{accepted}: {one.detail}",
        f"What to do ({one.effort}): {one.remedy}",
        f"Fingerprint: {one.fingerprint}",
    ]
    console.print("\n".join(clean(line) for line in said))
    if one.members:
        console.print(grid(f"Hops: {len(one.members):,}", _MEMBER, [_member(member) for member in one.members]))
    else:
        console.print("\n".join([*(f"Evidence: {clean(line.locator)}" for line in one.evidence), ""]))


def _member(one: FindingMember) -> tuple[str, ...]:
    accepted = f" (accepted by {one.accepted})" if one.accepted else ""
    return (
        wording.place(one.hop.source),
        wording.place(one.hop.target),
        wording.elements(one.carries) or "nothing personal",
        "; ".join([one.reason + accepted, *(f"without {wording.block(line)}" for line in one.hop.blocks)]),
        "; ".join(f"{line.basis} {line.locator}" for line in one.hop.evidence),
    )
