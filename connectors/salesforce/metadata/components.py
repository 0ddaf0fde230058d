"""What a file's component is called on the platform's command line."""

from connectors.salesforce.metadata.document import qualify
from connectors.salesforce.metadata.layout import Place


def component_of(place: Place, namespace: str) -> str:
    """The component that a file belongs to, with its type: `CustomField:Contact.SSN__c`."""
    kind, name = place.kind, qualify(place.name, namespace)
    return f"{kind.name}:{qualify(place.whole, namespace)}.{name}" if kind.part_of and place.whole else f"{kind.name}:{name}"
