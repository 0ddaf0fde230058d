"""Reports, report types, dashboards and analytic snapshots: what they show, and as whom."""

import re
from collections.abc import Iterator
from typing import Final

from connectors.languages import formula
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.reports import (
    DashboardRow,
    ReportColumn,
    ReportRow,
    ReportSnapshotRow,
    ReportTypeRow,
    SnapshotMapping,
)
from lineage.reading.xml import Element, children, descend, leaves, text

_SHOWN: Final = (("columns", "field"), ("groupingsDown", "field"), ("groupingsAcross", "field"))
_DERIVED: Final = (("buckets", "sourceColumnName"),)
_FORMULAS: Final = (("customDetailFormulas", "calculatedFormula"), ("aggregates", "calculatedFormula"))
_FILTERS: Final = (
    ("filter", "criteriaItems", "column"),
    ("timeFrameFilter", "dateColumn"),
    ("crossFilters", "primaryTableColumn"),
    ("sortColumn",),
)
_OWN: Final = (("customDetailFormulas", "developerName"), ("aggregates", "developerName"), ("buckets", "developerName"))
"""What a report computes and gives a name of its own."""
_SPECIFIED: Final = "specifieduser"
_KEPT_OF_REPORT: Final = frozenset({"summary", "tabular"})
_SUMMARY: Final = re.compile(r":(?:SUM|AVG|MIN|MAX|UNIQUE|MEDIAN)\b", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z]\w*", re.ASCII)
_TOKEN: Final = re.compile(r"[A-Za-z_][\w.$]*", re.ASCII)


def read_report(document: Document) -> Iterator[Row]:
    """The report, with the columns of all its blocks."""
    said = leaves(document.root)
    blocks = [document.root, *children(document.root, "block")]
    own = {text(found) for block in blocks for path in _OWN for found in descend(block, *path)}
    named = (column for block in blocks for column in _columns(document, block) if column.token not in own)
    columns = tuple(dict.fromkeys(named))
    shown = {column.token for column in columns}
    filters = {_qualified(document, text(found)) for block in blocks for path in _FILTERS for found in descend(block, *path)}
    yield ReportRow(
        document.name,
        document.at(),
        label=said.get("name", ""),
        type=_qualified(document, said.get("reportType", "")),
        columns=columns,
        filters=tuple(sorted(token for token in filters - shown if token)),
        joined=tuple(sorted({_qualified(document, leaves(block).get("reportType", "")) for block in blocks[1:]} - {""})),
        subscriptions=_number(said.get("numSubscriptions")),
    )


def _columns(document: Document, block: Element) -> Iterator[ReportColumn]:
    for paths, derived in ((_SHOWN, False), (_DERIVED, True)):
        for found in (found for path in paths for found in descend(block, *path) if text(found)):
            yield ReportColumn(_qualified(document, text(found)), document.at(found), derived)
    for found in (found for path in _FORMULAS for found in descend(block, *path)):
        yield from (ReportColumn(_qualified(document, token), document.at(found), derived=True) for token in _tokens(text(found)))


def _qualified(document: Document, token: str) -> str:
    """A column, type or path with the package's prefix on each of its names."""
    return _NAME.sub(lambda name: document.qualified(name[0]), token) if document.namespace else token


def _tokens(written: str) -> Iterator[str]:
    """The columns that a formula of a report computes with.

    >>> list(_tokens("IF(AMOUNT:SUM > 100, RowCount, Account.Score__c:AVG)"))
    ['AMOUNT', 'RowCount', 'Account.Score__c']
    """
    without = _SUMMARY.sub(" ", formula.code(written))
    for found in _TOKEN.finditer(without):
        if not without[found.end() :].lstrip().startswith("("):
            yield found[0]


def read_report_type(document: Document) -> Iterator[Row]:
    """The custom report type."""
    said = leaves(document.root)
    joins: list[str] = []
    nested = next(children(document.root, "join"), None)
    while nested is not None:
        joins.append(leaves(nested).get("relationship", ""))
        nested = next(children(nested, "join"), None)
    yield ReportTypeRow(document.name, document.at(), document.qualified(said.get("baseObject", "")), tuple(joins))


def read_dashboard(document: Document) -> Iterator[Row]:
    """The dashboard; one that says no type shows the data of the user that it names."""
    said = leaves(document.root)
    kind = said.get("dashboardType", _SPECIFIED).lower()
    reports = {text(found) for found in document.root.iterdescendants("{*}report")} - {""}
    yield DashboardRow(
        document.name,
        document.at(),
        label=said.get("title", ""),
        reports=tuple(sorted(reports)),
        user=said.get("runningUser", "") if kind == _SPECIFIED else "",
        subscriptions=_number(said.get("numSubscriptions")),
    )


def read_snapshot(document: Document) -> Iterator[Row]:
    """The analytic snapshot, with the columns of the report that it keeps."""
    said = leaves(document.root)
    mapped = [(leaves(element), element) for element in children(document.root, "mappings")]
    yield ReportSnapshotRow(
        document.name,
        document.at(),
        report=said.get("sourceReport", ""),
        object=document.qualified(said.get("targetObject", "")),
        user=said.get("runningUser", ""),
        mappings=tuple(
            SnapshotMapping(one.get("sourceField", ""), document.qualified(one["targetField"]), document.at(element))
            for one, element in mapped
            if one.get("targetField") and one.get("sourceType", "tabular").lower() in _KEPT_OF_REPORT
        ),
    )


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < len("1000000000") else 0


READERS: Final[Readers] = {
    ("reports", "report"): Reader("Report", read_report, "which fields the report shows"),
    ("reportTypes", "reportType"): Reader("ReportType", read_report_type, "which objects reports of this type show"),
    ("dashboards", "dashboard"): Reader("Dashboard", read_dashboard, "which reports the dashboard shows, and whose data"),
    ("analyticSnapshots", "snapshot"): Reader("AnalyticSnapshot", read_snapshot, "which columns of a report are kept in records"),
}
