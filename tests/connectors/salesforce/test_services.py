import json
from pathlib import Path

import pytest

from connectors.salesforce.metadata.all_reads import read_files
from connectors.salesforce.metadata.file_reads import Wanted
from connectors.salesforce.metadata.layout import locate
from connectors.salesforce.metadata.memory import Memory
from connectors.salesforce.metadata.readers import READERS
from connectors.salesforce.rows.services import ServiceRow
from lineage.connector import Harvested
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import Channel, Dataset, Field, Gap, Hop, Received, Reference, System
from lineage.model.verdicts import Active, Transit
from lineage.reading.tree import FileTree
from tests.connectors.salesforce.writing import ORG, SOURCE, harvested, of, tag, write, xml

Files = dict[str, str | bytes]
SCHEMA = json.dumps(
    {
        "openapi": "3.0.0",
        "servers": [{"url": "https://schema.example/v1"}],
        "paths": {
            "/accounts": {"post": {"operationId": "addAccount", "responses": {}}},
            "/score": {"get": {"operationId": "getScore", "responses": {}}},
        },
        "components": {"schemas": {"Account": {"properties": {"ssn": {"type": "string"}, "owner": {"type": "string"}}}}},
    }
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def service(*parts: str, schema: str = SCHEMA) -> Files:
    said = [tag("label", "Bank"), *([tag("schema", escaped(schema))] if schema else []), tag("status", "Complete"), *parts]
    return {"externalServiceRegistrations/Bank.externalServiceRegistration": xml("ExternalServiceRegistration", *said)}


def credential(name: str = "Bank_Api", url: str = "http://bank.example/api") -> Files:
    return {f"namedCredentials/{name}.namedCredential": xml("NamedCredential", tag("endpoint", url))}


def channel_of(records: list[Harvested]) -> Channel:
    (channel,) = [channel for channel in of(Channel, records) if channel.subtype == "external service"]
    return channel


def test_a_service_is_where_its_named_credential_leads(tmp_path: Path) -> None:
    parts = [tag("namedCredential", "Old"), tag("namedCredentialReference", "bank_api")]
    channel = channel_of(harvested(write(tmp_path, service(*parts) | credential())))
    assert (channel.id, channel.url, channel.transit, channel.active) == (
        ORG.of_kind("channel", "external-service/Bank"),
        "http://bank.example/api",
        Transit.UNENCRYPTED,
        Active.YES,
    )
    assert (channel.peer, channel.authentication) == (Reference(kind="host", value="bank.example"), "named credential bank_api")


def test_without_its_credential_it_is_where_its_description_says(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, service(tag("namedCredential", "Gone"))))
    assert channel_of(records).peer == Reference(kind="host", value="schema.example")
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "named credential"]
    assert (gap.subject, gap.remedy) == (channel_of(records).id, "sf project retrieve start --metadata 'NamedCredential:Gone'")


def test_the_objects_of_its_schema_are_datasets_of_the_other_end(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, service(tag("namedCredential", "Bank_Api")) | credential()))
    bank = Id.system("bank.example").dataset("Bank.Account")
    assert [one.subtype for one in of(Dataset, records) if one.id == bank] == ["service object"]
    assert [(one.id, one.type) for one in of(Field, records) if one.id.owner == bank] == [
        (bank.field("ssn"), "string"),
        (bank.field("owner"), "string"),
    ]
    assert of(Hop, records) == []


def test_they_lie_in_the_system_that_the_map_says_has_the_host(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, service(tag("namedCredential", "Bank_Api")) | credential()))
    warehouse = Id.system("postgres://bank")
    graph = LineageGraph(build([*records, System(id=warehouse, operator="Bank", matches=("*.example",))]))
    assert [str(id) for id in graph.datasets_of(warehouse)] == ["postgres://bank/Bank.Account"]
    assert graph.row(Id.system("bank.example")) is None


def test_operations_are_counted_with_those_that_only_the_schema_has(tmp_path: Path) -> None:
    parts = [tag("operations", active="true", name="addaccount"), tag("operations", active="false", name="gone")]
    records = harvested(write(tmp_path, service(*parts)))
    assert [one.count for one in of(Received, records) if one.subtype == "external service operation"] == [3]


