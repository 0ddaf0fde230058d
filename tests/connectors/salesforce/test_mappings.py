import json
import re
from pathlib import Path
from typing import Any

import pytest

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from lineage.connector import Harvested
from lineage.errors import WrongSetting
from lineage.model.ids import Id
from lineage.model.records import Gap, Hop, Job
from lineage.model.verdicts import Active, Precision
from tests.cli.command import run
from tests.connectors.salesforce.test_custom_metadata import record, value
from tests.connectors.salesforce.writing import ORG, arrows, of, tag, write, xml

Files = dict[str, str | bytes]
MAPPING: dict[str, Any] = {
    "type": "Map__mdt",
    "source_object": "Object__c",
    "source_field": "Field__c",
    "target": "Service__c",
    "target_property": "Property__c",
    "active": "Active__c",
    "direction": "Direction__c",
}
JOB = ORG.of_kind("job", "custom-metadata-mapping/Map__mdt")
CREDENTIAL: Files = {
    "namedCredentials/Score.namedCredential": xml("NamedCredential", tag("endpoint", "https://score.example/v1"))
}


def mapped(name: str = "A", **values: str | None) -> Files:
    said: dict[str, str | None] = {
        "Object__c": "Contact",
        "Field__c": "SSN__c",
        "Service__c": "Score",
        "Property__c": "person.ssn",
        "Active__c": "true",
        "Direction__c": "Out",
        **values,
    }
    kinds = {"Active__c": "boolean"}
    return record(*(value(field, text, kinds.get(field, "string")) for field, text in said.items()), name=f"Map.{name}")


def harvest(folder: Path, files: Files, **changed: Any) -> list[Harvested]:
    settings = {"path": write(folder, files), "org": "acme", "custom_metadata_mappings": [{**MAPPING, **changed}]}
    return list(metadata_connector.harvest(MetadataSettings.model_validate(settings)))


def mapping_hops(records: list[Harvested]) -> list[Hop]:
    return [hop for hop in of(Hop, records) if hop.job == JOB]


def test_a_record_is_a_hop_from_the_field_to_the_property_of_the_service(tmp_path: Path) -> None:
    records = harvest(tmp_path, CREDENTIAL | mapped())
    assert arrows(records) == ["Contact#SSN__c -> host:score.example/Score#person.ssn"]
    (hop,) = mapping_hops(records)
    assert (hop.channel, hop.active, hop.precision) == (
        ORG.of_kind("channel", "named-credential/Score"),
        Active.YES,
        Precision.EXACT,
    )
    assert hop.evidence[0].locator == "customMetadata/Map.A.md:2"
    assert [(job.id, job.subtype, job.runs_in) for job in of(Job, records)] == [(JOB, "custom metadata mapping", ORG)]


def test_without_the_setting_records_are_no_mappings(tmp_path: Path) -> None:
    settings = MetadataSettings(path=write(tmp_path, CREDENTIAL | mapped()), org="acme")
    assert of(Hop, list(metadata_connector.harvest(settings))) == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("OUTBOUND", ["Contact#SSN__c -> host:score.example/Score#person.ssn"]),
        ("Inbound", ["host:score.example/Score#person.ssn -> Contact#SSN__c"]),
        (
            "Sideways",
            ["Contact#SSN__c -> host:score.example/Score#person.ssn", "host:score.example/Score#person.ssn -> Contact#SSN__c"],
        ),
        (None, ["Contact#SSN__c -> host:score.example/Score#person.ssn"]),
    ],
)
def test_which_way_it_goes(tmp_path: Path, word: str | None, expected: list[str]) -> None:
    assert arrows(harvest(tmp_path, CREDENTIAL | mapped(Direction__c=word))) == expected


def test_words_and_the_way_where_there_are_none_can_be_told(tmp_path: Path) -> None:
    files = CREDENTIAL | mapped(Direction__c="zur Bank")
    assert len(arrows(harvest(tmp_path / "a", files, outward=["zur bank"]))) == 1
    assert arrows(harvest(tmp_path / "b", CREDENTIAL | mapped(), direction="", default_direction="in")) == [
        "host:score.example/Score#person.ssn -> Contact#SSN__c"
    ]


