"""How large an organisation is."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Size:
    """How large an organisation is."""

    objects: int
    fields_per_object: int
    hops: int
    destinations: int
    classified: int
    rights: int

    @property
    def fields(self) -> int:
        """Fields of the Salesforce org."""
        return self.objects * self.fields_per_object

    def times(self, factor: float) -> "Size":
        """An organisation so many times as large; its objects keep their width."""
        counts = (self.hops, self.destinations, self.classified, self.rights)
        return Size(round(self.objects * factor), self.fields_per_object, *(round(count * factor) for count in counts))


FULL: Final = Size(objects=2_000, fields_per_object=250, hops=10_000, destinations=400, classified=30_000, rights=300)
