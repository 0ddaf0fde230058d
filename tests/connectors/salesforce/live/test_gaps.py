"""What the org refuses, hides, cuts short or does not come to is a gap, and never the end of the harvest."""

from typing import Any

import pytest

from connectors.salesforce.live.org import Refused
from connectors.salesforce.live.preflight import WANTED
from lineage.connector import Harvested
from lineage.model.records import Dataset, Effort, Field, Gap, Principal
from tests.connectors.salesforce.exports.tables import an_id
from tests.connectors.salesforce.live.memory_org import MemoryOrg
from tests.connectors.salesforce.live.small_org import (
    DESCRIBED,
    FIELDS_ONLY,
    SETTINGS,
    TABLES,
    defined,
    harvested,
    memory_org,
)
from tests.connectors.salesforce.rights import acting, facts, placeless, short
from tests.connectors.salesforce.writing import of


def gaps(records: list[Harvested], surface: str = "") -> list[str]:
    """What could not be seen."""
    return [gap.what for gap in of(Gap, records) if surface in ("", gap.surface)]


def gap(records: list[Harvested], start: str) -> Gap:
    """The one gap that begins so."""
    (found,) = [one for one in of(Gap, records) if one.what.startswith(start)]
    return found


def told_in_part(records: list[Harvested]) -> set[str]:
    return {short(one.id) for one in of(Principal, records) if one.partial}


TABLES_ASKED = sorted(set(TABLES) - {"UserPermissionAccess", "CustomField", "Flow", "ExternalCredentialParameter"})


@pytest.mark.parametrize("table", TABLES_ASKED)
def test_a_table_that_is_refused_is_a_gap_that_names_the_permission(table: str) -> None:
    records = harvested(memory_org(refused={table: "INSUFFICIENT_ACCESS"}))
    found = [one for one in of(Gap, records) if one.locator == table and "INSUFFICIENT_ACCESS" in one.why]
    assert found
    assert all(one.hides and one.remedy.startswith("Give the user that reads the permission ") for one in found)
    assert of(Dataset, records)


@pytest.mark.parametrize("stops_after", range(0, 66, 3))
def test_where_the_org_stops_what_came_stays_and_the_rest_is_gaps(stops_after: int) -> None:
    whole = harvested()
    org = memory_org(stops_after=stops_after)
    records = harvested(org)
    later = [one for one in of(Gap, records) if "the org takes no more calls today" in one.why]
    calls = of(Effort, whole)[0].calls
    assert bool(later) == (stops_after < calls)
    assert {line for line in placeless(records) if "-group/" not in line} <= set(placeless(whole))
    assert org.calls <= stops_after


def test_a_user_that_may_do_nothing_sees_nothing_and_says_so() -> None:
    refused = dict.fromkeys([*TABLES, "sobjects", "limits"], "INSUFFICIENT_ACCESS")
    records = harvested(memory_org(refused=refused))
    assert of(Dataset, records) == []
    assert len(gaps(records)) > 30


def test_rows_that_do_not_come_are_a_gap_and_leave_rights_open() -> None:
    records = harvested(memory_org(lost={"FieldPermissions": 2}))
    found = gap(records, "The org told 5 of 7 rows of FieldPermissions.")
    assert found.hides == "which fields profiles and permission sets allow to read"
    assert "permission-set/Reader" in told_in_part(records)
    assert "permission-set/Reader" not in told_in_part(harvested())


def test_rows_that_an_answer_leaves_out_without_a_word_are_found_by_counting() -> None:
    records = harvested(memory_org(silent={"ObjectPermissions": 3}))
    assert "The org told 3 of 5 rows of ObjectPermissions." in gaps(records)
    assert "permission-set/Reader" in told_in_part(records)


def test_a_column_that_the_user_may_not_see_is_left_out_and_said() -> None:
    records = harvested(memory_org(hidden={"User": frozenset({"UserType"})}))
    assert "The org does not show UserType of User." in gaps(records)
    assert "user/bot@acme.example" in {short(one.id) for one in of(Principal, records)}


def test_a_table_without_a_column_that_it_is_known_by_is_refused() -> None:
    records = harvested(memory_org(hidden={"FieldPermissions": frozenset({"Field"})}))
    assert "The org did not tell of FieldPermissions." in gaps(records)


def test_a_field_that_the_user_may_not_see_is_known_by_its_definition() -> None:
    secret = defined("Invoice__c", "Iban__c", "Text(34)", ComplianceGroup="PII")
    records = harvested(memory_org(tables={"FieldDefinition": [*TABLES["FieldDefinition"], secret]}))
    found = gap(records, "Fields that the user who reads may not see")
    assert found.what.endswith("1 in all: Invoice__c.Iban__c.")
    (field,) = [one for one in of(Field, records) if one.id.field_name == "Iban__c"]
    assert (field.type, field.compliance_groups) == ("Text", ("PII",))


