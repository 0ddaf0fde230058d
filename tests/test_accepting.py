"""Accepting and withdrawing risks in the project file: one entry changes, the rest stays byte for byte."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage import accepting
from lineage.accepting import Change, acceptance, withdrawing, write
from lineage.errors import ConfigurationError, UsageError
from lineage.model.acceptance import Acceptance
from lineage.project import bare_project, find_project
from tests.example import EXAMPLE

TODAY = date(2026, 11, 24)
UNTIL = date(2027, 3, 31)
ONE = Acceptance(finding="f0123456789abcde", owner="ops@acme.example", reason="VPN only", until=UNTIL)
WRITTEN = """\
  - finding: f0123456789abcde
    owner: "ops@acme.example"
    reason: "VPN only"
    until: 2027-03-31
"""
BLOCK = """\
# head
org: 'acme'   # quoted
accept:
  # about the first
  - finding: unencrypted-hop
    select: "system:hr"
    owner: &o ops
    reason: >
      folded,
      as it is

    until: 2027-01-31   # the end

  - {finding: unauthorized-hop, select: system:crm, owner: *o, reason: x, until: 2027-01-31}
  # after the last

store: .lineage  # last
"""


def change(folder: Path, text: str, one: Acceptance = ONE) -> Change:
    file = folder / "lineage.yaml"
    file.write_bytes(text.encode())
    return accepting.accepting(find_project(file), one)


def after(folder: Path, text: str, one: Acceptance = ONE) -> str:
    return change(folder, text, one).after


def without(folder: Path, text: str, finding: str, select: str = "") -> str:
    file = folder / "lineage.yaml"
    file.write_bytes(text.encode())
    return withdrawing(find_project(file), finding, select).after


def test_an_entry_goes_behind_the_last_and_everything_else_stays(tmp_path: Path) -> None:
    before, _, rest = BLOCK.partition("  # after the last\n")
    assert after(tmp_path, BLOCK) == f"{before}{WRITTEN}  # after the last\n{rest}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", f"accept:\n{WRITTEN}"),
        ("# nothing yet\n", f"# nothing yet\naccept:\n{WRITTEN}"),
        ("org: acme", f"org: acme\naccept:\n{WRITTEN}"),
        ("org: acme\n# the end\n", f"org: acme\n# the end\naccept:\n{WRITTEN}"),
        ("---\norg: acme\n...\n", f"---\norg: acme\naccept:\n{WRITTEN}...\n"),
        ("accept:\norg: acme\n", f"accept:\n{WRITTEN}org: acme\n"),
        ("accept: [] # none\norg: acme\n", f"accept: # none\n{WRITTEN}org: acme\n"),
        ("accept: null\n", f"accept:\n{WRITTEN}"),
        ("\ufefforg: acme\n", f"\ufefforg: acme\naccept:\n{WRITTEN}"),
    ],
)
def test_a_file_without_entries_gets_the_first(tmp_path: Path, text: str, wanted: str) -> None:
    assert after(tmp_path, text) == wanted


def test_the_ends_of_lines_are_those_of_the_file(tmp_path: Path) -> None:
    text = "org: acme\r\naccept:\r\n- finding: fffffffffffffff0\r\n  owner: o\r\n  reason: r\r\n  until: 2027-01-31\r\n# end\r\n"
    before, _, _ = text.partition("# end")
    own = WRITTEN.replace("\n  ", "\n").removeprefix("  ").replace("\n", "\r\n")
    assert after(tmp_path, text) == f"{before}{own}# end\r\n"


def test_a_list_in_brackets_stays_one(tmp_path: Path) -> None:
    one = "{finding: fffffffffffffff0, owner: o, reason: r, until: 2027-01-31}"
    entry = '{finding: f0123456789abcde, owner: "ops@acme.example", reason: "VPN only", until: 2027-03-31}'
    assert after(tmp_path, f"accept: [{one}] # one\n") == f"accept: [{one}, {entry}] # one\n"
    assert after(tmp_path, f"accept: [\n  {one}, # one\n]\n") == f"accept: [\n  {one},\n  {entry}, # one\n]\n"
    assert without(tmp_path, f"accept: [{one}, {entry}] # x\n", ONE.finding) == f"accept: [{one}] # x\n"
    assert without(tmp_path, f"accept: [{one}, {entry}] # x\n", "fffffffffffffff0") == f"accept: [{entry}] # x\n"
    assert without(tmp_path, f"accept: [{one}] # x\n", "fffffffffffffff0") == "accept: [] # x\n"


def test_what_is_accepted_already_is_not_written_twice(tmp_path: Path) -> None:
    once = after(tmp_path, BLOCK)
    again = change(tmp_path, once)
    assert again.is_none
    assert again.diff == ""


def test_another_last_day_takes_the_place_of_the_old_and_the_comment_above_stays(tmp_path: Path) -> None:
    renewed = Acceptance(finding="unencrypted-hop", select="system:hr", owner="ops", reason="again", until=UNTIL)
    text = """\
