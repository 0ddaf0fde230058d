"""What is wrong with exports is told, each in its place, and the rest of them is read all the same."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage import pipeline
from lineage.errors import NothingScanned
from lineage.graph.build import build
from lineage.model.records import Gap, Principal
from lineage.project import bare_project
from tests.connectors.salesforce.exports.tables import (
    AGENTS,
    ALL,
    ASSIGNMENTS,
    BOT,
    COUNTS,
    FIELD_HEADER,
    FIELDS,
    GROUPS,
    MINIMUM,
    OBJECTS,
    OF_AGENTS,
    PROFILES,
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
    why,
)
from tests.connectors.salesforce.exports.test_exports import HOLDINGS, WHOLE_ORG
from tests.connectors.salesforce.rights import acting, grants, placeless
from tests.connectors.salesforce.writing import of, write
from tests.example import HARVESTED

NOT_SAID = "does not say who holds"
"""What the small org's exports lack by themselves."""


def others(found: list[str]) -> list[str]:
    return [what for what in found if NOT_SAID not in what]


# What is not there


@pytest.mark.parametrize("sort", ["User", "PermissionSetAssignment", "ObjectPermissions", "FieldPermissions", "OauthToken"])
def test_an_export_that_is_missing_is_told_with_the_command_that_makes_it(tmp_path: Path, sort: str) -> None:
    records = harvested(exported(tmp_path, **{sort: None}))
    (gap,) = [gap for gap in of(Gap, records) if gap.what == f"There is no export of {sort}."]
    assert gap.remedy.startswith('sf data query --query "SELECT ')
    assert gap.remedy.endswith(f'FROM {sort}" --result-format csv > {sort}.csv')


def test_without_counts_nobody_is_told_whole(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, counts=None))
    assert others(gaps(records)) == [
        "Nothing says how many rows the org has of User, PermissionSetAssignment, ObjectPermissions, FieldPermissions."
    ]
    assert len(told_in_part(records)) == 7
    assert (held(records), placeless(records)) == (HOLDINGS, WHOLE_ORG)


def test_fewer_rows_than_the_org_has_are_a_gap(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, counts=COUNTS.replace("FieldPermissions,3", "FieldPermissions,312615")))
    assert others(gaps(records)) == ["The export of FieldPermissions holds 3 of 312,615 rows."]
    assert "permission-set/Reader" in told_in_part(records)
    assert "user/ana@acme.example" not in told_in_part(records)


def test_users_are_told_in_part_where_assignments_are(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, counts=COUNTS.replace("PermissionSetAssignment,4", "PermissionSetAssignment,5")))
    assert told_in_part(records) == ["user/ana@acme.example", "user/bot@acme.example", "user/old@acme.example"]


@pytest.mark.parametrize(("rows", "stopped"), [(49_999, False), (50_000, True), (50_001, False), (100_000, True)])
def test_an_export_that_stopped_where_tools_stop_is_a_gap(tmp_path: Path, rows: int, stopped: bool) -> None:
    row = f"x,{READER},Contact,Contact.F__c,true,false\n"
    records = harvested(exported(tmp_path, FieldPermissions=FIELD_HEADER + row * rows, counts=None))
    told = [gap for gap in of(Gap, records) if "where tools stop" in gap.what]
    assert [gap.what for gap in told] == (
        [f"exports/FieldPermissions.csv holds exactly {rows:,} rows of FieldPermissions, where tools stop without a word."]
        if stopped
        else []
    )
    assert all(gap.remedy.startswith("SF_ORG_MAX_QUERY_LIMIT=") for gap in told)


def test_a_count_says_that_exactly_that_many_rows_are_all(tmp_path: Path) -> None:
    row = f"x,{READER},Contact,Contact.F__c,true,false\n"
    counted = "Object,Count\nFieldPermissions,50000\nObjectPermissions,2\nUser,3\nPermissionSetAssignment,4\n"
    records = harvested(exported(tmp_path, FieldPermissions=FIELD_HEADER + row * 50_000, counts=counted))
    assert others(gaps(records)) == []
    assert told_in_part(records) == []


def test_tokens_stop_earlier(tmp_path: Path) -> None:
    head, row, _ = TOKENS.splitlines()
    records = harvested(exported(tmp_path, OauthToken="\n".join([head, *[row] * 2_500])))
    assert [what for what in gaps(records) if "where tools stop" in what] == [
        "exports/OauthToken.csv holds exactly 2,500 rows of OauthToken, where tools stop without a word."
    ]


