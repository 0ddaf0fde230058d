from pathlib import Path

from lineage.connector import Harvested
from lineage.model.records import Channel, Fact, Gap, Reference
from lineage.model.verdicts import Transit
from tests.connectors.salesforce.writing import ORG, harvested, of, tag, write, xml


def provider(*parts: str) -> dict[str, str | bytes]:
    return {"authproviders/Login.authprovider": xml("AuthProvider", *parts)}


def channels(records: list[Harvested]) -> dict[str, Channel]:
    return {channel.id.name: channel for channel in of(Channel, records)}


def facts(records: list[Harvested], name: str) -> list[tuple[str, str]]:
    return [(fact.subject.name, fact.value) for fact in of(Fact, records) if fact.name == name]


def test_an_auth_provider_leads_to_where_tokens_come_from_and_to_its_other_hosts(tmp_path: Path) -> None:
    parts = [
        tag("authorizeUrl", "https://id.example/authorize?prompt=consent"),
        tag("consumerKey", "s3cret"),
        tag("consumerSecret", "s3cret"),
        tag("executionUser", "robot@acme.example"),
        tag("isPkceEnabled", "false"),
        tag("providerType", "OpenIdConnect"),
        tag("tokenUrl", "https://id.example/token"),
        tag("userInfoUrl", "http://people.example/me"),
    ]
    records = harvested(write(tmp_path, provider(*parts)))
    found = channels(records)
    assert (found["auth-provider/Login"].url, found["auth-provider/Login"].authentication) == (
        "https://id.example/token",
        "OAuth client (OpenIdConnect)",
    )
    assert found["auth-provider/Login.userInfoUrl"].transit is Transit.UNENCRYPTED
    assert sorted(found) == ["auth-provider/Login", "auth-provider/Login.userInfoUrl"]
    assert facts(records, "runs-as") == [("auth-provider/Login", "robot@acme.example")]
    assert facts(records, "pkce-not-required") == [("auth-provider/Login", "")]
    assert "s3cret" not in repr(records)


def test_a_provider_whose_addresses_are_the_platforms_own_is_a_gap(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, provider(tag("providerType", "Google"))))
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "auth provider"]
    assert "Google" in gap.why
    assert channels(records)["auth-provider/Login"].peer == Reference(kind="connection", value="Login")


def test_the_provider_of_external_credentials_keeps_its_addresses_in_parameters(tmp_path: Path) -> None:
    def parameter(kind: str, value: str) -> str:
        return tag("externalAuthIdentityProviderParameters", parameterName=kind, parameterType=kind, parameterValue=value)

    files: dict[str, str | bytes] = {
        "externalAuthIdentityProviders/Ids.externalAuthIdentityProvider": xml(
            "ExternalAuthIdentityProvider",
            tag("authenticationFlow", "ClientCredentials"),
            tag("authenticationProtocol", "OAuth"),
            parameter("AuthorizeUrl", "https://id.example/authorize"),
            parameter("TokenUrl", "https://id.example/token"),
            parameter("TokenRequestHttpHeader", "s3cret"),
        )
    }
    records = harvested(write(tmp_path, files))
    found = channels(records)["auth-provider/Ids"]
    assert (found.url, found.authentication) == ("https://id.example/token", "OAuth client (ClientCredentials)")
    assert "s3cret" not in repr(records)


def test_single_sign_on_leads_to_the_login_page_and_its_issuer_is_only_a_name(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "samlssoconfigs/Staff.samlssoconfig": xml(
            "SamlSsoConfig",
            tag("issuer", "http://www.idp.example/exkabcdefghij0123456789"),
            tag("loginUrl", "https://login.idp.example/exkabcdefghij0123456789/saml"),
            tag("logoutUrl", "http://out.idp.example"),
            tag("validationCert", "MIIDpublic"),
        )
    }
    records = harvested(write(tmp_path, files))
    found = channels(records)
    assert {name: (one.url, one.transit) for name, one in found.items()} == {
        "single-sign-on/Staff": ("https://login.idp.example/…/saml", Transit.ENCRYPTED),
        "single-sign-on/Staff.logoutUrl": ("http://out.idp.example", Transit.UNENCRYPTED),
    }
    assert facts(records, "secret-in-metadata") == []


def test_certificates_are_told_of_the_org_and_of_what_uses_them(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "certs/Api.crt-meta.xml": xml(
            "Certificate",
            tag("caSigned", "true"),
            tag("expirationDate", "2027-03-01T12:00:00.000Z"),
            tag("privateKeyExportable", "true"),
        ),
        "certs/Api.crt": b"-----BEGIN CERTIFICATE-----\nMIID\n",
        "certs/Old.crt-meta.xml": xml("Certificate"),
        "namedCredentials/A.namedCredential": xml(
            "NamedCredential", tag("certificate", "api"), tag("endpoint", "https://a.example")
        ),
    }
    records = harvested(write(tmp_path, files))
    assert facts(records, "certificate") == [
        (ORG.name, "Api, expires 2027-03-01"),
        (ORG.name, "Old, nothing says when it expires"),
        ("named-credential/A", "Api, expires 2027-03-01"),
    ]
    assert facts(records, "private-key-exportable") == [(ORG.name, "Api"), ("named-credential/A", "Api")]
    assert facts(records, "secret-in-metadata") == []


def test_a_private_key_in_the_file_of_a_certificate_is_a_secret(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "certs/Api.crt": b"-----BEGIN CERTIFICATE-----\nMIID\n-----BEGIN RSA PRIVATE KEY-----\ns3cret\n",
        "certs/Api.crt-meta.xml": xml("Certificate"),
    }
    records = harvested(write(tmp_path, files))
    (fact,) = [fact for fact in of(Fact, records) if fact.name == "secret-in-metadata"]
    assert (fact.subject, fact.value, fact.evidence[0].locator) == (ORG, "private key of certificate Api", "certs/Api.crt:3")
    assert "s3cret" not in repr(records)
