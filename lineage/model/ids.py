"""Ids: the only place that makes or parses them.

An id is `namespace`, `namespace/path` or `namespace/path#field`, after OpenLineage's naming. Namespaces look like `salesforce://acme`,
`postgres://host:5432` or plain `warehouse`. In a path or field the characters `/ # %` are percent-encoded, so that the structural ones
can be found again. Principals, applications, channels and jobs are `namespace/@kind/name`; so are logs, caches and in-flight datasets.
"""

import re
from typing import Any, Self
from urllib.parse import unquote

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_SCHEME = "://"
_SALESFORCE_PREFIX = re.compile(r"^salesforce://[^./]*\.")


def _encode(text: str) -> str:
    if "%" in text or "/" in text or "#" in text:
        text = text.replace("%", "%25").replace("/", "%2F").replace("#", "%23")
    return f"%40{text[1:]}" if text.startswith("@") else text


def _end_of_namespace(text: str) -> int:
    scheme = text.find(_SCHEME)
    slash = text.find("/", scheme + len(_SCHEME) if scheme > 0 else 0)
    return len(text) if slash < 0 else slash


class Id(str):
    """The id of a node; a plain string that knows its parts."""

    __slots__ = ()

    @classmethod
    def system(cls, namespace: str) -> Self:
        """The id of the System `namespace`; characters that would end it are encoded."""
        scheme, found, authority = namespace.rstrip("/").partition(_SCHEME)
        head = scheme + found if found else ""
        tail = authority if found else scheme
        return cls(head + tail.replace("%", "%25").replace("/", "%2F").replace("#", "%23"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The id that `text` already is, percent-encoded as ids are."""
        return cls(text)

    def dataset(self, path: str) -> "Id":
        """The id of the dataset `path` of this System."""
        return Id(f"{self}/{_encode(path)}")

    def field(self, name: str) -> "Id":
        """The id of the field `name` of this dataset."""
        return Id(f"{self}#{_encode(name)}")

    def of_kind(self, kind: str, name: str) -> "Id":
        """The id `namespace/@kind/name` in this System."""
        return Id(f"{self}/@{kind}/{_encode(name)}")

    @property
    def namespace(self) -> "Id":
        """The System that this id belongs to."""
        return Id(self[: _end_of_namespace(self)])

    @property
    def path(self) -> str:
        """What stands between namespace and field, decoded; empty for a System."""
        rest = self[_end_of_namespace(self) + 1 :]
        return unquote(rest.partition("#")[0])

    @property
    def field_name(self) -> str:
        """The field's name, decoded; empty where the id is no field's."""
        return unquote(self.partition("#")[2])

    @property
    def kind(self) -> str:
        """The kind of a `namespace/@kind/name` id; empty for others."""
        rest = self[_end_of_namespace(self) + 1 :]
        return rest[1:].partition("/")[0] if rest.startswith("@") else ""

    @property
    def name(self) -> str:
        """The shortest name that says what this is: field, else dataset or `@kind` name, else namespace; decoded."""
        if "#" in self:
            return self.field_name
        rest = self[_end_of_namespace(self) + 1 :]
        return unquote(rest.rpartition("/")[2]) if rest else str(self)

    @property
    def is_field(self) -> bool:
        """Whether this is a field's id."""
        return "#" in self

    @property
    def is_system(self) -> bool:
        """Whether this is a System's id."""
        return _end_of_namespace(self) == len(self)

    @property
    def owner(self) -> "Id":
        """The dataset of a field, the System of a dataset, itself for a System."""
        return Id(self.partition("#")[0]) if "#" in self else self.namespace

    @property
    def decoded(self) -> str:
        """The id as people write it, without percent-encoding."""
        return unquote(self)

    @property
    def shown(self) -> str:
        """The name that people know it by inside its System: `Contact.SSN__c`, `log of crm-sync`, or the System itself.

        >>> Id("mule/@in-flight/crm-sync#salesforce:%2F%2Facme.Contact.SSN__c").shown
        'Contact.SSN__c in flight (crm-sync)'
        """
        if self.is_system:
            return self.decoded
        if self.kind == "in-flight":
            dataset = f"in flight ({self.owner.name if self.is_field else self.name})"
            return f"{_SALESFORCE_PREFIX.sub('', self.field_name)} {dataset}" if self.is_field else dataset
        if self.kind in ("log", "cache"):
            return f"{self.kind} of {self.name}"
        if self.kind in ("report", "dashboard"):
            return f"{self.kind} {self.name}"
        return f"{self.path}.{self.field_name}" if self.is_field else self.path

    @property
    def folded(self) -> "Id":
        """The id with the case of path and field folded, namespace kept: the merge key where a namespace folds."""
        end = _end_of_namespace(self)
        return Id(self[:end] + self[end:].casefold())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema(min_length=1))
