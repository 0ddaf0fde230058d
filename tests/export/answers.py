"""Literal answers for the export tests."""

from datetime import date

from lineage.model.answers import (
    ChangeLine,
    CheckAnswer,
    Coverage,
    Destination,
    DiffAnswer,
    ElementLine,
    EvidenceLine,
    ExposureAnswer,
    ExposureCell,
    ExposureRow,
    ExposureSystem,
    FindingAnswer,
    FindingMember,
    HarvestAnswer,
    SourceLine,
    TraceAnswer,
    Verdicts,
    Witnesses,
)
from tests.export.flows import AS_OF, gap, hop

COVERAGE = Coverage(fields=7014, classified=412, hops=10_212, gaps=1, sources=("force-app",))
SSN = "salesforce://acme|Contact|SSN__c"


def trace() -> TraceAnswer:
    """One destination by way of middleware, one hop onward, one gap."""
    first = hop(SSN, "mule|@in-flight/sync|SSN__c", "sync")
    second = hop("mule|@in-flight/sync|SSN__c", "dwh|T|SSN", "sync", authorization=["exceeded"])
    return TraceAnswer(
        schema="lineage/trace@1",
        snapshot="s1",
        as_of=AS_OF,
        field="salesforce://acme/Contact#SSN__c",
        elements=(ElementLine(element="ssn", sensitive=True),),
        destinations=(
            Destination(
                system="dwh",
                system_label="Warehouse | north",
                operator="",
                dataset="dwh/T",
                field="dwh/T#SSN",
                precision="exact",
                bases=("configured",),
                active="yes",
                form={"ssn": "hash"},
                transit="encrypted",
                authorization=("exceeded",),
                expires_since=date(2026, 4, 1),
                same_hop=False,
                last_crossing=Verdicts(transit="encrypted", authorization=("exceeded",)),
                witnesses=Witnesses(transit=(first,), authorization=(first, second)),
            ),
        ),
        possible_onward=(hop("dwh", "mail", "export"),),
        coverage=COVERAGE,
        gaps=(gap(),),
    )


def exposure() -> ExposureAnswer:
    """One cell, and rows that are always there."""
    return ExposureAnswer(
        schema="lineage/exposure@1",
        snapshot="s1",
        as_of=AS_OF,
        rows=(
            ExposureRow(row="ssn", label="Social security number", sensitive=True, fields=2),
            ExposureRow(row="unclassified", label="Not classified", sensitive=False, fields=6602),
        ),
        systems=(ExposureSystem(system="dwh", label="Warehouse", operator="Acme"),),
        cells=(
            ExposureCell(
                row="ssn",
                system="dwh",
                fields=1,
                transit="unencrypted",
                authorization=("not_needed",),
                precision="dataset",
                form="clear",
            ),
        ),
        note="6,602 fields are not classified",
        coverage=COVERAGE,
    )


def finding(rule: str = "unencrypted-hop", **more: object) -> FindingAnswer:
    """A violated high finding with two places of evidence, one of them no file."""
    values: dict[str, object] = {
        "rule": rule,
        "title": "Personal data leaves in plain text",
        "verdict": "violated",
        "severity": "high",
        "subject": "salesforce://acme/Contact#SSN__c → legacy",
        "carries": ("ssn",),
        "detail": "http://hr.acme.internal",
        "remedy": "Use https.",
        "effort": "one setting",
        "fingerprint": f"{rule}-4f1c",
        "evidence": (
            EvidenceLine(basis="configured", stated=True, connector="sf", locator="force-app/flows/HR update.flow-meta.xml:12"),
            EvidenceLine(basis="observed", stated=True, connector="sf", locator="SELECT Id FROM Contact"),
        ),
    }
    return FindingAnswer.model_validate(values | more)


def flow_finding() -> FindingAnswer:
    """A message that sends two fields; the critical one stands in the second file."""
    members = []
    for name, element, severity, file in (("Email", "email", "high", "a.xml"), ("SSN__c", "ssn", "critical", "b.xml")):
        line = EvidenceLine(basis="configured", stated=True, connector="sf", locator=f"{file}:3")
        again = EvidenceLine(basis="declared", stated=True, connector="map", locator="map.yaml:9")
        sent = hop(f"salesforce://acme|Contact|{name}", "legacy|P%2FQ|X", "send").model_copy(update={"evidence": (line, again)})
        members.append(
            FindingMember(
                fingerprint=f"f-{name}",
                verdict="violated",
                severity=severity,
                carries=(element, "unclassified"),
                reason="travels unencrypted",
                hop=sent,
            )
        )
    evidence = tuple({line: None for member in members for line in member.hop.evidence})
    return finding(severity="critical", where="Acme → Legacy, by send", members=tuple(members), evidence=evidence)


def check() -> CheckAnswer:
    """A violated, an unknown and an accepted finding."""
    return CheckAnswer(
        schema="lineage/check@1",
        snapshot="s1",
        as_of=AS_OF,
        findings=(
            finding(severity="critical"),
            finding("missing-right", verdict="unknown", severity="medium", evidence=()),
            finding(accepted="ops@acme.example until 2027-01-31: VPN", severity="low", fingerprint="other"),
        ),
        counts={"critical": 1, "medium": 1},
        coverage=COVERAGE,
    )


def harvest() -> HarvestAnswer:
    """Two counts, one source, one gap."""
    return HarvestAnswer(
        schema="lineage/harvest@1",
        snapshot="s1",
        counts={"hop": 3, "field": 10},
        counts_by_subtype={"flow": 2},
        sources=(SourceLine(connector="declared", path="maps", seconds=0.25, files=2),),
        gaps=(gap("=HYPERLINK(1)"),),
    )


def diff() -> DiffAnswer:
    """One changed property of a hop, one gap that came."""
    line = ChangeLine(change="changed", kind="hop", id="a → b", property="known_by", before="declared", after="observed")
    return DiffAnswer(
        schema="lineage/diff@1",
        before="s1",
        after="s2",
        changes=(line,),
        gaps_came=(gap(),),
        gaps_went=(),
        coverage_before=COVERAGE.model_copy(update={"gaps": 0}),
        coverage_after=COVERAGE,
    )
