"""Whatever is handed in, the answer is one line that names it and the remedy, and never a traceback."""

import errno
import os
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import PROGRAM, Ran, run

MAP = "systems: {a: {operator: A}, b: {operator: B}}\n"


def harvested(folder: Path, text: str, *words: str) -> Ran:
    """A project with one declared map."""
    (folder / "lineage.yaml").write_text("org: acme\nsources: [{type: declared, path: map.yaml}]\n", encoding="utf-8")
    (folder / "map.yaml").write_text(text, encoding="utf-8")
    return run("harvest", *words, cwd=folder)


def refused(ran: Ran, code: int, *said: str) -> None:
    assert (ran.code, ran.out) == (code, "")
    assert "Traceback" not in ran.err
    assert [text for text in said if text not in ran.err] == []


def test_an_empty_folder_says_what_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(
        run("harvest", "empty", cwd=tmp_path),
        4,
        "There is nothing to read in empty: ",
        "declared looks for a YAML file with `systems`, `hops` or `authorizations`",
        "salesforce-metadata looks for ",
    )
    assert not (tmp_path / ".lineage").exists()


def test_a_project_without_sources_has_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "lineage.yaml").write_text("", encoding="utf-8")
    refused(run("harvest", cwd=tmp_path), 4, "There is nothing to read in the project: ")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    refused(run("harvest", "nowhere", cwd=tmp_path), 2, "There is no nowhere. Give a folder, a zip or a map file that exists.")


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "lineage.yaml").write_text("sources: [{type: salesforce-metadata, path: ./nowhere}]\n", encoding="utf-8")
    refused(run("harvest", cwd=tmp_path), 2, f"There is no {tmp_path / 'nowhere'}.")


def test_no_project_says_how_to_write_one(tmp_path: Path) -> None:
    refused(run("harvest", cwd=tmp_path), 2, "There is no lineage.yaml in ", "`lineage init` writes one.")


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def guarded(path: Path, *words: Any, **more: Any) -> Any:
        if path.name == "map.yaml":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *words, **more)

    (tmp_path / "lineage.yaml").write_text("sources: [{type: declared, path: map.yaml}]\n", encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    monkeypatch.setattr(Path, "open", guarded)  # root may read every file, so a mode would prove nothing
    refused(run("harvest", cwd=tmp_path), 2, "map.yaml could not be read: Permission denied.")


def test_a_folder_in_place_of_a_project_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "lineage.yaml").mkdir()
    refused(run("harvest", cwd=tmp_path), 2, "There is no lineage.yaml in ")


def test_a_link_to_nothing_in_place_of_a_map_is_named(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "good.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "lineage.yaml").write_text("sources: [{type: declared, path: gone.yaml}]\n", encoding="utf-8")
    (tmp_path / "gone.yaml").symlink_to("nothing")
    refused(run("harvest", cwd=tmp_path), 2, "gone.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("systems: {a: [\n", "map.yaml:2:1: "),
        ("systems:\n\ta: {}\n", "map.yaml:2:1: "),
        ("systems: &a {x: *a}\n", "map.yaml:1:17: *a stands inside &a itself: it would never end"),
        ("hops:\n- &h {from: a, to: *h}\n", "map.yaml:2:20: *h stands inside &h itself"),
        ("systems: {a: {operator: A}, a: {operator: B}}\n", "map.yaml:1:29: the key 'a' is there twice"),
        ("systems: {}\n---\nsystems: {}\n", "a second document begins here"),
        (
            "systems: !!python/object/apply:os.system [true]\n",
            "the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not read",
        ),
        ("- just\n- a list\n", "map.yaml"),
        ("system: {}\n", "map.yaml:1:1: unknown key 'system'"),
    ],
)
def test_yaml_that_cannot_be_read_is_refused_by_place(tmp_path: Path, text: str, said: str) -> None:
    refused(harvested(tmp_path, text), 2, said)
    assert not (tmp_path / ".lineage").exists()


def test_aliases_that_multiply_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))]
    refused(harvested(tmp_path, "\n".join(lines)), 2, "values, aliases written out; split the file")


