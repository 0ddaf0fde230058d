from pathlib import Path

import pytest

from lineage.model.records import Application, Channel, Gap, Hop, Principal, Reference
from lineage.model.verdicts import Active, Precision, Transit
from tests.connectors.salesforce.rights import acting, facts, short
from tests.connectors.salesforce.writing import arrows, end, harvested, of, tag, write, xml

PATH = "connectedApps/Sync.connectedApp"
CALLBACK = "https://sync.vendor.example/callback"


def app(*body: str, **oauth: str) -> dict[str, str | bytes]:
    """A connected app that asks for tokens."""
    return {PATH: xml("ConnectedApp", *body, tag("oauthConfig", **{"callbackUrl": CALLBACK, "isAdminApproved": "true"} | oauth))}


def gaps(path: Path, surface: str = "application") -> list[str]:
    return [gap.what for gap in of(Gap, harvested(path)) if gap.surface == surface]


def test_a_connected_app_says_what_it_may_and_what_limits_it(tmp_path: Path) -> None:
    files = app(
        tag("label", "Nightly sync"),
        tag("ipRanges", start="10.0.0.1", end="10.0.0.9"),
        tag("oauthPolicy", ipRelaxation="ENFORCE", refreshTokenPolicy="infinite"),
        tag("sessionPolicy", sessionLevel="HIGH_ASSURANCE", sessionTimeout="30", policyAction="Block"),
        isPkceRequired="false",
    )
    records = harvested(write(tmp_path, files))
    (found,) = of(Application, records)
    assert (found.subtype, found.label, found.peer) == (
        "connected app",
        "Nightly sync",
        Reference(kind="host", value="sync.vendor.example"),
    )
    assert (found.reads, found.transit) == (True, Transit.ENCRYPTED)
    assert facts(records) == [
        "application/Sync admin-approved-only",
        "application/Sync ip-range 10.0.0.1-10.0.0.9",
        "application/Sync ip-relaxation ENFORCE",
        "application/Sync pkce-not-required",
        "application/Sync refresh-token-policy infinite",
        "application/Sync session-level HIGH_ASSURANCE",
        "application/Sync session-timeout 30",
    ]


def test_only_who_is_admitted_may_use_it_found_by_file_label_or_page(tmp_path: Path) -> None:
    files = app(
        tag("profileName", "System Administrator"),
        tag("profileName", "Custom%3A Support"),
        tag("permissionSetName", "Readers of all"),
        tag("permissionSetName", "Writer"),
    )
    files |= {
        "profiles/Admin.profile": xml("Profile"),
        "profiles/Custom%3A Support.profile": xml("Profile"),
        "permissionsets/R.permissionset": xml("PermissionSet", tag("label", "Readers of All")),
        "permissionsets/Writer.permissionset": xml("PermissionSet", tag("label", "Writers")),
    }
    assert acting(harvested(write(tmp_path, files))) == [
        "Sync admitted permission-set/R",
        "Sync admitted permission-set/Writer",
        "Sync admitted profile/Admin",
        "Sync admitted profile/Custom: Support",
    ]


def test_a_label_of_several_sets_admits_all_of_them(tmp_path: Path) -> None:
    files = app(tag("permissionSetName", "Same")) | {
        f"permissionsets/{name}.permissionset": xml("PermissionSet", tag("label", label))
        for name, label in (("One", "Same"), ("Two", "same"), ("Same", "Third"))
    }
    assert acting(harvested(write(tmp_path, files))) == [
        "Sync admitted permission-set/One",
        "Sync admitted permission-set/Same",
        "Sync admitted permission-set/Two",
    ]


def test_an_admitted_set_that_is_not_there_is_shown_and_told_of(tmp_path: Path) -> None:
    write(tmp_path, app(tag("permissionSetName", "Gone set"), tag("profileName", "Standard User")))
    assert acting(harvested(tmp_path)) == ["Sync admitted permission-set/Gone set", "Sync admitted profile/Standard"]
    assert gaps(tmp_path, "permission") == [
        "Applications name permission sets that are not here, 1 in all: Gone set.",
        "Applications name profiles that are not here, 1 in all: Standard.",
    ]


