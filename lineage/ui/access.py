"""The page about who and what can read data: asked of a field or dataset, a principal, or an application."""

from lineage.columns import Kind
from lineage.errors import AmbiguousName
from lineage.export.access_sections import access_sections
from lineage.model.access_answers import AccessAnswer, AnyAccess, ApplicationAccessAnswer, PrincipalAccessAnswer
from lineage.model.ids import Id
from lineage.pipeline import ACCESS_SUBJECTS, Asked, Opened
from lineage.ui import workspace
from lineage.ui.coverage import gaps_table, things
from lineage.ui.downloads import downloads
from lineage.ui.frame import framed
from lineage.ui.readable import application, principal
from lineage.ui.readers import readers
from lineage.ui.subject import ask, invite, named, several
from lineage.ui.unseen import unseen_surfaces

_OFFERED = (Kind.APPLICATION, Kind.PRINCIPAL)
_NONE = "This snapshot has no applications and no principals; search for a field or dataset above."


def show() -> None:
    """Show the page."""
    framed(_content, "access")


def _content(opened: Opened) -> None:
    subject, day = ask(opened, ACCESS_SUBJECTS)
    unseen_surfaces(opened)
    if not subject:
        invite(opened, _OFFERED, _NONE)
        return
    try:
        answer = workspace.access(opened, subject, Asked(as_of=day, today=workspace.today()))
    except AmbiguousName as error:
        several(opened, error)
        return
    _answer(answer)
    if answer.gaps:
        gaps_table(
            answer.gaps,
            "gaps",
            f"{things(len(answer.gaps))} could not be seen that may touch this answer: more may be readable than is shown.",
        )
    downloads(f"access-{named(_asked_of(answer))}", answer, lambda: access_sections(answer))


def _asked_of(answer: AnyAccess) -> Id:
    match answer:
        case AccessAnswer():
            return Id(answer.field)
        case PrincipalAccessAnswer():
            return Id(answer.principal.id)
        case ApplicationAccessAnswer():
            return Id(answer.application)


def _answer(answer: AnyAccess) -> None:
    match answer:
        case AccessAnswer():
            readers(answer)
        case PrincipalAccessAnswer():
            principal(answer)
        case ApplicationAccessAnswer():
            application(answer)