def test_without_the_permissions_that_open_everything_no_container_is_told_whole(tmp_path: Path) -> None:
    sets = f"Id,Name,IsOwnedByProfile\n{READER},Reader,false\n"
    assert "permission-set/Reader" in told_in_part(harvested(exported(tmp_path, PermissionSet=sets)))


# What names what is not there


def test_an_assignment_of_a_user_who_is_not_there_is_kept_and_told(tmp_path: Path) -> None:
    gone = an_id("005", 99)
    records = harvested(exported(tmp_path, PermissionSetAssignment=f"{ASSIGNMENTS}x,{gone},{READER},,,true\n", counts=None))
    assert held(records) == sorted([*HOLDINGS, f"user/{gone} holds permission-set/Reader"])
    assert f"Rows of PermissionSetAssignment name rows of User that no export here holds, 1 in all: {gone}." in gaps(records)
    assert f"user/{gone}" in told_in_part(records)


def test_a_permission_of_a_set_that_is_not_there_is_kept_and_told(tmp_path: Path) -> None:
    gone = an_id("0PS", 99)
    row = f"x,{gone},Contact,Contact.Email,true,false\n"
    records = harvested(exported(tmp_path, FieldPermissions=FIELDS + row, counts=None))
    assert placeless(records) == sorted([*WHOLE_ORG, f"permission-set/{gone} field Contact#Email: read"])
    assert f"Rows of FieldPermissions name rows of PermissionSet that no export here holds, 1 in all: {gone}." in gaps(records)


def test_a_name_that_no_export_of_sets_has_is_told(tmp_path: Path) -> None:
    assigned = f"AssigneeId,PermissionSet.Name\n{BOT},Reader\n{BOT},Raeder\n"
    records = harvested(exported(tmp_path, PermissionSetAssignment=assigned))
    assert "Rows of PermissionSetAssignment name rows of PermissionSet that no export here holds, 1 in all: Raeder." in gaps(
        records
    )
    assert "user/bot@acme.example holds permission-set/Raeder" in held(records)


def test_a_profile_a_group_and_a_token_owner_who_are_not_there_are_told(tmp_path: Path) -> None:
    users = USERS.replace(f"{SUPPORT},Support", f"{an_id('00e', 9)},", 1)
    assigned = ASSIGNMENTS.replace(AGENTS, an_id("0PG", 9))
    tokens = TOKENS + f"Other,Other,,{an_id('005', 9)},,,\n"
    records = harvested(exported(tmp_path, User=users, PermissionSetAssignment=assigned, OauthToken=tokens))
    told = [what.partition(" that no")[0] for what in gaps(records) if "no export here holds" in what]
    assert told == [
        "Rows of OauthToken name rows of User",
        "Rows of PermissionSetAssignment name rows of PermissionSetGroup",
        "Rows of User name rows of Profile",
    ]
    assert f"Other token user/{an_id('005', 9)}" in acting(records)


# What contradicts itself


def test_two_profiles_of_one_name_in_different_case_are_told_and_taken_for_one(tmp_path: Path) -> None:
    twin = an_id("00e", 7)
    users = USERS + f"{an_id('005', 8)},eve@acme.example,Eve,true,Standard,{twin},SUPPORT\n"
    records = harvested(exported(tmp_path, Profile=f"{PROFILES}{twin},SUPPORT\n", User=users, counts=None))
    (gap,) = [gap for gap in of(Gap, records) if "cannot be told apart" in gap.what]
    assert "profiles Support (exports/Profile.csv:2) and SUPPORT (exports/Profile.csv:4)" in gap.what
    assert "user/eve@acme.example holds profile/SUPPORT" in held(records)


def test_one_id_with_two_names_is_told(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, Profile=f"{PROFILES}{MINIMUM},Another\n"))
    assert "have one id" in why(records, "cannot be told apart")


def test_groups_that_contain_each_other_hold_the_sets_of_both(tmp_path: Path) -> None:
    other, of_other = an_id("0PG", 2), an_id("0PS", 8)
    groups = f"{GROUPS}{other},Others,The others,Updated\n"
    sets = f"{SETS}{of_other},Others,Others,Group,false,,{other},false,false\n"
    components = f"PermissionSetGroupId,PermissionSetId\n{AGENTS},{of_other}\n{other},{OF_AGENTS}\n{other},{READER}\n{AGENTS},{OF_AGENTS}\n"
    records = harvested(exported(tmp_path, PermissionSetGroup=groups, PermissionSet=sets, PermissionSetGroupComponent=components))
    assert [line for line in held(records) if line.startswith("permission-set-group")] == [
        "permission-set-group/Agents holds permission-set/Reader",
        "permission-set-group/Others holds permission-set/Reader",
    ]
    assert (
        "Rows of PermissionSetGroupComponent put groups into groups: Agents in Agents, Agents in Others, Others in Agents."
        in gaps(records)
    )