def test_an_object_that_the_user_may_not_read_is_known_by_its_definition() -> None:
    entity = {**TABLES["EntityDefinition"][0], "QualifiedApiName": "Salary__c", "Label": "Salary"}
    told = {"KeyPrefix": "a0X", "IsQueryable": True, "IsDeprecatedAndHidden": False}
    amount = defined("Salary__c", "Amount__c", "Currency(16, 2)", ComplianceGroup="PII")
    tables = {
        "EntityDefinition": [
            *TABLES["EntityDefinition"],
            {**entity, **told},
            {**entity, **told, "QualifiedApiName": "Salary__Share"},
        ],
        "FieldDefinition": [*TABLES["FieldDefinition"], amount],
    }
    records = harvested(memory_org(tables=tables))
    assert "Objects that the user who reads may not see, 1 in all: Salary__c." in gaps(records)
    (field,) = [one for one in of(Field, records) if one.id.path == "Salary__c"]
    assert (field.type, field.compliance_groups) == ("Currency", ("PII",))


def test_objects_whose_fields_may_be_hidden_do_not_claim_to_list_them() -> None:
    (whole,) = [one for one in of(Dataset, harvested()) if one.id.path == "Invoice__c"]
    records = harvested(memory_org(refused={"FieldDefinition": "INVALID_TYPE"}))
    (part,) = [one for one in of(Dataset, records) if one.id.path == "Invoice__c"]
    assert (whole.lists, part.lists) == (("__c",), ())


def test_an_object_that_is_not_described_is_a_gap() -> None:
    records = harvested(memory_org(refused={"describe Line__c": "NOT_FOUND"}))
    assert "Objects that the org did not describe, 1 in all: Line__c." in gaps(records)
    assert "Line__c" in {one.id.path for one in of(Dataset, records)}


def test_what_the_user_lacks_is_said_before_all_else() -> None:
    without = [{**TABLES["UserPermissionAccess"][0], "PermissionsViewSetup": False}]
    records = harvested(memory_org(tables={"UserPermissionAccess": without}))
    found = gap(records, "The user that reads has not the permission View Setup and Configuration.")
    assert found.hides == WANTED["ViewSetup"].hides


def test_that_the_users_own_permissions_are_not_told_is_a_gap() -> None:
    records = harvested(memory_org(refused={"UserPermissionAccess": "INVALID_TYPE"}))
    assert "Which permissions the user that reads has is not known." in gaps(records)


class TestGroups:
    def test_what_the_platform_adds_up_is_compared(self) -> None:
        more = {"Id": an_id("01k", 9), "ParentId": an_id("0PS", 6), "SobjectType": "Invoice__c", "Field": "Invoice__c.SSN__c"}
        rows = [*TABLES["FieldPermissions"], {**more, "PermissionsRead": True, "PermissionsEdit": False}]
        records = harvested(memory_org(tables={"FieldPermissions": rows}))
        found = gap(records, "What the platform adds up for permission set group Agents is not what its sets give")
        assert found.what.endswith(": Invoice__c.SSN__c.")
        assert not any("permission-set-group/Agents field" in line for line in placeless(records))

    def test_an_outdated_group_is_what_its_sets_give_and_is_not_compared(self) -> None:
        group = [{**TABLES["PermissionSetGroup"][0], "Status": "Outdated"}]
        rows = [row for row in TABLES["FieldPermissions"] if row["ParentId"] != an_id("0PS", 6)]
        records = harvested(memory_org(tables={"PermissionSetGroup": group, "FieldPermissions": rows}))
        assert not [what for what in gaps(records) if what.startswith("What the platform adds up")]
        assert "Permission set group Agents was Outdated when it was retrieved." in gaps(records)
        assert placeless(records) == placeless(harvested())

    def test_a_group_of_which_parts_are_missing_is_what_the_platform_adds_up(self) -> None:
        records = harvested(memory_org(lost={"PermissionSetGroupComponent": 1}))
        assert "permission-set-group/Agents field Invoice__c#Total__c: read edit" in placeless(records)


def test_a_row_that_the_platform_makes_up_means_that_all_data_may_be_changed() -> None:
    made_up = {**TABLES["ObjectPermissions"][0], "Id": "000000000000000AAA", "ParentId": FIELDS_ONLY}
    records = harvested(memory_org(tables={"ObjectPermissions": [*TABLES["ObjectPermissions"], made_up]}))
    assert "permission-set/Fields_Only object the org: edit-all" in placeless(records)


def test_hundreds_of_permissions_are_asked_for_in_several_queries() -> None:
    many = {f"PermissionsMadeUp{number:04d}": number == 599 for number in range(600)}
    sets = [{**row, **many} for row in TABLES["PermissionSet"]]
    org = memory_org(tables={"PermissionSet": sets})
    records = harvested(org)
    assert "permission-set/Reader system-permission MadeUp0599" in facts(records, "permission-set/Reader")
    assert max(map(len, org.asked)) < 8_000


