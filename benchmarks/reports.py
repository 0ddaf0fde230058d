"""Reports over the objects of a generated folder of metadata."""

from pathlib import Path
from random import Random
from typing import Final

from benchmarks.metadata import HEAD, SPACE, OrgSize, field_name, object_name

_SEED: Final = 20260103
_A_FOLDER: Final = 100


def write_reports(folder: Path, size: OrgSize, reports: int, columns: int = 12) -> list[Path]:
    """Write reports, most of whose columns are fields of one object, one is a word of the platform's own; gives the files."""
    random = Random(_SEED)
    root = folder / "force-app" / "main" / "default" / "reports"
    files = []
    for number in range(reports):
        inside = root / f"Folder_{number // _A_FOLDER:03}"
        inside.mkdir(parents=True, exist_ok=True)
        file = inside / f"Report_{number:05}.report-meta.xml"
        file.write_text(HEAD + _report(number, size, columns, random), encoding="utf-8")
        files.append(file)
    return files


def _report(number: int, size: OrgSize, columns: int, random: Random) -> str:
    base = object_name(random.randrange(size.objects))
    chosen = random.sample(range(size.fields), min(columns + 1, size.fields))
    *shown, filtered = [f"{base}${field_name(at)}" for at in chosen]
    written = "\n".join(f"    <columns>\n        <field>{token}</field>\n    </columns>" for token in (*shown, "CUST_OWNER_NAME"))
    return f"""<Report xmlns="{SPACE}">
{written}
    <filter>
        <criteriaItems>
            <column>{filtered}</column>
            <isUnlocked>true</isUnlocked>
            <operator>equals</operator>
            <value>1</value>
        </criteriaItems>
    </filter>
    <format>Tabular</format>
    <name>Report {number}</name>
    <reportType>CustomEntity${base}</reportType>
    <scope>organization</scope>
    <showDetails>true</showDetails>
    <timeFrameFilter>
        <dateColumn>CUST_CREATED_DATE</dateColumn>
        <interval>INTERVAL_CUSTOM</interval>
    </timeFrameFilter>
</Report>
"""
