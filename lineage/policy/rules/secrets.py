"""Rules about secrets."""

from collections.abc import Iterator

from lineage.graph.source import FactRow
from lineage.model.facts import FactName
from lineage.model.verdicts import Severity
from lineage.policy.called import called
from lineage.policy.findings import Card, Finding, Rule, View

SECRET_IN_METADATA = Card(
    id="secret-in-metadata",
    title="A secret stands in the clear in metadata",
    severity="high; low where it is only half of a secret, such as a user name or a consumer key",
    why="Metadata is copied into repositories, sandboxes and back-ups: whoever reads one of them can call as the org, or be called as it.",
    remedy="Replace the secret at the other end, keep the new one in an external credential, and take the old one out of the "
    "repository's history.",
    effort="one setting",
    role="developer",
    false_positives="A value that was made unusable before the metadata was kept, or one of a test system that holds no personal data.",
    reference="GDPR Art. 32(1)(b); Cal. Civ. Code §1798.150(a)(1); CWE-312",
    missions=("B2",),
)

_FACT: FactName = "secret-in-metadata"
_HALF = "(identifier)"


def secrets_in_metadata(view: View) -> Iterator[Finding]:
    """A finding for each place; what stands there is known to nobody here."""
    for fact in view.inquiry.source.facts_named(_FACT):
        is_half = fact.value.endswith(_HALF)
        yield Finding(
            rule=SECRET_IN_METADATA.id,
            verdict="violated",
            severity=Severity.LOW if is_half else Severity.HIGH,
            subject=f"{fact.subject} {fact.value}",
            where=called(view.inquiry, fact.subject),
            detail=_said(fact, is_half=is_half),
            systems=(fact.subject.namespace,),
            locators=tuple((evidence.connector, evidence.locator) for evidence in fact.evidence),
        )


def _said(fact: FactRow, *, is_half: bool) -> str:
    element = fact.value.removesuffix(_HALF).strip()
    places = " and ".join(evidence.locator for evidence in fact.evidence)
    what = "half of a secret, open to read" if is_half else "a secret in the clear"
    return f"{element} holds {what}" + (f", at {places}." if places else ".")


RULES = (Rule(SECRET_IN_METADATA, secrets_in_metadata),)
