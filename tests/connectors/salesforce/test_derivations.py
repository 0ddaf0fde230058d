"""Formulas, roll-ups, default values and field updates as hops."""

from pathlib import Path

import pytest

from lineage.connector import Harvested
from lineage.model.records import Gap, Hop, Job
from lineage.model.verdicts import Active, Precision
from tests.connectors.salesforce.writing import arrows, end, harvested, of, tag, write, xml

COMPUTED = ("derive", "aggregate")


def field(name: str, **leaves: str) -> str:
    return tag("fields", fullName=name, **leaves)


def lookup(name: str, to: str, type: str = "Lookup") -> str:
    return field(name, type=type, referenceTo=to, relationshipName="Anything")


def formula(name: str, text: str) -> str:
    return field(name, type="Text", formula=text)


def computed(records: list[Harvested]) -> list[str]:
    """The hops of what is computed, as `source -> target`, with a mark where they are not exact."""
    found = [hop for hop in of(Hop, records) if hop.transform in COMPUTED]
    return sorted(f"{end(hop.source)} -> {end(hop.target)}" + (" (some)" if hop.precision else "") for hop in found)


def reads(tmp_path: Path, text: str, *others: str, on: str = "Visit__c", **objects: str) -> tuple[list[str], list[Harvested]]:
    """What the formula F__c of an object reads, beside further fields of the object and other objects."""
    files: dict[str, str | bytes] = {f"objects/{on}.object": xml("CustomObject", formula("F__c", text), *others)}
    files |= {f"objects/{name}.object": xml("CustomObject", body) for name, body in objects.items()}
    records = harvested(write(tmp_path, files))
    return [arrow.removesuffix(f" -> {on}#F__c") for arrow in computed(records)], records


def gaps(records: list[Harvested]) -> list[tuple[str, str]]:
    return [(gap.what, gap.remedy) for gap in of(Gap, records) if gap.surface == "formula"]


def test_a_formula_reads_the_fields_of_its_record(tmp_path: Path) -> None:
    found, records = reads(tmp_path, "A__c &amp; TEXT(a__C) &amp; 'B__c' &amp; Name", field("A__c", type="Text"))
    assert found == ["Visit__c#A__c", "Visit__c#Name"]
    (hop, _) = [hop for hop in of(Hop, records) if hop.transform == "derive"]
    assert (hop.active, hop.job, hop.precision, hop.transform) == (Active.YES, None, Precision.EXACT, "derive")
    assert [(one.locator, one.stated) for one in hop.evidence] == [("objects/Visit__c.object:3", True)]
    assert gaps(records) == []


def test_the_evidence_is_the_line_of_the_reference(tmp_path: Path) -> None:
    _, records = reads(tmp_path, "\n  A__c\n  /* as\n agreed */ &amp; B__c", field("A__c"), field("B__c"))
    lines = {end(hop.source): hop.evidence[0].locator for hop in of(Hop, records) if hop.transform == "derive"}
    assert lines == {"Visit__c#A__c": "objects/Visit__c.object:4", "Visit__c#B__c": "objects/Visit__c.object:6"}


def test_relationships_are_followed_by_the_lookup_and_not_by_what_the_parent_calls_its_children(tmp_path: Path) -> None:
    found, _ = reads(
        tmp_path,
        "Patient__r.Doctor__r.SSN__c",
        lookup("Patient__c", "Person__c", "MasterDetail"),
        Person__c=lookup("Doctor__c", "Staff__c") + field("SSN__c"),
        Staff__c=field("SSN__c", type="Text"),
    )
    assert found == ["Staff__c#SSN__c"]


