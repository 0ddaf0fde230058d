from pathlib import Path

import pytest

from lineage.model.records import Gap, Principal, System
from lineage.model.verdicts import Transit
from tests.connectors.salesforce.rights import facts, memberships, short
from tests.connectors.salesforce.writing import SOURCE, harvested, of, tag, write, xml

NETWORK = "networks/Help Center.network"
RETRIEVE = "sf project retrieve start --metadata"
SITE = "sites/Help_Center.site"
GUEST = xml("Profile", tag("custom", "true"), tag("userLicense", "Guest User License"))


def network(*body: str, members: str = "", status: str = "Live") -> str:
    """An Experience Cloud site."""
    return xml("Network", tag("networkMemberGroups", members), *body, tag("site", "Help_Center"), tag("status", status))


def site(active: str = "true", **leaves: str) -> str:
    """A site that serves pages."""
    return xml("CustomSite", tag("active", active), *(tag(key, value) for key, value in leaves.items()))


def systems(path: Path) -> dict[str, str]:
    return {str(one.id): one.kind for one in of(System, harvested(path)) if one.kind in ("public", "portal")}


def test_visitors_of_a_site_are_a_system_outside_and_act_by_the_guest_profile(tmp_path: Path) -> None:
    files = {
        SITE: site(guestProfile="Help Center Profile", clickjackProtectionLevel="AllowAllFraming"),
        "profiles/Help Center Profile.profile": GUEST,
    }
    records = harvested(write(tmp_path, files))
    assert systems(tmp_path) == {"public://help-center.acme": "public"}
    guest = {short(one.id): one for one in of(Principal, records)}["guest/Help_Center"]
    assert (str(guest.peer), guest.partial, guest.label) == ("public://help-center.acme", True, "guest user of Help_Center")
    assert memberships(records) == ["guest/Help_Center in profile/Help Center Profile: yes"]
    assert facts(records) == [
        "guest/Help_Center guest-of Help_Center",
        "profile/Help Center Profile guest-of Help_Center",
        "profile/Help Center Profile license Guest User License",
        "public://help-center.acme site-setting clickjackProtectionLevel=AllowAllFraming",
    ]
    assert not [gap for gap in of(Gap, records) if gap.surface == "site"]


def transits(path: Path) -> dict[str, Transit | None]:
    return {short(one.id): one.transit for one in of(Principal, harvested(path)) if one.peer}


@pytest.mark.parametrize(
    ("said", "transit"), [({"requireHttps": "true"}, Transit.ENCRYPTED), ({"requireHttps": "false"}, None), ({}, None)]
)
def test_visitors_come_encrypted_where_the_site_takes_nothing_else(
    tmp_path: Path, said: dict[str, str], transit: Transit | None
) -> None:
    assert transits(write(tmp_path, {SITE: site(**said)})) == {"guest/Help_Center": transit}


def test_members_log_in_over_https_only(tmp_path: Path) -> None:
    customer = {"profiles/Customer.profile": xml("Profile", tag("userLicense", "Customer Community"))}
    told = transits(write(tmp_path, {NETWORK: network(members=tag("profile", "Customer")), **customer}))
    assert told == {"guest/Help_Center": None, "portal-user/Help_Center/Customer": Transit.ENCRYPTED}


def test_without_the_sites_file_a_guest_profile_of_its_name_is_taken_and_told_of(tmp_path: Path) -> None:
    files = {NETWORK: network(), "profiles/Help Center Profile.profile": GUEST, "profiles/Old Profile.profile": GUEST}
    records = harvested(write(tmp_path, files))
    assert memberships(records) == ["guest/Help_Center in profile/Help Center Profile: yes"]
    told = {gap.what: gap.remedy for gap in of(Gap, records) if gap.surface == "site"}
    assert told == {
        "What visitors of site Help_Center act as is not stated here.": f"{RETRIEVE} CustomSite:Help_Center Profile",
        "Profiles for visitors whose site is not known, 1 in all: Old Profile.": f"{RETRIEVE} CustomSite Network",
    }


def test_a_profile_of_that_name_for_people_who_log_in_is_not_taken(tmp_path: Path) -> None:
    files = {NETWORK: network(), "profiles/Help Center Profile.profile": xml("Profile", tag("userLicense", "Salesforce"))}
    assert memberships(harvested(write(tmp_path, files))) == []


