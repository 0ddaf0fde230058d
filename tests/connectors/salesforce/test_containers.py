from pathlib import Path

import pytest

from lineage.model.records import Gap, Principal
from tests.connectors.salesforce.rights import facts, field, held, memberships, short
from tests.connectors.salesforce.writing import harvested, of, tag, write, xml

GROUP = "permissionsetgroups/Sales.permissionsetgroup"


def principals(path: Path) -> dict[str, Principal]:
    return {short(one.id): one for one in of(Principal, harvested(path))}


def test_every_kind_of_container_is_a_principal_with_its_label(tmp_path: Path) -> None:
    files = {
        "profiles/Admin.profile": xml("Profile", tag("custom", "false"), tag("userLicense", "Salesforce")),
        "profiles/Custom%3A Support %2F 2.profile": xml("Profile", tag("custom", "true")),
        "permissionsets/Reader.permissionset": xml("PermissionSet", tag("label", "Readers"), tag("license", "Platform")),
        "mutingpermissionsets/Less.mutingpermissionset": xml("MutingPermissionSet", tag("label", "Fewer")),
        GROUP: xml("PermissionSetGroup", tag("label", "Sales people"), tag("hasActivationRequired", "true")),
    }
    found = principals(write(tmp_path, files))
    assert {name: (one.label, one.partial) for name, one in found.items()} == {
        "profile/Admin": ("System Administrator", True),
        "profile/Custom: Support / 2": ("", True),
        "permission-set/Reader": ("Readers", False),
        "muting-permission-set/Less": ("Fewer", False),
        "permission-set-group/Sales": ("Sales people", False),
    }
    assert facts(harvested(tmp_path)) == [
        "permission-set-group/Sales activation-required",
        "permission-set/Reader license Platform",
        "profile/Admin built-in",
        "profile/Admin license Salesforce",
    ]


def test_a_group_holds_its_sets_and_the_set_that_mutes_it_under_the_names_of_their_files(tmp_path: Path) -> None:
    files = {
        GROUP: xml(
            "PermissionSetGroup",
            tag("permissionSets", "reader"),
            tag("mutingPermissionSets", "Less"),
            tag("status", "Updated"),
        ),
        "permissionsets/Reader.permissionset": xml("PermissionSet"),
        "permissionsets/Other.permissionset": xml("PermissionSet", tag("label", "reader")),
        "mutingpermissionsets/Less.mutingpermissionset": xml("MutingPermissionSet"),
    }
    records = harvested(write(tmp_path, files))
    assert memberships(records) == [
        "permission-set-group/Sales in muting-permission-set/Less: yes",
        "permission-set-group/Sales in permission-set/Reader: yes",
    ]
    assert not [gap for gap in of(Gap, records) if "not here" in gap.what]


def test_a_managed_set_of_a_group_that_is_not_there_is_shown_and_told_of(tmp_path: Path) -> None:
    content = xml("PermissionSetGroup", tag("permissionSets", "force__Scale"), tag("mutingPermissionSets", "Gone"))
    records = harvested(write(tmp_path, {GROUP: content}))
    found = {short(one.id): one for one in of(Principal, records)}
    assert (found["permission-set/force__Scale"].partial, found["muting-permission-set/Gone"].partial) == (True, True)
    assert not found["permission-set/force__Scale"].evidence[0].stated
    assert [(gap.what, gap.remedy, gap.locator) for gap in of(Gap, records) if "not here" in gap.what] == [
        (
            "Permission set groups name muting permission sets that are not here, 1 in all: Gone.",
            "sf project retrieve start --metadata MutingPermissionSet:Gone",
            f"{GROUP}:4",
        ),
        (
            "Permission set groups name permission sets that are not here, 1 in all: force__Scale.",
            "sf project retrieve start --metadata PermissionSet:force__Scale",
            f"{GROUP}:3",
        ),
    ]


