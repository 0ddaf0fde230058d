"""What the names in one map mean: Systems by name and namespace, datasets and fields in them, jobs and channels.

Names are taken as they are written; nothing is looked up in an org. What a name cannot mean is a problem with the
place, what is known and the nearest name, and a stand-in lets the reading go on, so that all problems show at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from connectors.languages import url as urls
from lineage.model.ids import Id
from lineage.model.records import End, Evidence, Reference
from lineage.model.verdicts import Basis
from lineage.reading.problems import Problem, choice, shown
from lineage.reading.yaml import Place

CONNECTOR = "declared"
WILDCARD = "*"

_NOWHERE = Id.system("?")
_ESCAPED = re.compile(r"%(?:2F|23|25|40)", re.IGNORECASE)
_ADDRESSES = frozenset({"http", "https", "ws", "wss", "ftp", "ftps", "sftp", "ldap", "ldaps", "smtp", "smtps", "amqp", "amqps"})
"""Schemes of addresses; a name with any other scheme is the namespace of a System."""
_PRINCIPALS = {
    "user": "user",
    "profile": "profile",
    "permset": "permission-set",
    "permission-set": "permission-set",
    "group": "permission-set-group",
    "permission-set-group": "permission-set-group",
}


@dataclass
class Scope:
    """The meaning of the names in one map, and the problems found while they were read."""

    home: Id
    """Where jobs and channels that the map names are at home."""
    systems: Mapping[str, Id]
    """System by name, and by namespace."""
    folding: frozenset[Id] = frozenset()
    """The Salesforce orgs among them, where a dataset ends at the first dot."""
    org: Id | None = None
    """The System that a name without one belongs to."""
    channels: frozenset[str] = frozenset()
    """Names of the channels that the map declares."""
    job_names: frozenset[str] = frozenset()
    """Names of the jobs of its hops."""
    is_strict: bool = True
    """Whether a System, or a channel, has to be declared; else the first `/` ends the System, and no text is decoded."""
    external_basis: Basis = Basis.DECLARED
    """How hops to and from the rows of external datasets are known."""
    problems: list[Problem] = field(default_factory=list)
    jobs: dict[Id, Id] = field(default_factory=dict)
    """Where each job runs, as said first."""

    def evidence(self, place: Place, basis: Basis = Basis.DECLARED) -> tuple[Evidence, ...]:
        """What says so: the map, at that place."""
        return (Evidence(basis=basis, connector=CONNECTOR, locator=place.locator),)

    def refuse(self, place: Place, text: str) -> Id:
        """Take note of a problem; gives a stand-in for the id that could not be made."""
        self.problems.append(Problem(place, text))
        return _NOWHERE

    def system(self, text: str, place: Place) -> Id:
        """The System of that name."""
        if text in self.systems:
            return self.systems[text]
        return self._unknown(text, place) if self.is_strict else Id.system(text)

    def end(self, text: str, place: Place, within: Id | None = None) -> End:
        """A field, dataset or System, or what a URL names; `within` is the System of names that do not say theirs."""
        found = self._begins_with_system(text)
        if found is not None:
            return self._inside(*found, text, place)
        scheme, is_url, _ = text.partition("://")
        if is_url and (scheme.lower() in _ADDRESSES or not self.is_strict):
            return self._at_host(text, place)
        if is_url:
            return self._unknown("/".join(text.split("/")[:3]), place)
        if not self.is_strict and (within is None or "." not in text):
            return Id.system(text)
        if "/" in text or (within is None and "." not in text and "#" not in text):
            return self._unknown(text.partition("/")[0], place)
        return self._relative(text, within or self.org, place)

    def dataset(self, text: str, place: Place, within: Id | None = None) -> Id:
        """A dataset by id, or by its name in the System `within`."""
        if self._begins_with_system(text) is None and "/" not in text and "#" not in text:
            system = within or self.org
            return self._no_org(text, place) if system is None else system.dataset(self._plain(text))
        end = self.end(text, place, within)
        if isinstance(end, Reference) or end.is_system or end.is_field:
            return end if end == _NOWHERE else self.refuse(place, f"{shown(text)} is no dataset; write `system/dataset`")
        return end

    def field(self, text: str, place: Place, within: Id | None = None) -> Id:
        """A field by id, or by `Dataset.field` in the System `within`."""
        end = self.end(text, place, within)
        if isinstance(end, Reference) or not end.is_field:
            return end if end == _NOWHERE else self.refuse(place, f"{shown(text)} is no field; write `system/dataset#field`")
        return end

    def column(self, source: Id, text: str, place: Place) -> Id:
        """A field of what is read: its bare name where `source` is a dataset or in one, else as `field` has it."""
        if source.is_system or "/" in text or "#" in text:
            return self.field(text, place, source.namespace)
        dataset = source.owner if source.is_field else source
        name = text.removeprefix(f"{dataset.path}.") if self.is_strict else text
        return dataset.field(self._plain(name))

    def of_kind(self, kind: str, text: str, place: Place, home: Id | None = None) -> Id:
        """A job, channel, application…: its name in this map, or `system/@kind/name`."""
        head, found, name = text.partition(f"/@{kind}/")
        if found:
            return self.system(head, place).of_kind(kind, self._plain(name))
        return (home or self.home).of_kind(kind, text)

    def job(self, text: str, runs_in: Id | None, place: Place) -> Id:
        """A job, which runs in one System only."""
        id = self.of_kind("job", text, place)
        if runs_in and self.jobs.setdefault(id, runs_in) != runs_in and self.is_strict:
            self.refuse(place, f"the job {text!r} runs in {self.jobs[id]} as well as in {runs_in}; give it two names")
        return id

    def known_job(self, text: str, place: Place) -> Id:
        """A job that some hop of the map names, or one of another source by its id."""
        if self.is_strict and "/@job/" not in text and text not in self.job_names:
            return self.refuse(place, f"there is no job {shown(text)}{choice(text, self.job_names)}")
        return self.of_kind("job", text, place)

    def application(self, text: str, place: Place) -> Id:
        """An application of the org."""
        return self.of_kind("application", text, place, self.org)

    def is_principal(self, text: str) -> bool:
        """Whether it names an identity or container of rights by its kind."""
        return text.partition(":")[0] in _PRINCIPALS or any(f"/@{kind}/" in text for kind in _PRINCIPALS.values())

    def principal(self, text: str, place: Place) -> Id:
        """An identity of the org: `kind:name`, a user's name, or an id."""
        kind, found, name = text.partition(":")
        for known in sorted(set(_PRINCIPALS.values())):
            if f"/@{known}/" in text:
                return self.of_kind(known, text, place)
        if found and kind in _PRINCIPALS:
            return self.of_kind(_PRINCIPALS[kind], name, place, self.org)
        return self.of_kind("user", text, place, self.org)

    def channel(self, name: str, place: Place) -> Id:
        """A channel that the map declares, or one of another source by its id."""
        if self.is_strict and "/@channel/" not in name and name not in self.channels:
            return self.refuse(place, f"there is no channel {shown(name)}{choice(name, self.channels)}")
        return self.of_kind("channel", name, place)

    def _begins_with_system(self, text: str) -> tuple[Id, str] | None:
        """The declared System of the longest name that the text begins with, and what follows."""
        end = len(text)
        while end > 0:
            if text[:end] in self.systems:
                return self.systems[text[:end]], text[end + 1 :]
            end = text.rfind("/", 0, end)
        if self.is_strict or "/" not in text or "://" in text:
            return None
        name, _, rest = text.partition("/")
        return Id.system(name), rest

    def _inside(self, system: Id, rest: str, text: str, place: Place) -> Id:
        if not rest:
            return system
        path, found, name = rest.partition("#")
        if not found and self.is_strict and system in self.folding and not path.startswith("@"):
            path, found, name = path.partition(".")
        if not path or (found and not name):
            return self.refuse(place, f"{shown(text)} is no id; write `system/dataset#field`")
        dataset = self._dataset(system, path)
        return dataset.field(self._plain(name)) if found else dataset

    def _dataset(self, system: Id, path: str) -> Id:
        kind, kinded, name = path[1:].partition("/")
        if path.startswith("@") and kinded:
            return system.of_kind(kind, self._plain(name))
        return system.dataset(self._plain(path))

    def _relative(self, text: str, system: Id | None, place: Place) -> Id:
        if system is None:
            return self._no_org(text, place)
        path, found, name = text.partition("#")
        if not found:
            path, found, name = text.partition(".") if system in self.folding else text.rpartition(".")
            path = path or text.lstrip(".")
        return self._inside(system, f"{path}#{name}" if found else path, text, place)

    def _at_host(self, text: str, place: Place) -> End:
        host = urls.host(text)
        if not host:
            return self.refuse(place, f"no host can be read from the URL {shown(text)}")
        return Reference(kind="host", value=host)

    def _plain(self, text: str) -> str:
        """A name as it is; ids that were copied from an answer are percent-encoded."""
        return unquote(text) if self.is_strict and _ESCAPED.search(text) else text

    def _unknown(self, name: str, place: Place) -> Id:
        return self.refuse(place, f"there is no System {shown(name)}{choice(name, self.systems)}")

    def _no_org(self, text: str, place: Place) -> Id:
        return self.refuse(place, f"{shown(text)} does not say its System; write `system/dataset#field`")
