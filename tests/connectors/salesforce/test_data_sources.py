from pathlib import Path

import pytest

from lineage.model.records import Channel, Fact, Gap, Reference
from lineage.model.verdicts import Transit
from tests.connectors.salesforce.writing import ORG, arrows, harvested, of, tag, write, xml


def source(*parts: str) -> dict[str, str | bytes]:
    return {"dataSources/Erp.dataSource": xml("ExternalDataSource", *parts)}


CREDENTIAL: dict[str, str | bytes] = {
    "namedCredentials/Erp_Api.namedCredential": xml("NamedCredential", tag("endpoint", "https://erp.example/"))
}
OBJECT: dict[str, str | bytes] = {
    "objects/Order__x.object": xml(
        "CustomObject",
        tag("deploymentStatus", "Deployed"),
        tag("externalDataSource", "Erp"),
        tag("externalName", "ORDERS"),
        tag("fields", fullName="City__c", externalDeveloperName="CITY"),
    )
}


@pytest.mark.parametrize("parts", [[tag("endpoint", "callout:erp_api/odata/v4?x=1")], [tag("namedCredential", "Erp_Api")]])
def test_a_source_may_stand_on_a_named_credential(tmp_path: Path, parts: list[str]) -> None:
    records = harvested(write(tmp_path, source(*parts, tag("type", "OData4")) | CREDENTIAL | OBJECT))
    (channel,) = [channel for channel in of(Channel, records) if channel.subtype == "external data source"]
    path = "/odata/v4" if "callout" in parts[0] else "/"
    assert (channel.url, channel.transit) == (f"https://erp.example{path}", Transit.ENCRYPTED)
    assert channel.peer == Reference(kind="host", value="erp.example")
    assert "host:erp.example/ORDERS#CITY -> Order__x#City__c" in arrows(records)
    assert not [gap for gap in of(Gap, records) if gap.surface in {"external data source", "named credential"}]


def test_a_credential_that_is_not_there_is_a_gap_and_the_source_is_known_by_its_name(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, source(tag("endpoint", "callout:Gone/x"), tag("type", "OData4"))))
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "named credential"]
    assert gap.remedy == "sf project retrieve start --metadata 'NamedCredential:Gone'"
    (channel,) = [channel for channel in of(Channel, records) if channel.subtype == "named credential"]
    assert (channel.id.name, channel.peer) == ("named-credential/Gone", Reference(kind="connection", value="Gone"))


def test_of_the_configuration_only_what_matters_is_kept(tmp_path: Path) -> None:
    configuration = '{"timeout":"120","csrfTokenEnabled":false,"password":"s3cret","searchEnabled":"true","searchFunc":""}'
    parts = [tag("customConfiguration", configuration), tag("endpoint", "https://a.example"), tag("type", "OData")]
    records = harvested(write(tmp_path, source(*parts, tag("isWritable", "true"))))
    assert sorted(fact.value for fact in of(Fact, records) if fact.name == "channel-setting") == [
        "csrfTokenEnabled=false",
        "searchEnabled=true",
        "timeout=120",
        "type=OData",
        "writable=true",
    ]
    assert [fact.value for fact in of(Fact, records) if fact.name == "secret-in-metadata"] == [
        "customConfiguration (member password)"
    ]
    assert "s3cret" not in repr(records)


@pytest.mark.parametrize("configuration", ["{", "[]", '"x"'])
def test_a_configuration_that_is_no_json_is_a_gap(tmp_path: Path, configuration: str) -> None:
    parts = [tag("customConfiguration", configuration), tag("endpoint", "https://a.example"), tag("type", "OData")]
    gaps = [gap for gap in of(Gap, harvested(write(tmp_path, source(*parts)))) if gap.surface == "external data source"]
    assert [gap.what for gap in gaps] == ["The configuration of external data source Erp is not the JSON that it should be."]


@pytest.mark.parametrize(
    ("kind", "is_code"), [("01pD00000000001", True), ("Wrapper", True), ("Snowflake", False), ("OData401", False)]
)
def test_a_source_that_a_class_serves_hides_what_the_class_calls(tmp_path: Path, kind: str, is_code: bool) -> None:
    records = harvested(write(tmp_path, source(tag("endpoint", "https://a.example"), tag("type", kind))))
    gaps = [gap for gap in of(Gap, records) if gap.surface == "external data source"]
    assert [gap.subject for gap in gaps] == ([ORG.of_kind("channel", "external-data-source/Erp")] if is_code else [])


def test_values_in_headers_leave_with_every_query(tmp_path: Path) -> None:
    parts = [
        tag("customHttpHeaders", headerFieldName="X-User", headerFieldValue="$User.Username"),
        tag("customHttpHeaders", headerFieldName="X-Off", headerFieldValue="$User.Email", isActive="false"),
        tag("customHttpHeaders", headerFieldName="X-Api-Key", headerFieldValue="s3cret"),
        tag("endpoint", "https://a.example"),
        tag("type", "OData"),
    ]
    records = harvested(write(tmp_path, source(*parts)))
    assert arrows(records) == ["User#Username -> host:a.example"]
    assert [fact.value for fact in of(Fact, records) if fact.name == "secret-in-metadata"] == [
        "customHttpHeaders[X-Api-Key]/headerFieldValue"
    ]
    assert "s3cret" not in repr(records)


def test_another_org_behind_its_own_domain_is_a_system_by_host(tmp_path: Path) -> None:
    parts = [tag("endpoint", "https://sister.my.salesforce.com"), tag("type", "SfdcOrg"), tag("authProvider", "Sister")]
    records = harvested(write(tmp_path, source(*parts)))
    (channel,) = [channel for channel in of(Channel, records) if channel.subtype == "external data source"]
    assert channel.peer == Reference(kind="host", value="sister.my.salesforce.com")
    assert [gap.surface for gap in of(Gap, records) if gap.surface == "auth provider"] == ["auth provider"]


def test_a_credential_that_is_filled_in_elsewhere_is_no_name(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, source(tag("endpoint", "callout:{!$Setup.X__c.Name__c}/x"), tag("type", "OData"))))
    assert [gap.surface for gap in of(Gap, records) if gap.surface in {"named credential", "external data source"}] == [
        "external data source"
    ]
