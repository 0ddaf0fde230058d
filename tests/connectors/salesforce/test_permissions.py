from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from lineage.model.records import Dataset, Field, Gap, Principal
from tests.connectors.salesforce.rights import facts, field, grants, held, owner, placeless
from tests.connectors.salesforce.writing import SOURCE, counts, harvested, of, tag, write, xml

SET = f"{SOURCE}/permissionsets/Reader.permissionset-meta.xml"
PROFILE = "profiles/Support.profile"


def test_an_object_permission_is_a_grant_on_the_object_leg_and_a_field_permission_one_on_the_field_leg(tmp_path: Path) -> None:
    content = xml(
        "PermissionSet",
        field("Contact.Email"),
        field("Contact.Phone", edit="true"),
        owner("Contact", allowRead="true", allowCreate="true", allowEdit="true", allowDelete="true"),
        owner("Case", allowRead="true", viewAllRecords="true", modifyAllRecords="true"),
        tag("label", "Reader"),
    )
    assert grants(harvested(write(tmp_path, {SET: content}))) == [
        f"permission-set/Reader field Contact#Email: read @ {SET}:3",
        f"permission-set/Reader field Contact#Phone: read edit @ {SET}:4",
        f"permission-set/Reader object Case: read read-all edit-all @ {SET}:6",
        f"permission-set/Reader object Contact: read edit create delete @ {SET}:5",
    ]


def test_view_all_fields_is_the_field_leg_of_the_whole_object(tmp_path: Path) -> None:
    content = xml("PermissionSet", owner("Contact", allowRead="true", viewAllFields="true"))
    assert placeless(harvested(write(tmp_path, {SET: content}))) == [
        "permission-set/Reader field Contact: read",
        "permission-set/Reader object Contact: read",
    ]


def test_what_opens_all_data_is_the_object_leg_of_the_org_and_never_a_field(tmp_path: Path) -> None:
    content = xml("PermissionSet", held("ViewAllData"), held("ModifyAllData"), held("ApiEnabled"))
    assert placeless(harvested(write(tmp_path, {SET: content}))) == [
        "permission-set/Reader object the org: edit-all",
        "permission-set/Reader object the org: read-all",
    ]


def test_who_hands_out_permission_sets_can_get_what_is_lacking(tmp_path: Path) -> None:
    content = xml("PermissionSet", held("AssignPermissionSets"), held("ManageProfilesPermissionsets", enabled="false"))
    assert grants(harvested(write(tmp_path, {SET: content}))) == [f"permission-set/Reader object the org: assign @ {SET}:3"]


def test_the_permission_to_view_all_fields_of_the_org_is_the_field_leg_of_the_org(tmp_path: Path) -> None:
    content = xml("PermissionSet", held("ViewAllFieldsGlobal"), owner("Contact", allowRead="true"))
    assert placeless(harvested(write(tmp_path, {SET: content}))) == [
        "permission-set/Reader field the org: read",
        "permission-set/Reader object Contact: read",
    ]


def test_a_muting_set_takes_away(tmp_path: Path) -> None:
    path = "mutingpermissionsets/Less.mutingpermissionset"
    content = xml("MutingPermissionSet", field("Contact.Email"), owner("Contact", allowDelete="true"), held("ViewAllData"))
    assert placeless(harvested(write(tmp_path, {path: content}))) == [
        "-muting-permission-set/Less field Contact#Email: read",
        "-muting-permission-set/Less object Contact: delete",
        "-muting-permission-set/Less object the org: read-all",
    ]
    assert facts(harvested(tmp_path), "muting-permission-set/Less") == [
        "muting-permission-set/Less taken-away system-permission ViewAllData"
    ]


