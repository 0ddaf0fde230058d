from pathlib import Path

import pytest

from lineage.model.records import Channel, Dataset, Field, Gap, Hop
from lineage.model.verdicts import Active, Precision, Transit
from tests.connectors.salesforce.writing import ORG, arrows, end, harvested, of, tag, write, xml

READ = ["host:erp.example/ORDERS#CUST -> Order__x#Customer__c", "host:erp.example/ORDERS -> Order__x#DisplayUrl"]


def external(*, source: str = "Erp", status: str = "Deployed") -> str:
    return xml(
        "CustomObject",
        tag("deploymentStatus", status),
        tag("externalDataSource", source),
        tag("externalName", "ORDERS"),
        tag("fields", fullName="Customer__c", externalDeveloperName="CUST", type="Text"),
        tag("fields", fullName="Computed__c", formula="TODAY()", type="Text"),
    )


def data_source(*parts: str, endpoint: str = "http://erp.example/odata") -> str:
    return xml(
        "ExternalDataSource",
        tag("endpoint", endpoint),
        tag("protocol", "NoAuthentication"),
        tag("principalType", "Anonymous"),
        *parts,
    )


def files(source: str, described: str | None = None) -> dict[str, str | bytes]:
    return {"objects/Order__x.object": described or external(), "dataSources/Erp.dataSource": source}


def test_columns_are_read_and_filters_are_sent_over_the_channel_of_the_source(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, files(data_source(tag("isWritable", "false")))))
    assert arrows(records) == [
        "Order__x -> host:erp.example/ORDERS",
        "host:erp.example/ORDERS -> Order__x#DisplayUrl",
        "host:erp.example/ORDERS -> Order__x#ExternalId",
        "host:erp.example/ORDERS#CUST -> Order__x#Customer__c",
    ]
    (channel,) = of(Channel, records)
    assert (channel.id.name, channel.url, channel.transit) == (
        "external-data-source/Erp",
        "http://erp.example/odata",
        Transit.UNENCRYPTED,
    )
    assert channel.authentication == "NoAuthentication / Anonymous"
    assert {hop.channel for hop in of(Hop, records)} == {channel.id}
    assert {hop.active for hop in of(Hop, records)} == {Active.YES}
    exact = [end(hop.target) for hop in of(Hop, records) if hop.precision is Precision.EXACT]
    assert exact == ["Order__x#Customer__c"]


@pytest.mark.parametrize(("said", "expected"), [("true", [Active.YES]), ("false", []), (None, [Active.UNKNOWN])])
def test_columns_are_written_only_where_the_source_is_writable(tmp_path: Path, said: str | None, expected: list[Active]) -> None:
    parts = [tag("isWritable", said)] if said else []
    records = harvested(write(tmp_path, files(data_source(*parts))))
    written = [hop for hop in of(Hop, records) if end(hop.source) == "Order__x#Customer__c"]
    assert [hop.active for hop in written] == expected
    assert all(end(hop.target) == "host:erp.example/ORDERS#CUST" for hop in written)


@pytest.mark.parametrize(
    ("status", "active"), [("Deployed", Active.YES), ("InDevelopment", Active.UNKNOWN), ("", Active.UNKNOWN)]
)
def test_an_object_in_development_may_be_active(tmp_path: Path, status: str, active: Active) -> None:
    source = data_source(tag("isWritable", "true"))
    records = harvested(write(tmp_path, files(source, external(status=status))))
    assert {hop.active for hop in of(Hop, records)} == {active}


def test_an_external_object_is_not_stored_and_has_its_standard_fields(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, files(data_source())))
    assert [(one.id.path, one.stored) for one in of(Dataset, records)] == [("Order__x", False)]
    inferred = [one.id.name for one in of(Field, records) if not one.evidence[0].stated]
    assert inferred == ["ExternalId", "DisplayUrl"]


def test_a_source_that_is_not_there_leaves_the_hops_and_a_gap(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, {"objects/Order__x.object": external()}))
    assert "connection:Erp/ORDERS#CUST -> Order__x#Customer__c" in arrows(records)
    assert "Order__x#Customer__c -> connection:Erp/ORDERS#CUST" in arrows(records)
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "external data source"]
    assert gap.subject == ORG.dataset("Order__x")


def test_a_source_may_be_reached_through_a_named_credential(tmp_path: Path) -> None:
    named = {"namedCredentials/Erp_Call.namedCredential": xml("NamedCredential", tag("endpoint", "https://erp.example"))}
    source = data_source(tag("namedCredential", "erp_call"), endpoint="")
    records = harvested(write(tmp_path, {**files(source), **named}))
    (channel,) = [one for one in of(Channel, records) if one.subtype == "external data source"]
    assert (channel.url, channel.transit) == ("https://erp.example", Transit.ENCRYPTED)
    assert READ[0] in arrows(records)


def test_a_login_page_names_no_org(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, files(data_source(endpoint="https://login.salesforce.com"))))
    assert "connection:Erp/ORDERS#CUST -> Order__x#Customer__c" in arrows(records)
    assert [gap.subject for gap in of(Gap, records) if gap.surface == "external data source"] == [
        ORG.of_kind("channel", "external-data-source/Erp")
    ]


def test_the_source_is_found_in_any_case(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, files(data_source(), external(source="ERP"))))
    assert READ[0] in arrows(records)


def test_the_value_that_an_indirect_lookup_is_compared_with_is_sent(tmp_path: Path) -> None:
    lookup = {"type": "IndirectLookup", "referenceTo": "Account", "referenceTargetField": "Account.Number__c"}
    described = external().replace(
        "</CustomObject>", tag("fields", fullName="Buyer__c", externalDeveloperName="BUYER", **lookup) + "</CustomObject>"
    )
    records = harvested(write(tmp_path, files(data_source(tag("isWritable", "false")), described)))
    (sent,) = [hop for hop in of(Hop, records) if end(hop.source) == "Account#Number__c"]
    assert (end(sent.target), sent.precision, sent.active) == ("host:erp.example/ORDERS#BUYER", Precision.EXACT, Active.YES)
    (channel,) = of(Channel, records)
    assert (sent.channel, sent.evidence[0].stated) == (channel.id, False)