@pytest.mark.parametrize(
    ("on", "text", "found"),
    [
        ("Case", "Contact.SSN__c", ["Contact#SSN__c"]),
        ("Case", "Contact.Account.Name", ["Account#Name"]),
        ("Case", "Owner:User.Email", ["User#Email"]),
        ("Case", "OWNER:Queue.Name", ["Group#Name"]),
        ("Case", "Owner.Email", ["Group#Email", "User#Email"]),
        ("Case", "Owner.Phone", ["User#Phone"]),
        ("Case", "Parent.Contact.ReportsTo.Birthdate", ["Contact#Birthdate"]),
        ("Account", "Owner.ManagerId", ["User#ManagerId"]),
        ("Visit__c", "CreatedBy.Phone &amp; LastModifiedBy.Manager.Alias", ["User#Alias", "User#Phone"]),
        ("Visit__c", "RecordType.Name", ["RecordType#Name"]),
        ("Task", "Who.Email", ["Contact#Email", "Lead#Email"]),
        ("CampaignMember", "Lead.City", ["Lead#City"]),
        ("Contact", "Contact.Email", ["Contact#Email"]),
        ("Visit__c", "$User.Email &amp; $Profile.Name", ["Profile#Name", "User#Email"]),
        ("Visit__c", "$UserRole.Name &amp; $Organization.Phone", ["Organization#Phone", "UserRole#Name"]),
        ("Visit__c", "$User.Manager.Email", ["User#Email"]),
        ("Visit__c", "$Setup.Limits__c.Key__c", ["Limits__c#Key__c"]),
        ("Visit__c", "$CustomMetadata.Rate__mdt.Low.Value__c", ["Rate__mdt#Value__c"]),
        ("Visit__c", "$ObjectType.Zip__c.Fields.City__c", ["Zip__c#City__c"]),
        ("Visit__c", "$Record.Name &amp; $Record__Prior.OwnerId", ["Visit__c#Name", "Visit__c#OwnerId"]),
        ("Visit__c", "$Label.Hello &amp; $Api.Session_ID &amp; $System.OriginDateTime &amp; $Permission.See", []),
        ("Visit__c", "TODAY() + 1", []),
    ],
)  # fmt: skip
def test_standard_relationships_and_globals_lead_to_their_objects(tmp_path: Path, on: str, text: str, found: list[str]) -> None:
    assert reads(tmp_path, text, on=on)[0] == found


def test_a_lookup_to_several_objects_reads_those_that_have_the_field(tmp_path: Path) -> None:
    several = tag("fields", tag("referenceTo", "Dog__c"), tag("referenceTo", "Cat__c"), fullName="Pet__c", type="Lookup")
    animals = {"Dog__c": field("Tag__c") + field("Both__c"), "Cat__c": field("Both__c")}
    assert reads(tmp_path / "one", "Pet__r.Tag__c", several, **animals)[0] == ["Dog__c#Tag__c"]
    assert reads(tmp_path / "two", "Pet__r.Both__c", several, **animals)[0] == ["Cat__c#Both__c", "Dog__c#Both__c"]
    # Which of them has it is not known: some field of one of them is read.
    assert reads(tmp_path / "none", "Pet__r.Chip__c", several, **animals)[0] == [
        "Cat__c -> Visit__c#F__c (some)",
        "Dog__c -> Visit__c#F__c (some)",
    ]


def test_tasks_may_be_about_every_object_with_activities(tmp_path: Path) -> None:
    on = tag("enableActivities", "true")
    found, _ = reads(tmp_path, "What.Region__c", on="Event", Visit__c=on + field("Region__c"), Other__c=field("Region__c"))
    assert found == ["Visit__c#Region__c"]


def test_a_formula_of_activity_stands_on_tasks_and_events(tmp_path: Path) -> None:
    path = "force-app/main/default/objects/Activity/fields/F__c.field-meta.xml"
    file = xml("CustomField", tag("fullName", "F__c"), tag("formula", "Who.Email"), tag("type", "Text"))
    assert computed(harvested(write(tmp_path, {path: file}))) == [
        f"{person}#Email -> {owner}#F__c" for person in ("Contact", "Lead") for owner in ("Activity", "Event", "Task")
    ]


def test_what_cannot_be_followed_is_one_gap_for_its_object(tmp_path: Path) -> None:
    found, records = reads(tmp_path, "Gone__r.A__c &amp; Gone__r.B__c &amp; Lost__r.C__c &amp; A__c", field("A__c"))
    assert found == ["Visit__c#A__c"]
    ((what, remedy),) = gaps(records)
    assert "Visit__c" in what
    assert "Visit__c.F__c (Gone__r.A__c), Visit__c.F__c (Gone__r.B__c), Visit__c.F__c (Lost__r.C__c)" in what
    assert remedy == "sf project retrieve start --metadata 'CustomObject:Visit__c'"


def test_a_custom_field_that_is_not_defined_is_shown_and_told(tmp_path: Path) -> None:
    found, records = reads(tmp_path, "Contact.Shoe_Size__c &amp; Contact.Hat_Size__c &amp; Contact.Email", on="Case")
    assert found == ["Contact#Email", "Contact#Hat_Size__c", "Contact#Shoe_Size__c"]
    ((what, remedy),) = gaps(records)
    assert what.endswith("fields of Contact that are not defined here: Hat_Size__c, Shoe_Size__c.")
    assert remedy == "sf project retrieve start --metadata CustomObject:Contact"


