from pathlib import Path

import pytest

from lineage.model.records import Field, Gap
from tests.connectors.salesforce.writing import ORG, SOURCE, harvested, of, surfaces, tag, write, xml


def inferred(folder: Path, object: str) -> list[str]:
    return sorted(one.id.name for one in of(Field, harvested(folder)) if one.id.path == object and not one.evidence[0].stated)


LAYOUT = xml(
    "Layout",
    tag("layoutSections", tag("layoutColumns", tag("layoutItems", field="Birthdate"), tag("layoutItems", customLink="X"))),
    tag("miniLayout", fields="Title"),
)


@pytest.mark.parametrize(
    ("path", "content", "names"),
    [
        ("layouts/Contact-Contact Layout.layout", LAYOUT, ["Birthdate", "Title"]),
        (f"{SOURCE}/layouts/Contact-Contact %28Old%29.layout-meta.xml", LAYOUT, ["Birthdate", "Title"]),
        (
            "quickActions/Contact.Change.quickAction",
            xml(
                "QuickAction",
                tag("fieldOverrides", field="Phone"),
                tag("quickActionLayout", tag("quickActionLayoutColumns", tag("quickActionLayoutItems", field="Fax"))),
            ),
            ["Fax", "Phone"],
        ),
        (
            "quickActions/New.quickAction",
            xml("QuickAction", tag("fieldOverrides", field="Phone"), tag("targetObject", "Contact")),
            ["Phone"],
        ),
        (
            "objects/Contact.object",
            xml(
                "CustomObject",
                tag("compactLayouts", tag("fields", "Title"), fullName="Short"),
                tag(
                    "fieldSets", tag("displayedFields", field="Fax"), tag("availableFields", field="Account.Phone"), fullName="S"
                ),
                tag("listViews", tag("columns", "LastName"), tag("columns", "CONTACT.EMAIL"), tag("filters", field="Email")),
                tag("searchLayouts", searchResultsAdditionalFields="Department"),
                tag("validationRules", errorConditionFormula="ISBLANK(HomePhone) &amp;&amp; Account.Fax = &quot;Phone&quot;"),
            ),
            ["Department", "Email", "Fax", "HomePhone", "LastName", "Title"],
        ),
        (
            f"{SOURCE}/objects/Contact/validationRules/V.validationRule-meta.xml",
            xml("ValidationRule", tag("errorConditionFormula", "Birthdate &lt; TODAY()")),
            ["Birthdate"],
        ),
        (f"{SOURCE}/objects/Contact/listViews/V.listView-meta.xml", xml("ListView", tag("columns", "Email")), ["Email"]),
        (
            f"{SOURCE}/objects/Contact/fieldSets/V.fieldSet-meta.xml",
            xml("FieldSet", tag("displayedFields", field="Fax")),
            ["Fax"],
        ),
        (
            f"{SOURCE}/objects/Contact/compactLayouts/V.compactLayout-meta.xml",
            xml("CompactLayout", tag("fields", "Fax")),
            ["Fax"],
        ),
    ],
)
def test_fields_that_are_only_named_become_known(tmp_path: Path, path: str, content: str, names: list[str]) -> None:
    found = inferred(write(tmp_path, {path: content}), "Contact")
    assert set(names) <= set(found)
    assert not {"Phone", "CONTACT.EMAIL", "Account", "TODAY"} & set(found) - set(names)


def test_a_field_that_is_defined_stays_as_defined(tmp_path: Path) -> None:
    files = {
        "objects/Contact.object": xml("CustomObject", tag("fields", fullName="Birthdate")),
        "layouts/Contact-A.layout": LAYOUT,
    }
    records = harvested(write(tmp_path, files))
    (field,) = [one for one in of(Field, records) if one.id.name == "Birthdate"]
    assert [(one.stated, one.locator) for one in field.evidence] == [(True, "objects/Contact.object:3")]


def test_custom_fields_that_are_only_named_are_a_gap_with_the_command(tmp_path: Path) -> None:
    layout = xml("Layout", tag("layoutSections", tag("layoutColumns", tag("layoutItems", field="SSN__c"))))
    files = {"layouts/Contact-A.layout": layout, "objects/Contact.object": xml("CustomObject", tag("fields", fullName="B__c"))}
    (gap,) = [gap for gap in of(Gap, harvested(write(tmp_path, files))) if gap.surface == "custom field"]
    assert (gap.subject, gap.locator) == (ORG.dataset("Contact"), "layouts/Contact-A.layout:2")
    assert gap.what == "Layouts, lists and rules name custom fields of Contact that are not defined here, 1 in all: SSN__c."
    assert gap.remedy == "sf project retrieve start --metadata CustomObject:Contact"


def test_a_part_of_no_object_is_a_gap(tmp_path: Path) -> None:
    path = "objects/V.listView-meta.xml"
    assert surfaces(harvested(write(tmp_path, {path: xml("ListView")}))) == [("list view", path)]