def test_a_muting_set_may_take_away_editing_alone(tmp_path: Path) -> None:
    path = "mutingpermissionsets/Less.mutingpermissionset"
    content = xml("MutingPermissionSet", field("Contact.Email", read="false", edit="true"), field("Contact.Phone", edit="true"))
    assert placeless(harvested(write(tmp_path, {path: content}))) == [
        "-muting-permission-set/Less field Contact#Email: edit",
        "-muting-permission-set/Less field Contact#Phone: read edit",
    ]


def test_a_no_in_a_set_is_counted_and_no_grant(tmp_path: Path) -> None:
    content = xml("PermissionSet", field("Contact.Email", read="false"), field("Contact.Phone"), owner("Case"))
    records = harvested(write(tmp_path, {SET: content}))
    assert placeless(records) == ["permission-set/Reader field Contact#Phone: read"]
    found = counts(records)
    assert (found["FieldPermission"], found["FieldPermission (readable)"], found["ObjectPermission"]) == (2, 1, 1)


def test_a_no_in_a_profile_is_kept_as_a_denial_because_a_profile_leaves_out_what_was_not_retrieved(tmp_path: Path) -> None:
    content = xml("Profile", field("Contact.Email", read="false"), field("Contact.Phone"), owner("Case"))
    assert placeless(harvested(write(tmp_path, {PROFILE: content}))) == [
        "profile/Support field Contact#Email: none",
        "profile/Support field Contact#Phone: read",
        "profile/Support object Case: none",
    ]


def test_a_set_that_does_not_say_whether_an_object_may_be_read_is_not_told_whole(tmp_path: Path) -> None:
    content = xml("PermissionSet", tag("objectPermissions", object="Case", allowEdit="false"), owner("Contact", allowRead="true"))
    records = harvested(write(tmp_path, {SET: content}))
    assert placeless(records) == ["permission-set/Reader object Contact: read"]
    assert [one.partial for one in of(Principal, records)] == [True]


@pytest.mark.parametrize(
    ("entry", "operations"),
    [
        (tag("fieldLevelSecurities", field="Contact.Email", editable="false", hidden="false"), "read"),
        (tag("fieldLevelSecurities", field="Contact.Email", editable="false", hidden="true"), "none"),
        (tag("fieldPermissions", field="Contact.Email", editable="true", hidden="false"), "read edit"),
        (tag("fieldPermissions", field="Contact.Email", editable="true"), "read edit"),
        (tag("fieldPermissions", field="Contact.Email", editable="true", readable="false"), "edit"),
        (tag("fieldPermissions", field="Contact.Email", editable="0", readable="1"), "read"),
        (tag("fieldPermissions", field=" Contact.Email ", editable=" false", readable="true "), "read"),
        (tag("fieldPermissions", field="Contact.Email", readable="true"), "read"),
    ],
)
def test_old_and_odd_entries_are_read_by_what_they_say(tmp_path: Path, entry: str, operations: str) -> None:
    records = harvested(write(tmp_path, {PROFILE: xml("Profile", entry)}))
    assert grants(records) == [f"profile/Support field Contact#Email: {operations} @ {PROFILE}:3"]
    assert not [gap for gap in of(Gap, records) if "do not say whether" in gap.what]


def test_a_permission_on_objects_that_is_not_known_is_told_of(tmp_path: Path) -> None:
    files = {SET: xml("PermissionSet", owner("Contact", allowRead="true", viewAllNotes="true", shareAll="false"))}
    records = harvested(write(tmp_path, files))
    assert placeless(records) == ["permission-set/Reader object Contact: read"]
    (gap,) = [gap for gap in of(Gap, records) if "not known here" in gap.what]
    assert gap.what == "Object permissions grant what is not known here, in 1 files: viewAllNotes."


def test_two_profiles_whose_names_differ_in_case_are_one_and_told_of(tmp_path: Path) -> None:
    first, second = f"{SOURCE}/profiles/Sales.profile-meta.xml", f"{SOURCE}/other/profiles/sales.profile-meta.xml"
    files = {first: xml("Profile", owner("Contact", allowRead="true")), second: xml("Profile", field("Contact.Email"))}
    records = harvested(write(tmp_path, files))
    (gap,) = [gap for gap in of(Gap, records) if "several places" in gap.what]
    assert gap.what == f"Of the profiles, 1 stand in several places: sales at {second}:2 and {first}:2."


