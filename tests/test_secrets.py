"""A secret that somebody wrote into a map or a project is in no output, no message and no file that is written."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from lineage.columns import SCHEMAS
from lineage.pipeline import open_snapshot
from lineage.project import find_project
from tests.cli.command import run
from tests.connectors.salesforce.test_found_secrets import CASES

SECRET = "hunter2secret"
_MAP = "systems: {{a: {{operator: A}}, b: {{operator: B}}}}\nhops:\n- {{from: a/T#f, job: {{name: j}}, {more}}}\n"
_URLS = (
    f"https://user:{SECRET}@b.example/in",
    f"https://b.example/in?api_key={SECRET}&x=1",
    f"https://b.example/in#access_token={SECRET}",
    f"jdbc:postgresql://b.example/db?user=u&password={SECRET}",
    f"jdbc:sqlserver://b.example:1433;user=u;password={SECRET};encrypt=true",
    f"jdbc:oracle:thin:u/{SECRET}@b.example:1521:x",
    f"amqp://u:{SECRET}@b.example:5672/v",
    f"mongodb+srv://u:{SECRET}@b.example/v",
)
_QUESTIONS = (
    *(("show", what, "--format", "json") for what in ("systems", "datasets", "channels", "jobs", "hops", "gaps")),
    ("trace", "a/T#f", "--explain"),
    ("trace", "a/T#f", "--format", "json"),
    ("exposure", "--format", "json"),
    ("check", "--format", "json"),
    ("check", "--format", "sarif"),
    ("suggest",),
    ("export", "diagram"),
    ("export", "diagram", "--format", "json"),
    ("export", "diagram", "--format", "mermaid"),
    ("snapshots", "list", "--format", "json"),
)
_OF_METADATA = (
    *(
        ("show", what, "--format", "json")
        for what in ("systems", "datasets", "fields", "channels", "jobs", "hops", "gaps", "applications", "principals")
    ),
    *(question for question in _QUESTIONS if question[0] not in {"show", "trace"}),
    ("harvest", "--format", "json"),
)


def project(folder: Path, text: str) -> Path:
    (folder / "lineage.yaml").write_text("org: acme\nsources: [{type: declared, path: map.yaml}]\n", encoding="utf-8")
    (folder / "map.yaml").write_text(text, encoding="utf-8")
    return folder


def tells(folder: Path, questions: Sequence[Sequence[str]] = _QUESTIONS) -> list[str]:
    """Everything that was printed or written with the secret in it."""
    told = []
    for words in (("harvest",), *questions):
        ran = run(*words, cwd=folder)
        assert ran.code in (0, 1), ran.err
        told += [" ".join(words)] if SECRET in ran.out + ran.err else []
    files = [path for path in (folder / ".lineage").rglob("*") if path.is_file()]
    assert len(files) > 10
    return told + [path.name for path in files if SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize("url", _URLS)
def test_in_the_address_of_a_channel(tmp_path: Path, url: str) -> None:
    assert tells(project(tmp_path, _MAP.format(more=f'to: b/U#g, url: "{url}"'))) == []


@pytest.mark.parametrize("url", _URLS[:3])
def test_in_the_address_of_a_target(tmp_path: Path, url: str) -> None:
    assert tells(project(tmp_path, _MAP.format(more=f'to: "{url}"'))) == []


def test_in_the_address_of_an_onward_leg(tmp_path: Path) -> None:
    more = f'to: b/U#g, runs_in: c, onward: {{url: "{_URLS[3]}"}}'
    text = (
        _MAP.format(more=more).replace("b: {operator: B}", "b: {operator: B}, c: {operator: C}").replace("job: {name: j}, ", "")
    )
    text = text.replace("runs_in: c, ", "job: {name: j, runs_in: c}, ")
    assert tells(project(tmp_path, text)) == []


@pytest.mark.parametrize(
    "more",
    [
        f'to: b/U#g, channel: "{_URLS[0]}"',
        f'to: b/U#g, url: ["{_URLS[0]}"]',
        f'to: b/U#g, uri: "{_URLS[0]}"',
    ],
)
def test_in_what_is_wrong_with_a_map(tmp_path: Path, more: str) -> None:
    ran = run("harvest", cwd=project(tmp_path, _MAP.format(more=more)))
    assert (ran.code, SECRET in ran.out + ran.err) == (2, False)


@pytest.mark.parametrize(
    "line", [f"password: {SECRET}", f"client_secret: {SECRET}", f"url: 'https://u:{SECRET}@x.example'", f"token: [{SECRET}]"]
)
def test_in_a_project(tmp_path: Path, line: str) -> None:
    (tmp_path / "lineage.yaml").write_text(f"sources:\n- {{type: declared, path: ., {line}}}\n", encoding="utf-8")
    ran = run("harvest", cwd=tmp_path)
    assert (ran.code, SECRET in ran.out + ran.err, "a secret is not written here" in ran.err) == (2, False, True)


def test_the_value_of_a_variable_is_not_printed_where_a_setting_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_TOKEN", SECRET)
    (tmp_path / "lineage.yaml").write_text("sources:\n- {type: declared, path: ., password: '${MY_TOKEN}'}\n", encoding="utf-8")
    ran = run("harvest", cwd=tmp_path)
    assert (ran.code, SECRET in ran.out + ran.err) == (2, False)


def test_in_the_metadata_of_an_org(tmp_path: Path) -> None:
    (tmp_path / "remoteSiteSettings").mkdir()
    (tmp_path / "remoteSiteSettings" / "Site.remoteSite").write_text(
        '<RemoteSiteSetting xmlns="http://soap.sforce.com/2006/04/metadata"><isActive>true</isActive>'
        f"<url>https://u:{SECRET}@b.example/x?key={SECRET}</url></RemoteSiteSetting>",
        encoding="utf-8",
    )
    (tmp_path / "package.xml").write_text('<Package xmlns="http://soap.sforce.com/2006/04/metadata"/>', encoding="utf-8")
    out = run("harvest", ".", cwd=tmp_path).out + run("show", "channels", "--format", "json", cwd=tmp_path).out
    written = [
        path.name for path in (tmp_path / ".lineage").rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ]
    assert ("b.example" in out, SECRET in out, written) == (True, False, [])


_SPACES = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_RECORD = (
    f'<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" {_SPACES}>'
    "<values><field>{field}</field><value>{value}</value></values></CustomMetadata>"
)
_VALUES = (
    ("Password__c", SECRET),
    ("Client_Id__c", SECRET),
    ("Url__c", f"https://u:{SECRET}@b.example/x?key={SECRET}"),
    ("Config__c", f"{{&quot;url&quot;: &quot;https://b.example/x?token={SECRET}&quot;}}"),
    ("Db__c", f"jdbc:oracle:thin:u/{SECRET}@b.example:1521:x"),
    ("Named_Credential__c", f"callout:X?key={SECRET}"),
    ("Text__c", f"any text such as {SECRET}"),
    ("Label__c", SECRET),
)


def test_in_any_file_of_the_metadata_of_an_org(tmp_path: Path) -> None:
    files = {f"case-{at}/{path}": text for at, (path, text, _, _) in enumerate(CASES)}
    files |= {
        f"values/customMetadata/T.R{at}.md": _RECORD.format(field=field, value=value) for at, (field, value) in enumerate(_VALUES)
    }
    files["lineage.yaml"] = "org: acme\nsources: [{type: salesforce-metadata, path: .}]\n"
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert tells(tmp_path, _OF_METADATA) == []
    tables = open_snapshot(find_project(tmp_path)).snapshot.tables
    assert [name for name in SCHEMAS if SECRET in str(tables[name].to_pylist())] == []
    said = run("check", "--format", "json", cwd=tmp_path).json["findings"]
    assert sum(1 for one in said if one["rule"] == "secret-in-metadata") >= len(CASES)


@pytest.mark.parametrize("key", ["source_field", "target_property"])
def test_in_a_mapping_whose_settings_name_a_secret(tmp_path: Path, key: str) -> None:
    (tmp_path / "customMetadata").mkdir()
    record = _RECORD.format(field="Password__c", value=SECRET)
    (tmp_path / "customMetadata" / "Map.A.md").write_text(record, encoding="utf-8")
    mapping = {"type": "Map__mdt", "source_object": "O__c", "source_field": "F__c", "target": "T__c", key: "Password__c"}
    source = {"type": "salesforce-metadata", "path": ".", "custom_metadata_mappings": [mapping]}
    (tmp_path / "lineage.yaml").write_text(json.dumps({"org": "acme", "sources": [source]}), encoding="utf-8")
    ran = run("harvest", cwd=tmp_path)
    assert (ran.code, SECRET in ran.out + ran.err) == (2, False)
    assert f"custom_metadata_mappings[0].{key}: Password__c is named as a secret" in ran.err
