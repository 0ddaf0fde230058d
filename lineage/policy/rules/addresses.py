"""Where an administrator sets the address that a channel of the org has."""

from collections.abc import Mapping

from lineage.model.ids import Id

_PAGES: Mapping[str, str] = {
    "external-data-source": "Setup, External Data Sources, {name}, URL",
    "named-credential": "Setup, Named Credentials, {name}, URL",
    "outbound-message": "Setup, Outbound Messages, {name}, Endpoint URL",
    "remote-site": "Setup, Remote Site Settings, {name}, Remote Site URL",
    "trusted-site": "Setup, Trusted URLs, {name}",
    "web-link": "Setup, Object Manager, {object}, Buttons, Links, and Actions, {name}",
}


def page_of(channel: Id | None) -> str:
    """The page of Setup where a channel's address stands; empty where no page is known.

    >>> page_of(Id("salesforce://acme").of_kind("channel", "outbound-message/Lead.Send"))
    'Setup, Outbound Messages, Send, Endpoint URL'
    """
    kind, _, full = channel.name.partition("/") if channel and channel.kind == "channel" else ("", "", "")
    object_, _, name = full.rpartition(".")
    return _PAGES.get(kind, "").format(object=object_ or "Home", name=name)
