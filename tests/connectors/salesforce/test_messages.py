from pathlib import Path

from lineage.model.records import Channel, Fact, Gap, Hop, Job, Principal, Reference
from lineage.model.verdicts import Active, Transit
from tests.connectors.salesforce.writing import ORG, SOURCE, arrows, harvested, of, tag, write, xml

MESSAGE = tag(
    "outboundMessages",
    tag("fields", "Email"),
    tag("fields", "SSN__c"),
    tag("fields", "Id"),
    fullName="Send",
    endpointUrl="http://hr.example/in?token=s3cret",
    includeSessionId="true",
    integrationUser="sync@acme.example",
    name="Send it",
)
JOB = ORG.of_kind("job", "outbound-message/Contact.Send")


def rule(active: str = "true", *, timed: bool = False, fires: str = "Send") -> str:
    action = tag("actions", name=fires, type="OutboundMessage")
    inner = tag("workflowTimeTriggers", action, timeLength="1") if timed else action
    return tag("rules", inner, fullName="On change", active=active)


def workflow(*parts: str) -> dict[str, str | bytes]:
    return {"workflows/Contact.workflow": xml("Workflow", *parts)}


def flow(status: str | None, *, fires: str = "Contact.Send", start: str = "Contact") -> str:
    parts = [tag("actionCalls", name="Go", actionName=fires, actionType="outboundMessage"), tag("start", object=start)]
    return xml("Flow", *parts, *([tag("status", status)] if status else []))


def definition(version: str | None) -> str:
    return xml("FlowDefinition", *([tag("activeVersionNumber", version)] if version else []))


def active_of(folder: Path) -> Active:
    records = harvested(folder)
    (job,) = [job for job in of(Job, records) if job.id == JOB]
    assert {hop.active for hop in of(Hop, records) if hop.job == JOB} == {job.active}
    return job.active


def test_every_field_is_a_hop_to_the_host_of_the_address(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, workflow(MESSAGE, rule())))
    assert arrows(records) == [
        "Contact#Email -> host:hr.example",
        "Contact#Id -> host:hr.example",
        "Contact#SSN__c -> host:hr.example",
    ]
    (channel,) = of(Channel, records)
    assert (channel.id.name, channel.url, channel.transit) == (
        "outbound-message/Contact.Send",
        "http://hr.example/in",
        Transit.UNENCRYPTED,
    )
    (hop, *_) = of(Hop, records)
    assert (hop.job, hop.channel, hop.principal) == (JOB, channel.id, ORG.of_kind("user", "sync@acme.example"))
    assert [e.locator for e in hop.evidence] == ["workflows/Contact.workflow:3", "workflows/Contact.workflow:4"]
    assert "s3cret" not in repr(records)


def test_a_session_that_is_sent_is_a_fact_with_its_user(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, workflow(MESSAGE)))
    sent = [fact for fact in of(Fact, records) if fact.name == "session-id-sent"]
    assert [(fact.subject, fact.value) for fact in sent] == [(JOB, "sync@acme.example")]
    assert [user.id.name for user in of(Principal, records)] == ["sync@acme.example"]
    without = MESSAGE.replace("<includeSessionId>true", "<includeSessionId>false")
    assert "session-id-sent" not in [fact.name for fact in of(Fact, harvested(write(tmp_path, workflow(without))))]


