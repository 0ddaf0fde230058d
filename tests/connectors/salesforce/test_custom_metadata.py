from pathlib import Path

import pytest

from lineage.connector import Harvested
from lineage.model.records import Channel, Fact, Gap, Reference
from lineage.model.verdicts import Active, Transit
from tests.connectors.salesforce.writing import ORG, counts, harvested, of, tag, write, xml

Files = dict[str, str | bytes]
SPACES = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'


def value(field: str, text: str | None, kind: str = "string") -> str:
    said = '<value xsi:nil="true"/>' if text is None else f'<value xsi:type="xsd:{kind}">{text}</value>'
    return f"<values><field>{field}</field>{said}</values>"


def record(*values: str, name: str = "Api.Prod", label: str = "x") -> Files:
    text = xml("CustomMetadata", tag("label", label), *values)
    return {f"customMetadata/{name}.md": text.replace("<CustomMetadata ", f"<CustomMetadata {SPACES} ")}


def channels(records: list[Harvested]) -> dict[str, Channel]:
    return {channel.id.name.removeprefix("custom-metadata-endpoint/"): channel for channel in of(Channel, records)}


def found_secrets(records: list[Harvested]) -> list[str]:
    return [fact.value for fact in of(Fact, records) if fact.name == "secret-in-metadata"]


def test_an_address_in_a_record_is_a_channel(tmp_path: Path) -> None:
    values = [
        value("Authentication_Type__c", "Basic"),
        value("Base_URL__c", "http://me:s3cret@api.example:7070/v1?key=s3cret"),
        value("Is_Active__c", "true", "boolean"),
    ]
    records = harvested(write(tmp_path, record(*values)))
    (channel,) = of(Channel, records)
    assert channel.id == ORG.of_kind("channel", "custom-metadata-endpoint/Api.Prod.Base_URL__c")
    assert (channel.subtype, channel.url, channel.transit) == (
        "custom metadata endpoint",
        "http://api.example:7070/v1",
        Transit.UNENCRYPTED,
    )
    assert (channel.authentication, channel.active, channel.peer) == (
        "Basic",
        Active.YES,
        Reference(kind="host", value="api.example"),
    )
    assert channel.evidence[0].locator == "customMetadata/Api.Prod.md:5"
    assert "s3cret" not in repr(records)


@pytest.mark.parametrize(
    ("field", "text", "urls"),
    [
        ("Anything__c", "https://a.example/x", ["https://a.example/x"]),
        ("Hosts__c", "https://a.example, sftp://b.example", ["https://a.example", "sftp://b.example"]),
        ("Host__c", "api.example:8443/x", ["api.example:8443/x"]),
        ("Config__c", "{&quot;url&quot;:&quot;https://a.example/x&quot;}", ["https://a.example/x"]),
        ("Connection__c", "jdbc:sqlserver://db.example;encrypt=false", ["jdbc:sqlserver://db.example"]),
        ("Text__c", "see https://a.example/help for help", []),
        ("Email__c", "someone@a.example", []),
        ("Name__c", "a.example", []),
        ("Page_URL__c", "/Overview?", []),
        ("URL__c", None, []),
    ],
)
def test_what_is_an_address_and_what_is_not(tmp_path: Path, field: str, text: str | None, urls: list[str]) -> None:
    records = harvested(write(tmp_path, record(value(field, text))))
    assert [channel.url for channel in of(Channel, records)] == urls


def test_an_address_may_stand_on_a_named_credential(tmp_path: Path) -> None:
    files = record(value("Endpoint__c", "callout:billing/v2")) | {
        "namedCredentials/Billing.namedCredential": xml("NamedCredential", tag("endpoint", "https://b.example"))
    }
    found = channels(harvested(write(tmp_path, files)))["Api.Prod.Endpoint__c"]
    assert (found.url, found.peer, found.authentication) == (
        "https://b.example/v2",
        Reference(kind="host", value="b.example"),
        "named credential billing",
    )


def test_a_named_credential_that_a_record_names_and_that_is_not_there_is_shown(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, record(value("Named_Credential__c", "CreditReport"))))
    (channel,) = of(Channel, records)
    assert (channel.id.name, channel.active) == ("named-credential/CreditReport", Active.UNKNOWN)
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "named credential"]
    assert (gap.subject, gap.remedy) == (
        ORG.dataset("Api__mdt"),
        "sf project retrieve start --metadata 'NamedCredential:CreditReport'",
    )
    assert found_secrets(records) == []


