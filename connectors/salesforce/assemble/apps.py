"""Connected apps and external client apps as applications: what their tokens may do, who may use them, as whom they act."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from connectors.salesforce.assemble.app_channels import assemble_app_channels, home
from connectors.salesforce.assemble.container_names import PERMISSION_SET, PROFILE, ContainerNames, Mention, not_there
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.own_hosts import own_hosts
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.apps import AppRow
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.records import Acting, Application, Channel, Fact, Gap, Hop, Principal
from lineage.model.verdicts import Transit

_TYPES: Final = {"connected app": "ConnectedApp", "external client app": "ExternalClientApplication"}
_POLICIES: Final = {"connected app": "ConnectedApp", "external client app": "ExtlClntAppOauthConfigurablePolicies"}

_Made: TypeAlias = Application | Principal | Acting | Channel | Hop | Fact | Gap

_NO_DATA: Final = frozenset(
    {
        "address",
        "basic",
        "custompermissions",
        "email",
        "forgotpassword",
        "offlineaccess",
        "openid",
        "phone",
        "profile",
        "pwdlesslogin",
        "refreshtoken",
        "userregistration",
    }
)
"""Scopes that tell of the user, or let a token be renewed, and read no records."""


def reads_data(scopes: Sequence[str]) -> bool:
    """Whether tokens of these scopes can read records; so they can where nothing says what they may do.

    >>> reads_data(["OpenID", "RefreshToken"]), reads_data(["Api", "RefreshToken"]), reads_data([])
    (False, True, True)
    """
    return not scopes or any(scope.casefold() not in _NO_DATA for scope in scopes)


def asks(parts: Sequence[AppRow]) -> bool:
    """Whether an application asks for tokens. An external client app says so in files of their own, which may not be there."""
    is_told = parts[0].sort == "connected app" or any(row.saml for row in parts)
    return any(row.oauth for row in parts) or not is_told


def assemble_apps(org: Org, rows: Rows) -> Iterator[_Made]:
    """An application for every app, be it told of in one file or in five."""
    apps: dict[tuple[str, str], list[AppRow]] = {}
    for row in rows.of(AppRow):
        apps.setdefault((row.sort, row.name.casefold()), []).append(row)
    names, own = ContainerNames(org, rows), own_hosts(rows)
    mentions: list[Mention] = []
    for parts in apps.values():
        id = org.id.of_kind("application", parts[0].name)
        yield from _application(org, id, parts, own)
        yield from _admission(org, id, parts, names, mentions)
        yield from _acting(org, id, parts)
        for row in parts:
            yield from _limits(org, id, row)
        yield from assemble_app_channels(org, id, parts, own)
    yield from not_there(org, mentions, by="Applications")


def _application(org: Org, id: Id, parts: Sequence[AppRow], own: Sequence[str]) -> Iterator[Application | Fact | Gap]:
    main = [row for row in parts if row.main]
    asks_for_tokens = asks(parts)
    scopes = tuple(sorted({scope for row in parts for scope in row.scopes}))
    yield Application(
        id=id,
        subtype=parts[0].sort,
        label=next((row.label for row in parts if row.label), ""),
        scopes=scopes,
        reads=asks_for_tokens and reads_data(scopes),
        peer=home(parts, own),
        # The platform's interfaces for tokens answer to HTTPS only.
        transit=Transit.ENCRYPTED if asks_for_tokens else None,
        evidence=tuple(evidence for row in main for evidence in org.said(row.at)) or org.inferred(parts[0].at),
    )
    if any(row.saml for row in parts) and not asks_for_tokens:
        yield Fact(subject=id, name="sign-on-only", evidence=org.said(parts[0].at))
    for row in parts:
        if row.enabled is False:
            yield Fact(subject=id, name="disabled", evidence=org.said(row.at))
    if not main:
        name, type_ = parts[0].name, _TYPES[parts[0].sort]
        yield org.gap(
            "application",
            f"Settings of {parts[0].sort} {name} are here, and the app itself is not.",
            why="it was not retrieved with the rest",
            hides="what the app is, and whether it is a package's",
            remedy=retrieve_command(f"{type_}:{name}"),
            locator=parts[0].at,
            subject=id,
        )


def _admission(
    org: Org, id: Id, parts: Sequence[AppRow], names: ContainerNames, mentions: list[Mention]
) -> Iterator[Fact | Acting | Gap]:
    """Who may use it: any user, or only those whom an administrator admits; and which profiles and sets are admitted."""
    anybody = names.held_by_users()
    for row in parts:
        said = org.said(row.at)
        if row.admin_approved is not None:
            name: FactName = "admin-approved-only" if row.admin_approved else "self-authorized"
            yield Fact(subject=id, name=name, evidence=said)
            for user in () if row.admin_approved else anybody:
                yield Acting(application=id, principal=user, how="self-authorized", evidence=said)
        admitted = [found for text in row.profiles for found in names.called(PROFILE, text)]
        admitted += [found for text in row.permission_sets for found in names.called(PERMISSION_SET, text)]
        mentions += [Mention(found, row.at) for found in admitted]
        for found in admitted:
            yield Acting(application=id, principal=found.id, how="admitted", evidence=said)
    if asks(parts) and all(row.admin_approved is None for row in parts):
        yield org.gap(
            "application",
            f"Whether any user may authorize {parts[0].sort} {parts[0].name} for themselves is not stated here.",
            why="the file is of an old version, or its policies were not retrieved",
            hides="who may use the app, and so what its tokens can read",
            remedy=retrieve_command(_POLICIES[parts[0].sort]),
            locator=parts[0].at,
            subject=id,
        )


def _acting(org: Org, id: Id, parts: Sequence[AppRow]) -> Iterator[Fact | Principal | Acting | Gap]:
    """As whom it acts by itself: not where any of its files switches that off."""
    is_off = any(row.client_credentials is False for row in parts)
    users = [] if is_off else [(row.runs_as, row.at) for row in parts if row.runs_as]
    for user, at in [*users, *((row.handler_runs_as, row.at) for row in parts if row.handler_runs_as)]:
        principal = org.id.of_kind("user", user)
        yield Principal(id=principal, label=user, partial=True, evidence=org.said(at))
        yield Fact(subject=id, name="runs-as", value=user, evidence=org.said(at))
        yield Acting(application=id, principal=principal, how="run-as", evidence=org.said(at))
    if any(row.client_credentials for row in parts) and not is_off and not users:
        yield org.gap(
            "application",
            f"{parts[0].name} may act without anybody's consent, and as which user is not stated here.",
            why="the user is part of the org's policies, which were not retrieved or leave it out",
            hides="what the app can read by itself",
            remedy=retrieve_command(_POLICIES[parts[0].sort]),
            locator=parts[0].at,
            subject=id,
        )


def _limits(org: Org, id: Id, row: AppRow) -> Iterator[Fact]:
    said = org.said(row.at)
    stated: tuple[tuple[FactName, str], ...] = (
        ("refresh-token-policy", row.refresh_token_policy),
        ("ip-relaxation", row.ip_relaxation),
        ("session-level", row.session_level),
        ("session-timeout", str(row.session_timeout or "")),
    )
    for name, value in stated:
        if value:
            yield Fact(subject=id, name=name, value=value, evidence=said)
    for limits in row.ip_ranges:
        yield Fact(subject=id, name="ip-range", value=f"{limits.start}-{limits.end}", evidence=said)
    if row.pkce_required is False:
        yield Fact(subject=id, name="pkce-not-required", evidence=said)