def test_an_entry_that_says_neither_readable_nor_hidden_grants_and_is_told_of(tmp_path: Path) -> None:
    entry = tag("fieldPermissions", field="Contact.Email", editable="false")
    records = harvested(write(tmp_path, {PROFILE: xml("Profile", entry)}))
    assert placeless(records) == ["profile/Support field Contact#Email: read"]
    (gap,) = [gap for gap in of(Gap, records) if "do not say whether" in gap.what]
    assert (gap.surface, gap.locator) == ("permission", PROFILE)


@pytest.mark.parametrize("order", list(permutations(("editable", "field", "readable"))))
def test_the_order_of_elements_makes_no_difference(tmp_path: Path, order: tuple[str, ...]) -> None:
    values = {"editable": "false", "field": "Contact.Email", "readable": "true"}
    entry = tag("fieldPermissions", **{name: values[name] for name in order})
    assert placeless(harvested(write(tmp_path, {SET: xml("PermissionSet", entry)}))) == [
        "permission-set/Reader field Contact#Email: read"
    ]


ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "field": st.sampled_from(["Contact.A__c", "Contact.B__c", "Case.C__c"]),
        "editable": st.sampled_from(["true", "false"]),
        "readable": st.sampled_from(["true", "false"]),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(ENTRY, max_size=6))
def test_reading_side_by_side_gives_what_reading_one_by_one_gives(tmp_path: Path, entries: list[dict[str, str]]) -> None:
    """An entry with a fourth element is read one by one, and so are all beside it."""
    usual = [tag("fieldPermissions", **entry) for entry in entries]
    slow = [*usual, tag("fieldLevelSecurities", field="Other.D__c", editable="true", hidden="false")]
    fast_grants = grants(harvested(write(tmp_path / "fast", {SET: xml("PermissionSet", *usual)})))
    slow_grants = grants(harvested(write(tmp_path / "slow", {SET: xml("PermissionSet", *slow)})))
    assert fast_grants == [line for line in slow_grants if "Other" not in line]


def test_entries_with_elements_of_their_neighbours_are_not_mixed_up(tmp_path: Path) -> None:
    first = "<fieldPermissions><editable>false</editable><field>Contact.A__c</field></fieldPermissions>"
    second = (
        "<fieldPermissions><readable>false</readable><editable>false</editable><field>Contact.B__c</field>"
        "<readable>true</readable></fieldPermissions>"
    )
    records = harvested(write(tmp_path, {PROFILE: xml("Profile", first, second)}))
    assert placeless(records) == ["profile/Support field Contact#A__c: read", "profile/Support field Contact#B__c: none"]


WHOLE = xml(
    "PermissionSet",
    tag("classAccesses", apexClass="Sync", enabled="true"),
    tag("customPermissions", enabled="true", name="Special"),
    tag("label", "Reader"),
    field("Contact.Email"),
    owner("Contact", allowRead="true"),
    held("ApiEnabled"),
)


def part(root: str, content: str) -> str:
    """A part of a set in a file of its own."""
    return xml(root, content.partition(">")[2].rpartition("<")[0])