def test_where_any_user_may_authorize_it_every_container_is_a_bound(tmp_path: Path) -> None:
    files = app(isAdminApproved="false") | {
        "profiles/Admin.profile": xml("Profile"),
        "permissionsets/R.permissionset": xml("PermissionSet"),
        "mutingpermissionsets/M.mutingpermissionset": xml("MutingPermissionSet"),
    }
    records = harvested(write(tmp_path, files))
    assert "application/Sync self-authorized" in facts(records)
    assert acting(records) == ["Sync self-authorized permission-set/R", "Sync self-authorized profile/Admin"]


def test_an_old_file_that_does_not_say_who_may_use_it_is_told_of(tmp_path: Path) -> None:
    files = {PATH: xml("ConnectedApp", tag("oauthConfig", callbackUrl=CALLBACK, scopes="Api"))}
    assert gaps(write(tmp_path, files)) == [
        "Whether any user may authorize connected app Sync for themselves is not stated here."
    ]
    assert facts(harvested(tmp_path)) == []


@pytest.mark.parametrize(
    ("oauth", "runs", "gap"),
    [
        (
            {"isClientCredentialEnabled": "true", "oauthClientCredentialUser": "bot@acme.example"},
            ["Sync run-as user/bot@acme.example"],
            0,
        ),
        ({"oauthClientCredentialUser": "bot@acme.example"}, ["Sync run-as user/bot@acme.example"], 0),
        ({"isClientCredentialEnabled": "false", "oauthClientCredentialUser": "bot@acme.example"}, [], 0),
        ({"isClientCredentialEnabled": "true"}, [], 1),
        ({}, [], 0),
    ],
)
def test_it_runs_as_the_user_of_its_own_unless_that_is_switched_off(
    tmp_path: Path, oauth: dict[str, str], runs: list[str], gap: int
) -> None:
    records = harvested(write(tmp_path, app(**oauth)))
    assert acting(records) == runs
    assert [one.partial for one in of(Principal, records)] == [True] * len(runs)
    assert sum("without anybody's consent" in text for text in gaps(tmp_path)) == gap


@pytest.mark.parametrize(
    ("scopes", "reads"),
    [
        (["Api"], True),
        (["Full", "RefreshToken"], True),
        (["OpenID", "Profile", "Email", "RefreshToken"], False),
        ([], True),
        (["New"], True),
    ],
)
def test_scopes_that_tell_of_the_user_only_read_no_data(tmp_path: Path, scopes: list[str], reads: bool) -> None:
    oauth = tag("oauthConfig", *(tag("scopes", scope) for scope in scopes), callbackUrl=CALLBACK, isAdminApproved="true")
    (found,) = of(Application, harvested(write(tmp_path, {PATH: xml("ConnectedApp", oauth)})))
    assert (found.reads, found.scopes) == (reads, tuple(sorted(scopes)))


def channels(path: Path) -> dict[str, tuple[str, str, Transit | None, str]]:
    return {
        one.id.name: (one.subtype, one.url, one.transit, end(one.peer) if one.peer else "")
        for one in of(Channel, harvested(path))
    }


def test_every_address_is_a_channel_to_its_host(tmp_path: Path) -> None:
    files = app(
        tag("startUrl", "https://start.vendor.example"),
        tag("mobileStartUrl", "http://mobile.vendor.example"),
        tag("canvasConfig", canvasUrl="https://canvas.vendor.example", accessMethod="Get"),
        callbackUrl=f"{CALLBACK}?state=1\nhttps://other.vendor.example",
    )
    assert channels(write(tmp_path, files)) == {
        "connected-app/Sync": ("connected app", CALLBACK, Transit.ENCRYPTED, "host:sync.vendor.example"),
        "connected-app/Sync (2)": (
            "connected app",
            "https://other.vendor.example",
            Transit.ENCRYPTED,
            "host:other.vendor.example",
        ),
        "connected-app-page/Sync": (
            "application page",
            "https://start.vendor.example",
            Transit.ENCRYPTED,
            "host:start.vendor.example",
        ),
        "connected-app-page/Sync (2)": (
            "application page",
            "http://mobile.vendor.example",
            Transit.UNENCRYPTED,
            "host:mobile.vendor.example",
        ),
        "connected-app-page/Sync (3)": (
            "application page",
            "https://canvas.vendor.example",
            Transit.ENCRYPTED,
            "host:canvas.vendor.example",
        ),
    }


