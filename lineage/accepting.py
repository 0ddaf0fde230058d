"""Risks accepted and withdrawn in the project file: as a change that is shown first, and written only as it was shown.

Nothing here writes before it is asked to, and nothing but the one entry of `accept` changes.
"""

import difflib
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from pydantic import ValidationError

from lineage.analysis.selector import parse_selector
from lineage.drafting import quoted
from lineage.errors import ConfigurationError, UnknownName, UsageError
from lineage.model.acceptance import FINGERPRINT, Acceptance
from lineage.model.records import Frozen
from lineage.policy.rules import RULES
from lineage.project import LOGIN_IN_URL, Project, said_by
from lineage.reading.problems import SECRET_KEY, nearest
from lineage.reading.yaml_list import Pairs, appended, removed, replaced

LONGEST = timedelta(days=366)
"""How far ahead a last day may be without a second word."""

_KEY = "accept"
_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_SETTING = re.compile(r"(?P<key>[\w-]+)(?P<sign>\s*[:=]\s*)(?P<value>(?!\W?\$\{)\S.*)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORDS = frozenset({"true", "false", "null"})


class Change(Frozen):
    """What would be written into a project file."""

    file: Path
    """The project file."""
    before: str
    """What stands in it."""
    after: str
    """What would."""
    project: Project
    """The project that it would be."""

    @property
    def is_none(self) -> bool:
        """Whether the file says so already."""
        return self.before == self.after

    @property
    def diff(self) -> str:
        """The change as a unified diff; what looks like a secret in it is not shown."""
        name = self.file.name
        lines = difflib.unified_diff(_lines(self.before), _lines(self.after), name, f"{name} (changed)", lineterm="")
        return "\n".join(_harmless(line) for line in lines)


def acceptance(said: Mapping[str, str], until: date | None, today: date, *, far: bool = False) -> Acceptance:
    """An acceptance as somebody asks for it on a day: finding, select, owner and reason as said, and the last day.

    `far` allows one that is more than a year ahead. Raises `UsageError` with all that is missing or wrong.
    """
    texts = {name: said.get(name, "").strip() for name in ("finding", "select", "owner", "reason")}
    problems = [f"{name} is missing." for name, text in texts.items() if not text and name != "select"]
    for name, text in texts.items():
        if LOGIN_IN_URL.search(text):
            problems.append(f"{name} has a password in an address; leave it out: the project file is read by many.")
        if _SURROGATE.search(text):
            problems.append(f"{name} has characters that are no text; type it again.")
    problems += _wrong_day(until, today, far=far)
    if problems or until is None:
        raise UsageError("\n".join(problems))
    _is_known(texts["finding"])
    if texts["select"]:
        parse_selector(texts["select"])
    try:
        return Acceptance(**texts, until=until)
    except ValidationError as error:
        raise UsageError("\n".join(f"{one['msg']}." for one in error.errors())) from error


def _is_known(finding: str) -> None:
    rules = [rule.card.id for rule in RULES]
    if finding not in rules and not FINGERPRINT.fullmatch(finding):
        near = nearest(finding, rules)
        remedy = "`lineage check --explain` has fingerprints."
        raise UnknownName("rule or fingerprint", finding, [near] if near else [], remedy)


def _wrong_day(until: date | None, today: date, *, far: bool) -> list[str]:
    if until is None:
        return ["until is missing: the last day on which it is accepted."]
    if until < today:
        return [f"until {until} is past: it would accept nothing."]
    if until > today + LONGEST and not far:
        return [f"until {until} is more than a year ahead; name a nearer day, or confirm that it is meant."]
    return []


def accepting(project: Project, one: Acceptance) -> Change:
    """The project file with a risk accepted; in place of what is accepted there under the same name, if it is.

    Raises `ConfigurationError` where there is no project file, or it cannot be changed without touching anything else.
    """
    file, text = _read(project)
    accept = said_by(text, file).accept
    at = next((at for at, there in enumerate(accept) if _name(there) == _name(one)), None)
    if at is not None and accept[at] == one:
        return Change(file=file, before=text, after=text, project=said_by(text, file))
    entry = _entry(one)
    after = appended(text, _KEY, entry) if at is None else replaced(text, _KEY, at, entry)
    wanted = (*accept, one) if at is None else (*accept[:at], one, *accept[at + 1 :])
    return _checked(file, text, after, wanted, "by hand, as:\n" + "\n".join(f"{name}: {value}" for name, value in entry))


def withdrawing(project: Project, finding: str, select: str = "") -> Change:
    """The project file without what is accepted there under a name.

    Raises `ConfigurationError` as `accepting` does, and where nothing of that name is accepted.
    """
    file, text = _read(project)
    accept = said_by(text, file).accept
    at = next((at for at, there in enumerate(accept) if _name(there) == (finding, select)), None)
    if at is None:
        named = ", ".join(" ".join(filter(None, _name(one))) for one in accept) or "nothing"
        asked = " ".join(filter(None, (finding, select)))
        raise ConfigurationError([f"{asked} is not accepted in {file.name}; accepted there: {named}."])
    return _checked(file, text, removed(text, _KEY, at), (*accept[:at], *accept[at + 1 :]), "by hand.")


def write(change: Change) -> None:
    """Write what was shown, whole or not at all.

    Raises `ConfigurationError` where the file is another than when it was shown, or cannot be written.
    """
    file = change.file
    if _text(file) != change.before:
        raise ConfigurationError(
            [f"{file.name} was changed since the change was shown; nothing was written. Look at the change again."]
        )
    try:
        mode = file.stat().st_mode
        if not mode & 0o222 or not os.access(file, os.W_OK):
            raise ConfigurationError([f"{file} may not be written; nothing was. Allow it, or make the change by hand."])
        _replace(file, change.after, mode)
    except OSError as error:
        raise ConfigurationError(
            [f"{file} could not be written ({error.strerror}); nothing was. Allow it, or make the change by hand."]
        ) from error


def _replace(file: Path, text: str, mode: int) -> None:
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=f".{file.name}.", delete=False) as new:
        try:
            new.write(text.encode())
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).chmod(mode & 0o7777)
            Path(new.name).replace(file)
        except OSError:
            Path(new.name).unlink(missing_ok=True)
            raise