PARTS = {
    f"{SOURCE}/permissionsets/Reader/Reader.permissionset-meta.xml": xml("PermissionSet", tag("label", "Reader")),
    f"{SOURCE}/permissionsets/Reader/classAccesses/Sync.classAccess-meta.xml": part(
        "ClassAccess", tag("classAccesses", apexClass="Sync", enabled="true")
    ),
    f"{SOURCE}/permissionsets/Reader/customPermissions/Special.customPermission-meta.xml": part(
        "CustomPermission", tag("customPermissions", enabled="true", name="Special")
    ),
    f"{SOURCE}/permissionsets/Reader/fieldPermissions/Contact.Email.fieldPermission-meta.xml": part(
        "FieldPermission", field("Contact.Email")
    ),
    f"{SOURCE}/permissionsets/Reader/objectPermissions/Contact.objectPermission-meta.xml": part(
        "ObjectPermission", owner("Contact", allowRead="true")
    ),
    f"{SOURCE}/permissionsets/Reader/userPermissions/ApiEnabled.userPermission-meta.xml": part(
        "UserPermission", held("ApiEnabled")
    ),
}


def unspaced(*content: str) -> str:
    """A file whose outermost element names no namespace."""
    return "\n".join(["<PermissionSet>", *content, "</PermissionSet>"])


BY_OBJECT = {
    f"{SOURCE}/permissionsets/Reader/Reader.permissionset-meta.xml": xml("PermissionSet", tag("label", "Reader")),
    f"{SOURCE}/permissionsets/Reader/Reader.classAccess-meta.xml": unspaced(
        tag("classAccesses", apexClass="Sync", enabled="true")
    ),
    f"{SOURCE}/permissionsets/Reader/Reader.customPermissions-meta.xml": unspaced(
        tag("customPermissions", enabled="true", name="Special")
    ),
    f"{SOURCE}/permissionsets/Reader/objectSettings/Contact.objectSettings-meta.xml": unspaced(
        field("Contact.Email"), owner("Contact", allowRead="true")
    ),
    f"{SOURCE}/permissionsets/Reader/Reader.userPermission-meta.xml": unspaced(held("ApiEnabled")),
}


