"""Definitions of fields with the platform's own classification filled in, as files to deploy.

The platform replaces a definition as a whole: what a deployed file leaves out goes back to its default. So each file is the definition
as it was read, with two of its values changed; a field whose definition was not read is listed, and what would retrieve it.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lxml import etree

from connectors.languages.secrets import is_shown
from connectors.salesforce.deploy import API_VERSION
from connectors.salesforce.metadata.harvest import MetadataSettings
from connectors.salesforce.metadata.layout import locate
from connectors.salesforce.standard import standard_field
from lineage.model.classification_answers import SuggestedClassificationAnswer, SuggestedField
from lineage.model.ids import Id
from lineage.reading.opening import open_tree
from lineage.reading.tree import FileTree, RefusedFile
from lineage.reading.xml import Element, MalformedXml, leaves, line_of, local, parse

_NAMESPACE: Final = "http://soap.sforce.com/2006/04/metadata"
_DEFAULT: Final[Any] = {None: _NAMESPACE}
_ROOT: Final = "force-app/main/default/objects"
_PROJECT: Final = {"packageDirectories": [{"path": "force-app", "default": True}], "sourceApiVersion": API_VERSION}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS: Final = (
    "object", "field", "elements", "because", "complianceGroup now", "complianceGroup", "securityClassification now",
    "securityClassification", "deployed", "why not",
)  # fmt: skip
_ON_CONTACT: Final = "a field of a person account is classified on Contact, and not here"
_OF_USER: Final = "the platform does not let fields of User be classified by a deployment; do it in Setup, where it can be done"
_HIDDEN: Final = "its definition holds a value that looks like a secret, which is not copied"


class _Definition(NamedTuple):
    """A definition to deploy, or why there is none."""

    text: str = ""
    why: str = ""


def classified_definitions(settings: MetadataSettings, answer: SuggestedClassificationAnswer) -> Mapping[str, str]:
    """The files of a project to deploy, by path, with a list of everything to review."""
    with open_tree(settings.path) as tree:
        made = [(one, _definition(tree, one)) for one in answer.fields]
    deployed = [(one, made_.text) for one, made_ in made if made_.text]
    return {
        **{_path(Id(one.field)): text for one, text in deployed},
        **({"package.xml": _package(_member(Id(one.field)) for one, _ in deployed)} if deployed else {}),
        "sfdx-project.json": json.dumps(_PROJECT, indent=2) + "\n",
        "review.csv": _review(made),
        "notes.md": _notes(answer, len(deployed)),
    }


def _definition(tree: FileTree, one: SuggestedField) -> _Definition:
    field = Id(one.field)
    object, name = field.path, field.field_name
    if name.casefold().endswith("__pc"):
        return _Definition(why=_ON_CONTACT)
    if object.casefold() == "user":
        return _Definition(why=_OF_USER)
    known = standard_field(object, name)
    if known and known.part_of:
        return _Definition(why=f"it is a part of {known.part_of}, and has no definition of its own")
    if _is_of_package(name):
        return _Definition(why=f"the package {name.partition('__')[0]} defines it, and only its publisher can change it")
    elements = [element for place in one.places if (element := _element(tree, place, name)) is not None]
    if not elements:
        return _Definition(why=f"its definition was not read: sf project retrieve start --metadata CustomField:{_member(field)}")
    if len(elements) > 1:
        return _Definition(why=f"it is defined more than once: {', '.join(one.places)}")
    if any(is_shown(text) for text in leaves(elements[0]).values()):
        return _Definition(why=_HIDDEN)
    return _Definition(_written(elements[0], name, one))


def _is_of_package(name: str) -> bool:
    """Whether a name has the prefix of a package."""
    return len(name.split("__")) > 2  # noqa: PLR2004 - prefix, name and ending


def _element(tree: FileTree, place: str, name: str) -> Element | None:
    """The definition that stands at a place, where one of this name does."""
    path, _, line = place.rpartition(":")
    if path not in tree.files or not line.isdigit():
        return None
    try:
        root = parse(tree.read(path))
    except (MalformedXml, RefusedFile):
        return None
    for element in (root, *root):
        if line_of(element) == int(line) and local(element) in {"CustomField", "fields"}:
            said = leaves(element).get("fullName") or _named_by(path)
            return element if said.casefold() == name.casefold() else None
    return None


def _named_by(path: str) -> str:
    place = locate(path)
    return place.name if place else ""


def _written(element: Element, name: str, one: SuggestedField) -> str:
    """The definition with the suggestion in it, its parts in the order in which the platform writes them."""
    root = etree.Element(f"{{{_NAMESPACE}}}CustomField", nsmap=_DEFAULT)
    values = {"complianceGroup": ";".join(one.groups), "securityClassification": one.confidentiality}
    kept = [_copied(part) for part in element if local(part) not in {"fullName", *values}]
    added = [_leaf(tag, text) for tag, text in values.items() if text]
    root.append(_leaf("fullName", name))
    root.extend(sorted((*kept, *added), key=lambda part: local(part).casefold()))
    etree.indent(root, space="    ")
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _leaf(tag: str, text: str) -> Element:
    made = etree.Element(f"{{{_NAMESPACE}}}{tag}")
    made.text = text
    return made


def _copied(part: Element) -> Element:
    """A part, free of where it stood."""
    made = etree.Element(f"{{{_NAMESPACE}}}{local(part)}")
    made.text = part.text if len(part) == 0 else None
    made.extend(_copied(one) for one in part)
    return made


def _path(field: Id) -> str:
    return f"{_ROOT}/{field.path}/fields/{field.field_name}.field-meta.xml"


def _member(field: Id) -> str:
    return f"{field.path}.{field.field_name}"


def _package(members: Iterable[str]) -> str:
    root = etree.Element(f"{{{_NAMESPACE}}}Package", nsmap=_DEFAULT)
    types = etree.SubElement(root, f"{{{_NAMESPACE}}}types")
    types.extend(_leaf("members", member) for member in sorted(members))
    types.append(_leaf("name", "CustomField"))
    root.append(_leaf("version", API_VERSION))
    etree.indent(root, space="    ")
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _review(made: Sequence[tuple[SuggestedField, _Definition]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([f"'{value}" if value.startswith(_FORMULA) else value for value in row] for row in _rows(made))
    return text.getvalue()


def _rows(made: Sequence[tuple[SuggestedField, _Definition]]) -> Iterator[tuple[str, ...]]:
    for one, definition in made:
        field = Id(one.field)
        yield (
            field.path,
            field.field_name,
            " ".join(one.elements),
            "; ".join(one.because),
            ";".join(one.groups_now),
            ";".join(one.groups),
            one.confidentiality_now,
            one.confidentiality,
            "yes" if definition.text else "no",
            definition.why,
        )


def _notes(answer: SuggestedClassificationAnswer, deployed: int) -> str:
    return f"""# Suggested classification

From snapshot {answer.snapshot}. Fields whose own classification says less than they hold: {len(answer.fields):,}, of these in files
to deploy: {deployed:,}. Named as they should be already: {answer.as_suggested:,}.

- `review.csv` lists every suggestion with its reason, and why a field has no file here. Take out the files of what you do not agree with.
- Nothing is suggested for fields that are personal or free text without anything that says as what ({answer.unnamed:,}), and for those
  of which nothing is known ({answer.unclassified:,}): that is no statement that they hold nothing.
- Suggestions only add groups, and never lower a confidentiality; a confidentiality of your own stays.

The platform replaces a field's definition as a whole: what a file leaves out goes back to its default. Each file here is the definition
as it was read, with these two values changed. Retrieve the fields again before you deploy if anybody may have changed them since, and
compare.

Validate first: `sf project deploy start --manifest package.xml --dry-run`. A group or a confidentiality that your org does not list is
refused: add it to the picklist in Setup, or change it in the file. A standard field that refuses a value has to be classified in Setup.
"""
