import pytest

from connectors.salesforce.metadata.layout import lay_out, locate
from connectors.salesforce.metadata.registry import load_registry


@pytest.mark.parametrize(
    ("path", "type_", "name", "whole"),
    [
        ("src/objects/Contact.object", "CustomObject", "Contact", ""),
        ("objects/Contact.object", "CustomObject", "Contact", ""),
        ("a/b/c/objects/Contact/Contact.object-meta.xml", "CustomObject", "Contact", ""),
        ("a/objects/Contact/fields/SSN__c.field-meta.xml", "CustomField", "SSN__c", "Contact"),
        ("a/objects/objects/X__c/fields/Y__c.field-meta.xml", "CustomField", "Y__c", "X__c"),
        ("src/workflows/Case.workflow", "Workflow", "Case", ""),
        (
            "a/workflows/Case/workflowOutboundMessages/Send.workflowOutboundMessage-meta.xml",
            "WorkflowOutboundMessage",
            "Send",
            "Case",
        ),
        ("a/profiles/Custom%3A Support.profile-meta.xml", "Profile", "Custom: Support", ""),
        ("a/dataSources/Orders.dataSource-meta.xml", "ExternalDataSource", "Orders", ""),
        ("a/mktDataSources/Orders.dataSource-meta.xml", "DataSource", "Orders", ""),
        ("a/elsewhere/Close.flow-meta.xml", "Flow", "Close", ""),
        ("a/reports/Sales/Inner/Won.report-meta.xml", "Report", "Sales/Inner/Won", ""),
        ("a/lwc/card/card.js", "LightningComponentBundle", "card", ""),
        ("a/staticresources/app/lib/x.min.js", "StaticResource", "app", ""),
        ("a/permissionsets/Reader/objectSettings/Case.objectSettings-meta.xml", "PermissionSet", "Reader", ""),
        ("a/customMetadata/Api.Prod.md-meta.xml", "CustomMetadata", "Api.Prod", ""),
        ("SRC/Objects/Contact.OBJECT", "CustomObject", "Contact", ""),
        ("a/OBJECTS/Contact/Fields/SSN__c.Field-Meta.XML", "CustomField", "SSN__c", "Contact"),
        ("a/weblinks/Old.custompageweblink", "CustomPageWebLink", "Old", ""),
        ("a/objects/Log__b/indexes/By.indexe-meta.xml", "Index", "By", "Log__b"),
        ("src/reports/Sales-meta.xml", "ReportFolder", "Sales", ""),
        ("src/reports/Sales/Inner-meta.xml", "ReportFolder", "Sales/Inner", ""),
        ("a/reports/Sales/Inner.reportFolder-meta.xml", "ReportFolder", "Sales/Inner", ""),
        ("a/permissionsets/Reader/customPermissions/Export.customPermission-meta.xml", "PermissionSet", "Reader", ""),
        ("a/customPermissions/Export.customPermission-meta.xml", "CustomPermission", "Export", ""),
        ("a/permissionsets/hr/more/Reader.permissionset-meta.xml", "PermissionSet", "Reader", ""),
        ("a/lwc/card/LICENSE", "LightningComponentBundle", "card", ""),
    ],
)
def test_a_path_tells_type_and_name(path: str, type_: str, name: str, whole: str) -> None:
    place = locate(path)
    assert place is not None
    assert (place.kind.name, place.name, place.whole) == (type_, name, whole)


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "docs/objects.md",
        "a/elsewhere/X.flow",
        "a/x/X.dataSource-meta.xml",
        "x",
        "a/.object",
        "src/objects/._Contact.object",
        "src/objects/.Contact.object.swp",
        "src/objects/Contact.object~",
        "src/objects/Contact.object.orig",
    ],
)
def test_other_paths_tell_nothing(path: str) -> None:
    assert locate(path) is None


def test_a_file_beside_the_description_of_its_component_is_known() -> None:
    layout = lay_out(
        [
            "a/externalServiceRegistrations/Pay.externalServiceRegistration-meta.xml",
            "a/externalServiceRegistrations/Pay.yaml",
            "b.yaml",
        ]
    )
    assert layout.unknown == ("b.yaml",)


def test_every_type_of_the_registry_is_found_by_a_path_of_its_own() -> None:
    for kind in load_registry().kinds:
        if kind.suffix and not kind.part_of:
            place = locate(f"src/{kind.directory}/T.X.{kind.suffix}")
            assert place is not None
            assert place.kind == kind


def test_what_lies_beside_bundles_is_no_bundle() -> None:
    names = ("lwc/jsconfig.json", "lwc/card/card.js", "aura/readme.txt", "staticresources/logo.png")
    found = [locate(f"force-app/{name}") for name in names]
    assert [place and place.kind.name for place in found] == [None, "LightningComponentBundle", None, "StaticResource"]
