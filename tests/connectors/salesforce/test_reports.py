from pathlib import Path

import pytest

from connectors.salesforce.assemble.report_columns import ReportColumns, load_columns, load_types
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.reports import ReportTypeRow
from connectors.salesforce.rows.schema import FieldRow
from connectors.salesforce.standard import standard_field
from lineage.connector import Harvested
from lineage.model.records import Dataset, Fact, Gap, Hop, Job, Principal
from lineage.model.verdicts import Precision
from tests.connectors.salesforce.writing import ORG, arrows, end, harvested, of, surfaces, tag, write, xml

LOOKUP = {"type": "Lookup"}
ROWS = Rows(
    [
        FieldRow("Visit__c", "Patient__c", "x:1", type="Lookup", refers_to=("Contact",), relationship="Visits"),
        FieldRow("Bill__c", "Visit__c", "x:2", type="MasterDetail", refers_to=("Visit__c",), relationship="Bills"),
        FieldRow("Visit__c", "Note__c", "x:3"),
        ReportTypeRow("Patients_with_Bills", "x:4", "Contact", ("Visits__r", "Bills__r")),
    ]
)


def columns(*fields: str) -> str:
    return "".join(tag("columns", field=field) for field in fields)


def shown(records: list[Harvested]) -> list[str]:
    """The hops to reports and dashboards, and no others."""
    return [arrow for arrow in arrows(records) if " -> @report" in arrow or " -> @dashboard" in arrow]


def report(*parts: str, type: str = "ContactList") -> str:
    return xml("Report", *parts, tag("name", "Our people"), tag("reportType", type))


@pytest.mark.parametrize(
    ("type", "token", "fields"),
    [
        ("Patients_with_Bills__c", "Contact$Email", ["Contact.Email"]),
        ("Patients_with_Bills__c", "Contact.Visits__r$Note__c", ["Visit__c.Note__c"]),
        ("Patients_with_Bills__c", "Contact.Visits__r.Bills__r$Sum__c", ["Bill__c.Sum__c"]),
        ("Visits__c", "Visit__c$Patient__c", ["Visit__c.Patient__c", "Contact.Name"]),
        ("Visits__c", "Visit__c$Patient__c.Email", ["Contact.Email"]),
        ("Visits__c", "Visit__c$Patient__c.Account.Phone", ["Account.Phone"]),
        ("Visits__c", "Visit__c$Owner", ["Visit__c.OwnerId", "User.Name", "Group.Name"]),
        ("Any__c", "Account.Contacts$FirstName", ["Contact.FirstName"]),
        ("Any__c", "Account.Activities$Subject", ["Task.Subject", "Event.Subject"]),
        ("ContactList", "FIRST_NAME", ["Contact.FirstName"]),
        ("LeadList", "FIRST_NAME", ["Lead.FirstName"]),
        ("ContactList", "Contact.Shoe_Size__c", ["Contact.Shoe_Size__c"]),
        ("ContactList", "Contact.Birthdate", ["Contact.Birthdate"]),
        ("Activity", "Activity.Topic__c", ["Task.Topic__c", "Event.Topic__c"]),
        ("CaseCustomEntity$Visit__c", "SUBJECT", ["Case.Subject"]),
        ("CustomEntity$Visit__c", "CUST_NAME", ["Visit__c.Name"]),
        ("CustomEntityCustomEntity$Visit__c$Bill__c", "CHILD_NAME", ["Bill__c.Name"]),
        ("CustomEntity$Visit__c@Visit__c.Patient__c", "FK_NAME", ["Contact.Name"]),
        ("CustomEntity$Visit__c@Visit__c.Patient__c", "FK_$Contact.Shoe_Size__c", ["Contact.Shoe_Size__c"]),
        ("CustomEntity$Visit__c@Visit__c.Patient__c", "FK_Contact.Shoe_Size__c", ["Contact.Shoe_Size__c"]),
        ("AccountList", "RowCount", []),
        ("AccountList", "FORMULA1", []),
        ("AccountList", "BucketField_123", []),
    ],
)
def test_a_known_column_tells_its_fields(type: str, token: str, fields: list[str]) -> None:
    shown = ReportColumns(ROWS).of(type, token)
    assert [f"{object}.{field}" for object, field in shown.fields] == fields
    assert shown.is_known
    assert shown.objects == ()


@pytest.mark.parametrize(
    ("type", "token", "objects"),
    [
        ("ContactList", "PORTAL_NAME", ["Contact", "Account", "User"]),
        ("CustomEntity$Visit__c@Visit__c.Patient__c", "FK_PHONE", ["Visit__c", "Contact"]),
        ("Patients_with_Bills__c", "Contact.Gone__r$Name", ["Contact", "Visit__c", "Bill__c"]),
        ("Gone__c", "Visit__c.Gone__r$Name", ["Visit__c"]),
        ("SomeOtherList", "MYSTERY", []),
    ],
)
def test_of_an_unknown_column_the_objects_of_its_type_are_told(type: str, token: str, objects: list[str]) -> None:
    shown = ReportColumns(ROWS).of(type, token)
    assert (shown.fields, list(shown.objects), shown.is_known) == ((), objects, False)