def test_what_fires_a_message_decides_whether_it_is_active(tmp_path: Path) -> None:
    cases: dict[str, tuple[dict[str, str | bytes], Active]] = {
        "nothing": (workflow(MESSAGE), Active.UNKNOWN),
        "rule": (workflow(MESSAGE, rule()), Active.YES),
        "rule off": (workflow(MESSAGE, rule("false")), Active.NO),
        "time trigger": (workflow(MESSAGE, rule(timed=True)), Active.YES),
        "time trigger off": (workflow(MESSAGE, rule("false", timed=True)), Active.NO),
        "rule of another case": (workflow(MESSAGE, rule(fires="SEND")), Active.YES),
        "rule that does not say": (workflow(MESSAGE, rule("")), Active.UNKNOWN),
        "one of two": (workflow(MESSAGE, rule("false"), rule()), Active.YES),
        "flow": (workflow(MESSAGE) | {"flows/Go.flow": flow("Active")}, Active.YES),
        "flow without object": (workflow(MESSAGE) | {"flows/Go.flow": flow("Active", fires="Send")}, Active.YES),
        "flow without any object": (workflow(MESSAGE) | {"flows/Go.flow": flow("Active", fires="Send", start="")}, Active.YES),
        "draft": (workflow(MESSAGE) | {"flows/Go.flow": flow("Draft")}, Active.NO),
        "obsolete": (workflow(MESSAGE) | {"flows/Go.flow": flow("Obsolete")}, Active.NO),
        "unknown status": (workflow(MESSAGE) | {"flows/Go.flow": flow("UnderReview")}, Active.UNKNOWN),
        "no status, no definition": (workflow(MESSAGE) | {"flows/Go-1.flow": flow(None)}, Active.UNKNOWN),
        "active version": (
            workflow(MESSAGE) | {"flows/Go-2.flow": flow(None), "flowDefinitions/Go.flowDefinition": definition("2")},
            Active.YES,
        ),
        "no active version": (
            workflow(MESSAGE) | {"flows/Go-2.flow": flow(None), "flowDefinitions/Go.flowDefinition": definition(None)},
            Active.NO,
        ),
        "version zero": (
            workflow(MESSAGE) | {"flows/Go-2.flow": flow(None), "flowDefinitions/Go.flowDefinition": definition("0")},
            Active.NO,
        ),
        "other version, which is there": (
            workflow(MESSAGE)
            | {
                "flows/Go-2.flow": flow(None),
                "flows/Go-3.flow": xml("Flow"),
                "flowDefinitions/Go.flowDefinition": definition("3"),
            },
            Active.NO,
        ),
        "other version, which is not there": (
            workflow(MESSAGE) | {"flows/Go-2.flow": flow(None), "flowDefinitions/Go.flowDefinition": definition("3")},
            Active.UNKNOWN,
        ),
        "status and definition disagree": (
            workflow(MESSAGE) | {"flows/Go.flow": flow("Active"), "flowDefinitions/Go.flowDefinition": definition(None)},
            Active.UNKNOWN,
        ),
        "definition that is no number": (
            workflow(MESSAGE) | {"flows/Go.flow": flow("Active"), "flowDefinitions/Go.flowDefinition": definition("two")},
            Active.YES,
        ),
        "definition with a number that no flow has": (
            workflow(MESSAGE) | {"flows/Go.flow": flow("Active"), "flowDefinitions/Go.flowDefinition": definition("9" * 5000)},
            Active.YES,
        ),
        "entitlement process": (
            workflow(MESSAGE)
            | {
                "entitlementProcesses/Gold.entitlementProcess": xml(
                    "EntitlementProcess",
                    tag("SObjectType", "Contact"),
                    tag("active", "true"),
                    tag("milestones", tag("timeTriggers", tag("actions", name="Send", type="OutboundMessage"))),
                )
            },
            Active.YES,
        ),
        "approval step": (
            workflow(MESSAGE)
            | {
                "approvalProcesses/Contact.Hire.approvalProcess": xml(
                    "ApprovalProcess",
                    tag("active", "true"),
                    tag("approvalStep", tag("approvalActions", tag("action", name="Send", type="OutboundMessage")), name="One"),
                )
            },
            Active.YES,
        ),
        "approval process off": (
            workflow(MESSAGE)
            | {
                "approvalProcesses/Contact.Hire.approvalProcess": xml(
                    "ApprovalProcess",
                    tag("active", "false"),
                    tag("finalApprovalActions", tag("action", name="Send", type="OutboundMessage")),
                )
            },
            Active.NO,
        ),
        "rule off and a flow that cannot be read": (
            workflow(MESSAGE, rule("false")) | {"flows/Go.flow": "<Flow>"},
            Active.UNKNOWN,
        ),
        "rule off and a flow that is listed and not there": (
            workflow(MESSAGE, rule("false"))
            | {"package.xml": xml("Package", tag("types", tag("members", "Go"), tag("name", "Flow")))},
            Active.UNKNOWN,
        ),
        "rule of another object": (
            workflow(MESSAGE) | {"workflows/Lead.workflow": xml("Workflow", rule())},
            Active.UNKNOWN,
        ),
    }
    found = {name: active_of(write(tmp_path / str(n), files)) for n, (name, (files, _)) in enumerate(cases.items())}
    assert found == {name: active for name, (_, active) in cases.items()}


