"""The project: what to read, under which name, which risks are accepted, and where snapshots are kept.

`lineage.yaml` says so; without one, bare paths are a project of their own. How YAML is written stands here and in `drafting`;
`accepting` changes what is accepted in a file that is there.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter

from lineage.drafting import quoted
from lineage.errors import ConfigurationError, UnreadableInput
from lineage.model.acceptance import Acceptance
from lineage.model.declared_map import MapShape
from lineage.model.described import described
from lineage.model.handwritten import Remark, Text, listed
from lineage.model.records import Frozen
from lineage.model.review_answers import FilledReview, FilledRow, Review
from lineage.reading.problems import SECRET_KEY, Problem, checked, shown
from lineage.reading.sheet import read_sheet
from lineage.reading.yaml import Document, parse_yaml, read_yaml

FILE = "lineage.yaml"
STORE = ".lineage"
REVIEWS = "reviews.yaml"

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
LOGIN_IN_URL = re.compile(r"://[^/\s@:]*:(?!\$\{)[^/\s@]+@")
"""An address with a password in it."""

_PATH_KEY = re.compile(r"(?:^|_)path$")
_NO_NAME = re.compile(r"[/#%@\s]|^$")


class Source(Frozen):
    """One thing to read: the name of a connector (empty: found out by content) and its settings as they are written."""

    type: str
    """The connector."""
    settings: Mapping[str, Any]
    """Its settings; secrets stand as `${ENV_NAME}`."""
    place: str = ""
    """Where the project says so: `file:line:column`."""
    places: Mapping[str, str] = Field(default_factory=dict)
    """Where each setting stands."""


class Project(Frozen):
    """A project that was opened."""

    root: Path
    """The folder that relative paths start from."""
    file: Path | None = None
    """The project file; none on bare paths."""
    org: str
    """The name of the Salesforce org: its namespace is `salesforce://<org>`."""
    sources: tuple[Source, ...] = ()
    """What to read, in order."""
    accept: tuple[Acceptance, ...] = ()
    """Risks that are accepted for a while."""
    reviews: tuple[Review, ...] = ()
    """The access reviews that were recorded, oldest first."""
    store: Path
    """The folder of snapshots."""
    bare: bool = False
    """There is no project: rights are unknown, and one finding says so."""


class SourceShape(Frozen):
    """One thing to read; the other keys are the connector's own settings (`lineage connectors` lists them)."""

    model_config = ConfigDict(extra="allow")

    type: Text
    """The connector: declared, salesforce-metadata…"""


class ProjectShape(Frozen):
    """A project: what to read, and which risks are accepted."""

    org: Remark = ""
    """The name of the Salesforce org; the folder's name, if left out."""
    sources: Annotated[tuple[SourceShape, ...], BeforeValidator(listed)] = ()
    """What to read."""
    accept: Annotated[tuple[Acceptance, ...], BeforeValidator(listed)] = ()
    """Risks that somebody answers for until a day."""
    store: Remark = ""
    """The folder of snapshots; `.lineage` beside this file, if left out."""


class ReviewsShape(Frozen):
    """The access reviews that were recorded beside the project file."""

    reviews: Annotated[tuple[Review, ...], BeforeValidator(listed)] = ()
    """Each with its decisions."""


_PROJECT = TypeAdapter(ProjectShape)
_REVIEWS = TypeAdapter(ReviewsShape)


def find_project(start: Path) -> Project:
    """The project in a file or folder, or in the nearest folder above it that has one.

    Raises `ConfigurationError` with everything that is wrong, or where there is no project.
    """
    if start.is_file():
        return _opened(start)
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / FILE).is_file():
            return _opened(candidate / FILE)
    raise ConfigurationError([f"There is no {FILE} in {start} or above it; `lineage init` writes one."])


def bare_project(paths: Sequence[Path], org: str = "") -> Project:
    """A project of bare paths, whose kinds are found out by content; `org` defaults to the first folder's name."""
    root = Path.cwd()
    first = (root / paths[0]).resolve() if paths else root
    return Project(
        root=root,
        org=org or _as_name((first if first.is_dir() else first.parent).name),
        sources=tuple(Source(type="", settings={"path": str(path)}) for path in paths),
        store=root / STORE,
        bare=True,
    )


