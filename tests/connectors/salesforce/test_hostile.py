from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from connectors.salesforce.metadata.readers import READERS
from lineage.errors import UnreadableInput
from lineage.graph.build import build
from lineage.model.records import Channel, Dataset, Effort, Field, Gap, Hop, System
from lineage.model.verdicts import Active
from tests.connectors.salesforce.writing import ORG, harvested, of, path_for, surfaces, tag, write, xml

GOOD: dict[str, str | bytes] = {"objects/Good__c.object": xml("CustomObject", tag("fields", fullName="A__c"))}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"<CustomObject>\n<fields>", 2),
        (xml("CustomObject", "<<<<<<< HEAD", tag("label", "x"), "=======", ">>>>>>> y").encode(), 3),
        (b"<html/>", 1),
        (xml("CustomField").encode(), 2),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><CustomObject><label>&e;</label></CustomObject>', 1),
        (b'<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><CustomObject><label>&b;</label></CustomObject>', 1),
    ],
)
def test_a_broken_file_is_one_gap_with_its_line_and_the_rest_is_read(tmp_path: Path, content: bytes, line: int) -> None:
    records = harvested(write(tmp_path, {**GOOD, "objects/Bad__c.object": content}))
    (gap,) = [gap for gap in of(Gap, records) if gap.locator.startswith("objects/Bad__c")]
    assert (gap.surface, gap.locator, gap.subject) == ("custom object", f"objects/Bad__c.object:{line}", ORG.dataset("Bad__c"))
    assert gap.hides
    assert [one.id.path for one in of(Dataset, records)] == ["Good__c", "Bad__c"]
    assert [one.id.name for one in of(Field, records)] == ["A__c"]


@pytest.mark.parametrize(("directory", "suffix"), sorted(READERS))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_in_any_read_file_are_one_gap_and_no_crash(tmp_path: Path, directory: str, suffix: str, content: bytes) -> None:
    path = path_for(directory, suffix)
    records = harvested(write(tmp_path, {path: content}))
    assert [locator.rpartition(":")[0] for _, locator in surfaces(records) if locator.startswith(path)] == [path]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<>&\ufffe\uffff"), max_size=30
    ),
    reader=st.sampled_from(sorted(READERS)),
)
def test_any_text_in_any_element_is_read(tmp_path: Path, text: str, reader: tuple[str, str]) -> None:
    directory, suffix = reader
    inner = "".join(
        tag(name, text)
        for name in (
            *("fullName", "label", "url", "endpoint", "endpointUrl", "fields", "name", "type", "actionName"),
            *("field", "formula", "defaultValue", "referenceTo", "summarizedField", "summaryForeignKey", "targetObject"),
        )
    )
    wrapped = [
        tag(name, inner)
        for name in (
            *("fields", "outboundMessages", "fieldUpdates", "rules", "actionCalls", "nameField", "namedCredentialParameters"),
        )
    ]
    path = path_for(directory, suffix)
    records = harvested(write(tmp_path, {path: xml(READERS[reader].root, inner, *wrapped)}))
    assert of(System, records)
    assert records == harvested(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_make_no_difference(tmp_path: Path, encoding: str, newline: str) -> None:
    label = "Größe — 大きさ"
    content = xml("CustomObject", tag("fields", fullName="A__c", label=label)).replace("\n", newline)
    data = content.replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding)
    (field,) = of(Field, harvested(write(tmp_path, {"objects/Good__c.object": data})))
    assert (field.label, field.evidence[0].locator) == (label, "objects/Good__c.object:3")


def test_a_file_of_two_gigabytes_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with (tmp_path / "objects" / "Big__c.object").open("wb") as big:
        big.truncate(2 * 1024**3)
    records = harvested(tmp_path)
    assert surfaces(records) == [("custom object", "objects/Big__c.object")]
    assert [one.id.name for one in of(Field, records)] == ["A__c"]