@pytest.mark.parametrize(
    "callback", ["http://localhost:1717/OauthRedirect", "https://login.salesforce.com/services/oauth2/success", "vendor:oauth"]
)
def test_a_callback_that_tells_no_system_leads_to_the_applications_own(tmp_path: Path, callback: str) -> None:
    (channel,) = of(Channel, harvested(write(tmp_path, app(callbackUrl=callback))))
    assert channel.transit is not Transit.UNENCRYPTED
    assert isinstance(channel.peer, Reference)
    assert channel.peer.value == "Sync"
    assert gaps(tmp_path) == ["No callback of connected app Sync names the host of a system."]
    (found,) = of(Application, harvested(tmp_path))
    assert found.peer is None


def test_a_callback_to_the_orgs_own_domain_stays_in_the_org(tmp_path: Path) -> None:
    files = app(callbackUrl="https://acme.my.salesforce.com/cb") | {
        "settings/MyDomain.settings": xml("MyDomainSettings", tag("myDomainName", "Acme"))
    }
    (channel,) = of(Channel, harvested(write(tmp_path, files)))
    assert short(str(channel.peer)) == "the org"


SAML = tag("samlConfig", acsUrl="https://sp.vendor.example/acs", entityUrl="https://sp", samlSubjectType="FederationId")


def test_an_app_that_users_only_sign_in_to_reads_nothing_and_is_told_who_they_are(tmp_path: Path) -> None:
    files = {
        PATH: xml(
            "ConnectedApp",
            SAML,
            tag("attributes", key="mail", formula="{!$User.Email}"),
            tag("attributes", key="team", formula="IF($User.Department = 'x', 'y', $User.Title)"),
        )
    }
    records = harvested(write(tmp_path, files))
    (found,) = of(Application, records)
    assert (found.reads, found.transit, found.peer) == (False, None, Reference(kind="host", value="sp.vendor.example"))
    assert facts(records) == [
        "application/Sync identity-sent mail=Email",
        "application/Sync identity-sent subject FederationId=FederationIdentifier",
        "application/Sync identity-sent team",
        "application/Sync sign-on-only",
    ]
    hops = {end(hop.source): hop for hop in of(Hop, records) if hop.application}
    assert {source: (end(hop.target), hop.precision) for source, hop in hops.items()} == {
        "User#Email": ("host:sp.vendor.example", Precision.EXACT),
        "User#FederationIdentifier": ("host:sp.vendor.example", Precision.EXACT),
        "User": ("host:sp.vendor.example", Precision.DATASET),
    }
    assert {hop.channel.name for hop in hops.values() if hop.channel} == {"connected-app-sign-on/Sync"}
    assert gaps(tmp_path) == []


def test_an_opaque_subject_tells_nothing_of_the_user(tmp_path: Path) -> None:
    files = {PATH: xml("ConnectedApp", SAML.replace("FederationId", "PersistentId"))}
    assert arrows(harvested(write(tmp_path, files))) == []


def test_the_code_that_an_app_runs_in_the_org_runs_as_its_user(tmp_path: Path) -> None:
    assert acting(harvested(write(tmp_path, app(tag("pluginExecutionUser", "code@acme.example"))))) == [
        "Sync run-as user/code@acme.example"
    ]


def eca(folder: str, name: str, root: str, **leaves: str) -> dict[str, str | bytes]:
    """One file of the external client app Portal; file names have endings of their own."""
    named = {} if root == "ExternalClientApplication" else {"externalClientApplication": "Portal"}
    return {f"force-app/{folder}/{name}-meta.xml": xml(root, *(tag(key, value) for key, value in (named | leaves).items()))}


ECA = {
    **eca("externalClientApps", "Portal.eca", "ExternalClientApplication", label="The portal"),
    **eca(
        "extlClntAppGlobalOauthSets",
        "Portal_glbloauth.ecaGlblOauth",
        "ExtlClntAppGlobalOauthSettings",
        callbackUrl=CALLBACK,
        isClientCredentialsFlowEnabled="true",
        isPkceRequired="false",
    ),
    **eca(
        "extlClntAppOauthSettings",
        "Portal_oauth.ecaOauth",
        "ExtlClntAppOauthSettings",
        commaSeparatedOauthScopes="Api, RefreshToken",
    ),
    **eca(
        "extlClntAppPolicies",
        "Portal_plcy.ecaPlcy",
        "ExtlClntAppConfigurablePolicies",
        isEnabled="true",
        startUrl="https://start.example",
    ),
    **eca(
        "extlClntAppOauthPolicies",
        "Portal_oauthPlcy.ecaOauthPlcy",
        "ExtlClntAppOauthConfigurablePolicies",
        permittedUsersPolicyType="AdminApprovedPreAuthorized",
        commaSeparatedPermissionSet="R, S",
        commaSeparatedProfile="Admin",
        clientCredentialsFlowUser="bot@acme.example",
        isClientCredentialsFlowEnabled="true",
        ipRelaxationPolicyType="Enforce",
        refreshTokenPolicyType="SpecificLifetime",
        refreshTokenValidityPeriod="30",
        refreshTokenValidityUnit="Days",
        sessionTimeoutInMinutes="15",
    ),
}
HELD: dict[str, str | bytes] = {
    "profiles/Admin.profile": xml("Profile"),
    "permissionsets/R.permissionset": xml("PermissionSet"),
    "permissionsets/S.permissionset": xml("PermissionSet"),
}