def test_every_problem_of_a_project_is_a_line_of_its_own(tmp_path: Path) -> None:
    ran = harvested(
        tmp_path, MAP + "hops:\n- {from: a/T#f}\n- {from: nobody/T#f, to: a/T#f}\n- {from: a/T#f, to: b/U#g, active: maybe}\n"
    )
    assert (ran.code, [line.partition(":")[2].partition(":")[0] for line in ran.err.splitlines()[1:]]) == (2, ["3", "4", "5"])


def test_hops_in_a_cycle_are_answered(tmp_path: Path) -> None:
    assert (
        harvested(
            tmp_path,
            MAP
            + "hops: [{from: a/T#f, to: b/U#g}, {from: b/U#g, to: a/V#h}, {from: a/V#h, to: b/U#g}, {from: a/V#h, to: a/T#f}]\n",
        ).code
        == 0
    )
    rows = run("trace", "a/T#f", "--format", "json", cwd=tmp_path).json["destinations"]
    assert [row["field"] for row in rows] == ["b/U#g"]
    assert [
        run(*words, cwd=tmp_path).code for words in (("exposure",), ("export", "diagram", "--field", "b/U#g", "--upstream"))
    ] == [0, 0]


def test_a_field_that_flows_to_itself_is_answered(tmp_path: Path) -> None:
    assert harvested(tmp_path, MAP + "hops: [{from: a/T#f, to: a/T#f}, {from: a/T#f, to: b/U#g}]\n").code == 0
    rows = run("trace", "a/T#f", "--format", "json", cwd=tmp_path).json["destinations"]
    assert [row["field"] for row in rows] == ["b/U#g"]


def test_one_hop_said_twice_is_one(tmp_path: Path) -> None:
    ran = harvested(tmp_path, MAP + "hops: [{from: a/T#f, to: b/U#g}, {from: a/T#f, to: b/U#g}]\n", "--format", "json")
    assert ran.json["counts"]["hops"] == 1


def test_one_name_in_two_files_of_a_map_is_refused_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    for name in ("x.yaml", "y.yaml"):
        (tmp_path / "maps" / name).write_text("systems: {a: {operator: A}}\n", encoding="utf-8")
    (tmp_path / "lineage.yaml").write_text("sources: [{type: declared, path: maps}]\n", encoding="utf-8")
    refused(run("harvest", cwd=tmp_path), 2, "maps/x.yaml:1", "maps/y.yaml:1")


@pytest.mark.parametrize(
    "command", [("show", "systems"), ("trace", "a/T#f"), ("exposure",), ("check",), ("export", "diagram"), ("suggest",)]
)
def test_labels_of_10000_characters_are_answered(tmp_path: Path, command: tuple[str, ...]) -> None:
    long = "Wörk " * 2000
    systems = f"systems: {{a: {{operator: A, label: {long}}}, b: {{operator: {long}, label: {long}}}}}\n"
    text = f"{systems}hops: [{{from: a/T#f, to: b/{'U' * 10_000}#g}}]\n"
    assert harvested(tmp_path, text).code == 0
    ran = run(*command, cwd=tmp_path)
    assert (ran.code in (0, 1), "Traceback" in ran.err) == (True, False)


def test_names_that_differ_by_case_only_are_two_outside_salesforce(tmp_path: Path) -> None:
    harvested(tmp_path, MAP + "hops: [{from: a/T#f, to: b/U#g}, {from: a/T#F, to: b/U#G}]\n")
    found = {
        name: [row["field"] for row in run("trace", name, "--format", "json", cwd=tmp_path).json["destinations"]]
        for name in ("a/T#f", "a/T#F")
    }
    assert found == {"a/T#f": ["b/U#g"], "a/T#F": ["b/U#G"]}