def test_a_formula_without_end_and_an_unknown_global_are_told(tmp_path: Path) -> None:
    assert [what.split(":")[0] for what, _ in gaps(reads(tmp_path / "a", 'A__c &amp; "never', field("A__c"))[1])] == [
        "Formulas that end inside a literal or comment"
    ]
    assert "$Nobody.Knows" in gaps(reads(tmp_path / "b", "$Nobody.Knows")[1])[0][0]


def test_names_of_a_package_get_its_prefix_and_those_of_the_platform_do_not(tmp_path: Path) -> None:
    base = "Referenced Packages/Rates"
    package = '<?xml version="1.0"?><Package xmlns="http://soap.sforce.com/2006/04/metadata">{}</Package>'
    records = harvested(
        write(
            tmp_path,
            {
                f"{base}/package.xml": package.format("<namespacePrefix>rts</namespacePrefix>"),
                f"{base}/objects/Deal__c.object": xml(
                    "CustomObject", formula("F__c", "Contact__r.Email &amp; Own__c"), lookup("Contact__c", "Contact"), field("Own__c")
                ),
                f"{base}/objects/Sum__c.object": xml(
                    "CustomObject",
                    field("Total__c", type="Summary", summaryOperation="sum", summarizedField="Deal__c.Own__c",
                          summaryForeignKey="Deal__c.Sum__c"),
                ),
            },
        )
    )  # fmt: skip
    assert computed(records) == [
        "Contact#Email -> rts__Deal__c#rts__F__c",
        "rts__Deal__c#rts__Own__c -> rts__Deal__c#rts__F__c",
        "rts__Deal__c#rts__Own__c -> rts__Sum__c#rts__Total__c",
    ]


@pytest.mark.parametrize(
    ("said", "expected", "transform"),
    [
        ({"summaryOperation": "sum", "summarizedField": "Visit__c.Price__c"}, "Visit__c#Price__c -> Person__c#R__c", "aggregate"),
        ({"summaryOperation": "max", "summarizedField": "Visit__c.Price__c"}, "Visit__c#Price__c -> Person__c#R__c", "derive"),
        ({"summaryOperation": "count"}, "Visit__c -> Person__c#R__c (some)", "aggregate"),
    ],
)
def test_a_roll_up_reads_its_field_and_a_count_reads_its_child(
    tmp_path: Path, said: dict[str, str], expected: str, transform: str
) -> None:
    filtered = tag("summaryFilterItems", field="Visit__c.Kind__c", operation="equals", value="x")
    roll_up = tag("fields", filtered, fullName="R__c", type="Summary", summaryForeignKey="Visit__c.Person__c", **said)
    files: dict[str, str | bytes] = {
        "objects/Person__c.object": xml("CustomObject", roll_up),
        "objects/Visit__c.object": xml("CustomObject", field("Price__c", type="Currency"), field("Kind__c")),
    }
    records = harvested(write(tmp_path, files))
    assert computed(records) == [expected]
    assert [hop.transform for hop in of(Hop, records)] == [transform]
    assert gaps(records) == []


def test_filters_are_control_flow_and_no_hop(tmp_path: Path) -> None:
    items = tag("filterItems", field="Person__c.Kind__c", operation="equals", valueField="$Source.Kind__c")
    filtered = tag(
        "fields", tag("lookupFilter", items, active="true"), fullName="Person__c", type="Lookup", referenceTo="Person__c"
    )
    assert arrows(harvested(write(tmp_path, {"objects/Visit__c.object": xml("CustomObject", filtered)}))) == []


@pytest.mark.parametrize(
    ("default", "found"),
    [
        ("$User.Email", ["User#Email"]),
        ("IF($User.IsActive, $Setup.S__c.K__c, 'x')", ["S__c#K__c", "User#IsActive"]),
        ("Plain", []),
        ("&quot;$User.Email&quot;", []),
        ("false", []),
        ("TODAY() + 10", []),
    ],
)
def test_a_default_value_reads_globals(tmp_path: Path, default: str, found: list[str]) -> None:
    records = harvested(write(tmp_path, {"objects/A__c.object": xml("CustomObject", field("F__c", defaultValue=default))}))
    assert [arrow.removesuffix(" -> A__c#F__c") for arrow in computed(records)] == found
    assert [what for what, _ in gaps(records) if "A__c" in what] == []