accept:
  # known
  - finding: unencrypted-hop
    select: "system:hr"
    owner: ops
    reason: >
      folded

    until: 2026-01-31   # the end
  - {finding: unauthorized-hop, select: system:crm, owner: o, reason: x, until: 2027-01-31}
"""
    assert (
        after(tmp_path, text, renewed)
        == """\
accept:
  # known
  - finding: unencrypted-hop
    select: "system:hr"
    owner: ops
    reason: again
    until: 2027-03-31   # the end
  - {finding: unauthorized-hop, select: system:crm, owner: o, reason: x, until: 2027-01-31}
"""
    )


def test_withdrawing_takes_the_entry_and_nothing_else(tmp_path: Path) -> None:
    assert without(tmp_path, after(tmp_path, BLOCK), ONE.finding) == BLOCK
    assert without(tmp_path, BLOCK, "unauthorized-hop", "system:crm") == "".join(
        line for line in BLOCK.splitlines(keepends=True) if "unauthorized-hop" not in line
    )
    assert without(tmp_path, f"accept:\n{WRITTEN}org: acme\n", ONE.finding) == "accept:\norg: acme\n"


def test_what_is_not_accepted_cannot_be_withdrawn(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"fffffffffffffff1 is not accepted.*: unencrypted-hop system:hr, unauthorized-hop"
    ):
        without(tmp_path, BLOCK, "fffffffffffffff1")


@pytest.mark.parametrize(
    "text",
    [
        "{org: acme}\n",
        "accept: {finding: fffffffffffffff0, owner: o, reason: r, until: 2027-01-31}\n",
        "accept:\n  finding: fffffffffffffff0\n  owner: o\n  reason: r\n  until: 2027-01-31\n",
    ],
)
def test_a_file_that_cannot_be_changed_without_touching_more_is_left_with_what_to_write(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        after(tmp_path, text)
    assert "by hand" in str(caught.value)
    assert "finding: f0123456789abcde" in str(caught.value)


def test_an_entry_that_others_refer_to_is_not_withdrawn(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="by hand"):
        without(tmp_path, BLOCK, "unencrypted-hop", "system:hr")


@settings(max_examples=60)
@given(reason=st.text(min_size=1).filter(str.strip), owner=st.text(min_size=1).filter(str.strip))
def test_whatever_is_said_is_read_back_as_text(tmp_path_factory: pytest.TempPathFactory, reason: str, owner: str) -> None:
    folder = tmp_path_factory.mktemp("p")
    one = Acceptance(finding="f0123456789abcde", owner=owner, reason=reason, until=UNTIL)
    made = change(folder, BLOCK, one)
    write(made)
    assert find_project(folder).accept[-1] == one
    assert withdrawing(find_project(folder), one.finding).after == BLOCK


@pytest.mark.parametrize(
    "reason",
    ["x\n  - finding: everything", "*o", "&a b", "!!python/object:os.system x", "no", "2027-01-01", "# gone", "{a: b}", "null"],
)
def test_text_that_looks_like_yaml_stays_text(tmp_path: Path, reason: str) -> None:
    one = ONE.model_copy(update={"reason": reason})
    assert change(tmp_path, BLOCK, one).project.accept[-1].reason == reason


def test_the_diff_shows_the_entry_and_no_secret_beside_it(tmp_path: Path) -> None:
    made = change(tmp_path, "org: acme\n# api_key: hunter2\n# https://me:hunter3@x.example/\n# token: ${TOKEN}\n")
    assert made.diff.splitlines()[0:6] == [
        "--- lineage.yaml",
        "+++ lineage.yaml (changed)",
        "@@ -2,3 +2,8 @@",
        " # api_key: …",
        " # https://…@x.example/",
        " # token: ${TOKEN}",
    ]
    assert "hunter" not in made.diff


def test_what_was_shown_is_written_with_the_rights_of_the_file(tmp_path: Path) -> None:
    made = change(tmp_path, BLOCK)
    made.file.chmod(0o640)
    write(made)
    assert made.file.read_bytes().decode() == made.after
    assert made.file.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["lineage.yaml"]


def test_a_file_that_changed_since_it_was_shown_is_left_alone(tmp_path: Path) -> None:
    made = change(tmp_path, BLOCK)
    made.file.write_text("org: other\n")
    with pytest.raises(ConfigurationError, match="changed since the change was shown; nothing was written"):
        write(made)
    assert made.file.read_text() == "org: other\n"


def test_a_protected_file_is_left_alone(tmp_path: Path) -> None:
    made = change(tmp_path, BLOCK)
    made.file.chmod(0o444)
    with pytest.raises(ConfigurationError, match="may not be written; nothing was"):
        write(made)
    assert made.file.read_text() == BLOCK


def test_without_a_project_there_is_nothing_to_accept_in(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="`lineage init`"):
        accepting.accepting(bare_project([tmp_path]), ONE)


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        acceptance({"finding": "f0123456789abcde", "owner": " "}, None, TODAY)
    assert str(caught.value).splitlines() == [
        "owner is missing.",
        "reason is missing.",
        "until is missing: the last day on which it is accepted.",
    ]


@pytest.mark.parametrize(
    ("until", "far", "said"),
    [
        (date(2026, 11, 23), False, "is past"),
        (date(2026, 11, 23), True, "is past"),
        (date(2027, 12, 1), False, "more than a year ahead"),
    ],
)
def test_a_last_day_is_neither_past_nor_far_ahead(until: date, far: bool, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        acceptance({"finding": "f0123456789abcde", "owner": "o", "reason": "r"}, until, TODAY, far=far)


def test_a_day_far_ahead_can_be_meant() -> None:
    said = {"finding": "f0123456789abcde", "owner": "o", "reason": "r"}
    assert acceptance(said, date(2027, 12, 1), TODAY, far=True).until == date(2027, 12, 1)
    assert acceptance(said, TODAY, TODAY).until == TODAY


def test_a_rule_is_not_accepted_for_everything() -> None:
    with pytest.raises(UsageError, match="`select` is wanted beside a rule"):
        acceptance({"finding": "unencrypted-hop", "owner": "o", "reason": "r"}, UNTIL, TODAY)


def test_a_password_in_an_address_is_not_accepted() -> None:
    with pytest.raises(UsageError, match="reason has a password in an address") as caught:
        acceptance({"finding": "f0123456789abcde", "owner": "o", "reason": "see https://me:hunter2@x.example"}, UNTIL, TODAY)
    assert "hunter2" not in str(caught.value)


def test_the_example_takes_an_acceptance_and_gives_it_back(tmp_path: Path) -> None:
    text = (EXAMPLE / "lineage.yaml").read_text()
    assert after(tmp_path, text) == text + WRITTEN
    assert without(tmp_path, text + WRITTEN, ONE.finding) == text
