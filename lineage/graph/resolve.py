"""Resolve what sources call things: references become ids, and spellings that mean one name become one."""

from collections.abc import Iterable, Sequence

from lineage.errors import AmbiguousName
from lineage.model.ids import Id
from lineage.model.records import End, Gap, Reference, System

_SALESFORCE = "salesforce://"


def folds(systems: Iterable[System]) -> frozenset[Id]:
    """The namespaces that fold the case of names, as the System records say; see also `is_folded`."""
    return frozenset(system.id for system in systems if system.kind == "salesforce")


def is_folded(namespace: Id, folded: frozenset[Id]) -> bool:
    """Whether names of this namespace mean the same in any case."""
    return namespace in folded or namespace.startswith(_SALESFORCE)


class Spelling:
    """One spelling for each name: the one that a definition uses, else the least of those mentioned."""

    def __init__(self, folded: frozenset[Id]) -> None:
        self._folded = folded
        self._datasets: dict[str, tuple[bool, str]] = {}
        self._fields: dict[str, tuple[bool, str]] = {}
        self._keys: dict[str, str] = {}
        # A name is met in many hops; it is looked at once.
        self._learnt: set[tuple[Id, bool]] = set()
        self._spelt: dict[Id, Id] = {}

    def learn(self, id: Id, *, defined: bool) -> None:
        """Take note of a spelling; `defined` where a record of that very thing uses it."""
        if (id, defined) in self._learnt:
            return
        self._learnt.add((id, defined))
        self._spelt.clear()
        owner, is_field, name = id.partition("#")
        key = self._key(owner)
        if key:
            _keep(self._datasets, key, (not defined or bool(is_field), owner))
        if key and is_field:
            _keep(self._fields, f"{key}#{name.casefold()}", (not defined, name))

    def _key(self, owner: str) -> str:
        """A dataset's id folded, under which its spellings are kept; empty for Systems, and where names of another case are others.

        There are many more fields than datasets: what is said of a dataset is found once.
        """
        key = self._keys.get(owner)
        if key is None:
            id = Id(owner)
            is_one = not id.is_system and is_folded(id.namespace, self._folded)
            key = self._keys[owner] = str(id.folded) if is_one else ""
        return key

    def of(self, id: Id) -> Id:
        """The id in the one spelling of its name."""
        known = self._spelt.get(id)
        if known is None:
            known = self._spelt[id] = self._of(id)
        return known

    def _of(self, id: Id) -> Id:
        owner, is_field, name = id.partition("#")
        key = self._key(owner)
        if not key:
            return id
        spelt = self._datasets.get(key, (True, owner))[1]
        if is_field:
            spelt = f"{spelt}#{self._fields.get(f'{key}#{name.casefold()}', (True, name))[1]}"
        return id if spelt == id else Id(spelt)


def _keep(names: dict[str, tuple[bool, str]], key: str, candidate: tuple[bool, str]) -> None:
    if key not in names or candidate < names[key]:
        names[key] = candidate