def test_the_schema_may_lie_in_a_file_beside_it(tmp_path: Path) -> None:
    place = f"{SOURCE}/externalServiceRegistrations/Bank"
    described = xml("ExternalServiceRegistration", tag("status", "Complete"))
    files: Files = {f"{place}.externalServiceRegistration-meta.xml": described, f"{place}.yaml": SCHEMA}
    records = harvested(write(tmp_path, files))
    assert [one.id.path for one in of(Dataset, records)] == ["Bank.Account"]
    assert [gap.surface for gap in of(Gap, records) if gap.surface == "external service"] == []


@pytest.mark.parametrize(
    ("schema", "why"),
    [("", "its schema is not here"), ("{", "it is not JSON"), ('{"title": "s3cret"}', "it is neither OpenAPI nor Swagger")],
)
def test_a_schema_that_is_not_there_or_cannot_be_read_is_a_gap(tmp_path: Path, schema: str, why: str) -> None:
    records = harvested(write(tmp_path, service(schema=schema) | credential()))
    gaps = [gap for gap in of(Gap, records) if gap.surface == "external service" and why in gap.what]
    assert [gap.subject for gap in gaps] == [channel_of(records).id]
    assert "s3cret" not in repr(records)


@pytest.mark.parametrize(
    ("binding", "url", "transit"),
    [
        (
            '{"host": "bound.example", "basePath": "/v2", "allowedSchemes": ["https"]}',
            "https://bound.example/v2",
            Transit.ENCRYPTED,
        ),
        ('{"host": "bound.example", "allowedSchemes": "http"}', "http://bound.example", Transit.UNENCRYPTED),
        ('{"host": "bound.example", "allowedSchemes": ["https", "http"]}', "https://bound.example", Transit.UNENCRYPTED),
        ('{"host": "bound.example", "basePath": "/v2", "allowedSchemes": ""}', "bound.example/v2", None),
        ('{"host": "", "basePath": "/v2"}', "https://schema.example/v1", Transit.ENCRYPTED),
        ("no JSON", "https://schema.example/v1", Transit.ENCRYPTED),
    ],
)
def test_a_binding_says_where_a_service_is_before_its_schema_does(
    tmp_path: Path, binding: str, url: str, transit: Transit | None
) -> None:
    channel = channel_of(harvested(write(tmp_path, service(tag("serviceBinding", escaped(binding))))))
    assert (channel.url, channel.transit) == (url, transit)


def test_a_named_credential_says_it_before_a_binding(tmp_path: Path) -> None:
    parts = [tag("namedCredentialReference", "Bank_Api"), tag("serviceBinding", escaped('{"host": "bound.example"}'))]
    assert channel_of(harvested(write(tmp_path, service(*parts) | credential()))).url == "http://bank.example/api"


def test_a_service_with_a_plain_server_among_others_may_be_called_there(tmp_path: Path) -> None:
    schema = json.dumps({"swagger": "2.0", "host": "s.example", "schemes": ["https", "http"]})
    assert channel_of(harvested(write(tmp_path, service(schema=schema)))).transit == Transit.UNENCRYPTED


def test_a_service_that_nothing_says_the_place_of_is_a_gap(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, service(schema='{"openapi": "3.0.0"}')))
    assert channel_of(records).peer == Reference(kind="connection", value="Bank")
    assert any("names no host" in gap.what for gap in of(Gap, records) if gap.surface == "external service")


def test_a_service_of_the_orgs_own_code_leads_nowhere(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, service(tag("registrationProviderType", "ApexRest"))))
    assert channel_of(records).peer == ORG
    assert of(Dataset, records) == []


def test_a_service_is_read_again_when_only_the_file_beside_it_changed(tmp_path: Path) -> None:
    place = "externalServiceRegistrations/Bank"
    held = {f"{place}.externalServiceRegistration": xml("ExternalServiceRegistration"), f"{place}.yaml": SCHEMA}
    stamps = dict.fromkeys(held, "1")

    def objects() -> tuple[list[str], bool]:
        tree = FileTree("x", tuple(sorted(held)), (), lambda path: held[path].encode(), lambda path: stamps[path])
        memory = Memory(tmp_path / "memory")
        found = locate(f"{place}.externalServiceRegistration")
        assert found
        ((_, read),) = read_files(tree, [Wanted(found, READERS[found.kind.directory, found.suffix], "")], memory)
        memory.write()
        return [one.name for row in read.rows if isinstance(row, ServiceRow) for one in row.objects], read.remembered

    assert [objects(), objects()] == [(["Account"], False), (["Account"], True)]
    held[f"{place}.yaml"], stamps[f"{place}.yaml"] = SCHEMA.replace('"Account"', '"Person"'), "2"
    assert objects() == (["Person"], False)
