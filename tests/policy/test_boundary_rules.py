"""What is to be done about data that leaves a System."""

import pytest

from lineage.analysis.permitted import Permits
from lineage.model.answers import FindingAnswer
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import Channel, Evidence, Hop, Principal, System
from lineage.model.verdicts import Basis, Transit
from lineage.policy.check import check, view
from lineage.policy.inquiry import Inquiry, Setting
from lineage.policy.judged_readers import judge_readers
from tests.graph.test_grants import SAID
from tests.policy.checking import checked, only
from tests.policy.org import DAY, EMAIL, ORG, PERSON, READER, VENDOR, answers, grants, holds, org, principals

FLOW = """
systems: {org: {operator: A}, p: {operator: B}}
elements: {org/C#f: [email]}
hops: [{from: org/C#f, to: p/x#f, tls: true}]
as_of: 2026-06-01
"""
OLD = "authorizations: [{party: B, elements: [email], until: 2026-01-31}]"
LESS = "authorizations: [{party: B, elements: [gender]}]"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (FLOW, "Put an agreement with B on file that names purpose and elements, or stop the flow."),
        (FLOW + OLD, "Have the right of B renewed (`until`), or stop the flow."),
        (FLOW + LESS, "Have the right of B cover what it lacks (`elements`, `form`), or send less."),
        (
            FLOW.replace("elements: {org/C#f: [email]}", "") + LESS,
            "Classify what nobody classified: `[]` says that nothing in a field is personal.",
        ),
        (
            FLOW.replace("{operator: B}", "{}"),
            "Say in the map who runs p (`operator`), and put the agreement with them on file (`authorizations`), or stop the flow.",
        ),
    ],
    ids=["missing", "expired", "exceeded", "unclassified", "nobody known"],
)
def test_the_remedy_is_that_of_what_is_wrong_with_the_right(text: str, remedy: str) -> None:
    assert only(checked(text), "unauthorized-hop").remedy == remedy


@pytest.mark.parametrize(
    ("channel", "page"),
    [
        ("outbound-message/Lead.Send", "Setup, Outbound Messages, Send, Endpoint URL"),
        ("web-link/Contact.Maps", "Setup, Object Manager, Contact, Buttons, Links, and Actions, Maps"),
        ("external-data-source/Orders", "Setup, External Data Sources, Orders, URL"),
    ],
)
def test_an_address_of_the_org_is_to_be_changed_where_it_is_set(channel: str, page: str) -> None:
    made = org(
        Channel(id=ORG.of_kind("channel", channel), url="http://a.example", transit=Transit.UNENCRYPTED, evidence=SAID),
        Hop(source=EMAIL, target=VENDOR, channel=ORG.of_kind("channel", channel), evidence=SAID),
    )
    found = only(check(view(made, Inquiry(made, load_elements(), Setting(as_of=DAY)))), "unencrypted-hop")
    assert (found.remedy, found.role) == (f"{page}: give it an address that begins with https, or delete it.", "admin")


def test_a_channel_that_nothing_uses_is_to_be_deleted_where_it_is_set() -> None:
    site = Channel(
        id=ORG.of_kind("channel", "remote-site/Old"), url="http://a.example", transit=Transit.UNENCRYPTED, evidence=SAID
    )
    (one,) = answers("plain-channel", site)
    assert (
        one.remedy
        == "Setup, Remote Site Settings, Old, Remote Site URL: delete it, or give it an address that begins with https."
    )


VISITORS = Id.system("public://help.acme")
GUEST = ORG.of_kind("guest", "Help")
SITE = (
    System(id=VISITORS, kind="public", label="Visitors", evidence=SAID),
    Principal(id=GUEST, peer=VISITORS, evidence=(Evidence(basis=Basis.CONFIGURED, connector="metadata", locator="site:1"),)),
    holds(GUEST, READER),
    *principals(READER),
    grants((READER, PERSON), (READER, EMAIL)),
)


def of_site(rule: str) -> FindingAnswer:
    made = org(*SITE)
    permits = Permits(made, DAY)
    inquiry = Inquiry(made, load_elements(), Setting(as_of=DAY), permits)
    return only(check(view(made, inquiry, permitted=judge_readers(inquiry, made, permits))), rule)


def test_people_who_look_in_need_no_agreement_but_less_to_see() -> None:
    one = of_site("unauthorized-hop")
    assert [line.locator for line in one.evidence] == ["site:1"]
    assert one.remedy.startswith("Take out of the profiles and permission sets of Visitors what they need not see.")


def test_a_site_is_to_take_https_only() -> None:
    one = of_site("unencrypted-hop")
    assert (one.verdict, one.role, "`requireHttps`" in one.remedy) == ("unknown", "admin", True)