def test_a_message_that_nothing_fires_is_told_once(tmp_path: Path) -> None:
    copies = {f"{root}/workflows/Contact.workflow": xml("Workflow", MESSAGE) for root in ("a", "b")}
    gaps = [gap for gap in of(Gap, harvested(write(tmp_path, copies))) if gap.what.startswith("Nothing here fires")]
    assert [(gap.subject, gap.locator) for gap in gaps] == [(JOB, "a/workflows/Contact.workflow:3")]


def test_a_message_that_is_fired_and_not_there_still_leaves(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, {"flows/Go.flow": flow("Active")}))
    assert arrows(records) == ["Contact -> connection:Contact.Send"]
    assert [(hop.active, hop.job) for hop in of(Hop, records)] == [(Active.YES, JOB)]
    assert JOB in [gap.subject for gap in of(Gap, records)]


def test_a_message_that_is_fired_on_no_object_leaves_from_the_whole_org(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, {"flows/Go.flow": flow("Active", fires="Send", start="")}))
    assert [(hop.source, hop.target) for hop in of(Hop, records)] == [(ORG, Reference(kind="connection", value="Send"))]


def test_fields_without_definition_leave_and_are_told(tmp_path: Path) -> None:
    described = {"objects/Contact.object": xml("CustomObject", tag("label", "Contact"))}
    bare = [gap for gap in of(Gap, harvested(write(tmp_path / "a", workflow(MESSAGE)))) if gap.subject == ORG.dataset("Contact")]
    known = [
        gap
        for gap in of(Gap, harvested(write(tmp_path / "b", workflow(MESSAGE) | described)))
        if gap.subject == ORG.dataset("Contact")
    ]
    assert [gap.surface for gap in bare] == ["object"]
    assert [(gap.surface, gap.what) for gap in known] == [
        ("custom field", "Outbound messages send fields of Contact that are not defined here: SSN__c.")
    ]


def test_split_workflows_say_the_same(tmp_path: Path) -> None:
    base = f"{SOURCE}/workflows/Contact"
    inner = MESSAGE.removeprefix("<outboundMessages>").removesuffix("</outboundMessages>")
    inner_rule = rule().removeprefix("<rules>").removesuffix("</rules>")
    split = {
        f"{base}/Contact.workflow-meta.xml": xml("Workflow"),
        f"{base}/workflowOutboundMessages/Send.workflowOutboundMessage-meta.xml": xml("WorkflowOutboundMessage", inner),
        f"{base}/workflowRules/On change.workflowRule-meta.xml": xml("WorkflowRule", inner_rule),
    }
    whole = harvested(write(tmp_path / "whole", workflow(MESSAGE, rule())))
    parts = harvested(write(tmp_path / "split", split))
    assert arrows(parts) == arrows(whole)
    assert [job.active for job in of(Job, parts)] == [Active.YES]


def test_an_address_without_host_leaves_by_the_name_of_the_message(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, workflow(MESSAGE.replace("http://hr.example/in?token=s3cret", "{{endpoint}}"))))
    assert set(arrows(records)) == {f"Contact#{name} -> connection:Contact.Send" for name in ("Email", "Id", "SSN__c")}