@pytest.mark.parametrize(("status", "told"), [("Updated", 0), ("Outdated", 1), ("Failed", 1), ("", 0)])
def test_a_group_that_was_not_up_to_date_is_told_of(tmp_path: Path, status: str, told: int) -> None:
    records = harvested(write(tmp_path, {GROUP: xml("PermissionSetGroup", tag("status", status))}))
    assert sum(f"was {status}" in gap.what for gap in of(Gap, records) if status) == told


def test_a_broken_profile_is_a_principal_of_which_not_all_is_told(tmp_path: Path) -> None:
    (found,) = principals(write(tmp_path, {"profiles/Admin.profile": "<<<<<<< HEAD"})).values()
    assert (short(found.id), found.partial, found.evidence[0].stated) == ("profile/Admin", True, False)


def test_accesses_that_are_switched_on_are_facts_and_others_are_not(tmp_path: Path) -> None:
    def access(entry: str, key: str, name: str, enabled: str = "true") -> str:
        return tag(entry, enabled=enabled, **{key: name})

    content = xml(
        "PermissionSet",
        access("classAccesses", "apexClass", "Sync"),
        access("classAccesses", "apexClass", "Off", "false"),
        access("pageAccesses", "apexPage", "Pay"),
        access("flowAccesses", "flow", "Close"),
        access("customPermissions", "name", "Special"),
        access("customMetadataTypeAccesses", "name", "Rate__mdt"),
        access("customSettingAccesses", "name", "Limits__c"),
        access("externalDataSourceAccesses", "externalDataSource", "Orders"),
        access("externalCredentialPrincipalAccesses", "externalCredentialPrincipal", "Pay-Key"),
        access("agentAccesses", "agentName", "Helper"),
        tag("applicationVisibilities", application="Sales", visible="true"),
        held("ManageTranslation"),
        held("ExportReport"),
        held("ViewAllData", "false"),
    )
    assert facts(harvested(write(tmp_path, {"permissionsets/R.permissionset": content})), "permission-set/R") == [
        "permission-set/R agent-access Helper",
        "permission-set/R code-access Pay",
        "permission-set/R code-access Sync",
        "permission-set/R credential-access Pay-Key",
        "permission-set/R custom-permission Special",
        "permission-set/R data-source-access Orders",
        "permission-set/R flow-access Close",
        "permission-set/R metadata-access Limits__c",
        "permission-set/R metadata-access Rate__mdt",
        "permission-set/R privilege ExportReport",
        "permission-set/R system-permission ExportReport",
        "permission-set/R system-permission ManageTranslation",
    ]


def ranges(*limits: str) -> str:
    """A profile with login ranges, each as `start-end`."""
    pairs = (limit.split("-") for limit in limits)
    return xml("Profile", *(tag("loginIpRanges", startAddress=start, endAddress=end) for start, end in pairs))


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (("10.0.0.0-10.255.255.255",), ["10.0.0.0-10.255.255.255"]),
        (("10.0.0.1-10.0.0.1", "10.0.0.3-10.0.0.4"), ["10.0.0.1-10.0.0.1", "10.0.0.3-10.0.0.4"]),
        (("0.0.0.0-255.255.255.255",), []),
        (("10.0.0.1-10.0.0.1", "0.0.0.0-255.255.255.255"), []),
        (("128.0.0.0-255.255.255.255", "0.0.0.0-127.255.255.255"), []),
        (("0.0.0.0-127.255.255.254", "128.0.0.0-255.255.255.255"), ["0.0.0.0-127.255.255.254", "128.0.0.0-255.255.255.255"]),
        (("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",), []),
        (("nowhere-nowhere",), ["nowhere-nowhere"]),
    ],
)
def test_login_ranges_that_let_every_address_through_are_no_limit(
    tmp_path: Path, limits: tuple[str, ...], told: list[str]
) -> None:
    records = harvested(write(tmp_path, {"profiles/P.profile": ranges(*limits)}))
    assert facts(records, "profile/P") == [f"profile/P ip-range {limit}" for limit in told]


DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def test_login_hours_are_a_limit_unless_they_are_all_hours_or_none(tmp_path: Path) -> None:
    files = {
        "profiles/Some.profile": xml("Profile", tag("loginHours", mondayStart="480", mondayEnd="1020")),
        "profiles/None.profile": xml("Profile", "<loginHours/>"),
        "profiles/All.profile": xml(
            "Profile",
            tag("loginHours", **{f"{day}{at}": {"Start": "0", "End": "1440"}[at] for day in DAYS for at in ("Start", "End")}),
        ),
    }
    assert facts(harvested(write(tmp_path, files))) == ["profile/Some login-hours monday 480-1020"]


def test_policies_go_to_the_profile_that_they_name_in_whatever_words(tmp_path: Path) -> None:
    files = {
        "profiles/Admin.profile": xml("Profile"),
        "profilePasswordPolicies/A1.profilePasswordPolicy": xml(
            "ProfilePasswordPolicy", tag("profile", "admin"), tag("minimumPasswordLength", "5"), tag("obscure", "true")
        ),
        "profileSessionSettings/A2.profileSessionSetting": xml(
            "ProfileSessionSetting",
            tag("profile", "System Administrator"),
            tag("sessionTimeout", "30"),
            tag("requiredSessionLevel", "HIGH_ASSURANCE"),
        ),
        "profileSessionSettings/A3.profileSessionSetting": xml(
            "ProfileSessionSetting", tag("profile", "admin"), tag("sessionTimeout", "0")
        ),
        "profileSessionSettings/A4.profileSessionSetting": xml("ProfileSessionSetting", "<profile/>"),
        "profileSessionSettings/A5.profileSessionSetting": xml("ProfileSessionSetting", tag("profile", "read only")),
    }
    records = harvested(write(tmp_path, files))
    assert facts(records) == [
        "profile/Admin password-policy minimumPasswordLength=5",
        "profile/Admin session-level HIGH_ASSURANCE",
        "profile/Admin session-timeout 30",
    ]
    folder = "profileSessionSettings"
    told = {gap.what: gap.locator for gap in of(Gap, records) if gap.surface == "permission" and "olicies" in gap.what}
    assert told == {
        "Policies for passwords and sessions name profiles that are not here, 1 in all: ReadOnly.": f"{folder}/A5.profileSessionSetting:2",
        "Policies for passwords and sessions that name no profile: 1.": f"{folder}/A4.profileSessionSetting:2",
    }
    assert {short(one.id) for one in of(Principal, records)} == {"profile/Admin", "profile/ReadOnly"}


def test_whoever_may_export_everything_makes_exports_a_matter_of_the_org(tmp_path: Path) -> None:
    records = harvested(
        write(tmp_path, {"permissionsets/R.permissionset": xml("PermissionSet", held("DataExport"), field("Case.A__c"))})
    )
    assert facts(records, "the org") == ["the org data-export allowed to holders of DataExport"]


def of_permissions(path: Path, *names: str) -> list[str]:
    """The gaps about system permissions that a permission set lists."""
    listed = "".join(tag("userPermissions", tag("enabled", "true") + tag("name", name)) for name in names)
    write(path, {"permissionsets/Reader.permissionset": xml("PermissionSet", listed)})
    return [gap.what for gap in of(Gap, harvested(path)) if "system permission" in gap.what]


def test_a_permission_that_may_open_everything_and_is_not_known_is_a_gap(tmp_path: Path) -> None:
    assert of_permissions(tmp_path, "ViewAllData", "ViewAllLedgers", "modifyAllData", "Export Report", "RunFlow") == [
        "What 3 system permissions of 1 container open is not known here: Export Report, ViewAllLedgers, modifyAllData."
    ]


def test_permissions_that_open_no_data_are_no_gap(tmp_path: Path) -> None:
    assert of_permissions(tmp_path, "ViewAllData", "ModifyAllData", "RunFlow", "SubmitMacrosAllowed", "ApiEnabled") == []
