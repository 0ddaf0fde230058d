"""Which records of custom metadata are mappings of fields: what a project says of its own type."""

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

Direction: TypeAlias = Literal["out", "in", "both"]


class CustomMetadataMapping(BaseModel):
    """A custom metadata type whose records each map a field of the org to a property of a service.

    `source_object` to `direction` name fields of the type; where the records say nothing of the kind, they are left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    """The type's API name, such as `Field_Mapping__mdt`."""
    source_object: str
    """The field that holds the API name of the object."""
    source_field: str
    """The field that holds the API name of the object's field."""
    target: str
    """The field that names what is called: a named credential, an external service, an address, or a record of `target_type`."""
    target_type: str = ""
    """The custom metadata type whose records `target` names, where these hold the address or the named credential."""
    target_object: str = ""
    """The field that holds the object of the service."""
    target_property: str = ""
    """The field that holds the property of the service."""
    active: str = ""
    """The field that says whether a mapping is in use."""
    direction: str = ""
    """The field that says which way it goes."""
    outward: tuple[str, ...] = ("out", "outbound", "export", "push", "send", "request")
    """What `direction` holds, in any case, where data leaves the org."""
    inward: tuple[str, ...] = ("in", "inbound", "import", "pull", "receive", "response")
    """What `direction` holds, in any case, where data comes into the org."""
    default_direction: Direction = "out"
    """Which way it goes where `direction` is left out or empty; a word that is neither outward nor inward means both ways."""

    def fields(self) -> dict[str, str]:
        """The fields of the type that are named, by the setting that names them."""
        keys = ("source_object", "source_field", "target", "target_object", "target_property", "active", "direction")
        return {key: getattr(self, key) for key in keys if getattr(self, key)}