def name_apart(path: Path, taken: Collection[str]) -> str:
    """A name for the org at a path that none of those taken is: the folder's, with as many of those above it as it needs.

    >>> name_apart(Path("/orgs/one/src"), ["src"]), name_apart(Path("/orgs/two/src"), ["src", "one-src"])
    ('one-src', 'two-src')
    """
    parts = [part for part in path.with_suffix("").parts if part != path.anchor]
    names = (_as_name("-".join(parts[-count:])) for count in range(1, len(parts) + 1))
    return next((name for name in names if name not in taken), f"{_as_name(path.name)}-{len(taken) + 1}")


def settings_of(source: Source, project: Project, environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings of a source as its connector takes them: paths from the root, variables filled in, `org` added.

    Raises `ConfigurationError` naming each variable that is not set; the values are never printed.
    """
    problems: list[str] = []
    filled = {
        key: _filled(value, environment, source.places.get(key, source.place), problems) for key, value in source.settings.items()
    }
    if problems:
        raise ConfigurationError(problems)
    for key, value in filled.items():
        if _PATH_KEY.search(key) and isinstance(value, str):
            filled[key] = project.root / value
    return {"org": project.org, **filled}


def said_by(text: str, file: Path) -> Project:
    """The project that a text in place of the project file would be; raises `ConfigurationError` as `find_project` does."""
    try:
        document = parse_yaml(text.removeprefix("\ufeff"), _near(file))
    except UnreadableInput as error:
        raise ConfigurationError([str(error)]) from error
    return _project(document, file)


def schema() -> dict[str, dict[str, Any]]:
    """The JSON Schemas of what people write, by name: `map` and `project`."""
    shapes: dict[str, type[Frozen]] = {"map": MapShape, "project": ProjectShape}
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {name: dialect | described(shape).model_json_schema() for name, shape in shapes.items()}


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write a commented project and map into a folder, and the schemas that editors use; nothing is overwritten."""
    org = _as_name(folder.resolve().name)
    texts = {folder / name: text for name, text in _starter(org, has_metadata=(folder / "force-app").is_dir()).items()}
    there = sorted(str(path) for path in texts if path.exists())
    if there:
        raise ConfigurationError([f"{path} is there already; nothing was written." for path in there])
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(texts)


def _opened(file: Path) -> Project:
    return _project(_document(file), file)


def _project(document: Document, file: Path) -> Project:
    root = file.resolve().parent
    entry, problems = checked(_PROJECT, document, (), document.value if document.value is not None else {})
    problems += _secrets(document, ("sources",), _section(document, "sources"))
    if entry is not None and entry.value.org and _NO_NAME.search(entry.value.org):
        problems.append(Problem(document.place("org"), f"org: {shown(entry.value.org)} is no name; leave out / # % @ and spaces"))
    if problems or entry is None:
        raise ConfigurationError([str(problem) for problem in sorted(set(problems))])
    shape = entry.value
    return Project(
        root=root,
        file=file.resolve(),
        org=shape.org or _as_name(root.name),
        sources=tuple(_source(one, document, at) for at, one in enumerate(shape.sources)),
        accept=shape.accept,
        reviews=_reviews(root / REVIEWS),
        store=root / (shape.store or STORE),
    )


def _document(file: Path) -> Document:
    try:
        return read_yaml(file, _near(file))
    except UnreadableInput as error:
        raise ConfigurationError([str(error)]) from error


def _reviews(file: Path) -> tuple[Review, ...]:
    """The reviews in a file; none where there is no such file."""
    if not file.is_file():
        return ()
    document = _document(file)
    entry, problems = checked(_REVIEWS, document, (), document.value if document.value is not None else {})
    if problems or entry is None:
        raise ConfigurationError([str(problem) for problem in sorted(set(problems))])
    return tuple(sorted(entry.value.reviews, key=lambda one: (one.day, one.snapshot)))


def record_reviews(project: Project, reviews: Sequence[Review]) -> Path:
    """Write the reviews of a project beside its file, whole or not at all; gives where. Raises `ConfigurationError` on bare paths."""
    if project.file is None:
        raise ConfigurationError(["Decisions are recorded beside the lineage.yaml of a project; `lineage init` starts one."])
    file = project.root / REVIEWS
    fresh = file.with_name(f".{REVIEWS}.new")
    fresh.write_text(_reviews_text(reviews), encoding="utf-8")
    fresh.replace(file)
    return file


def _reviews_text(reviews: Sequence[Review]) -> str:
    lines = [_REVIEWS_HEAD, "reviews:" if reviews else "reviews: []"]
    for review in sorted(reviews, key=lambda one: (one.day, one.snapshot)):
        lines += [f"  - day: {review.day}", f"    snapshot: {quoted(review.snapshot)}", "    decisions:"]
        for one in sorted(review.decisions, key=lambda one: one.subject):
            lines += [
                f"      - subject: {quoted(one.subject)}",
                f"        decision: {one.decision}",
                f"        by: {quoted(one.by)}",
                *([f"        note: {quoted(one.note)}"] if one.note else []),
                f"        next: {one.next}",
            ]
    return "\n".join(lines) + "\n"


def filled_review(path: Path, wanted: Collection[str] = ()) -> FilledReview:
    """The rows of a review that somebody filled in, as they stand in the file; of a workbook those of the sheet with these columns."""
    columns, rows = read_sheet(path, wanted)
    return FilledReview(file=str(path), columns=columns, rows=tuple(FilledRow(number=at, cells=cells) for at, cells in rows))


def _near(file: Path) -> str:
    """The file as people would name it from where they are."""
    here = Path.cwd()
    return str(file.resolve().relative_to(here) if file.resolve().is_relative_to(here) else file)


def _section(document: Document, name: str) -> object:
    return document.value.get(name) if isinstance(document.value, Mapping) else None


def _source(shape: SourceShape, document: Document, at: int) -> Source:
    settings = dict(shape.model_extra or {})
    return Source(
        type=shape.type,
        settings=settings,
        place=str(document.place("sources", at)),
        places={key: str(document.place("sources", at, key)) for key in settings},
    )


def _secrets(document: Document, path: tuple[str | int, ...], value: object) -> Iterator[Problem]:
    """Secrets that are written out."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _secrets(document, (*path, key), inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _secrets(document, (*path, at), inner)
    elif value is not None:
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        if (SECRET_KEY.search(key) and not _VARIABLE.fullmatch(str(value))) or LOGIN_IN_URL.search(str(value)):
            text = f"{key}: a secret is not written here; put it in the environment and write ${{NAME}}"
            yield Problem(document.place(*path), text)


def _filled(value: object, environment: Mapping[str, str], place: str, problems: list[str]) -> object:
    """A value with its variables filled in."""
    if isinstance(value, Mapping):
        return {key: _filled(inner, environment, place, problems) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, environment, place, problems) for inner in value]
    if not isinstance(value, str):
        return value
    missing = sorted(set(_VARIABLE.findall(value)) - environment.keys())
    problems.extend(f"{place}: the environment variable {name} is not set" for name in missing)
    return _VARIABLE.sub(lambda found: environment.get(found[1], ""), value)


def _starter(org: str, *, has_metadata: bool) -> dict[str, str]:
    templates = files("lineage") / "starter"
    marks = {"@org@": org, "@metadata@": "" if has_metadata else "#"}
    written = {FILE: "lineage.yaml", f"maps/{org}.yaml": "map.yaml"}
    texts = {path: (templates / name).read_text(encoding="utf-8") for path, name in written.items()}
    for mark, value in marks.items():
        texts = {path: text.replace(mark, value) for path, text in texts.items()}
    schemas = {f"schemas/{name}.json": json.dumps(one, indent=2, ensure_ascii=False) + "\n" for name, one in schema().items()}
    return texts | schemas


def _as_name(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-.") or "org"


_REVIEWS_HEAD = "# Decisions of access reviews, recorded by `lineage review --read`, which writes this file anew each time."