def test_links_that_loop_or_leave_are_gaps(tmp_path: Path) -> None:
    secret = write(tmp_path / "out", {"secret.object": xml("CustomObject")})
    folder = write(tmp_path / "in", GOOD)
    (folder / "objects" / "loop").symlink_to(folder)
    (folder / "objects" / "Leak__c.object").symlink_to(secret / "secret.object")
    records = harvested(folder)
    assert sorted(surfaces(records)) == [("custom object", "objects/Leak__c.object"), ("metadata", "objects/loop")]
    assert [one.id.path for one in of(Dataset, records)] == ["Good__c"]


def test_a_flow_behind_a_link_leaves_it_open_whether_a_message_is_active(tmp_path: Path) -> None:
    message = tag("outboundMessages", tag("fields", "Id"), fullName="Send", endpointUrl="https://a.example")
    rule = tag("rules", tag("actions", name="Send", type="OutboundMessage"), fullName="Off", active="false")
    folder = write(tmp_path / "in", {"workflows/Case.workflow": xml("Workflow", message, rule)})
    assert [hop.active for hop in of(Hop, harvested(folder))] == [Active.NO]
    (folder / "flows").symlink_to(write(tmp_path / "out", {"Go.flow": xml("Flow")}))
    assert [hop.active for hop in of(Hop, harvested(folder))] == [Active.UNKNOWN]


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_says_what_its_folder_says(tmp_path: Path) -> None:
    files = {**GOOD, "package.xml": xml("Package"), "workflows/Case.workflow": "<Workflow>"}
    zipped_records = harvested(zipped(tmp_path / "org.zip", files))
    assert zipped_records == harvested(write(tmp_path / "org", files))


def test_climbing_members_are_gaps_and_the_rest_of_the_zip_is_read(tmp_path: Path) -> None:
    records = harvested(zipped(tmp_path / "org.zip", {**GOOD, "../objects/Evil__c.object": xml("CustomObject")}))
    assert surfaces(records) == [("custom object", "../objects/Evil__c.object")]
    assert [one.id.path for one in of(Dataset, records)] == ["Good__c"]
    assert not list(tmp_path.rglob("Evil*"))


def test_halves_of_characters_in_json_are_no_characters(tmp_path: Path) -> None:
    schema = '{"swagger": "2.0", "host": "x\\ud800.example", "paths": {"/a\\ud800": {"get": {"operationId": "go\\ud800"}}}}'
    settings = '{"timeout": "\\ud800", "else": "\\ud800"}'
    files: dict[str, str | bytes] = {
        "externalServiceRegistrations/A.externalServiceRegistration": xml("ExternalServiceRegistration", tag("schema", schema)),
        "dataSources/D.dataSource": xml("ExternalDataSource", tag("customConfiguration", settings)),
        "customMetadata/T.R.md": xml("CustomMetadata", tag("values", field="J__c", value='{"url": "https://a.example/\\ud800"}')),
    }
    records = harvested(write(tmp_path, files))
    assert "\\ud800" not in repr([record for record in records if not isinstance(record, Channel)])
    build(records)


def test_folders_of_any_depth_are_read(tmp_path: Path) -> None:
    path = f"{'a/' * 5000}objects/Deep__c.object"
    records = harvested(zipped(tmp_path / "org.zip", {**GOOD, "package.xml": xml("Package"), path: xml("CustomObject")}))
    assert [one.id.path for one in of(Dataset, records)] == ["Deep__c", "Good__c"]


def test_a_bomb_is_an_error_before_the_first_record(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {**GOOD, "objects/Big__c.object": bytes(100 * 1024**2)})
    records = metadata_connector.harvest(MetadataSettings(path=path))
    with pytest.raises(UnreadableInput, match=r"bomb\.zip would unpack to .* unpack it and name the folder"):
        next(records)


def test_names_that_differ_by_case_only_are_all_kept(tmp_path: Path) -> None:
    fields = [tag("fields", fullName=name) for name in ("SSN__c", "ssn__c", "Ssn__C")]
    records = harvested(write(tmp_path, {"objects/Good__c.object": xml("CustomObject", *fields)}))
    assert len({field.id for field in of(Field, records)}) == 3
    assert len({field.id.folded for field in of(Field, records)}) == 1


def test_nothing_of_the_platform_is_one_gap_and_no_org(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, {"README.md": "x"}))
    assert [type(record) for record in records] == [Gap, Effort]
