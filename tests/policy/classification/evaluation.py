"""How well fields of real organisations are classified, against labels that people gave them before; see docs/classification.md."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from lineage.analysis.holdings import own_elements
from lineage.connector import Harvested
from lineage.graph.source import ClassificationRow
from lineage.model.elements import UNSAID
from lineage.model.ids import Id
from lineage.model.records import Classification
from lineage.policy.classification.statements import classifications

ORGS = Path(__file__).parents[4] / "shared" / "orgs"
_PREFIX = re.compile(r"^[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__(?=.*__)")
LABELS = Path(__file__).parent / "labels.csv"


class Label(NamedTuple):
    """What people say that a field holds."""

    org: str
    object: str
    field: str
    elements: frozenset[str]
    confidence: str

    @property
    def name(self) -> str:
        return f"{self.org} {self.object}.{self.field}"


class Score(NamedTuple):
    """How often an element was found where it is."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


class Compared(NamedTuple):
    """A field whose label and classification differ."""

    label: Label
    found: frozenset[str]
    says: str

    def __str__(self) -> str:
        return f"{self.label.name}: labelled {_words(self.label.elements)}, found {_words(self.found)} {self.says}"


def _words(elements: Iterable[str]) -> str:
    return " ".join(sorted(elements)) or "none"


def read_labels() -> list[Label]:
    """The labels, without fields of which people could not say what they hold."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["elements"] != "unclear"]
    return [
        Label(row["org"], row["object"], row["field"], frozenset(row["elements"].replace(";", " ").split()) - {"none"}, row["confidence"])
        for row in rows
    ]  # fmt: skip


@cache
def held_in(org: str) -> Mapping[str, tuple[frozenset[str], str]]:
    """What each field of an organisation is classified as, by `object.field`, folded; with what says so."""
    records: list[Harvested] = list(metadata_connector.harvest(MetadataSettings(path=ORGS / org)))
    records += list(classifications(records))
    rows = [row for record in records if isinstance(record, Classification) for row in _rows(record)]
    says: dict[Id, list[str]] = {}
    for row in rows:
        says.setdefault(row.field, []).append(f"{row.source}: {row.says}")
    return {
        _key(field.path, field.field_name): (frozenset(elements), "; ".join(sorted(set(says[field]))))
        for field, elements in own_elements(rows).items()
    }


def _key(object: str, field: str) -> str:
    """Object and field, folded and without the prefixes of packages, which files of a package leave out."""
    return f"{_PREFIX.sub('', object)}.{_PREFIX.sub('', field)}".casefold()


def _rows(record: Classification) -> Iterator[ClassificationRow]:
    for element, form in record.elements.items():
        yield ClassificationRow(record.field, element, form, record.source, record.says)


def compare(labels: Sequence[Label]) -> tuple[Mapping[str, Score], list[Compared]]:
    """The score of each element that is labelled or found, and the fields that differ.

    A field that is only known to be personal is right for whatever it is labelled as, and wrong where that is nothing.
    """
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    differing = []
    for label in labels:
        found, says = held_in(label.org).get(_key(label.object, label.field), (frozenset(), ""))
        right.update(found & label.elements)
        wrong.update(found - label.elements - ({UNSAID} if label.elements else frozenset()))
        missed.update(label.elements - found)
        if found != label.elements:
            differing.append(Compared(label, found, says))
    scores = {name: Score(right[name], wrong[name], missed[name]) for name in sorted({*right, *wrong, *missed})}
    return scores, differing


def total(scores: Mapping[str, Score]) -> Score:
    """All elements together."""
    return Score(*map(sum, zip(*scores.values(), strict=True)))


def table(scores: Mapping[str, Score]) -> str:
    """The scores as a table in Markdown."""
    lines = ["| element | found | wrongly found | missed | precision | recall |", "| --- | --: | --: | --: | --: | --: |"]
    for name, score in [*scores.items(), ("all", total(scores))]:
        precision = f"{score.precision:.0%}" if score.right + score.wrong else "–"
        recall = f"{score.recall:.0%}" if score.right + score.missed else "–"
        lines.append(f"| {name} | {score.right} | {score.wrong} | {score.missed} | {precision} | {recall} |")
    return "\n".join(lines)