def test_tokens_beyond_what_one_query_gives_are_asked_for_by_user() -> None:
    row = TABLES["OauthToken"][0]
    users = [
        {**TABLES["User"][0], "Id": an_id("005", 1_000 + number), "Username": f"u{number}@acme.example"}
        for number in range(1_000)
    ]
    tokens = [{**row, "UserId": user["Id"], "User": {"Username": user["Username"]}} for user in users for _ in range(3)]
    org = memory_org(tables={"User": users, "OauthToken": tokens, "PermissionSetAssignment": []}, silent={"OauthToken": 2_500})
    records = harvested(org)
    assert len([line for line in acting(records) if line.startswith("Drift token ")]) == 1_000
    assert not [what for what in gaps(records) if "tokens" in what and "may have more" in what]


def test_one_user_with_more_tokens_than_are_given_is_a_gap() -> None:
    tokens = [TABLES["OauthToken"][0]] * 2_600
    records = harvested(memory_org(tables={"OauthToken": tokens}, silent={"OauthToken": 2_500}))
    assert "The org told 2,500 tokens, and may have more." in gaps(records)


def test_applications_that_are_known_by_their_tokens_only_are_named() -> None:
    assert "Applications hold tokens and are not installed, 1 in all: Data Loader." in gaps(harvested())


def test_definitions_that_are_refused_for_many_objects_are_asked_for_one_by_one() -> None:
    class OneByOne(MemoryOrg):
        def _answer(self, soql: str) -> Any:
            if " FROM FieldDefinition " in soql and " IN (" in soql:
                raise Refused("MALFORMED_QUERY")
            return super()._answer(soql)

    org = OneByOne(TABLES, DESCRIBED)
    assert sorted(map(repr, of(Field, harvested(org)))) == sorted(map(repr, of(Field, harvested())))


def test_calls_that_are_left_to_others_are_not_made() -> None:
    limits = {"limits": {"DailyApiRequests": {"Max": 100, "Remaining": 30}}}
    org = memory_org(resources=limits)
    records = harvested(org)
    assert org.calls <= 1 + 10 + 1
    assert any("`api_reserve`" in one.why for one in of(Gap, records))


class TestScope:
    def test_only_the_objects_that_are_listed_are_read(self) -> None:
        settings = SETTINGS.model_copy(update={"objects": ("line__C", "Gone__c")})
        org = memory_org()
        records = harvested(org, settings)
        told = {one.id.path for one in of(Dataset, records) if any(evidence.stated for evidence in one.evidence)}
        assert "Line__c" in told
        assert "Contact" not in told
        assert not [line for line in placeless(records) if "Invoice__c" in line]
        assert "permission-set/Reader object Line__c: read" in placeless(records)
        assert any("Gone__c" in what for what in gaps(records))

    def test_rights_beyond_the_scope_are_not_said_to_be_none(self) -> None:
        records = harvested(settings=SETTINGS.model_copy(update={"objects": ("Line__c",)}))
        assert "permission-set/Reader" in told_in_part(records)

    def test_objects_that_the_org_classifies_are_found(self) -> None:
        org = memory_org()
        records = harvested(org, SETTINGS.model_copy(update={"objects": "classified"}))
        said = {one.id.path for one in of(Dataset, records) if one.label}
        assert said == {"Invoice__c"}


class TestSecrets:
    def test_a_key_in_an_answer_never_comes_out_and_its_place_does(self) -> None:
        records = harvested()
        assert "planted-9f8e7d6c5b4a39281706f5e4d3c2b1a0" not in repr(records)
        assert any(line.startswith("channel/named-credential/Billing secret-in-metadata") for line in facts(records))

    def test_a_flow_of_an_odd_shape_does_no_harm(self) -> None:
        flow = [{**TABLES["Flow"][0], "Metadata": {"a b": 1, "start": ["x\x00y", None], "status": {"deep": [{}]}}}]
        assert of(Effort, harvested(memory_org(tables={"Flow": flow})))


def test_two_harvests_say_the_same() -> None:
    plain = [repr(one) for one in harvested() if not hasattr(one, "table")]
    assert plain == [repr(one) for one in harvested() if not hasattr(one, "table")]


def test_bodies_of_flows_are_left_out_where_nobody_wants_them() -> None:
    org = memory_org()
    harvested(org, SETTINGS.model_copy(update={"flow_bodies": False}))
    assert not [soql for soql in org.asked if "FROM Flow WHERE" in soql]


def test_as_whom_an_application_acts_is_told_by_name() -> None:
    assert "Drift run-as user/bot@acme.example" in acting(harvested())
    assert "Etl run-as user/bot@acme.example" in acting(harvested())
