import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.languages.url import host, peer_not_verified, query_names, secrets, shown, transit
from lineage.model.verdicts import Transit

ENCRYPTED, UNENCRYPTED, UNKNOWN = Transit.ENCRYPTED, Transit.UNENCRYPTED, Transit.UNKNOWN

unreserved = st.text(st.characters(codec="ascii", categories=["L", "N"], include_characters="-._~!$&'()*+,="), min_size=1)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", ENCRYPTED),
        ("HTTPS://A.EXAMPLE", ENCRYPTED),
        ("wss://a.example", ENCRYPTED),
        ("ldaps://a.example", ENCRYPTED),
        ("sftp://a.example", ENCRYPTED),
        ("ftps://a.example", ENCRYPTED),
        ("amqps://a.example", ENCRYPTED),
        ("smtps://a.example", ENCRYPTED),
        ("http://a.example", UNENCRYPTED),
        ("ws://a.example", UNENCRYPTED),
        ("ftp://a.example", UNENCRYPTED),
        ("ldap://a.example", UNENCRYPTED),
        ("amqp://a.example", UNENCRYPTED),
        ("telnet://a.example", UNENCRYPTED),
        ("smtp://a.example", UNENCRYPTED),
        ("smtp://a.example?starttls=true", ENCRYPTED),
        ("postgres://a.example/db?sslmode=verify-full", ENCRYPTED),
        ("postgres://a.example/db?sslmode=require", ENCRYPTED),
        ("postgres://a.example/db?sslmode=disable", UNENCRYPTED),
        ("postgres://a.example/db?sslmode=prefer", UNKNOWN),
        ("jdbc:postgresql://a.example/db", UNKNOWN),
        ("jdbc:sqlserver://a.example:1433;databaseName=x;encrypt=true", ENCRYPTED),
        ("jdbc:sqlserver://a.example:1433;encrypt=false;password=x", UNENCRYPTED),
        ("jdbc:mysql://a.example/db?useSSL=true", ENCRYPTED),
        ("jdbc:oracle:thin:@tcps://a.example:2484/x", ENCRYPTED),
        ("jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=tcps)(HOST=a.example)))", ENCRYPTED),
        ("jdbc:oracle:thin:me/it@a.example:1521:x", UNKNOWN),
        ("https://{!$Setup.Api__c.Host__c}/x", ENCRYPTED),
        ("http://a.example?tls=true&sslmode=require", UNENCRYPTED),
        ("{{baseUrl}}", UNKNOWN),
        ("${SCHEME}://a.example", UNKNOWN),
        ("callout:Billing/x", UNKNOWN),
        ("a.example/x", UNKNOWN),
        ("//a.example/x", UNKNOWN),
        ("gopher://a.example", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_the_protocol_says_how_data_travels(url: str, expected: Transit) -> None:
    assert transit(url) is expected


def test_of_parameters_that_disagree_the_worse_counts() -> None:
    assert transit("db://a.example?tls=true&sslmode=disable") is UNENCRYPTED


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://a.example/db?sslmode=require", True),
        ("jdbc:sqlserver://a.example;encrypt=true;trustServerCertificate=true", True),
        ("jdbc:mysql://a.example/db?useSSL=true&verifyServerCertificate=false", True),
        ("postgres://a.example/db?sslmode=verify-full", False),
        ("postgres://a.example/db?sslmode=disable", False),
        ("https://a.example", False),
    ],
)
def test_encryption_without_a_check_of_the_certificate_is_told(url: str, expected: bool) -> None:
    assert peer_not_verified(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://A.Example:8443/x?y#z", "a.example"),
        ("https://a.example.", "a.example"),
        ("https://me:it@a.example/x", "a.example"),
        ("https://a.example\\@b.example/", "a.example"),
        ("https://[2001:db8::1]:443/x", "2001:db8::1"),
        ("https://159.0.2.46:7070", "159.0.2.46"),
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("http://intranet/x", "intranet"),
        ("a.example/x", "a.example"),
        ("//a.example/x", "a.example"),
        ("jdbc:oracle:thin:me/it@a.example:1521:x", "a.example"),
        ("jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=a.example)(PORT=1)))", "a.example"),
        ("mongodb://me:it@a.example:1,b.example:2/db", "a.example"),
        ("https://{!$Setup.Api__c.Host__c}/x", ""),
        ("https://${HOST}/x", ""),
        ("https://%HOST%/x", ""),
        ("callout:Billing.One/x", ""),
        ("Billing", ""),
        ("https://", ""),
        ("", ""),
    ],
)
def test_the_host_is_what_a_client_would_call(url: str, expected: str) -> None:
    assert host(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/orders.svc/", "https://a.example/orders.svc/"),
        ("https://me:it@a.example:8443/x?key=k#f", "https://a.example:8443/x"),
        ("https://a.example/x;session=abc/y", "https://a.example/x/y"),
        ("https://hooks.example/services/T0/abcdefghij0123456789ABCD", "https://hooks.example/services/T0/…"),
        ("https://me:p/q@a.example/x", "https://me/…"),
        ("jdbc:sqlserver://a.example:1433;user=me;password=it", "jdbc:sqlserver://a.example:1433"),
        ("jdbc:oracle:thin:me/it@a.example:1521:x", "jdbc:oracle:a.example"),
        ("callout:Billing/x?key=k", "callout:Billing/x"),
        ("{{baseUrl}}/x", "{{baseUrl}}/x"),
        ("", ""),
    ],
)
def test_the_shown_form_keeps_no_secret(url: str, expected: str) -> None:
    assert shown(url) == expected


