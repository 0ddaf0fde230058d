"""What is to be done about data that leaves a System."""

import pytest

from lineage.analysis.permitted import Permits
from lineage.model.answers import FindingAnswer
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import Evidence, Principal, System
from lineage.model.verdicts import Basis
from lineage.policy.check import check, view
from lineage.policy.inquiry import Inquiry, Setting
from lineage.policy.judged_readers import judge_readers
from tests.graph.test_grants import SAID
from tests.policy.checking import checked, only
from tests.policy.org import DAY, EMAIL, ORG, PERSON, READER, grants, holds, org, principals

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
