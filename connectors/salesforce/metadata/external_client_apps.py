"""External client apps: one file each for the app, its tokens, its policies and so on, joined by the element that names the app."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.connected_apps import addresses, attributes, ip_ranges, whole_number
from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.apps import AppRow
from lineage.reading.xml import leaves

SORT: Final = "external client app"
_ADMITTED: Final = {"adminapprovedpreauthorized": True, "allselfauthorized": False}


def read_app(document: Document) -> Iterator[Row]:
    """The app itself."""
    yield AppRow(SORT, document.packaged(document.name), document.at(), label=leaves(document.root).get("label", ""))


def read_global_oauth(document: Document) -> Iterator[Row]:
    """How the app gets tokens."""
    said = leaves(document.root)
    yield _of(document, said)._replace(
        oauth=True,
        callbacks=addresses(said.get("callbackUrl", "")),
        client_credentials=flag(said.get("isClientCredentialsFlowEnabled")),
        pkce_required=flag(said.get("isPkceRequired")),
    )


def read_oauth_settings(document: Document) -> Iterator[Row]:
    """What its tokens may do."""
    said = leaves(document.root)
    scopes = [*_listed(said.get("commaSeparatedOauthScopes", "")), *_listed(said.get("commaSeparatedCustomScopes", ""))]
    yield _of(document, said)._replace(
        oauth=True,
        scopes=tuple(sorted(set(scopes))),
        attributes=tuple(attributes(document.root, "customAttributes")),
        ip_ranges=tuple(ip_ranges(document.root, "trustedIpRanges", "startIpAddress", "endIpAddress")),
    )


def read_policy(document: Document) -> Iterator[Row]:
    """Whether it is switched on."""
    said = leaves(document.root)
    yield _of(document, said)._replace(enabled=flag(said.get("isEnabled")), pages=addresses(said.get("startUrl", "")))


def read_oauth_policy(document: Document) -> Iterator[Row]:
    """Who may use it, and as whom it acts by itself."""
    said = leaves(document.root)
    lasts = " ".join(
        filter(
            None,
            (said.get(name) for name in ("refreshTokenPolicyType", "refreshTokenValidityPeriod", "refreshTokenValidityUnit")),
        )
    )
    yield _of(document, said)._replace(
        oauth=True,
        admin_approved=_ADMITTED.get(said.get("permittedUsersPolicyType", "").lower()),
        profiles=_listed(said.get("commaSeparatedProfile", "")),
        permission_sets=_listed(said.get("commaSeparatedPermissionSet", "")),
        client_credentials=flag(said.get("isClientCredentialsFlowEnabled")),
        runs_as=said.get("clientCredentialsFlowUser", ""),
        handler_runs_as=said.get("executeHandlerAs", ""),
        attributes=tuple(attributes(document.root, "customAttributes")),
        ip_relaxation=said.get("ipRelaxationPolicyType", ""),
        refresh_token_policy=lasts,
        session_level=said.get("requiredSessionLevel", ""),
        session_timeout=whole_number(said.get("sessionTimeoutInMinutes", "")),
        pages=addresses(said.get("startUrl", "")),
    )


def read_saml_policy(document: Document) -> Iterator[Row]:
    """Where assertions go, and who may sign in."""
    said = leaves(document.root)
    yield _of(document, said)._replace(
        saml=addresses(said.get("acsUrl", "")),
        saml_subject=said.get("subjectType", ""),
        attributes=tuple(attributes(document.root, "customAttributes")),
        profiles=_listed(said.get("commaSeparatedProfile", "")),
        permission_sets=_listed(said.get("commaSeparatedPermissionSet", "")),
    )


def read_canvas(document: Document) -> Iterator[Row]:
    """Which page of it is shown inside the org."""
    said = leaves(document.root)
    yield _of(document, said)._replace(pages=addresses(said.get("canvasUrl", "")))


def _of(document: Document, said: dict[str, str]) -> AppRow:
    """A row of the app that the file names; file names have endings of their own."""
    name = document.packaged(said.get("externalClientApplication") or document.name)
    return AppRow(SORT, name, document.at(), main=False)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


_HIDES: Final = "what the app may do, and who may use it"

READERS: Final[Readers] = {
    ("externalClientApps", "eca"): Reader("ExternalClientApplication", read_app, _HIDES),
    ("extlClntAppGlobalOauthSets", "ecaGlblOauth"): Reader("ExtlClntAppGlobalOauthSettings", read_global_oauth, _HIDES),
    ("extlClntAppOauthSettings", "ecaOauth"): Reader("ExtlClntAppOauthSettings", read_oauth_settings, _HIDES),
    ("extlClntAppPolicies", "ecaPlcy"): Reader("ExtlClntAppConfigurablePolicies", read_policy, _HIDES),
    ("extlClntAppOauthPolicies", "ecaOauthPlcy"): Reader("ExtlClntAppOauthConfigurablePolicies", read_oauth_policy, _HIDES),
    ("extlClntAppSamlConfigurablePolicies", "ecaSamlPlcy"): Reader(
        "ExtlClntAppSamlConfigurablePolicies", read_saml_policy, _HIDES
    ),
    ("extlClntAppCanvasSettings", "ecaCanvas"): Reader("ExtlClntAppCanvasSettings", read_canvas, _HIDES),
}