class Matches:
    """Which System a host, namespace, application, package or connection name means."""

    def __init__(self, systems: Sequence[System]) -> None:
        self._exact: dict[str, Id] = {}
        self._patterns: dict[str, Id] = {}
        self._hosts: dict[str, set[Id]] = {}
        self._aliases = hosts_called(systems)
        for system in sorted(systems, key=lambda system: system.id):
            for text in system.matches:
                self._add(text.casefold(), system.id)
            self._hosts.setdefault(_host_of(system.id), set()).add(system.id)

    def _add(self, text: str, system: Id) -> None:
        names, key = (self._patterns, text[1:]) if text.startswith("*") else (self._exact, text)
        if names.setdefault(key, system) != system:
            remedy = f"Both Systems match {text!r}; keep it in `matches` of one of them."
            raise AmbiguousName(text, [names[key], system], remedy)

    def resolve(self, reference: Reference) -> tuple[Id, bool]:
        """The id that the reference means and whether the System is known; unknown ones are named by the reference's value."""
        value = reference.value.casefold()
        system = self._exact.get(value) or self._by_alias(value) or self._longest_pattern(value) or self._by_own_host(value)
        known = system is not None
        id = system or Id.system(reference.value.lower() if reference.kind == "host" else reference.value)
        if reference.path:
            id = id.dataset(reference.path)
            if reference.field:
                id = id.field(reference.field)
        return id, known

    def _longest_pattern(self, value: str) -> Id | None:
        fitting = [ending for ending in self._patterns if value.endswith(ending) and len(value) > len(ending)]
        return self._patterns[max(fitting, key=len)] if fitting else None

    def _by_alias(self, value: str) -> Id | None:
        """The System that is also called by that host; none where several are."""
        systems = self._aliases.get(value, set())
        return next(iter(systems)) if len(systems) == 1 else None

    def _by_own_host(self, value: str) -> Id | None:
        systems = self._hosts.get(value, set())
        return next(iter(systems)) if len(systems) == 1 else None

    def unclear(self, references: Iterable[Reference]) -> list[Gap]:
        """A gap for each reference that means one of several Systems at one host: it is shown at the host itself."""
        shared = {host: systems for host, systems in self._hosts.items() if host and len(systems) > 1}
        if not shared:
            return []
        met = {reference.value.casefold(): reference for reference in references if reference.value.casefold() in shared}
        return [
            _several(host, sorted(shared[host]))
            for host, reference in sorted(met.items())
            if self.resolve(Reference(kind=reference.kind, value=reference.value))[1] is False
        ]


def hosts_called(systems: Iterable[System]) -> dict[str, set[Id]]:
    """The Systems by the hosts among their other names, folded; names that people gave mean nothing to a machine."""
    found: dict[str, set[Id]] = {}
    for system in systems:
        for alias in system.aliases:
            if "." in alias:
                found.setdefault(alias.casefold(), set()).add(system.id)
    return found


def shared_hosts(systems: Iterable[System]) -> list[Gap]:
    """A gap for each set of Systems that one host means alike: what goes there is shown at the host itself."""
    shared: dict[tuple[Id, ...], list[str]] = {}
    for host, called in hosts_called(systems).items():
        if len(called) > 1:
            shared.setdefault(tuple(sorted(called)), []).append(host)
    return [
        Gap(
            surface="system",
            what=f"{' and '.join(id.decoded for id in ids)} are all reached at {', '.join(sorted(shared[ids]))}.",
            why="they are one System under several names, or copies of one org that were read as several",
            hides="which of them data goes to that is sent there: it is shown at the host itself",
            remedy="Give sources of one org one `org:` name, or put the host into `matches` of the System that is meant.",
            candidates=tuple(id.decoded for id in ids),
        )
        for ids in sorted(shared)
    ]


def _several(host: str, systems: Sequence[Id]) -> Gap:
    names = tuple(id.decoded for id in systems)
    return Gap(
        surface="system",
        what=f"{host} could be {' or '.join(names)}.",
        why="they are at one host, and what leads there says no more than the host",
        hides="which of them data goes to or comes from: it is shown at the host itself",
        remedy="Put the host into `matches` of the System that is meant.",
        candidates=names,
    )


def _host_of(namespace: Id) -> str:
    return namespace.partition("://")[2].partition(":")[0].casefold()


def resolved(end: End, matches: Matches) -> Id:
    """The id of a hop's end."""
    return end if isinstance(end, Id) else matches.resolve(end)[0]


class Homes:
    """Where things are that a source describes at a host or a connection: in the System that the name means."""

    def __init__(self, systems: Iterable[System], matches: Matches) -> None:
        self._matches = matches
        self._known: dict[Id, Id] = {system.id: system.id for system in systems}

    def at_home(self, id: Id) -> Id:
        """The id in its System; ids of named namespaces, and of hosts that no System claims, stay as they are."""
        if "://" in id:
            return id
        given = id.namespace
        if given not in self._known:
            self._known[given] = self._matches.resolve(Reference(kind="connection", value=given.decoded))[0]
        home = self._known[given]
        return id if home == given else Id(f"{home}{id[len(given) :]}")
