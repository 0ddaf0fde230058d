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
    history: bool | None = None
    """Whether changes of its tracked fields are kept."""
    retention: str = ""
    """How long that history is kept, in words."""
    sharing: str = ""
    """Who sees its records by default."""
    external_sharing: str = ""
    """Who among portal users sees its records by default."""
    activities: bool | None = None
    """Whether tasks and events may be about its records."""
    lists_custom: bool = True
    """All its custom fields are here, where it is described."""


class FieldRow(NamedTuple):
    """A field of an object."""

    object: str
    name: str
    at: str
    type: str = ""
    """Empty for standard fields, whose definition does not say."""
    label: str = ""
    formula: str = ""
    """The formula without what its literals and comments hold."""
    compliance_group: str = ""
    security_classification: str = ""
    remote_name: str = ""
    """The column of the remote table."""
    formula_line: int = 0
    """The line on which the formula begins; 0 where there are no lines."""
    default: str = ""
    """The formula of the default value, where that reads anything; without what its literals and comments hold."""
    refers_to: tuple[str, ...] = ()
    """The objects that a lookup may point to."""
    target_field: str = ""
    """For an indirect lookup, the field of that object whose value it holds."""
    summary: str = ""
    """What a roll-up does: count, sum, min or max."""
    summarized: str = ""
    """The field that a roll-up reads, as `Object.Field`."""
    summary_key: str = ""
    """The lookup by which a roll-up finds the records, as `Object.Field`."""
    required: bool | None = None
    encryption: str = ""
    """The scheme of its encryption at rest, as stated; None is a scheme as well."""
    encrypted: bool | None = None
    """What older definitions say in place of a scheme."""
    mask: str = ""
    """How values are masked."""
    tracked: bool | None = None
    """Whether changes of it are kept where its object keeps a history."""
    help_text: str = ""
    description: str = ""
    choices: tuple[str, ...] = ()
    """What can be chosen in a picklist, as far as the definition lists it."""
    permissionable: bool | None = None
    """Whether it has a permission of its own; only a live org says."""
    relationship: str = ""
    """What its object's records are called from a record that they point to by it."""
