"""What the user that reads may do: which permissions it lacks, and what will not be seen for lack of them."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.question import Question, text, value
from lineage.model.records import Gap


class Wanted(NamedTuple):
    """A permission that a harvest wants."""

    title: str
    """As pages call it."""
    hides: str
    """What is not seen without it."""


WANTED: Final[Mapping[str, Wanted]] = {
    "ApiEnabled": Wanted("API Enabled", "the whole org"),
    "ViewSetup": Wanted("View Setup and Configuration", "rights, memberships, credentials, sites, code and flows"),
    "ViewAllUsers": Wanted("View All Users", "users whom it may not see by sharing"),
    "ViewAllFieldsGlobal": Wanted("View All Fields", "fields that its own field permissions hide, and what they are computed of"),
    "ViewAllProfiles": Wanted("View All Profiles", "profiles other than its own"),
    "CustomizeApplication": Wanted("Customize Application", "tokens of other users than itself"),
    "ViewEventLogFiles": Wanted("View Event Log Files", "which kinds of logs the org keeps"),
    "MonitorLoginHistory": Wanted("Monitor Login History", "by which versions of TLS logins come"),
    "ManageAuthProviders": Wanted("Manage Auth. Providers", "where identities and tokens come from"),
}
OWN: Final = Question(
    "UserPermissionAccess",
    tuple(f"Permissions{name}" for name in WANTED),
    "permission",
    "what the user that reads may not see",
    "API Enabled",
    needs=(),
)


def lacking(asking: Asking) -> tuple[str, ...] | None:
    """The permissions of `WANTED` that the user lacks; `None` where the org does not say."""
    asked = asking.ask(OWN, quietly=True)
    row = next(iter(asked.rows), None)
    if row is None:
        return None
    # A column that the org does not know is a permission that it does not have.
    told = [name for name in WANTED if f"Permissions{name}" in asked.columns]
    return tuple(
        name for name in told if value(row, f"Permissions{name}") is not True and text(row, f"Permissions{name}") != "true"
    )


def preflight(asking: Asking) -> Iterator[Gap]:
    """A gap for each permission that the user lacks; one where the org does not say."""
    found = lacking(asking)
    if found is None:
        yield asking.told.gap(
            "permission",
            "Which permissions the user that reads has is not known.",
            why="the org did not answer what it may do",
            hides=OWN.hides,
            remedy="Compare its permission sets with those that a harvest wants.",
            locator=OWN.entity,
        )
    for name in found or ():
        wanted = WANTED[name]
        yield asking.told.gap(
            "permission",
            f"The user that reads has not the permission {wanted.title}.",
            why="none of its permission sets gives it",
            hides=wanted.hides,
            remedy=f"Give it a permission set with {wanted.title}, and harvest again.",
            locator=OWN.entity,
        )