@pytest.mark.parametrize(("said", "active"), [("true", Active.YES), ("false", Active.NO), (None, Active.UNKNOWN)])
def test_a_mapping_is_active_as_it_says(tmp_path: Path, said: str | None, active: Active) -> None:
    assert [hop.active for hop in mapping_hops(harvest(tmp_path, CREDENTIAL | mapped(Active__c=said)))] == [active]


@pytest.mark.parametrize(
    ("target", "files", "expected"),
    [
        ("https://x.example/y?key=s3cret", {}, "host:x.example/y#person.ssn"),
        ("callout:score/v2", CREDENTIAL, "host:score.example/v2#person.ssn"),
        (
            "Bank",
            {
                "externalServiceRegistrations/Bank.externalServiceRegistration": xml(
                    "ExternalServiceRegistration", tag("namedCredential", "Score")
                )
            }
            | CREDENTIAL,
            "host:score.example/Bank#person.ssn",
        ),
    ],
)
def test_a_target_is_an_address_a_credential_or_a_service(tmp_path: Path, target: str, files: Files, expected: str) -> None:
    records = harvest(tmp_path, files | mapped(Service__c=target))
    assert arrows(records) == [f"Contact#SSN__c -> {expected}"]
    assert "s3cret" not in repr(records)


def test_a_target_may_be_a_record_that_holds_the_address(tmp_path: Path) -> None:
    files = mapped(Service__c="Credit", Target__c="Report") | record(
        value("Endpoint__c", "https://credit.example/api"), name="Registry.Credit"
    )
    records = harvest(tmp_path, files, target_type="Registry__mdt", target_object="Target__c")
    assert arrows(records) == ["Contact#SSN__c -> host:credit.example/Report#person.ssn"]
    assert mapping_hops(records)[0].channel == ORG.of_kind("channel", "custom-metadata-endpoint/Registry.Credit.Endpoint__c")


def test_the_object_of_a_service_is_the_one_of_its_schema(tmp_path: Path) -> None:
    files: Files = {
        "externalServiceRegistrations/Bank.externalServiceRegistration": xml(
            "ExternalServiceRegistration",
            tag("namedCredential", "Score"),
            tag("schema", '{"openapi":"3.0.0","components":{"schemas":{"Person":{"properties":{"ssn":{}}}}}}'),
        )
    }
    files |= CREDENTIAL | mapped(Service__c="Bank", Target__c="Person", Property__c="ssn")
    (hop,) = mapping_hops(harvest(tmp_path, files, target_object="Target__c"))
    assert hop.target.path == "Bank.Person"


def test_a_target_that_nothing_has_an_address_for_is_a_system_by_its_name_and_a_gap(tmp_path: Path) -> None:
    records = harvest(tmp_path, mapped(Service__c="Elsewhere") | mapped("B", Service__c="Elsewhere"))
    assert arrows(records)[0] == "Contact#SSN__c -> connection:Elsewhere/Elsewhere#person.ssn"
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "custom metadata mapping"]
    assert (gap.subject, "matches: ['Elsewhere']" in gap.remedy) == (JOB, True)


def test_a_record_that_lacks_a_part_is_a_gap(tmp_path: Path) -> None:
    records = harvest(tmp_path, CREDENTIAL | mapped(Field__c=None))
    assert arrows(records) == []
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "custom metadata mapping"]
    assert gap.what == "Record A of Map__mdt does not say its field."


def test_a_field_behind_a_relationship_is_the_whole_object(tmp_path: Path) -> None:
    (hop,) = mapping_hops(harvest(tmp_path, CREDENTIAL | mapped(Field__c="Account.Name")))
    assert (hop.source, hop.precision) == (ORG.dataset("Contact"), Precision.DATASET)