def test_a_group_that_was_out_of_date_is_told(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, PermissionSetGroup=GROUPS.replace("Updated", "Outdated")))
    assert "Permission set group Agents was Outdated when it was retrieved." in gaps(records)


def test_two_users_of_one_name_are_told(tmp_path: Path) -> None:
    users = USERS + f"{an_id('005', 8)},ANA@acme.example,Other,true,Standard,{MINIMUM},Minimum Access - Salesforce\n"
    records = harvested(exported(tmp_path, User=users))
    assert "its user name is that of another user" in why(records, "row 5 could be read only in part")


# What cannot be read


def test_a_table_with_another_header_is_told_with_what_it_lacks(tmp_path: Path) -> None:
    records = harvested(
        exported(
            tmp_path,
            nearly="SobjectType,Field,PermissionsRead\nContact,Contact.Email,true\n",
            strange="Month,Revenue\n1,2\n",
            empty="",
            picture=b"\x89PNG\x00\x00",
        )
    )
    told = {gap.locator: gap.why for gap in of(Gap, records) if gap.what.endswith("was not read.")}
    assert told == {
        "exports/nearly.csv": "its header is that of no export known; for an export of FieldPermissions it lacks parent.name or "
        "parent.profile.name or parentid",
        "exports/strange.csv": "its header is that of no export known",
        "exports/empty.csv": "its header is that of no export known",
        "exports/picture.csv": "its header is that of no export known",
    }
    assert placeless(records) == WHOLE_ORG


def test_where_no_table_is_an_export_nothing_is_written_and_the_reason_is_said(tmp_path: Path) -> None:
    folder = write(tmp_path, {"lineage.yaml": "x", "a.csv": "Username\nx\n"})
    project = bare_project([folder / "a.csv"])
    with pytest.raises(NothingScanned, match="salesforce-exports looks for CSV files with the columns of User"):
        pipeline.harvest(project.model_copy(update={"store": tmp_path / "store"}), HARVESTED)


def test_broken_rows_are_left_out_and_numbered(tmp_path: Path) -> None:
    rows = f"x,{READER}\nx,,Contact,Contact.Email,true,false\nx,{READER},Contact,,true,false\nx,{READER},Contact,a/b#c.d,true,false\n"
    records = harvested(exported(tmp_path, FieldPermissions=FIELDS + rows))
    told = {gap.why: gap.what for gap in of(Gap, records) if "could not be read" in gap.what}
    assert told == {
        "they do not have 6 values as the header has": "exports/FieldPermissions.csv: row 5 could not be read.",
        "it names nobody who holds it": "exports/FieldPermissions.csv: row 6 could not be read.",
        "it names no field or object": "exports/FieldPermissions.csv: rows 7, 8 could not be read.",
    }
    assert placeless(records) == WHOLE_ORG
    assert "permission-set/Reader" in told_in_part(records)


def test_rows_keep_their_numbers_after_broken_ones(tmp_path: Path) -> None:
    broken = FIELDS.replace(FIELD_HEADER, f"{FIELD_HEADER}broken\n")
    assert "permission-set/Reader field Contact#Email: read @ exports/FieldPermissions.csv:3" in grants(
        harvested(exported(tmp_path, FieldPermissions=broken))
    )


def test_users_and_assignments_without_a_name_are_numbered(tmp_path: Path) -> None:
    records = harvested(
        exported(
            tmp_path,
            User=USERS + f"{an_id('005', 9)},,Nobody,true,Standard,,\n",
            PermissionSetAssignment=ASSIGNMENTS + f"x,,{READER},,,true\nx,{BOT},,,,true\n",
        )
    )
    told = {gap.what for gap in of(Gap, records) if "could not be read" in gap.what}
    assert told == {
        "exports/User.csv: row 5 could not be read.",
        "exports/PermissionSetAssignment.csv: row 6 could not be read.",
        "exports/PermissionSetAssignment.csv: row 7 could not be read.",
    }
    assert held(records) == HOLDINGS


def test_what_is_neither_yes_nor_no_is_taken_for_yes(tmp_path: Path) -> None:
    rows = f"x,{READER},Contact,Contact.Phone,perhaps,no\n"
    records = harvested(exported(tmp_path, FieldPermissions=FIELDS + rows))
    assert "permission-set/Reader field Contact#Phone: read" in placeless(records)
    assert why(records, "row 5 could be read only in part").startswith("a permission is neither true nor false")


