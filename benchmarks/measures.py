"""Each figure by name: what is done, how often, and against which target."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks import exports, peers, permissions, reach
from benchmarks.columns import records, tables
from benchmarks.generate import AS_OF, organisation
from benchmarks.grants import granted
from benchmarks.metadata import LARGE, OrgSize, write_metadata
from benchmarks.people import MANY
from benchmarks.reports import write_reports
from benchmarks.size import FULL, Size
from benchmarks.syncs import synced
from benchmarks.timing import Timing, peak, timed
from connectors.salesforce.metadata.harvest import MetadataSettings, harvest
from lineage.analysis.held import with_held
from lineage.analysis.permitted import Permits
from lineage.export.sarif import sarif
from lineage.garbage import paused
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import CheckAnswer
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.policy.blast.answer import Window, blast_radius
from lineage.policy.check import check, view
from lineage.policy.exposure import exposure
from lineage.policy.inquiry import Inquiry, Setting
from lineage.store import snapshot


class Line(NamedTuple):
    """One figure; `met` is none where there is no target."""

    work: str
    figure: str
    target: str = ""
    met: bool | None = None


def make_snapshot(store: Path, factor: float = 1) -> Path:
    """The snapshot of the whole organisation, or of a part of it; made where it is not there yet."""
    if not snapshot.names(store):
        made = with_held(granted(organisation(FULL.times(factor)), MANY.times(factor)))
        snapshot.write(store, made, snapshot.Origin(tool="benchmarks", org="acme"), datetime(2026, 1, 1, tzinfo=UTC))
    return snapshot.find(store)


def opened(path: Path) -> LineageGraph:
    """A graph as a question finds it: nothing is remembered from an earlier one."""
    return LineageGraph(snapshot.open_snapshot(path).tables)


def exposed(graph: LineageGraph) -> int:
    """Answer the exposure of every field; gives how many cells there are."""
    with paused():  # as the command line and the pages do
        return len(exposure(graph, Inquiry(graph, load_elements(), Setting(as_of=AS_OF), Permits(graph, AS_OF))).cells)


def opening(path: Path) -> Iterator[Line]:
    """Open a snapshot, its nodes and hops."""
    yield Line("open", str(timed(lambda: opened(path).counts())))


def exposing(path: Path) -> Iterator[Line]:
    """Verdict-complete exposure of every field, reach only beside it."""
    graph = opened(path)
    counts = graph.counts()
    verdicts = timed(lambda: exposed(_fresh(graph)))
    memory = peak()
    only = timed(lambda: reach.reach(_fresh(graph)))
    grants = graph.tables["grants"].num_rows
    what = f"exposure of {counts['fields']:,} fields, {counts['hops']:,} hops, {grants:,} grants"
    yield Line(what, str(verdicts), "≤ 3 s", verdicts.best <= 3)
    yield Line("  peak memory of that process", f"{memory:.2f} GB", "≤ 2.5 GB", memory <= 2.5)
    yield Line("  reach only", str(only))


def _fresh(graph: LineageGraph) -> LineageGraph:
    """The same tables, loaded and nothing else."""
    return LineageGraph(graph.tables)


def against_networkx(path: Path) -> Iterator[Line]:
    """Every field's reach beside one networkx traversal of each; the sets must be the same.

    Who reads what is known to both at first: edges of a ready graph for networkx, sets of fields for us. Then we find it, too.
    """
    graph = opened(path)
    readings = Permits(graph, AS_OF).readings()
    walks = peers.walkable(graph, readings)
    theirs = timed(lambda: peers.traversed(graph, walks), runs=3)
    ours = timed(lambda: reach.reach(_fresh(graph), readings))
    whole = timed(lambda: reach.reach(_fresh(graph)))
    verdicts = timed(lambda: exposed(_fresh(graph)))
    found = peers.traversed(graph, walks)
    assert reach.by_field(*reach.reach(graph)) == found, "networkx reaches others"
    each = sum(map(len, found.values())) / max(len(found), 1)
    ratio = theirs.best / ours.best
    yield Line(f"networkx, one traversal of each of {graph.counts()['fields']:,} fields", str(theirs))
    yield Line(f"  reach only, the same sets ({each:.1f} Systems a field)", f"{ours}; {ratio:.0f} ×", "≥ 50 ×", ratio >= 50)
    yield Line("  and finding who reads what", f"{whole}; {theirs.best / whole.best:.0f} ×")
    yield Line("  with all verdicts", f"{verdicts}; {theirs.best / verdicts.best:.1f} ×")


def against_a_sample(path: Path, every: int = 50) -> Iterator[Line]:
    """Reach of all fields of the whole organisation beside networkx traversals of a sample of them, taken as many times over."""
    graph = opened(path)
    walks = peers.walkable(graph, Permits(graph, AS_OF).readings())
    theirs = timed(lambda: peers.traversed(graph, walks, every), runs=3)
    ours = timed(lambda: reach.reach(_fresh(graph)))
    found, all_ = peers.traversed(graph, walks, every), reach.by_field(*reach.reach(graph))
    assert {row: all_[row] for row in found} == found, "networkx reaches others"
    each = sum(map(len, found.values())) / max(len(found), 1)
    yield Line(f"networkx, one traversal of each {every}th of {graph.counts()['fields']:,} fields", str(theirs))
    what = f"  reach only of all, the same sets ({each:.1f} Systems a field)"
    yield Line(what, f"{ours}; {theirs.best * every / ours.best:.0f} × per field")


def command(*arguments: str, leaves_with: int = 0) -> Callable[[], object]:
    """A cold command line."""
    program = [sys.executable, "-c", "from lineage.cli import run; run()", *arguments]

    def run() -> object:
        ran = subprocess.run(program, check=False, stdout=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "200"})
        assert ran.returncode == leaves_with, f"{arguments} left with {ran.returncode}"
        return ran

    return run


def tracing(path: Path, name: str = "Object_0001__c.Field_001__c") -> Iterator[Line]:
    """One cold trace on the command line."""
    cold = timed(command("trace", name, "--store", str(path.parent)))
    yield Line("lineage trace, cold", str(cold), "≤ 1.5 s", cold.best <= 1.5)


def checking(path: Path) -> Iterator[Line]:
    """All findings on the command line, cold."""
    cold = timed(command("check", "--as-of", str(AS_OF), "--store", str(path.parent), leaves_with=1))
    yield Line("lineage check, cold, as a table", str(cold), "≤ 3 s", cold.best <= 3)
    cold = timed(command("check", "--as-of", str(AS_OF), "--store", str(path.parent), "--format", "csv", leaves_with=1))
    yield Line("  as CSV", str(cold))


def reviewing(path: Path) -> Iterator[Line]:
    """The access review on the command line, cold."""
    cold = timed(command("review", "--as-of", str(AS_OF), "--format", "json", "--store", str(path.parent)), runs=3)
    yield Line("lineage review, cold, as JSON", str(cold), "≤ 10 s", cold.best <= 10)


def blasting(path: Path) -> Iterator[Line]:
    """The blast radius of applications: the one with tokens of most users, one in the middle, one that hops name."""
    graph = opened(path)
    tokens = graph.tables["tokens"].column("application").to_pylist()
    by_tokens = [graph.id(row) for row, _ in Counter(tokens).most_common()]
    for which, application in (("of middle size", by_tokens[len(by_tokens) // 2]), ("the largest", by_tokens[0])):
        taken = timed(lambda one=application: _blast(_fresh(graph), one))  # type: ignore[misc]
        target = ("≤ 0.5 s", taken.best <= 0.5) if which == "of middle size" else ("", None)
        owners = tokens.count(graph.row(application))
        yield Line(f"blast radius of an application, {which}: {owners:,} tokens", str(taken), *target)


def _blast(graph: LineageGraph, application: Id) -> object:
    with paused():  # as the command line and the pages do
        return blast_radius(
            Inquiry(graph, load_elements(), Setting(as_of=AS_OF), Permits(graph, AS_OF)), graph, application, Window()
        )


def reporting_findings(folder: Path) -> Iterator[Line]:
    """Exposure of all fields, every rule, and SARIF, over field-level flows."""
    made = synced()
    written = snapshot.write(
        folder, with_held(tables(made)), snapshot.Origin(tool="benchmarks", org="acme"), datetime(2026, 1, 1, tzinfo=UTC)
    )
    graph = opened(written.path)
    steps = {
        "exposure of all fields": timed(lambda: exposed(_fresh(graph)), runs=3),
        # Together, because what SARIF writes of hops is looked up only then.
        "rules and SARIF": timed(lambda: _reported(_fresh(graph)), runs=3),
    }
    rules = timed(lambda: _checked(_fresh(graph)), runs=3)
    whole = sum(step.best for step in steps.values())
    found = f"{len(_checked(graph).findings):,} findings over {graph.counts()['hops']:,} hops"
    yield Line(f"all fields traced, rules and SARIF: {found}", f"{whole:.3f} s", "≤ 1 s", whole <= 1)
    for name, step in {**steps, "of it rules": rules}.items():
        yield Line(f"  {name}", str(step))


def _reported(graph: LineageGraph) -> str:
    with paused():  # as the command line does, until all is written
        return sarif(_checked(graph))


def _checked(graph: LineageGraph) -> CheckAnswer:
    with paused():  # as the command line and the pages do
        return check(view(graph, Inquiry(graph, load_elements(), Setting(as_of=AS_OF))))


def helping() -> Iterator[Line]:
    """`lineage --help`, cold."""
    cold = timed(command("--help"))
    yield Line("lineage --help, cold", str(cold), "≤ 0.3 s", cold.best <= 0.3)


def building(size: Size) -> Iterator[Line]:
    """Records of an organisation to a graph with everything that walks bring."""
    said = list(records(organisation(size)))
    whole = timed(lambda: with_held(build(said)), runs=3)
    yield Line(f"build from {len(said):,} records", str(whole))


def reading(folder: Path, size: OrgSize = LARGE) -> Iterator[Line]:
    """A metadata folder read to records, beside lxml's bare parse of the same files."""
    files = write_metadata(folder / "org", size)
    settings = MetadataSettings(path=folder / "org", org="acme")
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    remembering = settings.model_copy(update={"cache": folder / "cache"})
    with paused():  # as a harvest does
        bare: Timing = timed(lambda: peers.bare_parse(files))
        ours: Timing = timed(lambda: sum(1 for _ in harvest(settings)))
        sum(1 for _ in harvest(remembering))
        again: Timing = timed(lambda: sum(1 for _ in harvest(remembering)))
        built: Timing = timed(lambda: with_held(build(harvest(settings))), runs=3)
    ratio = ours.best / bare.best
    yield Line(f"lxml's bare parse of {len(files):,} files, {megabytes:.0f} MB", str(bare))
    yield Line("  read to records", f"{ours}; {ratio:.1f} ×", "≤ 3 ×", ratio <= 3)
    yield Line("  again, nothing changed", f"{again}; {again.best / bare.best:.1f} ×")
    yield Line("  read and built into a graph", f"{built}; {built.best / bare.best:.1f} ×")