def test_the_table_names_standard_fields() -> None:
    named = {tuple(one.split(".")) for fields in load_columns().values() for one in fields if not one.startswith("{")}
    of_people = {(object, field) for object, field in named if object in {"Contact", "Lead", "User"}}
    assert {one for one in of_people if not standard_field(*one)} == set()
    assert load_types()["contactlist"] == ("Contact", "Account", "User")


def test_a_report_is_a_dataset_with_hops_from_what_it_shows(tmp_path: Path) -> None:
    parts = [
        columns("FIRST_NAME", "Contact.SSN__c"),
        tag("groupingsDown", field="EMAIL"),
        tag("filter", tag("criteriaItems", column="BIRTHDATE"), tag("criteriaItems", column="FIRST_NAME")),
        tag("timeFrameFilter", dateColumn="STRANGE_DATE"),
    ]
    records = harvested(write(tmp_path, {"reports/HR/Inner/People.report": report(*parts)}))
    (dataset,) = [one for one in of(Dataset, records) if one.subtype == "report"]
    assert (dataset.id, dataset.label, dataset.stored) == (ORG.of_kind("report", "HR/Inner/People"), "Our people", False)
    assert shown(records) == [
        "Contact#Email -> @report/HR%2FInner%2FPeople",
        "Contact#FirstName -> @report/HR%2FInner%2FPeople",
        "Contact#SSN__c -> @report/HR%2FInner%2FPeople",
    ]
    assert {hop.evidence[0].locator for hop in of(Hop, records) if hop.target == dataset.id} == {
        f"reports/HR/Inner/People.report:{n}" for n in (3, 4)
    }
    (fact,) = [fact for fact in of(Fact, records) if fact.name == "filtered-by"]
    assert (fact.subject, fact.value) == (dataset.id, "Contact.Birthdate, STRANGE_DATE")


def test_what_a_report_computes_is_derived(tmp_path: Path) -> None:
    parts = [
        columns("BucketField_1", "CDF_Long"),
        tag("buckets", developerName="BucketField_1", sourceColumnName="Contact.Age__c"),
        tag(
            "customDetailFormulas", developerName="CDF_Long", calculatedFormula="IF(LEN(LAST_NAME) > 9, &quot;TITLE&quot;, EMAIL)"
        ),
        tag("aggregates", developerName="FORMULA1", calculatedFormula="Contact.Pay__c:SUM / RowCount"),
    ]
    records = harvested(write(tmp_path, {"reports/HR/People.report": report(*parts)}))
    assert {(end(hop.source), hop.transform) for hop in of(Hop, records) if "@report" in end(hop.target)} == {
        ("Contact#Age__c", "derive"),
        ("Contact#LastName", "derive"),
        ("Contact#Email", "derive"),
        ("Contact#Pay__c", "derive"),
    }


def test_an_unknown_column_may_show_any_field_of_the_objects_of_the_type(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "reports/HR/People.report": report(columns("FIRST_NAME", "PORTAL_NAME")),
        "reports/HR/Else.report": report(columns("MYSTERY"), type="SomeOtherList"),
    }
    records = harvested(write(tmp_path, files))
    whole = [hop for hop in of(Hop, records) if hop.precision is Precision.DATASET and "@report" in end(hop.target)]
    assert [(end(hop.source), hop.evidence[0].stated) for hop in whole] == [
        ("Contact", False),
        ("Account", False),
        ("User", False),
    ]
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "report"]
    assert gap.what.startswith(
        "Reports name 2 columns by 2 words of which it is not known which fields they mean: MYSTERY, PORTAL"
    )


def test_the_blocks_of_a_joined_report_are_read(tmp_path: Path) -> None:
    parts = [tag("block", columns("LeadList$x"), tag("reportType", "LeadList")), tag("block", columns("Lead.SSN__c"))]
    records = harvested(write(tmp_path, {"reports/HR/Both.report": report(*parts, type="MultiBlock")}))
    assert "Lead#SSN__c -> @report/HR%2FBoth" in arrows(records)


def test_a_report_of_a_package_has_its_prefix(tmp_path: Path) -> None:
    files = {
        "package.xml": xml("Package", tag("namespacePrefix", "acme")),
        "reports/HR/Visits.report": report(columns("Visit__c$Note__c", "Visit__c$oth__Note__c"), type="Visits__c"),
    }
    assert shown(harvested(write(tmp_path, files))) == [
        "acme__Visit__c#acme__Note__c -> @report/HR%2FVisits",
        "acme__Visit__c#oth__Note__c -> @report/HR%2FVisits",
    ]


def dashboard(*parts: str) -> str:
    component = tag("components", tag("report", "HR/People"))
    return xml("Dashboard", *parts, tag("leftSection", component), tag("title", "Board"))