def test_names_that_differ_by_case_only_are_one_inside_salesforce(tmp_path: Path) -> None:
    systems = "systems: {org: {kind: salesforce, operator: A}, b: {operator: B}}\n"
    harvested(tmp_path, systems + "hops: [{from: org/T#f, to: b/U#g}, {from: org/t#F, to: b/U#h}]\n")
    found = [row["field"] for row in run("trace", "org/T#f", "--format", "json", cwd=tmp_path).json["destinations"]]
    assert found == ["b/U#g", "b/U#h"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Contact.SSN_c",), "There is no field, dataset or System 'Contact.SSN_c'. Did you mean Contact.SSN__c or "),
        (("Contcat.Email",), "There is no field, dataset or System 'Contcat.Email'. Did you mean Contact.Email or "),
        (("Contcat.Emial",), "There is no field, dataset or System 'Contcat.Emial'. Did you mean Contact.Email or "),
        (("Sales__c.Base_Salary__c",), "Did you mean Employee__c.Base_Salary__c"),
        (("salesforce://acme/Contact#Emial",), "Did you mean Contact.Email or "),
        (("Emial",), "Did you mean "),
        (("Nope.x",), "There is no field, dataset or System 'Nope.x'. Nothing is much like it; the nearest are "),
        (("app:Mailwave_Conect",), "There is no application 'Mailwave_Conect'. Did you mean Mailwave_Connect?"),
        (("job:zzz",), "There is no job 'zzz'. "),
        (("Contact.Email", "--to", "warehuose"), "There is no System 'warehuose'. Did you mean warehouse?"),
        (("Contact.Email", "--as-of", "yesterday"), "--as-of 'yesterday' is no day; write YYYY-MM-DD."),
        (("Contact.Email", "--as-of", "2026-02-30"), "--as-of '2026-02-30' is no day; write YYYY-MM-DD."),
        (("Contact.Email", "--basis", "guessed"), "--basis 'guessed': allowed are declared, configured, permitted, observed."),
        (("Contact.Email", "--basis", ","), "--basis ',': allowed are declared, configured, permitted, observed."),
        (("Contact.Email", "--snapshot", "nope"), "There is no snapshot 'nope'. Did you mean 20260615T120000"),
        (("",), "There is no field, dataset or System ''. Give a name such as Contact.Email."),
        (("x" * 10_000,), "xxx…'. "),
    ],
)
def test_a_question_that_means_nothing_is_refused_with_what_is_near(example: Path, words: tuple[str, ...], said: str) -> None:
    refused(run("trace", *words, cwd=example), 2, said)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe that nobody writes into: whoever opens it waits for ever."""
    os.mkfifo(tmp_path / "map.yaml")
    return tmp_path / "map.yaml"


def waited_for(*words: str | Path, cwd: Path) -> Ran:
    ran = subprocess.run([PROGRAM, *map(str, words)], cwd=cwd, capture_output=True, check=False, timeout=30, text=True)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@pytest.mark.parametrize("more", [(), ("--plan",)])
def test_a_pipe_is_refused_and_never_waited_for(pipe: Path, more: tuple[str, ...]) -> None:
    refused(
        waited_for("harvest", pipe.name, *more, cwd=pipe.parent), 2, "map.yaml is a pipe, a socket or a device. Give a folder"
    )


@pytest.mark.parametrize("kind", ["declared", "salesforce-metadata"])
def test_a_project_that_names_a_pipe_is_refused(pipe: Path, kind: str) -> None:
    (pipe.parent / "lineage.yaml").write_text(f"sources: [{{type: {kind}, path: map.yaml}}]\n", encoding="utf-8")
    refused(waited_for("harvest", cwd=pipe.parent), 2, "map.yaml is a pipe, a socket or a device.")


def test_a_pipe_among_maps_is_refused_and_not_left_out(pipe: Path) -> None:
    (pipe.parent / "good.yaml").write_text(MAP, encoding="utf-8")
    refused(waited_for("harvest", ".", cwd=pipe.parent), 2, "map.yaml could not be read: it is a pipe, a socket or a device.")


def test_a_link_to_nothing_among_maps_is_refused_and_not_left_out(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "gone.yaml").symlink_to("nothing")
    refused(run("harvest", ".", cwd=tmp_path), 2, "gone.yaml could not be read: No such file or directory.")


def test_pipes_and_sockets_among_metadata_are_gaps(tmp_path: Path) -> None:
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / "Contact.object").write_text(
        '<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><fields><fullName>A__c</fullName><type>Text</type></fields></CustomObject>',
        encoding="utf-8",
    )
    os.mkfifo(tmp_path / "objects" / "Account.object")
    with socket.socket(socket.AF_UNIX) as made, pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "objects")  # the path of a socket may have a hundred characters only
        made.bind("Lead.object")
    ran = waited_for("harvest", ".", "--format", "json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    gaps = {gap["locator"]: gap["why"] for gap in ran.json["gaps"]}
    assert [gaps[f"objects/{name}.object"] for name in ("Account", "Lead")] == ["it is neither a file nor a folder"] * 2


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(tmp_path: Path, device: str) -> None:
    refused(waited_for("harvest", device, cwd=tmp_path), 2, f"{device} is a pipe, a socket or a device.")


def test_a_project_file_that_is_a_pipe_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lineage.yaml")
    refused(waited_for("check", "--project", ".", cwd=tmp_path), 2, "There is no lineage.yaml in ")


def test_a_name_that_fits_several_lists_them(tmp_path: Path) -> None:
    harvested(tmp_path, MAP + "hops: [{from: a/T#f, to: b/T#f}]\n")
    refused(run("trace", "T.f", cwd=tmp_path), 2, "'T.f' could be a/T#f, b/T#f. Give the whole id, or a kind such as `field:`.")


def test_an_unknown_connector_names_the_installed_ones(tmp_path: Path) -> None:
    (tmp_path / "lineage.yaml").write_text("sources: [{type: declard, path: .}]\n", encoding="utf-8")
    meant = "declared or salesforce or salesforce-exports or salesforce-metadata or value-sample"
    refused(run("harvest", cwd=tmp_path), 2, f"There is no connector 'declard'. Did you mean {meant}?")


def test_a_setting_that_a_connector_does_not_have_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "lineage.yaml").write_text("sources:\n- {type: declared, path: ., pth: x}\n", encoding="utf-8")
    refused(run("harvest", cwd=tmp_path), 2, "lineage.yaml:2:", "declared pth: ")


@pytest.mark.parametrize("same", ["*.example", "api.example", "Deskly"])
def test_two_systems_that_match_alike_are_both_named(tmp_path: Path, same: str) -> None:
    systems = f"systems: {{one: {{operator: A, matches: ['{same}']}}, two: {{operator: B, matches: ['{same}']}}}}\n"
    refused(harvested(tmp_path, systems + "hops: [{from: one/T#f, to: two/U#g}]\n"), 2, "one, two", "`matches` of one of them")


def test_binary_in_place_of_yaml_is_refused(tmp_path: Path) -> None:
    harvested(tmp_path, MAP)
    (tmp_path / "map.yaml").write_bytes(bytes(range(256)) * 10)
    refused(run("harvest", cwd=tmp_path), 2, "map.yaml:", "the file is not UTF-8")


@pytest.mark.parametrize("text", ['"\\uD800"', '"\\0"', '"\\uFFFF"'])
def test_characters_that_are_none_are_refused_or_kept(tmp_path: Path, text: str) -> None:
    ran = harvested(tmp_path, f"systems: {{a: {{operator: {text}}}, b: {{operator: B}}}}\nhops: [{{from: a/T#f, to: b/U#g}}]\n")
    assert (ran.code in (0, 2), "Traceback" in ran.err) == (True, False)
