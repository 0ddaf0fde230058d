"""Counts of what the values of a table look like: how many were looked at, and how many look like which element."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import Field as Attribute

from connectors.value_sample.recognisers import recognised, recognisers
from lineage.connector import Harvested, Plan, Settings
from lineage.model.ids import Id
from lineage.model.records import Classification, Effort, Evidence, Gap
from lineage.model.verdicts import Basis, Form
from lineage.reading.csv import CsvFaults, CsvHead, decoded, read_batches, read_head

NAME: Final = "value-sample"
_FEWEST: Final = 5
"""Fewer values show nothing."""


class SampleSettings(Settings):
    """Values of one dataset, as a CSV file that you exported: they are read, counted by what they look like, and not kept."""

    path: Path
    """The CSV file; its header names the fields."""
    dataset: str
    """The dataset whose rows it holds, such as `Contact`."""
    system: str = ""
    """The namespace of the System that holds the dataset; default: the org."""
    rows: Annotated[int, Attribute(ge=1)] = 1000
    """So many rows are looked at, from the first on."""
    share: Annotated[float, Attribute(gt=0, le=1)] = 0.6
    """This share of a field's values must look like an element."""
    region: Annotated[str, Attribute(pattern="^[A-Z]{2}$")] = "US"
    """The country of telephone numbers that are written without one."""


class _Column(NamedTuple):
    """What was counted of one field."""

    sampled: int
    found: Counter[tuple[str, str]]
    """Element and what the values look like."""


def plan(settings: SampleSettings) -> Plan:
    """That values would be read."""
    return Plan(files=1, lines=(f"read the values of at most {settings.rows:,} rows of {settings.dataset}, and keep counts",))


def harvest(settings: SampleSettings) -> Iterator[Harvested]:
    """What the values of each field look like, where enough of them look like one thing."""
    recognisers(settings.region)
    head = read_head(settings.path)
    dataset = Id.system(settings.system or f"salesforce://{settings.org}").dataset(settings.dataset)
    yield Effort(files=1)
    if head is None:
        yield _gap(settings, dataset, "it has no header that names fields")
        return
    faults = CsvFaults()
    counted = _count(settings, head, faults)
    evidence = (Evidence(basis=Basis.OBSERVED, connector=NAME, locator=str(settings.path), stated=False),)
    for name, column in counted.items():
        for (element, looks), count in sorted(column.found.items()):
            if column.sampled >= _FEWEST and count >= settings.share * column.sampled:
                yield Classification(
                    field=dataset.field(name),
                    elements={element: Form.CLEAR},
                    source="sample",
                    says=f"{count:,} of {column.sampled:,} values look like {looks}",
                    evidence=evidence,
                )
    if faults.rows or faults.ended:
        yield _gap(settings, dataset, faults.ended or f"{len(faults.rows):,} rows have another number of values than the header")


def _count(settings: SampleSettings, head: CsvHead, faults: CsvFaults) -> dict[str, _Column]:
    counted = {name: _Column(0, Counter()) for name in head.folded if name}
    left = settings.rows
    for batch in read_batches(settings.path, head, set(counted), faults):
        for name, values in batch.columns.items():
            counted[name] = _added(counted[name], decoded(values), values.indices.to_pylist()[:left], settings.region)
        left -= len(batch)
        if left <= 0:
            break
    return counted


def _added(column: _Column, values: list[str], codes: list[int | None], region: str) -> _Column:
    """The counts with those of more rows; each distinct value is looked at once."""
    sampled, found = column.sampled, Counter(column.found)
    for code, count in Counter(codes).items():
        if code is None or not values[code].strip():
            continue
        sampled += count
        fits = recognised(values[code], region)
        if fits:
            found[fits.element, fits.name] += count
    return _Column(sampled, found)


def _gap(settings: SampleSettings, dataset: Id, why: str) -> Gap:
    return Gap(
        surface="value sample",
        what=f"The sample of {settings.dataset} was not read whole.",
        why=why,
        hides="what the values of its fields look like",
        remedy="Export it again with a header that names the fields.",
        locator=str(settings.path),
        connector=NAME,
        subject=dataset,
    )
