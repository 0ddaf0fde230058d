"""Formulas are read, whatever stands in them, and never computed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.languages.formula import code, read, read_template, renamed


def names(formula: str) -> list[str]:
    return [reference.shown for reference in read(formula).references]


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("Email", ["Email"]),
        ("Contact.SSN__c", ["Contact.SSN__c"]),
        ("Lead__r.Registered_User__r.FirstName", ["Lead__r.Registered_User__r.FirstName"]),
        ("Owner:User.Email", ["Owner:User.Email"]),
        ("Case__r.Owner:User.Email", ["Case__r.Owner:User.Email"]),
        ("$User.Email & $Profile.Name & $UserRole.Name", ["$User.Email", "$Profile.Name", "$UserRole.Name"]),
        ("$Setup.Limits__c.Key__c", ["$Setup.Limits__c.Key__c"]),
        ("$CustomMetadata.Rate__mdt.Low.Value__c", ["$CustomMetadata.Rate__mdt.Low.Value__c"]),
        ("VLOOKUP($ObjectType.Zip__c.Fields.City__c, $ObjectType.Zip__c.Fields.Name, Zip__c)",
         ["$ObjectType.Zip__c.Fields.City__c", "$ObjectType.Zip__c.Fields.Name", "Zip__c"]),
        ("$Record.Email <> $Record__Prior.Email", ["$Record.Email", "$Record__Prior.Email"]),
        ("PRIORVALUE(Phone)", ["Phone"]),
        ("IF \n( TEXT (Status__c) == 'New', NULL, true)", ["Status__c"]),
        ('HYPERLINK("/" & Parent__r.Id, Parent__r.Name, "_blank")', ["Parent__r.Id", "Parent__r.Name"]),
        ('IMAGE("/img/Flag__c.png", "Email")', []),
        ("\"He said \\\"Email\\\"\" & 'it\\'s Phone' & Fax", ["Fax"]),
        ("A__c /* B__c * / C__c */ + D__c /**/ + E__c", ["A__c", "D__c", "E__c"]),
        ("1e5 + 2.50 - X1__c", ["X1__c"]),
        ("Account . Name", ["Account.Name"]),
        ("{!Account.Name} & 'x'", ["Account.Name"]),
        ("ünd Email__c", ["nd", "Email__c"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_formula_reads_these_names(formula: str, found: list[str]) -> None:
    reading = read(formula)
    assert [reference.shown for reference in reading.references] == found
    assert reading.complete


def test_a_reference_knows_where_it_stands() -> None:
    formula = "IF(A__c,\n  B__r.C__c, 0)"
    assert [(one.shown, one.at) for one in read(formula).references] == [("A__c", 3), ("B__r.C__c", formula.index("B__r"))]


@pytest.mark.parametrize("formula", ['A__c & "never ended B__c', "A__c & 'never ended B__c", "A__c /* B__c", 'A__c & "\\"'])
def test_what_follows_a_literal_without_end_is_not_known(formula: str) -> None:
    reading = read(formula)
    assert [one.shown for one in reading.references] == ["A__c"]
    assert not reading.complete


def test_a_template_reads_only_what_stands_in_its_braces() -> None:
    text = "Dear {!Contact.FirstName} Email, {!IF(ISBLANK(Phone), 'Fax', Phone)} and {! never closed"
    reading = read_template(text)
    assert [(one.shown, text[one.at :][:5]) for one in reading.references] == [
        ("Contact.FirstName", "Conta"),
        ("Phone", "Phone"),
        ("Phone", "Phone"),
    ]
    assert reading.complete
    assert not read_template("{!A & 'B}").complete


def test_what_is_kept_of_a_formula_has_no_literals_and_the_same_lines() -> None:
    kept = code("HYPERLINK(\"https://x.example\n?key=s3cret\", Name)\n/* s3cret\n */ & 's3cret' & Fax")
    assert "s3cret" not in kept
    assert kept.count("\n") == 3
    assert names(kept) == ["Name", "Fax"]
    assert code("A__c & 'never ended s3cret") == "A__c & '"


def test_custom_names_get_the_prefix_of_their_package_and_nothing_else_does() -> None:
    written = '$Setup.S__c.K__c & Own__r.Owner:User.Email & TEXT(Kind__c) & "Kind__c" & $Record__Prior.Name'
    assert renamed(written, lambda name: f"ns__{name}") == (
        '$Setup.ns__S__c.ns__K__c & ns__Own__r.Owner:User.Email & TEXT(ns__Kind__c) & "Kind__c" & $Record__Prior.Name'
    )


step = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,5}(__[cr])?", fullmatch=True).filter(
    lambda name: name.lower() not in {"null", "true", "false"}
)
path = st.lists(step, min_size=1, max_size=4).map(".".join)
text = st.text(alphabet=st.characters(exclude_characters="\\\"'", codec="utf-8"), max_size=12)
noise = st.one_of(
    text.map(lambda inner: f'"{inner}"'),
    text.map(lambda inner: f"'{inner}'"),
    text.map(lambda inner: "/*" + inner.replace("*", "") + "*/"),
    st.sampled_from(["+", " & ", "(", ")", ",", " 12.5 ", "<>", "\n", "TEXT(", "if ("]),
)


@given(st.lists(st.tuples(noise, path)))
def test_every_name_is_found_among_literals_comments_and_functions(parts: list[tuple[str, str]]) -> None:
    formula = "".join(f"{between}+{name}+" for between, name in parts)
    found = read(formula)
    assert found.complete
    assert [one.shown for one in found.references] == [name for _, name in parts]
    assert all(formula[one.at :].startswith(one.path[0]) for one in found.references)


@given(st.text())
def test_any_text_can_be_read(formula: str) -> None:
    for reading in (read(formula), read_template(formula)):
        assert all(0 <= one.at < len(formula) for one in reading.references)
    assert code(code(formula)) == code(formula)
    assert [one.path for one in read(code(formula)).references] == [one.path for one in read(formula).references]
    assert renamed(formula, lambda name: name) == formula


HOSTILE = ["'\\", '"\\"', "/*", "a.", "a ", "a:", "{!", "(", "a . ", "__", "$", "*/", "1", "{!a}", "$a.b "]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_take_time_that_grows_with_their_length(unit: str) -> None:
    formula = unit * 100_000
    began = time.perf_counter()
    for reader in (read, read_template, code, lambda text: renamed(text, str)):
        reader(formula)
    # A reader that goes over the rest of the text again for each of its units takes minutes.
    assert time.perf_counter() - began < 10
