"""Objects and fields."""

from typing import NamedTuple


class ObjectRow(NamedTuple):
    """An object of any sort, named by its API name."""

    name: str
    at: str
    label: str = ""
    deployment: str = ""
    """Deployed or InDevelopment; only custom and external objects say."""
    data_source: str = ""
    """The external data source of an external object."""
    remote_name: str = ""
    """The table there."""
    setting: bool = False
    """It is a custom setting."""
    described: bool = True
    """False where only parts of the object are there."""


class FieldRow(NamedTuple):
    """A field of an object."""

    object: str
    name: str
    at: str
    type: str = ""
    """Empty for standard fields, whose definition does not say."""
    label: str = ""
    formula: str = ""
    compliance_group: str = ""
    security_classification: str = ""
    remote_name: str = ""
    """The column of the remote table."""