def test_paths_without_a_host_are_one_gap_unless_the_record_tells_the_host(tmp_path: Path) -> None:
    files = record(value("API_Endpoint__c", "/suite/x"), name="Calls.A") | record(value("API_Endpoint__c", "/y"), name="Calls.B")
    files |= record(value("Token_URI__c", "/token"), value("Base_URL__c", "https://a.example"), name="Calls.C")
    gaps = [gap for gap in of(Gap, harvested(write(tmp_path, files))) if gap.surface == "custom metadata"]
    assert [gap.what for gap in gaps] == [
        "Custom metadata holds 2 paths of addresses without a host: API_Endpoint__c of Calls.A, API_Endpoint__c of Calls.B."
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([value("Password__c", "s3cret")], ["Prod/values[Password__c]/value"]),
        ([value("Pin_Secret__c", "5150", "double")], ["Prod/values[Pin_Secret__c]/value"]),
        ([value("Client_Id__c", "s3cret")], ["Prod/values[Client_Id__c]/value (identifier)"]),
        ([value("Username__c", "s3cret"), value("Password__c", None)], ["Prod/values[Username__c]/value (identifier)"]),
        ([value("Username__c", "robot")], []),
        ([value("Use_Secret__c", "true", "boolean")], []),
        ([value("Password__c", None)], []),
        ([value("Sort_Key__c", "Name")], []),
        ([value("Text__c", "-----BEGIN PRIVATE KEY----- s3cret")], ["Prod/values[Text__c]/value"]),
        ([value("Url__c", "https://a.example?token=s3cret")], ["Prod/values[Url__c]/value (query string token)"]),
        (
            [value("Db__c", "jdbc:sqlserver://db.example;user=u;password=s3cret")],
            ["Prod/values[Db__c]/value (query string password)"],
        ),
        ([value("Db__c", "jdbc:oracle:thin:u/s3cret@db.example:1521:x")], ["Prod/values[Db__c]/value (user information)"]),
        ([value("Text__c", "see https://a.example?token=s3cret")], ["Prod/values[Text__c]/value (query string token)"]),
        (
            [
                value(
                    "Config__c",
                    '{"url": "https://a.example", "auth": {"password": "s3cret", "retries": [1]}, "keys": [{"apiKey": "s3cret"}]}',
                )
            ],
            ["Prod/values[Config__c]/value (member auth.password)", "Prod/values[Config__c]/value (member keys.apiKey)"],
        ),
        ([value("Config__c", '{"tokenUrl": "https://a.example", "password": "", "secret": "{!$Credential.A.B}"}')], []),
    ],
)
def test_secrets_are_found_by_name_and_by_value_and_never_leave(tmp_path: Path, values: list[str], expected: list[str]) -> None:
    records = harvested(write(tmp_path, record(*values)))
    assert found_secrets(records) == expected
    assert "s3cret" not in repr(records)


def test_a_record_that_is_named_as_a_secret_has_it_in_its_value(tmp_path: Path) -> None:
    files = record(value("Value__c", "s3cret"), name="Setting.Api_Password") | record(
        value("Value__c", "7"), name="Setting.Retries"
    )
    assert found_secrets(harvested(write(tmp_path, files))) == ["Api_Password/values[Value__c]/value"]


def test_a_json_text_as_deep_as_it_likes_is_read(tmp_path: Path) -> None:
    deep = f'{{"url": "https://a.example", "a": {"[" * 900}{{"password": "s3cret"}}{"]" * 900}}}'
    assert "s3cret" not in repr(harvested(write(tmp_path, record(value("Config__c", deep)))))


def test_a_text_beside_the_records_is_none(tmp_path: Path) -> None:
    files: Files = {"force-app/customMetadata/README.md": "how to make records"}
    records = harvested(write(tmp_path, files | record(value("Text__c", "x"))))
    assert [gap.surface for gap in of(Gap, records) if "README" in gap.what] == ["metadata"]
    assert counts(records)["CustomMetadata"] == 1


def test_the_names_of_a_package_have_its_prefix(tmp_path: Path) -> None:
    files: Files = {f"pkg/{path}": text for path, text in record(value("Password__c", "s3cret")).items()}
    files["pkg/package.xml"] = xml("Package", tag("namespacePrefix", "acme"))
    (fact,) = [fact for fact in of(Fact, harvested(write(tmp_path, files))) if fact.name == "secret-in-metadata"]
    assert (fact.subject, fact.value) == (ORG.dataset("acme__Api__mdt"), "Prod/values[acme__Password__c]/value")


def test_fields_that_are_made_for_secrets_and_have_no_values_here_are_gaps(tmp_path: Path) -> None:
    files: Files = {
        "objects/Api__mdt.object": xml("CustomObject", tag("fields", fullName="client_secret__c", type="Text")),
        "objects/Held__mdt.object": xml("CustomObject", tag("fields", fullName="Password__c", type="Text")),
        "objects/Keys__c.object": xml(
            "CustomObject",
            tag("customSettingsType", "Hierarchy"),
            tag("fields", fullName="Endpoint__c", type="Text"),
            tag("fields", fullName="City__c", type="Text"),
        ),
        "objects/Account.object": xml("CustomObject", tag("fields", fullName="Web_URL__c", type="Url")),
    }
    files |= record(value("Password__c", None), name="Held.A")
    gaps = {gap.surface: gap for gap in of(Gap, harvested(write(tmp_path, files)))}
    assert "Api__mdt (client_secret__c)" in gaps["custom metadata"].what
    assert "Held__mdt" not in gaps["custom metadata"].what
    assert "Keys__c (Endpoint__c)" in gaps["custom setting"].what
