import re

import pytest

from lineage.errors import UsageError
from lineage.export.mermaid import escaped, mermaid
from tests.export import flows
from tests.export.flows import HOSTILE, hop, node


def test_a_flow() -> None:
    flow = flows.flow(
        [node("org|Contact|SSN__c", traced=True), node("sendgrid")],
        [hop("org|Contact|SSN__c", "sendgrid", "Mail", authorization=["missing"], transit="unencrypted")],
    )
    lines = mermaid(flow).splitlines()
    assert "flowchart LR" in lines
    assert '  subgraph s0["org · operator unknown"]' in lines
    assert '    n0["Contact.SSN__c"]:::origin' in lines
    assert '  n0 -->|"Mail · ✕ not authorized: missing · unencrypted"| n1' in lines
    assert "  linkStyle 0 stroke:#B00020,stroke-width:3.0px,stroke-dasharray:9 4" in lines
    assert "%% 12 gaps: some flows may be hidden · 6,602 of 7,014 fields not classified" in lines


def test_what_is_untrusted_is_text() -> None:
    text = mermaid(flows.hostile())
    body = text.partition("\n")[2]
    labels = re.findall(r'"([^"\n]*)"', body)
    rest = re.sub(r'"[^"\n]*"', '""', body)
    assert labels
    assert not [label for label in labels if re.search(r"[<>&`\[\]{}|*\\]|#(?!\d+;|amp;|quot;|lt;|gt;)", label)]
    assert "script" not in re.sub(r"^%%.*$", "", rest, flags=re.MULTILINE)
    assert "%%{" not in body


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("SSN__c", "SSN__c"),
        ("__init__", "#95;#95;init#95;#95;"),
        ("1. Contact", "#49;#46; Contact"),
        ("http://x", "http#58;//x"),
        ("a@b.c", "a#64;b.c"),
        ("%%{init: {}}%%", "#37;#37;#123;init: #123;#125;#125;#37;#37;"),
        ("end", "end"),
    ],
)
def test_escaping(text: str, safe: str) -> None:
    assert escaped(text) == safe


def test_it_stays_within_what_mermaid_draws() -> None:
    text = mermaid(flows.estate(1000))
    assert len(text) <= 50_000
    assert "nodes not drawn" in text


def test_more_than_mermaid_draws_is_refused() -> None:
    nodes = [node("a|t|f"), node("b|t|f")]
    hops = [hop("a|t|f", "b|t|f", f"job{number}") for number in range(501)]
    with pytest.raises(UsageError, match="svg or html"):
        mermaid(flows.flow(nodes, hops))


def test_nothing_to_draw() -> None:
    assert "No flow was found to draw." in mermaid(flows.empty())


def test_long_names_are_shortened() -> None:
    assert len(escaped(HOSTILE[4])) == 60
