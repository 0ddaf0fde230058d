"""Secrets that stand in files of metadata: where they stand goes on, what they are never does."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from connectors.languages import secrets, url
from connectors.languages.json_text import read_json
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.secrets import Holder, SecretRow
from lineage.reading.xml import Element, children, leaves, local, text

_SECRETS: Final = re.compile(
    r"appToken|awsAccessSecret|clientSecret|consumerSecret|ecKey|oauth(?:Refresh)?Token|password|recaptchaSecretKey|s3SecretKey|secretKey"
    r"|serverKey|serviceAccount|signingKey|signingSecret"
)
"""Elements of the Metadata API that hold a secret, whatever type they belong to."""
_IDENTIFIERS: Final = re.compile(r"appKey|awsAccessKey|clientKey|consumerKey|s3AccessKey")
_BESIDE_PASSWORDS: Final = frozenset({"username"})
_NAMES: Final = ("fullName", "parameterName", "headerFieldName", "credentialName", "paramName", "name")
_VALUES: Final = frozenset({"parameterValue", "headerFieldValue", "value", "paramValue"})
_URL: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.:-]{1,30}//|jdbc:)[^\s\"'<>]+")


class _Belongs(NamedTuple):
    """What the secrets in files of one type belong to."""

    holder: Holder
    prefix: str = ""
    named_in: str = ""
    """The element that names it; the file does where there is none."""
    above: str = ""
    """What stands before its elements where it is a part in a file of its own."""
    public_paths: bool = False
    """Opaque segments in the paths of its addresses are names, not secrets."""


_ANYWHERE: Final[Mapping[str, _Belongs]] = {
    "AuthProvider": _Belongs("channel", "auth-provider/"),
    "ConnectedApp": _Belongs("application"),
    "CorsWhitelistOrigin": _Belongs("channel", "cross-origin/"),
    "CspTrustedSite": _Belongs("channel", "trusted-site/"),
    "CustomLabel": _Belongs("org", above="labels[{name}]/"),
    "CustomLabels": _Belongs("org"),
    "DataConnectorS3": _Belongs("channel", "data-connection/"),
    "ExternalAuthIdentityProvider": _Belongs("channel", "auth-provider/"),
    "ExternalCredential": _Belongs("channel", "external-credential/"),
    "ExternalDataSource": _Belongs("channel", "external-data-source/"),
    "ExternalServiceRegistration": _Belongs("channel", "external-service/"),
    "ExtlClntAppGlobalOauthSettings": _Belongs("application", named_in="externalClientApplication"),
    "ExtlClntAppOauthSettings": _Belongs("application", named_in="externalClientApplication"),
    "ExtlClntAppPushSettings": _Belongs("application", named_in="externalClientApplication"),
    "InstalledPackage": _Belongs("application"),
    "MktDataConnection": _Belongs("channel", "data-connection/"),
    "NamedCredential": _Belongs("channel", "named-credential/"),
    "Network": _Belongs("org"),
    "OutboundNetworkConnection": _Belongs("channel", "network-connection/"),
    "RemoteSiteSetting": _Belongs("channel", "remote-site/"),
    "SamlSsoConfig": _Belongs("channel", "single-sign-on/", public_paths=True),
    "SlackApp": _Belongs("application"),
}


def find_secrets(document: Document) -> Iterator[SecretRow]:
    """Every secret in a file; nothing for types whose files cannot hold one."""
    type_ = local(document.root)
    belongs = _ANYWHERE.get(type_)
    if belongs:
        named = leaves(document.root).get(belongs.named_in, "") if belongs.named_in else ""
        yield from _in_elements(document, belongs, belongs.prefix + (named or document.name))
    elif type_ in _ELSEWHERE:
        yield from _ELSEWHERE[type_](document)


def _in_elements(document: Document, belongs: _Belongs, name: str) -> Iterator[SecretRow]:
    has_password = any(_of_name(local(element)) == "secret" and text(element) for element in document.root.iter("{*}*"))
    for element in document.root.iter("{*}*"):
        value = text(element)
        if not value or len(element):
            continue
        path, at = belongs.above.format(name=document.name) + _path(element), document.at(element)
        sort = _sort(element, value)
        if sort or (has_password and local(element) in _BESIDE_PASSWORDS):
            yield SecretRow(belongs.holder, name, marked(path, sort or "identifier"), at)
        else:
            parts = (part for part in _in_text(local(element), value) if part != "path" or not belongs.public_paths)
            yield from (SecretRow(belongs.holder, name, f"{path} ({part})", at) for part in parts)


def _of_name(name: str) -> str:
    if _SECRETS.fullmatch(name):
        return "secret"
    return "identifier" if _IDENTIFIERS.fullmatch(name) else ""


def _sort(element: Element, value: str) -> str:
    """What an element's text is: a secret, the open half of one, or nothing."""
    name = local(element)
    of_name = _of_name(name)
    if of_name:
        return "" if secrets.is_reference(value) or secrets.is_masked(value) else of_name
    if name in _VALUES:
        return _of_parameter(element, value)
    return "secret" if secrets.is_shown(value) else ""


def _of_parameter(element: Element, value: str) -> str:
    """A parameter's value by the parameter's name; the issuer of a claim is the key of the application that it stands for."""
    parent = element.getparent()
    said = leaves(parent) if parent is not None else {}
    if said.get("parameterType") == "JwtBodyClaim" and said.get("parameterName") == "iss":
        return "identifier"
    if said.get("parameterType") in _NAMING:
        return ""
    called = next((said[key] for key in _NAMES if said.get(key)), "")
    if said.get("parameterType") in _IN_QUERY and url.secrets(f"?{called}={value}"):
        return "secret"
    return secrets.of(called, value)


