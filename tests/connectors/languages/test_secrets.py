import pytest

from connectors.languages.secrets import is_masked, is_reference, is_shown, of, of_name


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Password__c", "secret"),
        ("acme__Pwd__c", "secret"),
        ("Client_Secret__c", "secret"),
        ("clientsecret", "secret"),
        ("OAuth_Token__c", "secret"),
        ("X-Api-Key", "secret"),
        ("APIKey__c", "secret"),
        ("Ocp-Apim-Subscription-Key", "secret"),
        ("Authorization", "secret"),
        ("HMACSecret__c", "secret"),
        ("Client_Id__c", "identifier"),
        ("consumerKey", "identifier"),
        ("Username__c", "identifier"),
        ("User_Name__c", "identifier"),
        ("Sort_Key__c", "perhaps"),
        ("Key__c", "perhaps"),
        ("Token_URI__c", ""),
        ("Access_Token_Endpoint__c", ""),
        ("Token_Expiration_Minutes__c", ""),
        ("Password_Field__c", ""),
        ("Secretary__c", ""),
        ("Monkey__c", ""),
        ("First_Name__c", ""),
        ("Compass__c", ""),
        ("", ""),
    ],
)
def test_a_name_says_whether_its_value_is_a_secret(name: str, sort: str) -> None:
    assert of_name(name) == sort


@pytest.mark.parametrize(
    ("name", "value", "sort"),
    [
        ("Password__c", "hunter2", "secret"),
        ("Password__c", "  ", ""),
        ("Password__c", "{!$Credential.Billing.Password}", ""),
        ("Password__c", "${BILLING_PASSWORD}", ""),
        ("Password__c", "Placeholder_Value", ""),
        ("Password__c", "********", ""),
        ("Password__c", "{!'hunter2'}", "secret"),
        ("Authorization", "Bearer {!$Credential.Billing.Token}", ""),
        ("Sort_Key__c", "Name", ""),
        ("Sort_Key__c", "a8f5f167f44f4964e6c998de", "secret"),
        ("Text__c", "-----BEGIN RSA PRIVATE KEY-----", "secret"),
        ("City__c", "Ghent", ""),
    ],
)
def test_a_value_is_judged_by_its_name_and_by_itself(name: str, value: str, sort: str) -> None:
    assert of(name, value) == sort


@pytest.mark.parametrize(
    "value",
    [
        "-----BEGIN PRIVATE KEY-----",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0xx.c2lnbmF0dXJl",
        "xoxb-1234567890-abcdef",
        "Bearer abcdefghijklmnop123",
        "00D000000000001!AQEAQabcdefghijklmnopqrstuv",
    ],
)
def test_tokens_of_known_forms_show_themselves(value: str) -> None:
    assert is_shown(f"use {value} here")
    assert not is_shown("a sentence about keys and tokens")


def test_what_is_taken_from_elsewhere_is_no_secret() -> None:
    assert is_reference("{!$Credential.A.B}")
    assert not is_reference('{!"open sesame"}')
    assert not is_reference("pa${ss}word!")
    assert is_masked("Placeholder_Value")
