"""Reports and dashboards as datasets of the org, with hops from the fields that they show, and snapshots as jobs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from connectors.salesforce.assemble.container_names import counted
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.report_columns import ReportColumns
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.reports import DashboardRow, ReportRow, ReportSnapshotRow
from lineage.model.ids import Id
from lineage.model.records import NOT_YET, Dataset, Fact, Gap, Hop, Job, Principal
from lineage.model.verdicts import Precision

_EXAMPLES: Final = 5


def assemble_reports(org: Org, rows: Rows) -> Iterator[Dataset | Fact | Gap | Hop | Job | Principal]:
    """Every report with what it shows, every dashboard with its reports, every snapshot with what it writes."""
    columns = ReportColumns(rows)
    strange: Counter[str] = Counter()
    for row in rows.of(ReportRow):
        yield from _report(org, row, columns, strange)
    if strange:
        yield _strange(org, rows.of(ReportRow), strange)
    names = _Names(rows.of(ReportRow))
    for dashboard in rows.of(DashboardRow):
        yield from _dashboard(org, dashboard, names)
    for snapshot in rows.of(ReportSnapshotRow):
        yield from _snapshot(org, snapshot, names, columns)
    yield from _not_there(org, names)
    yield from _sent(org, rows)


class _Names:
    """The reports that are there by their folded names, and those that were asked for and are not."""

    def __init__(self, reports: Iterable[ReportRow]) -> None:
        self._by_name: dict[str, ReportRow] = {}
        self._by_end: dict[str, ReportRow | None] = {}
        self.missing: dict[str, str] = {}
        """By name, where it was asked for first."""
        for row in reports:
            self._by_name.setdefault(row.name.casefold(), row)
            end = "/".join(row.name.casefold().split("/")[-2:])
            self._by_end[end] = None if end in self._by_end else row

    def row(self, name: str) -> ReportRow | None:
        """The report; one in a folder inside another is also called without the outer one, where that is plain."""
        return self._by_name.get(name.casefold()) or self._by_end.get(name.casefold())

    def id(self, org: Org, name: str, at: str) -> Id:
        """The id of the report of that name, there or not."""
        row = self.row(name)
        if row is None:
            self.missing.setdefault(name, at)
        return _id(org, row.name if row else name)


def _id(org: Org, name: str) -> Id:
    return org.id.of_kind("report", name)


def _report(org: Org, row: ReportRow, columns: ReportColumns, strange: Counter[str]) -> Iterator[Dataset | Fact | Hop]:
    id = _id(org, row.name)
    said = org.said(row.at)
    yield Dataset(id=id, subtype="report", label=row.label, stored=False, evidence=said)
    seen: set[Id] = set()
    unknown: dict[str, None] = {}
    for column in row.columns:
        shown = columns.of(row.type, column.token)
        for object, field in shown.fields:
            source = org.dataset(object).field(field)
            if source not in seen:
                seen.add(source)
                transform = "derive" if column.derived else ""
                yield Hop(source=source, target=id, transform=transform, evidence=org.said(column.at))
        if not shown.is_known and not column.derived:
            strange[column.token] += 1
            unknown.update(dict.fromkeys(shown.objects or (name for type_ in row.joined for name in columns.objects(type_))))
    for object in unknown:
        yield Hop(source=org.dataset(object), target=id, precision=Precision.DATASET, evidence=org.inferred(row.at))
    if row.filters:
        yield Fact(subject=id, name="filtered-by", value=", ".join(_called(row, columns)), evidence=said)
    if row.subscriptions:
        yield _subscription(org, id, row.subscriptions, row.at)


def _called(row: ReportRow, columns: ReportColumns) -> Iterator[str]:
    """What a report filters by, as fields where they are known."""
    for token in row.filters:
        fields = columns.of(row.type, token).fields
        yield " or ".join(f"{object}.{field}" for object, field in fields[:1]) or token


def _subscription(org: Org, subject: Id, count: int, at: str) -> Fact:
    value = f"{count} subscription{'s' if count > 1 else ''}; their recipients are not told"
    return Fact(subject=subject, name="subscription", value=value, evidence=org.said(at))


def _strange(org: Org, reports: Iterable[ReportRow], strange: Counter[str]) -> Gap:
    tokens = sorted(strange, key=lambda token: (-strange[token], token))
    return org.gap(
        "report",
        f"Reports name {sum(strange.values()):,} columns by {len(strange):,} words of which it is not known which fields they mean:"
        f" {', '.join(tokens[:_EXAMPLES])}{', …' if len(tokens) > _EXAMPLES else ''}.",
        why="these are the platform's own words of its report types, or follow relationships of which the definition is not here",
        hides="which fields these reports show: where the objects of the report type are known, each of their fields may be one",
        remedy=f"{NOT_YET} Where the object is custom, retrieving it tells its relationships.",
        locator=next((row.at for row in reports if any(column.token == tokens[0] for column in row.columns)), ""),
    )


def _dashboard(org: Org, row: DashboardRow, names: _Names) -> Iterator[Dataset | Fact | Hop | Principal]:
    id = org.id.of_kind("dashboard", row.name)
    said = org.said(row.at)
    yield Dataset(id=id, subtype="dashboard", label=row.label, evidence=said)
    user = org.id.of_kind("user", row.user) if row.user else None
    if user:
        yield Principal(id=user, label=row.user, partial=True, evidence=said)
        yield Fact(subject=id, name="runs-as-user", value=row.user, evidence=said)
    for report in row.reports:
        yield Hop(source=names.id(org, report, row.at), target=id, principal=user, precision=Precision.DATASET, evidence=said)
    if row.subscriptions:
        yield _subscription(org, id, row.subscriptions, row.at)


def _snapshot(org: Org, row: ReportSnapshotRow, names: _Names, columns: ReportColumns) -> Iterator[Fact | Hop | Job | Principal]:
    """Each mapped column is written to its field; where it is not known what the column shows, the report is the source."""
    job = org.id.of_kind("job", f"analytic-snapshot/{row.name}")
    said = org.said(row.at)
    yield Job(id=job, subtype="analytic snapshot", runs_in=org.id, evidence=said)
    user = org.id.of_kind("user", row.user) if row.user else None
    if user:
        yield Principal(id=user, label=row.user, partial=True, evidence=said)
        yield Fact(subject=job, name="runs-as-user", value=row.user, evidence=said)
    report = names.row(row.report)
    source = names.id(org, row.report, row.at)
    for mapping in row.mappings:
        target = org.dataset(row.object).field(mapping.field)
        fields = columns.of(report.type if report else "", mapping.token).fields
        for object, field in fields:
            start = org.dataset(object).field(field)
            yield Hop(source=start, target=target, job=job, principal=user, evidence=org.said(mapping.at))
        if not fields:
            yield Hop(
                source=source,
                target=target,
                job=job,
                principal=user,
                precision=Precision.DATASET,
                evidence=org.said(mapping.at),
            )


def _not_there(org: Org, names: _Names) -> Iterator[Gap]:
    missing = sorted(names.missing)
    if missing:
        rest = len(missing) - _EXAMPLES
        some = ", ".join(missing[:_EXAMPLES]) + (", …" if rest > 0 else "")
        yield org.gap(
            "report",
            f"Dashboards and snapshots show {counted(len(missing), 'report')} that are not here: {some}.",
            why="they were not retrieved with the rest",
            hides="which fields these dashboards show, and whose data",
            remedy=retrieve_command(*(f"Report:{name}" for name in missing[:_EXAMPLES]))
            + (f" and so the other {rest:,}, which `lineage show datasets --match @report/` lists" if rest > 0 else ""),
            locator=names.missing[missing[0]],
        )


def _sent(org: Org, rows: Rows) -> Iterator[Gap]:
    sent = [(row.name, row.at) for row in rows.of(ReportRow) if row.subscriptions]
    sent += [(row.name, row.at) for row in rows.of(DashboardRow) if row.subscriptions]
    if sent:
        yield org.gap(
            "subscription",
            f"Sent out on a schedule are {len(sent):,} reports and dashboards, such as {sent[0][0]}.",
            why="metadata says how many subscriptions there are, and not to whom they go",
            hides="who gets by e-mail what they show, inside or outside the organisation",
            remedy=NOT_YET,
            locator=sent[0][1],
        )