@pytest.mark.parametrize(
    ("files", "activity"),
    [
        ({SITE: site("false", guestProfile="G")}, "no"),
        ({SITE: site(guestProfile="G")}, "yes"),
        ({SITE: site(guestProfile="G"), NETWORK: network()}, "yes"),
        ({SITE: site(guestProfile="G"), NETWORK: network(status="DownForMaintenance")}, "unknown"),
        ({SITE: xml("CustomSite", tag("guestProfile", "G")), NETWORK: network()}, "unknown"),
    ],
)
def test_a_site_that_is_down_may_be_up_again_and_one_that_is_off_is_off(
    tmp_path: Path, files: dict[str, str | bytes], activity: str
) -> None:
    assert memberships(harvested(write(tmp_path, files | {"profiles/G.profile": GUEST}))) == [
        f"guest/Help_Center in profile/G: {activity}"
    ]


MEMBERS = "".join([tag("profile", "admin"), tag("profile", "customer"), tag("permissionSet", "Buyer")])


def test_members_who_may_be_outsiders_are_a_system_with_a_principal_for_each_profile(tmp_path: Path) -> None:
    files = {
        NETWORK: network(tag("selfRegistration", "true"), tag("selfRegProfile", "newcomer"), members=MEMBERS),
        "profiles/Admin.profile": xml("Profile", tag("userLicense", "Salesforce")),
        "profiles/Customer.profile": xml("Profile", tag("userLicense", "Customer Community")),
        "permissionsets/Buyer.permissionset": xml("PermissionSet"),
    }
    records = harvested(write(tmp_path, files))
    assert systems(tmp_path) == {"portal://help-center.acme": "portal", "public://help-center.acme": "public"}
    assert memberships(records) == [
        "portal-user/Help_Center/Customer in permission-set/Buyer: yes",
        "portal-user/Help_Center/Customer in profile/Customer: yes",
        "portal-user/Help_Center/newcomer in permission-set/Buyer: yes",
        "portal-user/Help_Center/newcomer in profile/newcomer: yes",
    ]
    peers = {short(one.id): str(one.peer) for one in of(Principal, records) if one.id.kind == "portal-user"}
    assert set(peers.values()) == {"portal://help-center.acme"}
    assert [line for line in facts(records) if "portal" in line] == [
        "permission-set/Buyer portal-of Help_Center",
        "portal://help-center.acme self-registration newcomer",
        "profile/Admin portal-of Help_Center",
        "profile/Customer portal-of Help_Center",
        "profile/newcomer portal-of Help_Center",
    ]
    assert [gap.what for gap in of(Gap, records) if "not here" in gap.what] == [
        "Sites name profiles that are not here, 1 in all: newcomer."
    ]


@pytest.mark.parametrize(
    ("license", "outside"), [("Salesforce", False), ("Salesforce Platform", False), ("Partner Community", True), ("", True)]
)
def test_members_with_a_license_of_staff_are_no_outsiders(tmp_path: Path, license: str, outside: bool) -> None:
    profile = xml("Profile", tag("userLicense", license)) if license else xml("Profile")
    write(tmp_path, {NETWORK: network(members=tag("profile", "p")), "profiles/P.profile": profile})
    assert ("portal://help-center.acme" in systems(tmp_path)) is outside


def test_members_by_permission_set_alone_may_be_anybody(tmp_path: Path) -> None:
    files = {NETWORK: network(members=tag("permissionSet", "Buyer")), "permissionsets/Buyer.permissionset": xml("PermissionSet")}
    assert memberships(harvested(write(tmp_path, files))) == ["portal-user/Help_Center in permission-set/Buyer: yes"]


RULE = tag("accessLevel", "Read") + tag("sharedTo", guestUser="Help_Center")


@pytest.mark.parametrize(
    "files",
    [
        {
            "sharingRules/Case.sharingRules": xml(
                "SharingRules", tag("sharingGuestRules", tag("fullName", "Open"), RULE), tag("sharingOwnerRules", fullName="In")
            )
        },
        {
            f"{SOURCE}/sharingRules/Case/sharingGuestRules/Open.sharingGuestRule-meta.xml": xml(
                "SharingGuestRule", tag("fullName", "Open"), RULE
            )
        },
    ],
    ids=["whole", "parts"],
)
def test_a_rule_that_opens_records_to_visitors_is_a_fact_and_makes_the_site_known(
    tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    records = harvested(write(tmp_path, files))
    assert "Case guest-sharing Open: Read for guests of Help_Center" in facts(records)
    assert systems(tmp_path) == {"public://help-center.acme": "public"}
    assert "guest/Help_Center" in {short(one.id) for one in of(Principal, records)}
