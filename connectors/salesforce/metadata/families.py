"""Types of metadata that are counted and not yet read inside, by the question that they would answer."""

from typing import Final, NamedTuple


class Family(NamedTuple):
    """Types that answer one question and are not yet read inside."""

    surface: str
    hides: str
    types: tuple[str, ...]


FAMILIES: Final = (
    Family("flow", "which fields flows read, write and hand to actions that leave the org", ("Flow",)),
    Family(
        "code",
        "which fields code reads and writes, and what it sends by callout",
        (
            "ApexClass",
            "ApexTrigger",
            "ApexPage",
            "ApexComponent",
            "AuraDefinitionBundle",
            "LightningComponentBundle",
            "StaticResource",
        ),
    ),
    Family(
        "endpoint",
        "addresses that pages redirect to or are framed by, and where products beside the org take data from",
        ("CallCenter", "DataConnectorS3", "IframeWhiteListUrlSettings", "MktDataConnection", "RedirectWhitelistUrl", "SlackApp"),
    ),
    Family("event", "what inside the org listens to events, and as whom", ("EventSubscription", "PlatformEventSubscriberConfig")),
    Family("email", "which fields leave by e-mail", ("EmailServicesFunction", "EmailTemplate", "WorkflowAlert")),
)
