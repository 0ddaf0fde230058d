"""Literal flows for the export tests: small ones by hand, large ones by arithmetic."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from lineage.model.answers import Coverage, EvidenceLine, FlowAnswer, FlowNode, HopAnswer
from lineage.model.records import Gap

AS_OF = date(2026, 3, 31)

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "![p](http://x.example/y.png)",
    "\x00\x1b[31mred\x07 \ud800 \u202eevil",
    "]]> --> & <!DOCTYPE x [<!ENTITY a 'b'>]> %%{init: {}}%% `*b*` | \"q\" 'r' $x$ {{7*7}} =cmd|'/c calc'!A1",
    "x" * 10_000,
    " ",
    "href",
)

NAMES = {
    "salesforce://acme": ("Salesforce (acme)", "Acme"),
    "mule": ("MuleSoft runtime", "MuleSoft"),
    "snowflake://acme": ("Snowflake warehouse", "Acme"),
    "hr": ("HR system", "Acme"),
    "web": ("Web-to-Lead form", ""),
    "mc": ("Marketing Cloud", "Salesforce, Inc."),
    "sendgrid": ("SendGrid", "Twilio"),
    "s3": ("AWS S3 pii-landing", "Acme"),
    "tableau": ("Tableau", "Salesforce, Inc."),
    "legacy": ("Legacy HR (hr.acme.internal)", "Acme"),
    "slack": ("Slack #support-alerts", ""),
    "erp": ("ERP", "SAP"),
}


def node(identity: str, *, elements: Sequence[str] = (), traced: bool = False, subtype: str = "") -> FlowNode:
    """The node of `system|dataset|field`; the last two may be missing."""
    system, dataset, name = [*identity.split("|"), "", ""][:3]
    label, operator = NAMES.get(system, (system, ""))
    container = f"{system}/{dataset}" if dataset else ""
    kind = "field" if name else "dataset" if dataset else "system"
    return FlowNode(
        id=node_id(identity),
        kind=kind,  # type: ignore[arg-type]  # one of the three by construction
        label=name or dataset or label,
        subtype=subtype or ("in-flight" if dataset.startswith("@in-flight") else ""),
        dataset=container if name else "",
        dataset_label=dataset.replace("@in-flight/", "in-flight ") if name else "",
        system=system,
        system_label=label,
        operator=operator,
        elements=tuple(elements),
        traced=traced,
    )


def node_id(identity: str) -> str:
    system, dataset, name = [*identity.split("|"), "", ""][:3]
    return system + (f"/{dataset}" if dataset else "") + (f"#{name}" if name else "")


def _system(identity: str) -> str:
    return identity.partition("|")[0]


def hop(
    source: str,
    target: str,
    job: str = "",
    *,
    transit: str = "",
    authorization: Sequence[str] = (),
    bases: Sequence[str] = ("configured",),
    active: str = "yes",
    transformation: str = "",
) -> HopAnswer:
    """A hop; encrypted and authorized unless said otherwise, internal inside one System."""
    same = _system(source) == _system(target)
    rights = tuple(authorization) or (("not_needed",) if same else ("authorized",))
    return HopAnswer(
        source=node_id(source),
        target=node_id(target),
        job=f"salesforce://acme/@job/{job}" if job else "",
        channel="" if same else "salesforce://acme/@channel/endpoint",
        bases=tuple(bases),
        active=active,
        transit=transit or ("internal" if same else "encrypted"),
        authorization=rights,
        hop_authorization=rights,
        transformation=transformation,
        precision="exact",
        evidence=(_evidence(bases[0], f"force-app/{job or 'x'}.xml:12"),),
    )


def _evidence(basis: str, locator: str) -> EvidenceLine:
    return EvidenceLine(basis=basis, stated=True, connector="salesforce-metadata", locator=locator)


def gap(what: str = "the workflow rules could not be read") -> Gap:
    return Gap(surface="workflow", what=what, why="no permission", hides="outbound messages")


def flow(
    nodes: Iterable[FlowNode], hops: Iterable[HopAnswer], title: str = "Where Contact.SSN__c goes", gaps: int = 12
) -> FlowAnswer:
    """A flow with its nodes and hops in the order that answers have."""
    return FlowAnswer(
        snapshot="2026-03-31T08-00-00Z-4f1c",
        title=title,
        as_of=AS_OF,
        nodes=tuple(sorted({value.id: value for value in nodes}.values(), key=lambda value: value.id)),
        hops=tuple(sorted(hops, key=lambda value: (value.source, value.target, value.job, value.channel, value.bases))),
        coverage=Coverage(fields=7014, classified=412, hops=10_212, gaps=gaps),
        gaps=tuple(gap() for _ in range(min(gaps, 2))),
    )


def empty() -> FlowAnswer:
    return flow([], [], title="Where Contact.Nothing__c goes")


def single() -> FlowAnswer:
    return flow([node("salesforce://acme|Contact|SSN__c", elements=["ssn"], traced=True)], [], gaps=0)


def small() -> FlowAnswer:
    """Fifteen nodes: one field, its copies, middleware, a log, three recipients."""
    org, mule, warehouse = "salesforce://acme", "mule", "snowflake://acme"
    ssn, email = f"{org}|Contact|SSN__c", f"{org}|Contact|Email"
    flight = f"{mule}|@in-flight/crm-sync"
    nodes = [
        node("hr|EMPLOYEES|SSN", elements=["ssn"]),
        node(ssn, elements=["ssn"], traced=True),
        node(email, elements=["email"]),
        node(f"{org}|Lead|SSN_Copy__c", elements=["ssn"]),
        node(f"{flight}|SSN__c", elements=["ssn"], subtype="in-flight"),
        node(f"{flight}|Email", elements=["email"], subtype="in-flight"),
        node(f"{mule}|crm-sync.log", subtype="log"),
        node(f"{warehouse}|CRM.CONTACT|SSN_HASH", elements=["ssn"]),
        node(f"{warehouse}|CRM.CONTACT|EMAIL", elements=["email"]),
        node(f"{warehouse}|MART.PEOPLE|SSN_HASH", elements=["ssn"]),
        node("mc|All Contacts|Email Address", elements=["email"]),
        node("sendgrid"),
        node("legacy|dbo.STAFF|NATIONAL_ID", elements=["ssn"]),
        node("slack"),
        node("tableau|People|Hash", elements=["ssn"]),
    ]
    hops = [
        hop("hr|EMPLOYEES|SSN", ssn, "hr-nightly-import"),
        hop(ssn, f"{org}|Lead|SSN_Copy__c", "LeadSync"),
        hop(ssn, f"{flight}|SSN__c", "crm-sync"),
        hop(email, f"{flight}|Email", "crm-sync"),
        hop(
            f"{flight}|SSN__c", f"{warehouse}|CRM.CONTACT|SSN_HASH", "crm-sync", transformation="hash", authorization=["exceeded"]
        ),
        hop(f"{flight}|Email", f"{warehouse}|CRM.CONTACT|EMAIL", "crm-sync"),
        hop(f"{flight}|SSN__c", f"{mule}|crm-sync.log", "crm-sync"),
        hop(f"{warehouse}|CRM.CONTACT|SSN_HASH", f"{warehouse}|MART.PEOPLE|SSN_HASH", "dbt run people"),
        hop(f"{warehouse}|MART.PEOPLE|SSN_HASH", "tableau|People|Hash", "extract", authorization=["unknown"]),
        hop(email, "mc|All Contacts|Email Address", "Marketing Cloud Connect", bases=["permitted"]),
        hop(f"{org}|Lead|SSN_Copy__c", "legacy|dbo.STAFF|NATIONAL_ID", "Outbound: HR update", transit="unencrypted"),
        hop(email, "sendgrid", "WelcomeMail", authorization=["missing"], transit="unencrypted"),
        hop(f"{org}|Lead|SSN_Copy__c", "slack", "CaseAlert", authorization=["unknown"], transit="unknown"),
    ]
    return flow(nodes, hops)


def two_way() -> FlowAnswer:
    """A field that a synchronisation carries out and back."""
    org, there, back = "salesforce://acme", "mule|@in-flight/outward", "mule|@in-flight/inward"
    names = ["Email", "Phone", "MailingStreet"]
    nodes = [node(f"{org}|Contact|{name}", traced=name == "Email") for name in names]
    nodes += [node(f"{flight}|{name}", subtype="in-flight") for flight in (there, back) for name in names]
    nodes += [node(f"erp|PARTNER|{name}") for name in names]
    hops = [hop(f"{org}|Contact|{name}", f"{there}|{name}", "partner-sync") for name in names]
    hops += [hop(f"{there}|{name}", f"erp|PARTNER|{name}", "partner-sync", authorization=["expired"]) for name in names]
    hops += [hop(f"erp|PARTNER|{name}", f"{back}|{name}", "partner-sync") for name in names]
    hops += [hop(f"{back}|{name}", f"{org}|Contact|{name}", "partner-sync", transit="unencrypted") for name in names]
    return flow(nodes, hops, title="Two-way synchronisation of partners")


_OBJECTS = ("Contact", "Lead", "Case", "Account", "Employee__c", "Patient__c", "Opportunity", "User", "Individual", "Consent__c")
_FIELDS = ("Email", "Phone", "MailingStreet", "Birthdate", "SSN__c", "Salary__c", "Description", "IBAN__c", "Tax_ID__c")
_VERDICTS: tuple[tuple[str, str], ...] = (
    *((("encrypted", "authorized"),) * 8),
    ("unencrypted", "authorized"),
    ("encrypted", "missing"),
    ("encrypted", "unknown"),
    ("unencrypted", "expired"),
    ("unknown", "authorized"),
)


def estate(size: int, systems: int = 12) -> FlowAnswer:
    """About `size` nodes in `systems` Systems and 1.4 hops a node, by arithmetic alone."""
    org, flights = "salesforce://acme", ("crm-sync", "erp-export")
    inside = max(4, size * 2 // 5)
    fields = [
        f"{org}|{_OBJECTS[(number // 4) % len(_OBJECTS)]}|{_FIELDS[number % len(_FIELDS)]}{'' if number < 36 else number}"
        for number in range(inside)
    ]
    passing = [
        f"mule|@in-flight/{flights[number % 2]}|{fields[number].split('|')[2]}{number}" for number in range(max(2, size // 10))
    ]
    others = [name for name in NAMES if name not in {org, "mule", "hr", "web"}][: max(1, systems - 4)]
    outside = [
        f"{others[number % len(others)]}|TABLE_{number // len(others) % 3}|COLUMN_{number}"
        for number in range(max(1, size - inside - len(passing) - 4))
    ]
    sources = ["hr|EMPLOYEES|SSN", "hr|EMPLOYEES|EMAIL", "hr|EMPLOYEES|SALARY", "web"]
    pairs = [(sources[number % 4], fields[number * 3 % inside]) for number in range(max(4, size // 12))]
    pairs += [(fields[number], fields[(number * 7 + 5) % inside]) for number in range(0, inside, 5)]
    pairs += [(fields[number * 2 % inside], flight) for number, flight in enumerate(passing)]
    pairs += [(flight, outside[number * 5 % len(outside)]) for number, flight in enumerate(passing)]
    pairs += [(fields[number * 3 % inside], target) for number, target in enumerate(outside)]
    pairs += [(outside[number], outside[(number * 3 + 1) % len(outside)]) for number in range(0, len(outside), 6)]
    hops = []
    for number, (source, target) in enumerate(dict.fromkeys(pairs)):
        if source == target:
            continue
        same = _system(source) == _system(target)
        transit, right = ("internal", "not_needed") if same else _VERDICTS[number * 5 % len(_VERDICTS)]
        bases = ["permitted"] if number % 9 == 4 else ["configured"]
        hops.append(hop(source, target, f"Job_{number % 17}", transit=transit, authorization=[right], bases=bases))
    names = dict.fromkeys([*sources, *fields, *passing, *outside])
    nodes = [
        node(
            name,
            elements=["email"] if "mail" in name.lower() else [],
            traced=name == fields[0],
            subtype="in-flight" if "@in" in name else "",
        )
        for name in names
    ]
    return flow(nodes, hops, title=f"Every hop of personal data, {len(nodes)} nodes")


def hostile() -> FlowAnswer:
    """Labels, ids and names that try to get out."""
    nodes, hops = [], []
    for number, text in enumerate(HOSTILE):
        safe = text.encode("utf-8", "replace").decode()
        nodes.append(
            FlowNode(
                id=f"sys{number}/d#{safe}",
                kind="field",
                label=text,
                dataset=f"sys{number}/d",
                dataset_label=text,
                system=f"sys{number}",
                system_label=text,
                operator=text,
                elements=(text,),
                traced=number == 0,
            )
        )
    for one, other in pairwise(nodes):
        hops.append(
            HopAnswer(
                source=one.id,
                target=other.id,
                job=f"x/@job/{one.label}",
                channel=one.label,
                bases=("declared",),
                active="yes",
                transit="unencrypted",
                authorization=("missing",),
                hop_authorization=("missing",),
                transformation=one.label,
                precision="exact",
                facts=(one.label,),
                form={one.label: "clear"},
                evidence=(EvidenceLine(basis="declared", stated=True, connector="declared", locator=one.label),),
            )
        )
    return flow(nodes, hops, title=HOSTILE[0] + HOSTILE[2])