@pytest.mark.parametrize(
    ("kind", "user"),
    [("SpecifiedUser", "boss@acme.example"), ("", "boss@acme.example"), ("LoggedInUser", ""), ("MyTeamUser", "")],
)
def test_a_dashboard_shows_its_reports_as_the_user_that_it_names(tmp_path: Path, kind: str, user: str) -> None:
    parts = [*([tag("dashboardType", kind)] if kind else []), tag("runningUser", "boss@acme.example")]
    files: dict[str, str | bytes] = {
        "dashboards/Top/Board.dashboard": dashboard(*parts),
        "reports/HR/People.report": report(columns("EMAIL")),
    }
    records = harvested(write(tmp_path, files))
    (hop,) = [hop for hop in of(Hop, records) if "dashboard" in end(hop.target)]
    board = ORG.of_kind("dashboard", "Top/Board")
    principal = ORG.of_kind("user", user) if user else None
    assert (hop.source, hop.target, hop.principal) == (ORG.of_kind("report", "HR/People"), board, principal)
    assert [(fact.subject, fact.value) for fact in of(Fact, records) if fact.name == "runs-as-user"] == (
        [(board, user)] if user else []
    )
    assert [one.label for one in of(Principal, records)] == ([user] if user else [])


def test_a_report_that_is_not_there_is_shown_with_the_command_that_fetches_it(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, {"dashboards/Top/Board.dashboard": dashboard()}))
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "report"]
    assert gap.remedy == "sf project retrieve start --metadata Report:HR/People"
    assert shown(records) == ["@report/HR%2FPeople -> @dashboard/Top%2FBoard"]


def test_the_command_for_many_reports_says_that_it_is_not_for_all(tmp_path: Path) -> None:
    parts = (tag("components", report=f"F/R{number}") for number in range(7))
    text = xml("Dashboard", tag("leftSection", *parts), tag("dashboardType", "LoggedInUser"))
    (gap,) = [gap for gap in of(Gap, harvested(write(tmp_path, {"dashboards/F/D.dashboard": text}))) if "not here" in gap.what]
    assert gap.remedy.startswith("sf project retrieve start --metadata Report:F/R0 ")
    assert "the other 2, " in gap.remedy


def test_a_report_is_found_without_its_outer_folder(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "dashboards/Top/Board.dashboard": dashboard(),
        "reports/All/HR/People.report": report(columns("EMAIL")),
    }
    assert "@report/All%2FHR%2FPeople -> @dashboard/Top%2FBoard" in arrows(harvested(write(tmp_path, files)))


def test_subscriptions_are_facts_and_to_whom_is_a_gap(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"reports/HR/People.report": report(columns("EMAIL"), tag("numSubscriptions", "2"))}
    records = harvested(write(tmp_path, files))
    (fact,) = [fact for fact in of(Fact, records) if fact.name == "subscription"]
    assert (fact.subject, fact.value) == (
        ORG.of_kind("report", "HR/People"),
        "2 subscriptions; their recipients are not told",
    )
    assert [gap.surface for gap in of(Gap, records) if gap.surface == "subscription"] == ["subscription"]


def test_a_snapshot_writes_what_its_report_shows(tmp_path: Path) -> None:
    snapshot = xml(
        "AnalyticSnapshot",
        tag("mappings", sourceField="EMAIL", sourceType="tabular", targetField="Mail__c"),
        tag("mappings", sourceField="MYSTERY", sourceType="tabular", targetField="Else__c"),
        tag("mappings", sourceField="ExecutionTime", sourceType="snapshot", targetField="When__c"),
        tag("runningUser", "boss@acme.example"),
        tag("sourceReport", "HR/People"),
        tag("targetObject", "Kept__c"),
    )
    files: dict[str, str | bytes] = {
        "analyticSnapshots/Keep.snapshot": snapshot,
        "reports/HR/People.report": report(columns("EMAIL")),
    }
    records = harvested(write(tmp_path, files))
    (job,) = of(Job, records)
    written = [hop for hop in of(Hop, records) if hop.job == job.id]
    assert (job.id.name, job.subtype) == ("analytic-snapshot/Keep", "analytic snapshot")
    assert [(end(hop.source), end(hop.target), hop.precision) for hop in written] == [
        ("Contact#Email", "Kept__c#Mail__c", Precision.EXACT),
        ("@report/HR%2FPeople", "Kept__c#Else__c", Precision.DATASET),
    ]
    assert {hop.principal for hop in written} == {ORG.of_kind("user", "boss@acme.example")}


def test_a_broken_report_is_one_gap_of_that_report(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "reports/HR/People.report": "<Report><columns>",
        "reports/HR/Other.report": report(columns("EMAIL")),
    }
    records = harvested(write(tmp_path, files))
    assert surfaces(records) == [("report", "reports/HR/People.report:1")]
    (gap,) = [gap for gap in of(Gap, records) if gap.locator]
    assert gap.subject == ORG.of_kind("report", "HR/People")
    assert shown(records) == ["Contact#Email -> @report/HR%2FOther"]