_IN_QUERY: Final = frozenset({"AuthProviderUrlQueryParameter", "AuthQueryParameter", "UrlQueryParameter"})
"""Parameters that stand in an address, where a value that a machine made is a secret whatever it is called."""
_NAMING: Final = frozenset(
    {"Url", "AuthProviderUrl", "AuthorizeUrl", "TokenUrl", "UserInfoUrl", "AuthProtocolVariant", "JwtHeaderClaim"}
)
"""Parameters whose values are addresses and words, whatever they are called."""


def marked(path: str, sort: str) -> str:
    """The path of an element, with a mark where what it holds is only half of a secret."""
    return f"{path} (identifier)" if sort == "identifier" else path


def _in_text(name: str, value: str) -> Iterator[str]:
    """What else is a secret in a text: parts of addresses, members of a JSON configuration."""
    if name == "customConfiguration":
        yield from members(value)
    elif "//" in value or "jdbc:" in value:
        yield from in_urls(value)


def in_urls(value: str) -> Iterator[str]:
    """Which parts of the addresses in a text are secrets."""
    yield from dict.fromkeys(part for found in _URL.finditer(value) for part in url.secrets(found[0]))


def members(text: str) -> Iterator[str]:
    """Which members of a JSON text are secrets by their name; those of inner objects stand behind a dot."""
    try:
        said = read_json(text)
    except (ValueError, RecursionError):
        return
    found = {path for path, name, value in _leaves_of(said) if secrets.of(name, value)}
    yield from (f"member {path}" for path in sorted(found))


def _leaves_of(said: object) -> Iterator[tuple[str, str, str]]:
    """The texts of a JSON value, each with its path and the last name in it. It may be as deep as it likes."""
    pending = [("", "", said)]
    while pending:
        path, name, value = pending.pop()
        if isinstance(value, str):
            yield path, name, value
        elif isinstance(value, list):
            pending += [(path, name, inner) for inner in value]
        elif isinstance(value, dict):
            pending += [(f"{path}.{key}".removeprefix("."), key, inner) for key, inner in value.items()]


def _path(element: Element) -> str:
    """The names of the elements down to this one, those of lists with the name of the entry."""
    steps: list[str] = []
    one: Element | None = element
    while one is not None and one.getparent() is not None:
        said = leaves(one) if len(one) else {}
        entry = next((said[key] for key in _NAMES if said.get(key)), "")
        steps.append(f"{local(one)}[{entry}]" if entry else local(one))
        one = one.getparent()
    return "/".join(reversed(steps))


def _in_object(document: Document) -> Iterator[SecretRow]:
    for element in children(document.root, "webLinks"):
        yield from _in_link(document, element, document.name, f"webLinks[{leaves(element).get('fullName', '')}]/url")


def _in_link_file(document: Document) -> Iterator[SecretRow]:
    yield from _in_link(document, document.root, document.whole, f"webLinks[{document.name}]/url")


def _in_link(document: Document, element: Element, owner: str, path: str) -> Iterator[SecretRow]:
    for address in children(element, "url"):
        for part in in_urls(text(address)):
            yield SecretRow("dataset", document.qualified(owner), f"{path} ({part})", document.at(address))


def _in_workflow(document: Document) -> Iterator[SecretRow]:
    for element in children(document.root, "outboundMessages"):
        name = leaves(element).get("fullName", "")
        yield from _in_message(document, element, f"{document.qualified(document.name)}.{name}", f"outboundMessages[{name}]/")


def _in_message_file(document: Document) -> Iterator[SecretRow]:
    yield from _in_message(document, document.root, f"{document.qualified(document.whole)}.{document.name}", "")


def _in_message(document: Document, element: Element, name: str, above: str) -> Iterator[SecretRow]:
    """A message has no other way to prove who sends it: any value in its query may be what proves it."""
    for address in children(element, "endpointUrl"):
        queried = url.query_names(text(address))
        parts = [part for part in url.secrets(text(address)) if not (queried and part.startswith("query string"))]
        for part in [*parts, *([f"query string {', '.join(queried)}"] if queried else [])]:
            yield SecretRow("channel", f"outbound-message/{name}", f"{above}endpointUrl ({part})", document.at(address))


_ELSEWHERE: Final[Mapping[str, Callable[[Document], Iterator[SecretRow]]]] = {
    "CustomObject": _in_object,
    "WebLink": _in_link_file,
    "Workflow": _in_workflow,
    "WorkflowOutboundMessage": _in_message_file,
}


def read_nothing(document: Document) -> Iterator[Row]:
    """Nothing: of some types, only the secrets in their files matter, and these are found in every file that is read."""
    del document
    yield from ()


_MAY_HOLD: Final = "a secret that stands in it"

READERS: Final[Readers] = {
    ("labels", "labels"): Reader("CustomLabels", read_nothing, _MAY_HOLD),
    ("labels", "label"): Reader("CustomLabel", read_nothing, _MAY_HOLD),
    ("mktDataConnections", "mktDataConnection"): Reader("MktDataConnection", read_nothing, _MAY_HOLD),
    ("s3DataConnectors", "s3DataConnector"): Reader("DataConnectorS3", read_nothing, _MAY_HOLD),
    ("slackapps", "slackapp"): Reader("SlackApp", read_nothing, _MAY_HOLD),
}