def test_a_type_without_records_is_a_gap_with_the_command_and_the_near_names(tmp_path: Path) -> None:
    records = harvest(tmp_path, mapped(), type="Maps__mdt")
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "custom metadata mapping"]
    assert gap.remedy == "sf project retrieve start --metadata 'CustomMetadata:Maps.*' Or did you mean Map__mdt?"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"source_field": "Feld__c"},
            "custom_metadata_mappings[0].source_field: no record of Map__mdt has a field Feld__c "
            "(the first of 1 is customMetadata/Map.A.md); they have Field__c",
        ),
        ({"target_property": "Api_Secret__c"}, "custom_metadata_mappings[0].target_property: Api_Secret__c is named as a secret"),
    ],
)
def test_a_field_that_is_not_there_or_must_not_be_read_is_an_error_with_its_place(
    tmp_path: Path, changed: dict[str, str], expected: str
) -> None:
    with pytest.raises(WrongSetting) as wrong:
        harvest(tmp_path, mapped(Api_Secret__c="s3cret"), **changed)
    assert expected in str(wrong.value)
    assert "s3cret" not in str(wrong.value)


def test_a_value_that_shows_itself_to_be_a_secret_is_not_taken(tmp_path: Path) -> None:
    records = harvest(tmp_path, CREDENTIAL | mapped(Property__c="-----BEGIN PRIVATE KEY----- s3cret"))
    assert arrows(records) == ["Contact#SSN__c -> host:score.example"]
    assert "s3cret" not in repr(records)


def test_names_of_a_package_are_found(tmp_path: Path) -> None:
    files: Files = {f"pkg/{path}": text for path, text in (CREDENTIAL | mapped()).items()}
    files["pkg/package.xml"] = xml("Package", tag("namespacePrefix", "pk"))
    prefixed = {key: f"pk__{name}" for key, name in MAPPING.items()}
    (hop,) = [hop for hop in of(Hop, harvest(tmp_path, files, **prefixed)) if hop.job]
    assert hop.source == Id(f"{ORG}/Contact#pk__SSN__c")


def test_what_is_wrong_with_the_setting_is_told_with_its_place_in_the_project(tmp_path: Path) -> None:
    write(tmp_path, mapped())
    source = {"type": "salesforce-metadata", "path": ".", "custom_metadata_mappings": [{**MAPPING, "source_field": "Feld__c"}]}
    (tmp_path / "lineage.yaml").write_text(f"org: acme\nsources:\n- {json.dumps(source)}\n", encoding="utf-8")
    ran = run("harvest", cwd=tmp_path)
    assert ran.code == 2
    assert "lineage.yaml:3:76: salesforce-metadata custom_metadata_mappings[0].source_field: no record" in ran.err


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"sourcefield": "x"}, "custom_metadata_mappings[0].sourcefield: Extra inputs are not permitted"),
        ({"default_direction": "up"}, "custom_metadata_mappings[0].default_direction: "),
    ],
)
def test_a_setting_that_is_none_is_told_with_its_path(tmp_path: Path, changed: dict[str, str], expected: str) -> None:
    source = {"type": "salesforce-metadata", "path": ".", "custom_metadata_mappings": [{**MAPPING, **changed}]}
    (tmp_path / "lineage.yaml").write_text(f"sources:\n- {json.dumps(source)}\n", encoding="utf-8")
    ran = run("harvest", cwd=tmp_path)
    assert (ran.code, expected in ran.err) == (2, True)


def test_the_example_of_the_documentation_maps_as_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "salesforce-metadata.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml mapping\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    fields = {"Object__c": "Contact", "Field__c": "SSN__c", "Service__c": "Credit_Check", "Property__c": "applicant.ssn"}
    files = record(*(value(field, text) for field, text in fields.items()), value("Is_Active__c", "true", "boolean"),
                   value("Direction__c", "out"), name="Field_Mapping.A")  # fmt: skip
    files |= {"namedCredentials/Credit_Check.namedCredential": xml("NamedCredential", tag("endpoint", "https://credit.example"))}
    write(tmp_path / "force-app", files)
    (tmp_path / "lineage.yaml").write_text(example, encoding="utf-8")
    assert run("harvest", cwd=tmp_path).code == 0
    (hop,) = [hop for hop in run("show", "hops", "--format", "json", cwd=tmp_path).json if hop["job"]]
    assert (hop["source"], hop["target"]) == ("salesforce://acme/Contact#SSN__c", "credit.example/Credit_Check#applicant.ssn")
    assert (hop["job"], hop["channel"]) == ("custom-metadata-mapping/Field_Mapping__mdt", "named-credential/Credit_Check")
