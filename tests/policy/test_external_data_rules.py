"""Rules about data that stays in another system, and about the org as a provider."""

from typing import Any

from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Channel, Classification, Dataset, Field, Hop
from lineage.model.verdicts import Form
from tests.graph.test_grants import SAID
from tests.policy.org import ADMIN, ORG, READER, VENDOR, answers, fact, found, grants, holds, principals

ORDERS = ORG.dataset("Order__x")
MAIL, SUM, KEY = (ORDERS.field(name) for name in ("Mail__c", "Sum__c", "ExternalId"))
SOURCE = ORG.of_kind("channel", "external-data-source/Hub")


def external(**more: Any) -> list[AnyRecord]:
    values: dict[str, Any] = {"authentication": "OAuth / PerUser"} | more
    return [
        Dataset(id=ORDERS, subtype="external object", stored=False, evidence=SAID),
        *(Field(id=one, evidence=SAID) for one in (MAIL, SUM)),
        Field(id=KEY, read_with_object=True, evidence=SAID),
        Classification(field=MAIL, elements={"email": Form.CLEAR}, source="override", evidence=SAID),
        Channel(id=SOURCE, subtype="external data source", peer=VENDOR, evidence=SAID, **values),
        Hop(source=VENDOR.dataset("T").field("mail"), target=MAIL, channel=SOURCE, evidence=SAID),
        *principals(READER, ADMIN),
    ]


ALL = ((READER, ORDERS), (READER, MAIL), (READER, SUM))
OPEN = "external-object-without-field-security"


def test_an_object_whose_readers_all_read_every_column_has_no_field_security() -> None:
    (one,) = answers(OPEN, *external(), grants(*ALL))
    assert (one.severity, one.verdict, one.where) == ("medium", "violated", "Acme: external object Order__x")
    assert one.detail.startswith("The one profile or permission set that opens it opens all 2 columns: Reader.")


def test_it_counts_who_holds_them() -> None:
    user = ORG.of_kind("user", "u")
    (one,) = answers(OPEN, *external(), grants(*ALL), *principals(user), holds(user, READER))
    assert "Reader, which 1 user holds." in one.detail


def test_an_object_of_which_somebody_reads_some_columns_is_clean() -> None:
    assert found(OPEN, *external(), grants(*ALL, (ADMIN, ORDERS), (ADMIN, SUM))) == []


def test_that_administrators_read_everything_says_nothing() -> None:
    assert found(OPEN, *external(), grants(*ALL), fact(READER, "system-permission", "ViewAllData")) == []


def test_the_platforms_own_columns_do_not_count() -> None:
    assert len(found(OPEN, *external(), Field(id=ORDERS.field("DisplayUrl"), evidence=SAID), grants(*ALL))) == 1


def test_one_leg_alone_opens_nothing() -> None:
    assert found(OPEN, *external(), grants((READER, MAIL), (READER, SUM), (ADMIN, ORDERS))) == []


def test_who_reads_an_object_is_unknown_where_no_permission_names_it() -> None:
    assert found(OPEN, *external()) == [("info", "unknown", "Acme")]


def test_a_source_that_can_be_written_to_is_a_finding() -> None:
    (one,) = answers("writable-external-source", *external(), fact(SOURCE, "channel-setting", "writable=true"))
    assert (one.severity, one.verdict, one.where) == ("high", "violated", "Acme: external data source Hub")
    assert (one.carries, [line.locator for line in one.evidence]) == (("email",), ["a.xml:1"])


def test_a_source_that_is_only_read_is_clean() -> None:
    assert found("writable-external-source", *external(), fact(SOURCE, "channel-setting", "type=OData4")) == []


def test_one_user_for_everybody_is_a_finding() -> None:
    for how in ("Password / NamedUser", "NoAuthentication / Anonymous"):
        assert found("shared-identity-source", *external(authentication=how)) == [
            ("medium", "violated", "Acme: external data source Hub")
        ]


def test_users_who_authenticate_for_themselves_are_clean_and_silence_is_unknown() -> None:
    assert found("shared-identity-source", *external()) == []
    assert found("shared-identity-source", *external(authentication="")) == [
        ("medium", "unknown", "Acme: external data source Hub")
    ]


def test_an_org_that_gives_data_to_others_is_a_finding_and_odata_is_always_unknown() -> None:
    assert found("org-as-provider", fact(ORG, "provides-data", "Salesforce to Salesforce, by field A.B")) == [
        ("critical", "violated", "Acme"),
        ("info", "unknown", "Acme"),
    ]
    assert found("org-as-provider") == [("info", "unknown", "Acme")]


def test_a_source_of_another_kind_of_system_is_no_matter() -> None:
    table = Id.system("warehouse").of_kind("channel", "x")
    told = Channel(id=table, subtype="external data source", authentication="Password / NamedUser", evidence=SAID)
    assert found("shared-identity-source", told) == []
