"""Flows, classes and triggers as jobs: by name, and whether they are switched on. What they read and send is another matter."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble.endpoints import activity
from connectors.salesforce.assemble.firing import flow_activity
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.automation import FlowDefinitionRow, FlowRow
from connectors.salesforce.rows.code import CodeRow
from lineage.model.records import Job

_STATUS: Final = {"active": True, "inactive": False, "deleted": False}
_DESCRIBED: Final = "-meta.xml"


def assemble_flow_jobs(org: Org, rows: Rows) -> Iterator[Job]:
    """A job for every flow: active where one of its versions is, inactive where none can be."""
    defined = {row.name.casefold(): row for row in rows.of(FlowDefinitionRow)}
    versions: dict[str, list[FlowRow]] = {}
    for row in rows.of(FlowRow):
        versions.setdefault(row.name.casefold(), []).append(row)
    for key, held in versions.items():
        states = [flow_activity(row, defined.get(key), {one.version for one in held}) for row in held]
        stated = True if True in states else None if None in states else False
        evidence = tuple(one for row in held for one in org.said(row.at))
        yield Job(
            id=org.id.of_kind("job", f"flow/{held[0].name}"),
            subtype="flow",
            runs_in=org.id,
            active=activity(stated),
            evidence=evidence,
        )


def assemble_code_jobs(org: Org, rows: Rows) -> Iterator[Job]:
    """A job for every class and trigger; where a file describes the code, it is that file that tells."""
    described = {row.at.rpartition(":")[0] for row in rows.of(CodeRow) if row.status}
    for row in rows.of(CodeRow):
        if row.at + _DESCRIBED not in described:
            yield Job(
                id=org.id.of_kind("job", f"{row.kind.lower().replace(' ', '-')}/{row.name}"),
                subtype=row.kind,
                runs_in=org.id,
                active=activity(_STATUS.get(row.status.lower())),
                evidence=org.said(row.at),
            )
