from pathlib import Path

import pytest

from lineage.model.records import Fact, Gap
from tests.connectors.salesforce.writing import ORG, harvested, of, tag, write, xml

FLOW = xml("Flow", tag("recordCreates", object="PartnerNetworkRecordConnection"), tag("status", "Active"))
OBJECT = xml("CustomObject", tag("fields", fullName="ConnectionReceivedId"))


@pytest.mark.parametrize(
    ("path", "text", "by"),
    [
        ("flows/Forward.flow", FLOW, "flow Forward"),
        ("objects/Account.object", OBJECT, "field Account.ConnectionReceivedId"),
        ("objects/PartnerNetworkConnection.object", xml("CustomObject"), "object PartnerNetworkConnection"),
    ],
)
def test_records_that_are_shared_with_other_orgs_are_a_fact_and_a_gap(tmp_path: Path, path: str, text: str, by: str) -> None:
    records = harvested(write(tmp_path, {path: text}))
    (fact,) = [fact for fact in of(Fact, records) if fact.name == "provides-data"]
    assert (fact.subject, fact.value) == (ORG, f"Salesforce to Salesforce, by {by}")
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "salesforce to salesforce"]
    assert (gap.subject, gap.locator.partition(":")[0]) == (ORG, path)


def test_an_org_that_shares_nothing_has_neither(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"flows/Other.flow": xml("Flow", tag("recordCreates", object="Account"))}
    records = harvested(write(tmp_path, files))
    assert not [one for one in of(Fact, records) if one.name == "provides-data"]
    assert not [one for one in of(Gap, records) if one.surface == "salesforce to salesforce"]
