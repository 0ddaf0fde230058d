"""The closed list of facts: typed properties of a subject that rules use."""

from typing import Literal, TypeAlias, get_args

FactName: TypeAlias = Literal[
    # How data travels
    "runs-in-unknown",
    "peer-not-verified",
    "protocol-security-off",
    "session-id-sent",
    "merge-fields-sent",
    "browser-allowed",
    "cross-origin-allowed",
    "dangling-reference",
    # What jobs keep
    "logs-payload",
    "caches-payload",
    # Secrets
    "secret-in-metadata",
    # What applications may
    "self-authorized",
    "admin-approved-only",
    "refresh-token-policy",
    "ip-relaxation",
    "ip-range",
    "login-hours",
    "runs-as",
    "pkce-not-required",
    "session-timeout",
    "session-level",
    # What principals may
    "system-permission",
    "code-access",
    "flow-access",
    "data-source-access",
    "credential-access",
    "custom-permission",
    "guest-of",
    "portal-of",
    "self-registration",
    # What fields and objects are
    "history-tracked",
    "history-retention",
    "encryption-scheme",
    "masked",
    "sharing-model",
    "external-sharing-model",
    "guest-sharing",
    # What the org as a whole does
    "org-setting",
    "transaction-security",
    "installed-package",
    "provides-data",
    "data-export",
    # What reports show and send
    "runs-as-user",
    "subscription",
]
"""Each name says what is claimed; the value says how much, or of what. docs/model.md lists what each value holds."""

FACTS: dict[FactName, str] = {
    "runs-in-unknown": "A declared job does not say where it runs.",
    "peer-not-verified": "The certificate of the other end is not checked.",
    "protocol-security-off": "The platform's check that addresses keep to HTTPS is switched off.",
    "session-id-sent": "A session of the user named in the value goes along.",
    "merge-fields-sent": "Record values may stand in headers or bodies that are built from a template; the value says where.",
    "browser-allowed": "Pages may load from or send to this address; the value lists the directives.",
    "cross-origin-allowed": "Scripts of pages of this origin may call the org.",
    "dangling-reference": "It names something that is not there; the value says what.",
    "logs-payload": "It writes what it carries to a log.",
    "caches-payload": "It keeps what it carries in a cache.",
    "secret-in-metadata": "A secret stands there in the clear; the value is the element that holds it, never the secret.",
    "self-authorized": "Any user may authorize it for themselves.",
    "admin-approved-only": "Only users whom an administrator admits may use it.",
    "refresh-token-policy": "How long its refresh tokens last.",
    "ip-relaxation": "Whether its users are held to the IP ranges of their profiles.",
    "ip-range": "Logins are allowed from here; the value is `start-end`.",
    "login-hours": "Logins are limited to hours of the day.",
    "runs-as": "It acts as the user named in the value.",
    "pkce-not-required": "An intercepted authorization code can be redeemed by others.",
    "session-timeout": "Minutes after which an idle session ends.",
    "session-level": "The level of assurance that its sessions need.",
    "system-permission": "It holds the platform's permission of the name in the value.",
    "code-access": "It may run the class or page in the value.",
    "flow-access": "It may run the flow in the value.",
    "data-source-access": "It may use the external data source in the value.",
    "credential-access": "It may use the external credential's principal in the value.",
    "custom-permission": "It holds the custom permission in the value.",
    "guest-of": "Visitors of the site in the value act as it, without logging in.",
    "portal-of": "Members of the site in the value hold it.",
    "self-registration": "Visitors may register themselves; the value is the profile that they get.",
    "history-tracked": "Changes of it are kept in the history.",
    "history-retention": "How long its history is kept: `archive after N months, keep N years`.",
    "encryption-scheme": "It is encrypted at rest, in the way that the value names.",
    "masked": "Users without the permission to see it in the clear see it masked; the value is the kind of mask.",
    "sharing-model": "Who may see records of it by default inside the organisation.",
    "external-sharing-model": "Who may see records of it by default among portal users.",
    "guest-sharing": "A rule shares records of it with visitors who have not logged in; the value names the rule.",
    "org-setting": "A setting of the whole org, as `name=value`.",
    "transaction-security": "A policy watches the event in the value; whether it is active stands with it.",
    "installed-package": "Code of another publisher is installed; the value is its version.",
    "provides-data": "Others can query it; the value says how.",
    "data-export": "Whole exports are scheduled or allowed.",
    "runs-as-user": "Whoever opens it sees the data of the user in the value.",
    "subscription": "It is sent out on a schedule; the value says to how many recipients of which sort.",
}
"""What each fact claims, and what its value holds."""

assert set(FACTS) == set(get_args(FactName))  # noqa: S101 - the list and its descriptions are one