@pytest.mark.parametrize(
    "files", [{SET: WHOLE}, PARTS, BY_OBJECT, {SET: WHOLE, **PARTS}], ids=["whole", "parts", "by-object", "both"]
)
def test_every_shape_of_a_permission_set_says_the_same(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    records = harvested(write(tmp_path, files))
    assert placeless(records) == [
        "permission-set/Reader field Contact#Email: read",
        "permission-set/Reader object Contact: read",
    ]
    assert facts(records, "permission-set/Reader") == [
        "permission-set/Reader code-access Sync",
        "permission-set/Reader custom-permission Special",
        "permission-set/Reader privilege ApiEnabled",
        "permission-set/Reader system-permission ApiEnabled",
    ]
    assert {(one.id.name, one.label, one.partial) for one in of(Principal, records)} == {("Reader", "Reader", False)}
    assert counts(records)["PermissionSet"] == 1


def test_a_set_of_which_only_parts_are_there_or_a_part_is_broken_is_not_told_whole(tmp_path: Path) -> None:
    without = {path: content for path, content in PARTS.items() if not path.endswith("permissionset-meta.xml")}
    assert [one.partial for one in of(Principal, harvested(write(tmp_path / "without", without)))] == [True]
    broken = {path: "<oops" if "fieldPermission" in path else content for path, content in PARTS.items()}
    assert [one.partial for one in of(Principal, harvested(write(tmp_path / "broken", broken)))] == [True]


def test_names_of_a_package_get_its_prefix(tmp_path: Path) -> None:
    folder = "Referenced Packages/Acme"
    files = {
        f"{folder}/package.xml": xml("Package", tag("namespacePrefix", "acme")),
        f"{folder}/permissionsets/Reader.permissionset": xml(
            "PermissionSet",
            tag("classAccesses", apexClass="Sync", enabled="true"),
            tag("customMetadataTypeAccesses", enabled="true", name="Rate__mdt"),
            field("Invoice__c.Total__c"),
            field("Contact.Invoice__c"),
            owner("Invoice__c", allowRead="true"),
            held("ApiEnabled"),
        ),
    }
    records = harvested(write(tmp_path, files))
    assert placeless(records) == [
        "permission-set/acme__Reader field Contact#acme__Invoice__c: read",
        "permission-set/acme__Reader field acme__Invoice__c#acme__Total__c: read",
        "permission-set/acme__Reader object acme__Invoice__c: read",
    ]
    assert facts(records, "permission-set/acme__Reader") == [
        "permission-set/acme__Reader code-access acme__Sync",
        "permission-set/acme__Reader metadata-access acme__Rate__mdt",
        "permission-set/acme__Reader privilege ApiEnabled",
        "permission-set/acme__Reader system-permission ApiEnabled",
    ]


def test_fields_that_permissions_name_are_fields_even_where_all_refuse_them(tmp_path: Path) -> None:
    content = xml(
        "PermissionSet", field("Contact.Email", read="false"), field("Contact.Extra__c", read="false"), field("Case.Extra__c")
    )
    records = harvested(write(tmp_path, {SET: content}))
    named = {one.id.shown: (one.type, {evidence.stated for evidence in one.evidence}) for one in of(Field, records)}
    assert named["Contact.Email"] == ("Email", {False})
    assert named["Contact.Extra__c"] == ("", {False})
    assert named["Case.Extra__c"] == ("", {False})
    assert {"Contact", "Case"} <= {one.id.path for one in of(Dataset, records)}
    (gap,) = [gap for gap in of(Gap, records) if gap.what.startswith("Permissions name")]
    assert gap.what == "Permissions name 2 custom fields of 2 objects that are not defined here: Case.Extra__c, Contact.Extra__c."
    assert gap.remedy == "sf project retrieve start --metadata CustomObject:Case CustomObject:Contact"


def test_defined_fields_are_no_gap_whatever_their_case(tmp_path: Path) -> None:
    files = {
        "permissionsets/Reader.permissionset": xml("PermissionSet", field("case.extra__C")),
        "objects/Case.object": xml("CustomObject", tag("fields", fullName="Extra__c", type="Text")),
    }
    assert not [gap for gap in of(Gap, harvested(write(tmp_path, files))) if gap.what.startswith("Permissions name")]


def test_an_object_that_nothing_lists_while_its_fields_are_permitted_is_told_of(tmp_path: Path) -> None:
    content = xml("PermissionSet", field("Task.Phone__c"), field("Contact.Email"), owner("Contact", allowRead="true"))
    records = harvested(write(tmp_path, {SET: content}))
    assert [line for line in facts(records) if "no-object-permission" in line] == ["Task no-object-permission"]


def test_what_was_remembered_of_a_file_says_the_same(tmp_path: Path) -> None:
    write(tmp_path / "org", {SET: WHOLE, "profiles/Support.profile": xml("Profile", field("Contact.Email", read="false"))})
    remembering = MetadataSettings(path=tmp_path / "org", org="acme", cache=tmp_path / "cache")
    first, again = (list(metadata_connector.harvest(remembering)) for _ in range(2))
    assert grants(first) == grants(again) == grants(harvested(tmp_path / "org"))
    assert grants(again)


def test_the_folder_says_what_profiles_may_lack_and_that_holders_are_not_known(tmp_path: Path) -> None:
    files = {
        "profiles/Support.profile": xml("Profile", field("Contact.Email")),
        "profiles/Silent.profile": xml("Profile", tag("custom", "true")),
        "permissionsets/Reader.permissionset": xml("PermissionSet"),
    }
    gaps = {gap.surface: gap for gap in of(Gap, harvested(write(tmp_path, files)))}
    assert gaps["profile"].what == (
        "The folder holds 2 profiles, with permissions only for what was retrieved in the same call; "
        "1 with none for any object or field."
    )
    assert gaps["profile"].remedy == "sf project retrieve start --metadata Profile PermissionSet CustomObject"
    assert gaps["membership"].what == "Who holds the 2 profiles and 1 permission set of this folder is not known."
    assert gaps["membership"].remedy.startswith('sf data query --query "SELECT Assignee.Username')