_HOLDING = """
import sys
from benchmarks.timing import peak
from connectors.salesforce.metadata.harvest import MetadataSettings, harvest
for _ in harvest(MetadataSettings(path=sys.argv[1], org="acme")):
    pass
print(peak())
"""


def holding(folder: Path) -> Iterator[Line]:
    """How memory grows with the number of files of a metadata folder, each in a process of its own."""
    held: list[tuple[int, float]] = []
    for objects in (250, 1_000):
        files = write_metadata(
            folder / str(objects), OrgSize(objects=objects, profiles=2, permission_sets=2, groups=0, grants=10)
        )
        words = [sys.executable, "-c", _HOLDING, str(folder / str(objects))]
        held.append((len(files), float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)))
    (few, little), (many, much) = held
    grown = (much - little) * 1e9 / (many - few)
    yield Line(f"peak memory of reading {many:,} files", f"{much:.2f} GB")
    yield Line("  for a further file", f"{grown:,.0f} bytes", "≤ 4 kB", grown <= 4_000)


def reporting(folder: Path, reports: int = 10_000) -> Iterator[Line]:
    """A folder of many reports read to records and built, beside lxml's bare parse of the same files."""
    size = OrgSize(objects=200, profiles=1, permission_sets=1, groups=0, grants=0)
    files = [*write_metadata(folder / "org", size), *write_reports(folder / "org", size, reports)]
    settings = MetadataSettings(path=folder / "org", org="acme")
    with paused():  # as a harvest does
        bare: Timing = timed(lambda: peers.bare_parse(files))
        ours: Timing = timed(lambda: sum(1 for _ in harvest(settings)))
        built: Timing = timed(lambda: with_held(build(harvest(settings))), runs=3)
    ratio = ours.best / bare.best
    yield Line(f"lxml's bare parse of {len(files):,} files, {reports:,} of them reports", str(bare))
    yield Line("  read to records", f"{ours}; {ratio:.1f} ×", "≤ 3 ×", ratio <= 3)
    yield Line("  read and built into a graph", f"{built}; {built.best / bare.best:.1f} ×")