@settings(deadline=None)
@given(unreserved, unreserved, unreserved)
def test_neither_password_nor_query_nor_fragment_is_shown(password: str, key: str, fragment: str) -> None:
    url = f"https://user:{password}@a.example/path?key={key}#{fragment}"
    assert (shown(url), host(url)) == ("https://a.example/path", "a.example")


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_without_a_crash(text: str) -> None:
    assert transit(text) in {ENCRYPTED, UNENCRYPTED, UNKNOWN}
    assert not set(host(text)) & set("/?#@")
    assert not set(shown(text)) & set("?#")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://me:it@a.example/x", ("user information",)),
        ("https://me@a.example/x", ("user information",)),
        ("https://me:p/q@a.example/x", ("user information",)),
        ("https://{!$Credential.User}:{!$Credential.Password}@a.example", ()),
        ("https://a.example/@someone", ()),
        ("https://a.example:8443/@someone", ()),
        ("jdbc:oracle:thin:me/it@a.example:1521:x", ("user information",)),
        ("jdbc:oracle:thin:@a.example:1521:x", ()),
        ("jdbc:sqlserver://a.example:1433;user=me;password=it", ("query string password",)),
        ("https://a.example/x?api_key=k&page=2&token=t", ("query string api_key, token",)),
        ("https://a.example/x?key={!Contact.Email}", ()),
        ("https://a.example/x#access_token=t", ("query string access_token",)),
        ("https://a.example/x?id=abcdefghij0123456789ABCD", ("query string id",)),
        ("https://hooks.example/services/T0/abcdefghij0123456789ABCD", ("path",)),
        ("https://a.example/x?format=json", ()),
        ("a.example", ()),
    ],
)
def test_secrets_are_told_by_their_part_and_never_given(url: str, expected: tuple[str, ...]) -> None:
    assert secrets(url) == expected


def test_every_value_of_a_query_is_named_but_for_words_that_say_a_format() -> None:
    assert query_names("https://a.example/x?wsdl&format=json&u=1&t=&s={!x}&r=y#z=1") == ("u", "r")


@settings(deadline=None)
@given(st.text())
def test_in_any_text_only_names_are_found(text: str) -> None:
    assert all(isinstance(part, str) for part in (*secrets(text), *query_names(text)))
