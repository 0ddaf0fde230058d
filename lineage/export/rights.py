"""All rights as a table that their owners can keep in a spreadsheet, and that a map reads back (`authorizations_csv`)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from lineage.export.text import clean
from lineage.model.ids import Id
from lineage.model.records import Authorization

COLUMNS = (
    "id", "party", "source", "job", "purpose", "role", "agreement", "elements", "categories", "fields", "form", "from", "until",
    "approved_by", "regions", "safeguard", "sub_processors",
)  # fmt: skip
"""In the order in which they are written."""

_GUARDED = re.compile(r"['\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|''")
"""What a spreadsheet would calculate, or what would be taken for the mark against that."""


def rights_csv(rights: Iterable[Authorization]) -> str:
    """A row for each right, in order of id; lists are divided by semicolons, days are YYYY-MM-DD."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(right) for right in sorted(rights, key=lambda right: (right.id, right.model_dump_json())))
    return text.getvalue()


def _cells(right: Authorization) -> Sequence[str]:
    cells = {
        "id": _guarded(right.id),
        "party": _guarded(right.party),
        "source": _guarded(str(right.source or "")),
        "job": _guarded(_job(right.job)),
        "purpose": _guarded(right.purpose),
        "role": _guarded(right.role),
        "agreement": _guarded(right.agreement),
        "elements": "all" if right.everything else _listed(right.elements),
        "categories": _listed(right.categories),
        "fields": _listed(right.fields),
        "form": right.form.word,
        "from": str(right.start or ""),
        "until": str(right.until or ""),
        "approved_by": _guarded(right.approved_by),
        "regions": _listed(right.regions),
        "safeguard": _guarded(right.safeguard),
        "sub_processors": _listed([*(["allowed"] if right.any_sub_processor else []), *right.sub_processors]),
    }
    return [cells[column] for column in COLUMNS]


def _job(job: Id | None) -> str:
    """A job of the map by its name, one of another source by its id."""
    if job is None:
        return ""
    return job.name if job.startswith("map://") else str(job)


def _listed(values: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="").writerow([_guarded(value) for value in values])
    return text.getvalue().replace(";", "; ") if '"' not in text.getvalue() else text.getvalue()


def _guarded(value: str) -> str:
    text = clean(value)
    return f"'{text}" if _GUARDED.match(text) else text
