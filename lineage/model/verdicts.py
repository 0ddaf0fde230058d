"""The closed sets of values that verdicts are made of, each in its order of severity."""

from enum import IntEnum, IntFlag, StrEnum
from functools import cache


class Transit(IntEnum):
    """How a hop travels; the greater, the worse. `INTERNAL` is neutral: the hop stays inside one System."""

    INTERNAL = 0
    ENCRYPTED = 1
    UNKNOWN = 2
    UNENCRYPTED = 3

    @property
    def word(self) -> str:
        """The value as it is written in answers."""
        return self.name.lower()


class Right(IntFlag):
    """By what right a hop happens, as a set; `MISSING`, `EXPIRED` and `EXCEEDED` rank equal and worst."""

    NOT_NEEDED = 0
    AUTHORIZED = 1
    UNKNOWN = 2
    MISSING = 4
    EXPIRED = 8
    EXCEEDED = 16

    @property
    def rank(self) -> int:
        """0 not needed, 1 authorized, 2 unknown, 3 missing, expired or exceeded: of the worst value in the set."""
        return _rank(int(self))

    @property
    def worst(self) -> "Right":
        """The values of the worst rank only."""
        return _worst(int(self))

    @property
    def words(self) -> tuple[str, ...]:
        """The worst values as they are written in answers, in alphabetical order."""
        return _right_words(int(self))


VIOLATED = Right.MISSING | Right.EXPIRED | Right.EXCEEDED


# Asked for every hop of large answers, where the arithmetic of flags costs more than all else.
@cache
def _rank(right: int) -> int:
    return 3 if right & VIOLATED else 2 if right & Right.UNKNOWN else 1 if right else 0


@cache
def _worst(right: int) -> Right:
    return Right(right & VIOLATED or right & Right.UNKNOWN or right)


@cache
def _right_words(right: int) -> tuple[str, ...]:
    worst = _worst(right)
    if not worst:
        return ("not_needed",)
    return tuple(sorted(right.name.lower() for right in Right if right and right & worst and right.name))


class Form(IntEnum):
    """In which form an element travels; the smaller, the clearer."""

    CLEAR = 0
    PARTIAL = 1
    TOKEN = 2
    HASH = 3
    ENCRYPTED = 4
    AGGREGATE = 5

    @property
    def word(self) -> str:
        """The value as it is written in answers."""
        return self.name.lower()


class Active(IntEnum):
    """Whether a hop is switched on; the greater, the more certain that it is."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @property
    def word(self) -> str:
        """The value as it is written in answers."""
        return self.name.lower()


class Precision(IntEnum):
    """How closely a hop is known; the smaller, the more exact."""

    EXACT = 0
    DATASET = 1

    @property
    def word(self) -> str:
        """The value as it is written in answers."""
        return self.name.lower()


class Basis(IntFlag):
    """The four legs: how a hop is known."""

    DECLARED = 1
    CONFIGURED = 2
    PERMITTED = 4
    OBSERVED = 8

    @property
    def words(self) -> tuple[str, ...]:
        """The bases in the set as they are written in answers."""
        return _basis_words(int(self))


@cache
def _basis_words(bases: int) -> tuple[str, ...]:
    return tuple(basis.name.lower() for basis in Basis if basis & bases and basis.name)


class Severity(StrEnum):
    """How much a finding matters, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """4 for critical down to 0 for info."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(reversed(Severity))}


class Leg(IntEnum):
    """Which of the two permissions that reading a field takes."""

    OBJECT = 0
    FIELD = 1


class Operation(IntFlag):
    """What a grant allows. The two for all hold for every record, whatever sharing says.

    Whoever administers may change what containers grant, and whoever assigns who holds them: both may come to more.
    """

    READ = 1
    EDIT = 2
    CREATE = 4
    DELETE = 8
    READ_ALL = 16
    EDIT_ALL = 32
    ADMINISTER = 64
    ASSIGN = 128

    @property
    def words(self) -> tuple[str, ...]:
        """The operations as they are written in answers."""
        return tuple(one.name.lower().replace("_", "-") for one in Operation if one & self and one.name)