def test_the_files_of_an_external_client_app_are_one_application(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, ECA | HELD))
    (found,) = of(Application, records)
    assert (found.id.name, found.subtype, found.label, found.scopes) == (
        "Portal",
        "external client app",
        "The portal",
        ("Api", "RefreshToken"),
    )
    assert facts(records, "application/Portal") == [
        "application/Portal admin-approved-only",
        "application/Portal ip-relaxation Enforce",
        "application/Portal pkce-not-required",
        "application/Portal refresh-token-policy SpecificLifetime 30 Days",
        "application/Portal runs-as bot@acme.example",
        "application/Portal session-timeout 15",
    ]
    assert acting(records) == [
        "Portal admitted permission-set/R",
        "Portal admitted permission-set/S",
        "Portal admitted profile/Admin",
        "Portal run-as user/bot@acme.example",
    ]
    assert {one.id.name for one in of(Channel, records)} == {"external-client-app/Portal", "external-client-app-page/Portal"}
    assert gaps(tmp_path) == []


def test_a_policy_that_switches_a_flow_off_outweighs_the_settings_that_allow_it(tmp_path: Path) -> None:
    files = {
        path: str(text).replace("FlowEnabled>true", "FlowEnabled>false") if "oauthPlcy" in path else text
        for path, text in ECA.items()
    }
    assert acting(harvested(write(tmp_path, files | HELD))) == [
        "Portal admitted permission-set/R",
        "Portal admitted permission-set/S",
        "Portal admitted profile/Admin",
    ]


def test_an_external_client_app_that_is_switched_off_has_inactive_channels(tmp_path: Path) -> None:
    files = {path: str(text).replace("<isEnabled>true", "<isEnabled>false") for path, text in ECA.items()}
    records = harvested(write(tmp_path, files))
    assert "application/Portal disabled" in facts(records)
    assert {one.active for one in of(Channel, records)} == {Active.NO}


def test_settings_of_an_app_that_is_not_there_are_an_application_with_a_gap(tmp_path: Path) -> None:
    files = {path: text for path, text in ECA.items() if not path.endswith((".eca-meta.xml", "oauthPlcy.ecaOauthPlcy-meta.xml"))}
    (found,) = of(Application, harvested(write(tmp_path, files)))
    assert [evidence.stated for evidence in found.evidence] == [False]
    assert gaps(tmp_path) == [
        "Settings of external client app Portal are here, and the app itself is not.",
        "Whether any user may authorize external client app Portal for themselves is not stated here.",
        "Portal may act without anybody's consent, and as which user is not stated here.",
    ]


def test_an_external_client_app_without_its_other_files_may_read_anything(tmp_path: Path) -> None:
    files = eca("externalClientApps", "Portal.eca", "ExternalClientApplication", label="The portal")
    (found,) = of(Application, harvested(write(tmp_path, files)))
    assert (found.reads, found.scopes) == (True, ())
    assert gaps(tmp_path) == ["Whether any user may authorize external client app Portal for themselves is not stated here."]


def test_packages_are_applications_whose_code_nobody_can_read(tmp_path: Path) -> None:
    files = {
        f"installedPackages/{name}.installedPackage": xml("InstalledPackage", tag("versionNumber", "1.2"))
        for name in ("rh2", "dlrs")
    }
    records = harvested(write(tmp_path, files))
    assert {one.id.name: one.subtype for one in of(Application, records)} == {
        "dlrs": "installed package",
        "rh2": "installed package",
    }
    assert facts(records) == ["application/dlrs installed-package 1.2", "application/rh2 installed-package 1.2"]
    assert gaps(tmp_path, "package") == ["Packages of other publishers are installed, 2 in all: dlrs, rh2."]