def test_a_constant_of_a_default_value_or_a_formula_is_in_no_record(tmp_path: Path) -> None:
    parts = [field("A__c", defaultValue="hunter2"), field("B__c", defaultValue='IF(TRUE, "hunter2", $User.Alias)')]
    parts.append(formula("C__c", 'HYPERLINK("https://x.example?key=hunter2", Name)'))
    records = harvested(write(tmp_path, {"objects/A__c.object": xml("CustomObject", *parts)}))
    assert "hunter2" not in repr(records)
    assert computed(records) == ["A__c#Name -> A__c#C__c", "User#Alias -> A__c#B__c"]


UPDATE = tag(
    "fieldUpdates", fullName="Copy", field="Note__c", formula="Contact.Email &amp; PRIORVALUE(Note__c)", operation="Formula"
)


def rule(active: str = "true", fires: str = "Copy", type: str = "FieldUpdate") -> str:
    return tag("rules", tag("actions", name=fires, type=type), fullName="Rule", active=active)


def updated(tmp_path: Path, *parts: str, **files: str) -> list[Harvested]:
    described: dict[str, str | bytes] = {"workflows/Case.workflow": xml("Workflow", *parts)}
    return harvested(write(tmp_path, described | {f"objects/{name}.object": body for name, body in files.items()}))


@pytest.mark.parametrize(
    ("rules", "active"),
    [
        ((rule(),), Active.YES),
        ((rule("false"),), Active.NO),
        ((rule("false"), rule()), Active.YES),
        ((rule(""),), Active.UNKNOWN),
        ((), Active.UNKNOWN),
        ((rule(type="Alert"),), Active.UNKNOWN),
        ((rule(fires="COPY"),), Active.YES),
    ],
)
def test_a_field_update_is_as_active_as_what_fires_it(tmp_path: Path, rules: tuple[str, ...], active: Active) -> None:
    records = updated(tmp_path, UPDATE, *rules)
    assert computed(records) == ["Contact#Email -> Case#Note__c"]
    (hop,) = [hop for hop in of(Hop, records) if hop.transform == "derive"]
    (job,) = of(Job, records)
    assert (hop.job, hop.active, job.active, job.subtype) == (job.id, active, active, "field update")
    assert job.id.name == "field-update/Case.Copy"


def test_an_approval_process_fires_field_updates_too(tmp_path: Path) -> None:
    process = xml(
        "ApprovalProcess", tag("active", "true"), tag("finalApprovalActions", tag("action", name="Copy", type="FieldUpdate"))
    )
    files: dict[str, str | bytes] = {
        "workflows/Case.workflow": xml("Workflow", UPDATE),
        "approvalProcesses/Case.Ask.approvalProcess": process,
    }
    assert [job.active for job in of(Job, harvested(write(tmp_path, files)))] == [Active.YES]


def test_a_field_update_of_the_parent_sets_the_field_there(tmp_path: Path) -> None:
    update = UPDATE.replace("</fieldUpdates>", "<targetObject>Visit__c</targetObject></fieldUpdates>")
    records = updated(tmp_path, update, rule(), Case=xml("CustomObject", lookup("Visit__c", "Trip__c")))
    assert "Contact#Email -> Trip__c#Note__c" in computed(records)
    standard = UPDATE.replace("</fieldUpdates>", "<targetObject>ParentId</targetObject></fieldUpdates>")
    assert "Case#Note__c -> Case#Note__c" not in computed(updated(tmp_path / "b", standard, rule()))


def test_a_constant_moves_no_data_and_is_a_job_all_the_same(tmp_path: Path) -> None:
    constants = [
        tag("fieldUpdates", fullName=name, field="OwnerId", operation=name, lookupValue="someone@acme.example")
        for name in ("Literal", "LookupValue", "Null", "NextValue")
    ]
    records = updated(tmp_path, *constants)
    assert of(Hop, records) == []
    assert sorted(job.id.name for job in of(Job, records)) == [
        f"field-update/Case.{name}" for name in ("Literal", "LookupValue", "NextValue", "Null")
    ]


def test_a_field_update_in_a_file_of_its_own_is_read(tmp_path: Path) -> None:
    base = "force-app/main/default/workflows/Case"
    update = xml("WorkflowFieldUpdate", tag("fullName", "Copy"), tag("field", "Note__c"), tag("formula", "Subject"))
    records = harvested(write(tmp_path, {f"{base}/workflowFieldUpdates/Copy.workflowFieldUpdate-meta.xml": update}))
    assert computed(records) == ["Case#Subject -> Case#Note__c"]


def test_field_updates_that_are_fired_and_not_there_are_one_gap(tmp_path: Path) -> None:
    records = updated(tmp_path, rule(), rule(fires="Other"))
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "field update"]
    assert "Copy, Other" in gap.what
    assert gap.remedy == "sf project retrieve start --metadata 'Workflow:Case'"
