"""Reports, the types they are made of, dashboards that show them, and snapshots that keep what they show."""

from typing import NamedTuple


class ReportTypeRow(NamedTuple):
    """A custom report type: an object, and what is joined to it."""

    name: str
    at: str
    base: str = ""
    joins: tuple[str, ...] = ()
    """Relationships from the base on, each of the records before."""


class ReportColumn(NamedTuple):
    """Something that a report shows."""

    token: str
    """What the report calls it."""
    at: str
    derived: bool = False
    """Only something that is computed of it is shown."""


class ReportRow(NamedTuple):
    """A report."""

    name: str
    """With its folders."""
    at: str
    label: str = ""
    type: str = ""
    """The report type: a custom one, or what the platform calls its own."""
    columns: tuple[ReportColumn, ...] = ()
    filters: tuple[str, ...] = ()
    """What its rows are chosen by and it does not show."""
    joined: tuple[str, ...] = ()
    """The report types of its further blocks."""
    subscriptions: int = 0
    """How many times it is sent out on a schedule."""


class DashboardRow(NamedTuple):
    """A dashboard."""

    name: str
    at: str
    label: str = ""
    reports: tuple[str, ...] = ()
    user: str = ""
    """Whose data whoever opens it sees; empty where each sees their own."""
    subscriptions: int = 0


class SnapshotMapping(NamedTuple):
    """A column of a report that a snapshot keeps in a field."""

    token: str
    field: str
    at: str


class ReportSnapshotRow(NamedTuple):
    """An analytic snapshot: it writes what a report shows to records."""

    name: str
    at: str
    report: str = ""
    object: str = ""
    user: str = ""
    """As whom the report is run."""
    mappings: tuple[SnapshotMapping, ...] = ()
