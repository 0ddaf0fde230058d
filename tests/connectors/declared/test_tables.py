"""Rights in a spreadsheet: what is written is read back as it was, and mistakes are told by row and column."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.declared import DeclaredSettings, harvest
from lineage.errors import ConfigurationError
from lineage.export.rights import COLUMNS, rights_csv
from lineage.export.text import clean
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import Authorization
from lineage.model.verdicts import Form

MAP = """
systems: {crm: {kind: salesforce, operator: Acme}, mule: {operator: MuleSoft}, warehouse: {operator: Acme, namespace: "db://w"}}
authorizations_csv: rights.csv
"""
CRM, WAREHOUSE = Id("salesforce://acme"), Id("db://w")


def read(folder: Path, content: str | bytes, text: str = MAP) -> list[Authorization]:
    """The rights of a map with a table."""
    folder.mkdir(exist_ok=True)
    (folder / "map.yaml").write_text(text, encoding="utf-8")
    (folder / "rights.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    records = harvest(DeclaredSettings(path=folder, org="acme"))
    return [one.model_copy(update={"evidence": ()}) for one in records if isinstance(one, Authorization)]


def mistakes(folder: Path, content: str, text: str = MAP) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(folder, content, text)
    return list(caught.value.problems)


HEADER = "party,source,elements,until\r\n"


def test_a_table_is_read_as_if_it_stood_in_the_map(tmp_path: Path) -> None:
    (right,) = read(tmp_path / "m", f"{HEADER}MuleSoft,crm,email; ssn,2026-12-31\r\n")
    assert right == Authorization(
        id="rights.csv/MuleSoft", party="MuleSoft", source=CRM, elements=("email", "ssn"), until=date(2026, 12, 31)
    )


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffparty,source,elements,until\nMuleSoft,crm,email; ssn,2026-12-31\n".encode(),
        b'Party;Source;Elements;Until\r\nMuleSoft;crm;"email; ssn";2026-12-31\r\n',
        "party\tsource\telements\tuntil\nMuleSoft\tcrm\temail;ssn\t2026-12-31".encode("utf-16"),
        b'party,source,elements,until,\r\n"MuleSoft","crm","email;\r\nssn","2026-12-31",\r\n,,,,\r\n',
    ],
    ids=["mark", "semicolons", "tabs in UTF-16", "quoted over two lines, blank columns and rows"],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, content: bytes) -> None:
    (right,) = read(tmp_path / "m", content)
    assert (right.party, right.source, right.elements, right.until) == ("MuleSoft", CRM, ("email", "ssn"), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            f"{HEADER}MuleSoft,crm,email,31.12.2026\n",
            "rights.csv:2:4: authorizations[0].until: a day is wanted, such as 2026-12-31, not '31.12.2026'",
        ),
        (f"{HEADER}MuleSoft,crm,email,20261231\n", "rights.csv:2:4: authorizations[0].until: a day is wanted"),
        (f"{HEADER}MuleSoft,crm,email; emial,\n", "rights.csv:2:3: there is no data element 'emial'"),
        (f"{HEADER}\nMuleSoft,crn,email,\n", "rights.csv:3:2: there is no System 'crn'"),
        (f"{HEADER}MuleSoft,crm,,\n", "rights.csv:2:1: 'elements', 'categories' or 'fields' is missing"),
        (f"{HEADER}MuleSoft,crm,email,,x\n", "rights.csv:2:5: the row has 5 cells, and the header 4"),
        ("party,source,elemnts\n", "rights.csv:1:3: unknown column 'elemnts'; allowed: "),
        ("party,elements\n", "rights.csv:1:1: the column 'source' is missing"),
        ("party,source,party\n", "rights.csv:1:3: the column 'party' is there twice"),
        ("", "rights.csv:1:1: the table is empty; its first line has the columns: id, party, source"),
        (f'{HEADER}MuleSoft,crm,"email,\n', "rights.csv:2:1: the row cannot be read: unexpected end of data"),
    ],
)
def test_a_mistake_is_told_by_line_and_column(tmp_path: Path, content: str, said: str) -> None:
    (problem,) = mistakes(tmp_path / "m", content)
    assert problem.startswith(said), problem


def test_a_table_has_to_lie_beside_the_map(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text(HEADER)
    outside, missing = (
        mistakes(tmp_path / "m", HEADER, MAP.replace("rights.csv", name)) for name in ("../other.csv", "none.csv")
    )
    assert outside[0].startswith("m/map.yaml:3:21: authorizations_csv: '../other.csv' does not lie beside the map")
    assert missing == ["m/map.yaml:3:21: authorizations_csv: none.csv cannot be read: No such file or directory"]


def test_no_cell_can_become_a_formula() -> None:
    right = Authorization(id="=1+1", party="@SUM(A1)", purpose="+1", agreement="'-2", elements=("email",))
    assert rights_csv([right]).splitlines()[1].startswith("'=1+1,'@SUM(A1),,,'+1,,''-2,email,")


ELEMENTS = [*sorted(load_elements())[:5], "ae(1)(A)"]
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(clean)
NAMES = TEXTS.filter(bool)


@st.composite
def rights(draw: st.DrawFn) -> Authorization:
    fields = st.builds(lambda name: CRM.dataset("Contact").field(name), NAMES.filter(lambda name: name != "*"))
    start, until = sorted(draw(st.tuples(st.dates(), st.dates())))
    covers: dict[str, object] = draw(
        st.one_of(
            st.just({"everything": True}),
            st.builds(lambda some: {"elements": tuple(some)}, st.lists(st.sampled_from(ELEMENTS), min_size=1, unique=True)),
            st.builds(lambda some: {"categories": tuple(some)}, st.lists(st.sampled_from("ABC"), min_size=1, unique=True)),
            st.builds(lambda some: {"fields": tuple(some)}, st.lists(fields, min_size=1, max_size=2)),
        )
    )
    job = draw(st.sampled_from([None, Id("map://acme").of_kind("job", "sync; by night"), CRM.of_kind("job", "flow/A")]))
    parties = st.lists(NAMES.filter(lambda name: name != "allowed"), max_size=2)
    return Authorization.model_validate(
        {
            "id": draw(NAMES),
            "party": draw(NAMES),
            "source": draw(st.sampled_from([CRM, WAREHOUSE, Id("mule")])),
            "job": job,
            "purpose": draw(TEXTS),
            "role": draw(st.sampled_from(["", "contractor", "service provider"])),
            "agreement": draw(TEXTS),
            "form": draw(st.sampled_from(Form)),
            "start": draw(st.sampled_from([None, start])),
            "until": draw(st.sampled_from([None, until])),
            "approved_by": draw(TEXTS),
            "regions": tuple(draw(st.lists(NAMES, max_size=2))),
            "safeguard": draw(TEXTS),
            "any_sub_processor": draw(st.booleans()),
            **covers,
        }
    ).model_copy(update={"sub_processors": tuple(draw(parties))})


@settings(deadline=None, max_examples=150)
@given(st.lists(rights(), min_size=1, max_size=4, unique_by=lambda right: right.id))
def test_rights_come_back_from_a_table_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, given_: list[Authorization]
) -> None:
    known = sorted({name for right in given_ for name in (right.party, *right.sub_processors)})
    parties = f"parties: {{{', '.join(f'{_quoted(name)}: {{}}' for name in known)}}}\n"
    back = read(tmp_path_factory.mktemp("table"), rights_csv(given_), MAP + parties)
    assert sorted(back, key=lambda right: right.id) == sorted(given_, key=lambda right: right.id)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_every_column_of_a_right_is_in_the_table() -> None:
    kept = {"everything": "elements", "any_sub_processor": "sub_processors", "start": "from"}
    assert {kept.get(name, name) for name in Authorization.model_fields if name != "evidence"} == set(COLUMNS)