def _read(project: Project) -> tuple[Path, str]:
    if project.file is None:
        raise ConfigurationError(["There is no project to accept a risk in: `lineage init` writes a lineage.yaml."])
    return project.file, _text(project.file)


def _text(file: Path) -> str:
    """What stands in a file, ends of lines and all."""
    try:
        return file.read_bytes().decode()
    except OSError as error:
        raise ConfigurationError([f"{file} could not be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError([f"{file} is not UTF-8; save it as UTF-8."]) from error


def _checked(file: Path, before: str, after: str, wanted: Sequence[Acceptance], instead: str) -> Change:
    """The change, if it says what was meant and nothing else."""
    refused = ConfigurationError([f"`{_KEY}` in {file.name} is written so that it cannot be changed here. Change it {instead}"])
    try:
        project = said_by(after, file)
    except ConfigurationError as error:
        raise refused from error
    was = said_by(before, file)
    if project.accept != tuple(wanted) or _rest(project) != _rest(was):
        raise refused
    return Change(file=file, before=before, after=after, project=project)


def _rest(project: Project) -> object:
    """All that a project says but what is accepted, and where it says so."""
    return project.model_dump(exclude={"accept": True, "sources": {"__all__": {"place", "places"}}})


def _name(one: Acceptance) -> tuple[str, str]:
    """What an acceptance goes by: there is one for each."""
    return one.finding, one.select


def _entry(one: Acceptance) -> Pairs:
    said = {"finding": one.finding, "select": one.select, "owner": one.owner, "reason": one.reason}
    return [*((name, _value(text)) for name, text in said.items() if text), ("until", one.until.isoformat())]


def _value(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text not in _WORDS else quoted(text)


def _lines(text: str) -> list[str]:
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else [*lines[:-1], f"{lines[-1]} (no end of line)"]


def _harmless(line: str) -> str:
    """A line without what looks like a secret, and without characters that steer whoever shows it."""
    line = "".join(letter for letter in line if letter.isprintable() or letter == "\t")
    found = _SETTING.search(line)
    if found and SECRET_KEY.search(found["key"]):
        return f"{line[: found.start('value')]}…"
    return LOGIN_IN_URL.sub("://…@", line)