@pytest.mark.parametrize("written", ["31.12.2026", "tomorrow", "2026-13-01"])
def test_an_end_that_cannot_be_read_is_no_end(tmp_path: Path, written: str) -> None:
    assigned = f"AssigneeId,PermissionSetId,ExpirationDate\n{BOT},{READER},{written}\n"
    records = harvested(exported(tmp_path, PermissionSetAssignment=assigned))
    assert "user/bot@acme.example holds permission-set/Reader" in held(records)
    assert "taken to have no end" in why(records, "row 2 could be read only in part")


def test_a_use_that_cannot_be_read_is_left_open(tmp_path: Path) -> None:
    head = TOKENS.splitlines()[0]
    records = harvested(exported(tmp_path, OauthToken=f"{head}\nDrift,Drift,,{BOT},,yesterday,often\n,,,{BOT},,,\nDrift,,,,,,\n"))
    assert acting(records) == ["Drift token user/bot@acme.example"]
    told = sorted(gap.why for gap in of(Gap, records) if gap.locator.startswith("exports/OauthToken.csv:"))
    assert told == [
        "how often the token was used is no number, and is left open",
        "it names no application",
        "it names no user",
        "its date cannot be read, and it is left open when the token was last used",
    ]


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, FieldPermissions=FIELDS.replace("Contact.Phone", '"Contact.Phone'), counts=COUNTS))
    assert "could not be read to its end" in "".join(gaps(records))
    assert "permission-set/Reader field Contact#Email: read" in placeless(records)
    assert "permission-set/Reader" in told_in_part(records)


def test_a_value_of_several_lines_swallows_no_row_in_silence(tmp_path: Path) -> None:
    head, first, second, third = USERS.splitlines()
    users = "\n".join([head, first.replace("Ana", '"Ana'), second.replace("Bot", 'Bot"'), third])
    records = harvested(exported(tmp_path, User=users))
    assert "several lines" in why(records, "exports/User.csv: row 2 could not be read")
    assert "user/old@acme.example holds profile/Support (no)" in held(records)


def test_letters_of_old_windows_are_read(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, User=USERS.replace("Ana", "Änne").encode("cp1252")))
    assert "Änne" in [one.label for one in of(Principal, records)]


def test_permissions_that_nobody_knows_are_told(tmp_path: Path) -> None:
    objects = "\n".join(f"{line},{'PermissionsTeleport' if not at else 'true'}" for at, line in enumerate(OBJECTS.splitlines()))
    records = harvested(exported(tmp_path, ObjectPermissions=objects))
    assert "exports/ObjectPermissions.csv tells of permissions that are not known here: PermissionsTeleport." in gaps(records)
    assert placeless(records) == WHOLE_ORG


def test_tokens_without_the_names_of_applications_are_told(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, OauthToken=f"AppName,UserId\nDrift chat,{BOT}\n"))
    assert "exports/OauthToken.csv names applications by their labels only." in gaps(records)
    assert acting(records) == ["Drift chat token user/bot@acme.example"]


def test_a_count_that_is_no_number_counts_nothing(tmp_path: Path) -> None:
    records = harvested(exported(tmp_path, counts="Object,Count\nUser,many\n"))
    assert why(records, "exports/counts.csv: row 2") == "its count is no number"
    assert "user/ana@acme.example" in told_in_part(records)


def test_a_folder_with_a_file_that_cannot_be_opened_is_read_without_it(tmp_path: Path) -> None:
    folder = exported(tmp_path)
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    assert placeless(harvested(folder)) == WHOLE_ORG


MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(sorted(ALL)),
        st.floats(0, 1),
        st.integers(0, 12),
        st.sampled_from([b"", b'"', b",", b"\n", b"\r", b";", b"\x00", b"\xff", "\u202e".encode(), b"=cmd", b"/", b"#", b"000"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutations=MUTATIONS, data=st.data())
def test_whatever_is_wrong_with_tables_the_rest_becomes_a_graph(
    tmp_path: Path, mutations: list[tuple[str, float, int, bytes]], data: st.DataObject
) -> None:
    files = {name: text.encode() for name, text in ALL.items()}
    for name, place, removed, put in mutations:
        at = int(place * len(files[name]))
        files[name] = files[name][:at] + put + files[name][at + removed :]
    records = harvested(write(tmp_path / data.draw(st.uuids()).hex, files))
    build(records)
    assert all(gap.what and gap.why and gap.hides for gap in of(Gap, records))
