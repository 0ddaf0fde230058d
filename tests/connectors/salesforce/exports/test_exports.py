"""What exports of users, assignments, permissions and tokens become."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.salesforce import exports_connector
from connectors.salesforce.exports.harvest import ExportSettings
from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Acting, Application, Effort, Field, Principal, System
from lineage.model.verdicts import Transit
from tests.connectors.salesforce.exports.tables import (
    AGENTS,
    ALL,
    ANA,
    ASSIGNMENTS,
    BOT,
    FIELD_HEADER,
    FIELDS,
    LESS,
    MINIMUM,
    OBJECT_HEADER,
    OBJECTS,
    READER,
    SETS,
    SUPPORT,
    TOKENS,
    USERS,
    an_id,
    exported,
    gaps,
    harvested,
    held,
    told_in_part,
)
from tests.connectors.salesforce.rights import acting, facts, grants, placeless, short
from tests.connectors.salesforce.writing import ORG, counts, of, write

WHOLE_ORG = [
    "permission-set-group/Agents field Contact#Email: read edit",
    "permission-set-group/Agents object Contact: read edit create",
    "permission-set/Reader field Contact#Email: read",
    "permission-set/Reader object Contact: read",
    "profile/Support field Contact#Phone: read",
]
HOLDINGS = [
    "user/ana@acme.example holds permission-set-group/Agents until 2026-12-31",
    "user/ana@acme.example holds profile/Support",
    "user/ana@acme.example holds profile/Support",
    "user/bot@acme.example holds permission-set/Reader",
    "user/bot@acme.example holds profile/MinimumAccess",
    "user/old@acme.example holds permission-set/Reader (no)",
    "user/old@acme.example holds profile/Support (no)",
]


def people(records: list[Harvested]) -> list[str]:
    return sorted(short(one.id) for one in of(Principal, records) if one.id.kind == "user")


def test_the_exports_of_an_org_say_who_holds_what_and_what_that_permits(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path))
    assert held(records) == HOLDINGS
    assert placeless(records) == WHOLE_ORG
    assert people(records) == ["user/ana@acme.example", "user/bot@acme.example", "user/old@acme.example"]
    assert gaps(records) == [
        "exports/PermissionSet.csv does not say who holds PermissionsViewAllFieldsGlobal, PermissionsAssignPermissionSets, "
        "PermissionsManageProfilesPermissionsets."
    ]
    assert told_in_part(records) == []


def test_every_record_says_where_it_stands(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path))
    assert "permission-set/Reader field Contact#Email: read @ exports/FieldPermissions.csv:2" in grants(records)
    (ana,) = [one for one in of(Principal, records) if one.id.name == "ana@acme.example"]
    assert (ana.label, ana.platform_id, ana.evidence[0].locator) == ("Ana", ANA, "exports/User.csv:2")
    (profile,) = [one for one in of(Principal, records) if one.id.name == "Support"]
    assert profile.platform_id == SUPPORT


def test_what_was_received_is_counted(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path))
    assert counts(records)["row of FieldPermissions"] == 3
    assert of(Effort, records) == [Effort(files=len(ALL))]
    plan = exports_connector.plan(ExportSettings(path=tmp_path / "exports", org="acme"))
    assert (plan.files, plan.lines[0]) == (len(ALL), "read exports/FieldPermissions.csv as FieldPermissions")


def test_the_set_of_a_profile_is_the_profile_and_that_of_a_group_the_group(tmp_path: Path) -> None:
    containers = {short(one.id) for one in of(Principal, harvested(exported(tmp_path))) if one.id.kind != "user"}
    assert containers == {"profile/Support", "profile/MinimumAccess", "permission-set/Reader", "permission-set-group/Agents"}


def test_a_profile_without_a_row_of_its_own_is_known_by_the_columns_of_its_set(tmp_path: Path) -> None:
    sets = SETS.replace("PermissionSetGroupId", "PermissionSetGroupId,Profile.Name", 1).replace(
        f"true,{SUPPORT},", f"true,{SUPPORT},,Support"
    )
    sets = sets.replace("Regular,false,,,", "Regular,false,,,,").replace(f"false,,{AGENTS},", f"false,,{AGENTS},,")
    records = harvested(exported(tmp_path, PermissionSet=sets, Profile=None))
    assert "profile/Support field Contact#Phone: read" in placeless(records)
    assert told_in_part(records) == []


def test_ids_of_15_letters_are_those_of_18(tmp_path: Path) -> None:
    shortened = {
        "PermissionSetAssignment": ASSIGNMENTS.replace(BOT, BOT[:15]).replace(READER, READER[:15]),
        "FieldPermissions": FIELDS.replace(READER, READER[:15]),
        "User": USERS.replace(SUPPORT, SUPPORT[:15]),
    }
    records = harvested(exported(tmp_path, **shortened))
    assert (held(records), placeless(records)) == (HOLDINGS, WHOLE_ORG)


def test_ids_of_15_letters_differ_in_case_alone(tmp_path: Path) -> None:
    users = "Id,Username,IsActive\n0050000000000aB,upper@x.example,true\n0050000000000Ab,lower@x.example,true\n"
    assigned = f"AssigneeId,PermissionSetId\n0050000000000Ab,{READER}\n"
    records = harvested(exported(tmp_path, User=users, PermissionSetAssignment=assigned))
    assert held(records) == ["user/lower@x.example holds permission-set/Reader"]


DIALECTS: dict[str, Callable[[str], bytes]] = {
    "upper case": lambda text: "\n".join([text.splitlines()[0].upper(), *text.splitlines()[1:]]).encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "byte order mark and CRLF": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "quotes": lambda text: "\n".join(
        ",".join(f'"{value}"' for value in line.split(",")) for line in text.strip().splitlines()
    ).encode(),
    "UTF-16": lambda text: text.replace("\n", "\r\n").encode("utf-16"),
    "blank lines at the end": lambda text: (text + "\n\n").encode(),
    "columns of no interest": lambda text: "\n".join(
        f"{at or '_'},{line},{'free; text' if at else 'Note'}" for at, line in enumerate(text.strip().splitlines())
    ).encode(),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_tables_are_read_as_any_tool_writes_them(tmp_path: Path, dialect: str) -> None:
    written = {name.removesuffix(".csv"): DIALECTS[dialect](text) for name, text in ALL.items()}
    records = harvested(exported(tmp_path, **written))
    assert (held(records), placeless(records), acting(records)) == (HOLDINGS, WHOLE_ORG, ["Drift token user/bot@acme.example"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_order_of_columns_and_rows_and_the_names_of_files_make_no_difference(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / data.draw(st.uuids()).hex
    written = {}
    for at, text in enumerate(ALL.values()):
        head, *rows = [line.split(",") for line in text.strip().splitlines()]
        order = data.draw(st.permutations(range(len(head))))
        lines = [head, *data.draw(st.permutations(rows))]
        written[f"{at}.CSV"] = "\n".join(",".join(line[column] for column in order) for line in lines)
    records = harvested(write(folder, written))
    assert (held(records), placeless(records)) == (HOLDINGS, WHOLE_ORG)


def test_rows_in_several_files_are_read_together(tmp_path: Path) -> None:
    first, *rest = FIELDS.removeprefix(FIELD_HEADER).splitlines()
    parts = {"FieldPermissions": f"{FIELD_HEADER}{first}\n", "more": FIELD_HEADER + "\n".join(rest)}
    records = harvested(exported(tmp_path, **parts))
    assert placeless(records) == WHOLE_ORG
    assert told_in_part(records) == []


def test_the_same_rows_twice_are_not_all_rows(tmp_path: Path) -> None:
    half = FIELD_HEADER + FIELDS.removeprefix(FIELD_HEADER).splitlines()[0] + "\n"
    counted = "Object,Count\nObjectPermissions,2\nFieldPermissions,3\n"
    records = harvested(exported(tmp_path, FieldPermissions=half, again=half * 2, counts=counted))
    assert "permission-set/Reader" in told_in_part(records)


def test_names_stand_in_for_ids_that_no_export_explains(tmp_path: Path) -> None:
    assigned = (
        "Assignee.Username,PermissionSet.Name,PermissionSet.Profile.Name,PermissionSetGroup.DeveloperName,ExpirationDate\n"
        "bot@acme.example,Reader,,,\n"
        "ana@acme.example,X00e000000000001,System Administrator,,\n"
        "ana@acme.example,Agents,,Agents,\n"
    )
    fields = (
        "Parent.Name,Parent.NamespacePrefix,Parent.Profile.Name,Parent.IsOwnedByProfile,SobjectType,Field,PermissionsRead,PermissionsEdit\n"
        "Reader,ns,,false,Contact,Contact.Email,true,false\n"
        "X00e000000000001,,Custom: Support,true,Contact,Contact.Email,true,false\n"
    )
    only = {"User": None, "Profile": None, "PermissionSet": None, "PermissionSetGroup": None, "ObjectPermissions": None}
    records = harvested(exported(tmp_path, **only, PermissionSetAssignment=assigned, FieldPermissions=fields, OauthToken=None))
    assert held(records) == [
        "user/ana@acme.example holds permission-set-group/Agents",
        "user/ana@acme.example holds profile/Admin",
        "user/bot@acme.example holds permission-set/Reader",
    ]
    assert placeless(records) == [
        "permission-set/ns__Reader field Contact#Email: read",
        "profile/Custom: Support field Contact#Email: read",
    ]
    assert not [what for what in gaps(records) if "no export here holds" in what]


ENDS = [
    ("2026-05-01T00:00:00.000+0000", " until 2026-04-30"),
    ("2026-05-01T00:00:00.000+0200", " until 2026-04-30"),
    ("2026-05-01T10:30:00Z", " until 2026-05-01"),
    ("2026-05-01", " until 2026-05-01"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "shown"), ENDS)
def test_an_assignment_ends_with_the_last_day_on_which_it_holds(tmp_path: Path, written: str, shown: str) -> None:
    assigned = f"AssigneeId,PermissionSetId,ExpirationDate\n{BOT},{READER},{written}\n"
    records = harvested(exported(tmp_path, PermissionSetAssignment=assigned))
    assert f"user/bot@acme.example holds permission-set/Reader{shown}" in held(records)


@pytest.mark.parametrize(
    ("columns", "values"), [("IsActive", "false"), ("IsActive,IsRevoked", "true,true"), ("Assignee.IsActive", "FALSE")]
)
def test_what_is_switched_off_is_kept_and_does_not_count(tmp_path: Path, columns: str, values: str) -> None:
    assigned = f"AssigneeId,PermissionSetId,{columns}\n{BOT},{READER},{values}\n"
    assert "user/bot@acme.example holds permission-set/Reader (no)" in held(
        harvested(exported(tmp_path, PermissionSetAssignment=assigned))
    )


def test_a_set_that_sessions_activate_counts_only_there(tmp_path: Path) -> None:
    sets = f"Id,Name,IsOwnedByProfile,HasActivationRequired\n{READER},Reader,false,true\n"
    assigned = f"AssigneeId,PermissionSetId\n{BOT},{READER}\n"
    records = harvested(exported(tmp_path, PermissionSet=sets, PermissionSetAssignment=assigned))
    assert "user/bot@acme.example holds permission-set/Reader in sessions" in held(records)


COMPONENTS = f"Id,PermissionSetGroupId,PermissionSetId\n{an_id('0PC', 1)},{AGENTS},{READER}\n"


def test_what_a_group_adds_up_to_is_not_told_beside_what_is_in_it(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, PermissionSetGroupComponent=COMPONENTS))
    assert placeless(records) == [line for line in WHOLE_ORG if "Agents" not in line]
    assert "permission-set-group/Agents holds permission-set/Reader" in held(records)
    assert told_in_part(records) == []


def test_what_a_group_adds_up_to_is_told_where_not_all_that_is_in_it_is_known(tmp_path: Path) -> None:
    one_short = COUNTS_WITHOUT_COMPONENTS + "PermissionSetGroupComponent,2\n"
    records = harvested(exported(tmp_path, PermissionSetGroupComponent=COMPONENTS, counts=one_short))
    assert placeless(records) == WHOLE_ORG


COUNTS_WITHOUT_COMPONENTS = "Object,Count\nUser,3\nPermissionSetAssignment,4\nObjectPermissions,2\nFieldPermissions,3\n"


def test_a_muting_set_takes_away_inside_its_group(tmp_path: Path) -> None:
    records = harvested(
        exported(
            tmp_path,
            PermissionSetGroupComponent=COMPONENTS + f"{an_id('0PC', 2)},{AGENTS},{LESS}\n",
            MutingPermissionSet=f"Id,DeveloperName\n{LESS},Less\n",
            FieldPermissions=FIELDS + f"{an_id('01k', 4)},{LESS},Contact,Contact.Email,true,true\n",
        )
    )
    assert "-muting-permission-set/Less field Contact#Email: read edit" in placeless(records)
    assert "permission-set-group/Agents holds muting-permission-set/Less" in held(records)


def test_a_row_that_the_platform_makes_up_says_that_its_parent_may_modify_all_data(tmp_path: Path) -> None:
    made_up = f"000000000000000AAA,{READER},Case,true,true,true,true,true,true,true\n"
    records = harvested(exported(tmp_path, ObjectPermissions=OBJECTS + made_up))
    assert placeless(records) == sorted([*WHOLE_ORG, "permission-set/Reader object the org: edit-all"])
    assert facts(records, "permission-set/Reader") == [
        "permission-set/Reader privilege ModifyAllData",
        "permission-set/Reader system-permission ModifyAllData",
    ]


def test_permissions_beyond_single_objects_are_grants_on_all_of_them(tmp_path: Path) -> None:
    sets = (
        "Id,Name,IsOwnedByProfile,PermissionsViewAllData,PermissionsModifyAllData,PermissionsViewAllFieldsGlobal,PermissionsApiEnabled\n"
        f"{READER},Reader,false,true,false,true,true\n"
    )
    objects = f"{OBJECT_HEADER}{an_id('110', 1)},{READER},Contact,true,false,false,false,true,true,true\n"
    records = harvested(exported(tmp_path, PermissionSet=sets, ObjectPermissions=objects, FieldPermissions=None))
    assert placeless(records) == [
        "permission-set/Reader field Contact: read",
        "permission-set/Reader field the org: read",
        "permission-set/Reader object Contact: read read-all edit-all",
        "permission-set/Reader object the org: read-all",
    ]
    assert "permission-set/Reader privilege ApiEnabled" in facts(records, "permission-set/Reader")


def test_permissions_are_known_by_columns_in_capitals(tmp_path: Path) -> None:
    sets = f"ID,NAME,ISOWNEDBYPROFILE,PERMISSIONSVIEWALLDATA,PERMISSIONSMODIFYALLDATA\n{READER},Reader,FALSE,TRUE,FALSE\n"
    records = harvested(exported(tmp_path, PermissionSet=sets))
    assert "permission-set/Reader object the org: read-all" in placeless(records)
    assert "permission-set/Reader privilege ViewAllData" in facts(records)


def test_a_license_grants_nothing(tmp_path: Path) -> None:
    rows = "".join(f"{an_id('01k', 9)},{an_id(prefix, 1)},Contact,Contact.Phone,true,false\n" for prefix in ("0PL", "100"))
    records = harvested(exported(tmp_path, FieldPermissions=FIELDS + rows, counts=None))
    assert placeless(records) == WHOLE_ORG
    assert not [what for what in gaps(records) if "could not be read" in what or "no export here holds" in what]


def test_a_row_that_says_no_says_that_there_is_none(tmp_path: Path) -> None:
    row = f"{an_id('01k', 9)},{READER},Contact,Contact.Phone,false,false\n"
    records = harvested(exported(tmp_path, FieldPermissions=FIELDS + row))
    assert "permission-set/Reader field Contact#Phone: none" in placeless(records)


def test_a_permission_on_a_compound_field_holds_for_its_parts(tmp_path: Path) -> None:
    row = f"{an_id('01k', 9)},{READER},Contact,Contact.MailingAddress,true,false\n"
    records = harvested(exported(tmp_path, FieldPermissions=FIELDS + row))
    assert "permission-set/Reader field Contact#MailingCity: read" in placeless(records)
    assert any(one.id.field_name == "MailingCity" for one in of(Field, records))


def test_tokens_are_as_whom_an_application_acts(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path))
    (token,) = of(Acting, records)
    assert (token.application, token.principal.name, token.how) == (
        ORG.of_kind("application", "Drift"),
        "bot@acme.example",
        "token",
    )
    assert (str(token.last_used), token.uses) == ("2026-11-03", 12)
    (application,) = of(Application, records)
    assert (application.label, application.transit) == ("Drift chat", Transit.ENCRYPTED)


def test_an_application_of_a_package_has_its_prefix_and_one_without_entry_its_label(tmp_path: Path) -> None:
    tokens = TOKENS + f"Ours,Ours,acme,{ANA},,,\nMy Ticket Portal,,,{ANA},,,\n"
    records = harvested(exported(tmp_path, OauthToken=tokens))
    assert acting(records) == [
        "Drift token user/bot@acme.example",
        "My Ticket Portal token user/ana@acme.example",
        "acme__Ours token user/ana@acme.example",
    ]


SECRET = "hunter2secret"


def test_a_token_in_a_table_is_never_read_and_said_to_be_there(tmp_path: Path) -> None:
    head, *rows = TOKENS.splitlines()
    tokens = "\n".join([f"{head},AccessToken,DeleteToken", *(f"{row},{SECRET},{SECRET}" for row in rows)])
    users = "\n".join(f"{line},{'Api_Secret__c' if not at else SECRET}" for at, line in enumerate(USERS.splitlines()))
    records = harvested(exported(tmp_path, OauthToken=tokens, User=users))
    assert [line for line in facts(records) if "secret-in-metadata" in line] == [
        "OauthToken secret-in-metadata column AccessToken",
        "OauthToken secret-in-metadata column DeleteToken",
        "User secret-in-metadata column Api_Secret__c",
    ]
    assert SECRET not in str(records)
    assert acting(records) == ["Drift token user/bot@acme.example"]


def test_guests_and_portal_users_who_hold_the_same_are_one_outsider(tmp_path: Path) -> None:
    portal = "".join(
        f"{an_id('005', number)},p{number}@x.example,P,{'true' if number < 14 else 'false'},PowerCustomerSuccess,{SUPPORT},Support\n"
        for number in range(10, 15)
    )
    guest = f"{an_id('005', 20)},g@x.example,G,true,Guest,{MINIMUM},Minimum Access - Salesforce\n"
    records = harvested(exported(tmp_path, User=USERS + portal + guest, counts=None))
    outside = {one.label: one.peer for one in of(Principal, records) if one.peer}
    assert outside == {
        "guests with MinimumAccess: 1": Id("public://users.acme"),
        "portal users with Support: 4": Id("portal://users.acme"),
    }
    assert {one.id: one.kind for one in of(System, records)} == {
        ORG: "salesforce",
        Id("public://users.acme"): "public",
        Id("portal://users.acme"): "portal",
    }
    assert "portal-user/portal users with Support holds profile/Support" in held(records)
    by_kind = {one.id.kind: one.transit for one in records if isinstance(one, Principal) and one.peer}
    assert by_kind == {"guest": None, "portal-user": Transit.ENCRYPTED}


def test_a_file_alone_is_an_export(tmp_path: Path) -> None:
    path = exported(tmp_path) / "FieldPermissions.csv"
    assert exports_connector.detect(path)
    assert len(placeless(harvested(path))) == 3


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (dict(ALL), True),
        ({"counts.csv": ALL["counts.csv"]}, False),
        ({"people.csv": "Name,Username\na,b\n"}, False),
        ({"below/User.csv": USERS}, False),
        ({"User.txt": USERS}, False),
        ({}, False),
    ],
)
def test_a_folder_of_exports_is_known_by_their_headers(tmp_path: Path, files: dict[str, str], found: bool) -> None:
    assert exports_connector.detect(write(tmp_path, files)) is found