def granting(folder: Path, size: OrgSize = LARGE) -> Iterator[Line]:
    """Permissions from parsed files to batches of grants."""
    documents = permissions.parsed(write_metadata(folder / "org", size), folder / "org")
    with paused():  # as a harvest does
        made = permissions.granted(documents)
        ours: Timing = timed(lambda: permissions.granted(documents))
    rate = made.entries / ours.best / 1e6
    yield Line(
        f"{made.entries:,} permissions of {len(documents)} parsed files to grants",
        f"{ours}; {rate:.2f} M/s",
        "≥ 1 M/s",
        rate >= 1,
    )


def exporting(folder: Path) -> Iterator[Line]:
    """Field permissions of an export to grants, and into a snapshot; and how memory grows with the rows."""
    made = exports.figures(folder, 1_000_000)
    work = f"{made.rows:,} field permissions of an export to grants"
    yield Line(work, f"{made.reading}; {made.rate:.2f} M/s", "≥ 1 M/s", made.rate >= 1)
    yield Line("  into a snapshot", f"{made.snapshot_rate:.2f} M/s", "≥ 1 M/s", made.snapshot_rate >= 1)
    grown = exports.growth(folder, 2_000_000, 4_000_000)
    yield Line("  memory for a further row", f"{grown:.0f} bytes", "≤ 40 B", grown <= 40)
