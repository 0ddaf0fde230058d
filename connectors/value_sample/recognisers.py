"""What single values look like: recognisers of well-kept libraries, and those of Python itself. No value is kept or given back."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from ipaddress import ip_address
from types import ModuleType
from typing import Any, Final, NamedTuple

from lineage.errors import UsageError

_EMAIL: Final = re.compile(r"[^\s@,;<>\"]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}")
_SSN: Final = re.compile(r"[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}")
_CARD: Final = re.compile(r"[3-6][0-9]{3}(?:[- ]?[0-9]{2,6}){2,4}")
_DIGITS: Final = re.compile(r"[0-9]{13,19}")
_MAC: Final = re.compile(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}")
_IMEI: Final = re.compile(r"[0-9]{2}-?[0-9]{6}-?[0-9]{6}-?[0-9]")
_COORDINATES: Final = re.compile(r"-?[0-9]{1,2}\.[0-9]{4,}\s*[,;/ ]\s*-?[0-9]{1,3}\.[0-9]{4,}")
_PHONE: Final = re.compile(r"\+?[0-9(][0-9() ./-]{6,20}[0-9]")
_LONGEST: Final = 100
"""Longer values are text, and no identifier."""

_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "bank_account": ("iban",),
    "tax_id": ("it.codicefiscale", "br.cpf", "mx.rfc", "de.idnr", "in_.pan"),
    "gov_id_other": (
        "es.dni", "es.nie", "fr.nir", "mx.curp", "pl.pesel", "se.personnummer", "in_.aadhaar", "cn.ric", "kr.rrn", "fi.hetu",
    ),
    "routing_number": ("us.rtn",),
}  # fmt: skip
"""Elements with the numbers whose form or check digits tell them."""


class Recogniser(NamedTuple):
    """One thing that values may look like."""

    element: str
    name: str
    """What such a value is called in sentences."""
    fits: Callable[[str], bool]


class MissingLibrary(UsageError):
    """The libraries that recognise values are not installed."""

    def __init__(self) -> None:
        super().__init__("Value samples need libraries that are not installed: pip install 'fieldwise-lineage[sampling]'.")


@cache
def recognisers(region: str) -> tuple[Recogniser, ...]:
    """Every recogniser, the surest first; `region` is where telephone numbers without a country are from.

    Raises `MissingLibrary`.
    """
    return tuple(_recognisers(region))


def _recognisers(region: str) -> Iterator[Recogniser]:
    yield Recogniser("email", "an email address", lambda value: _EMAIL.fullmatch(value) is not None)
    yield Recogniser("ip_address", "an IP address", _is_ip)
    yield Recogniser("device_id", "a MAC address", lambda value: _MAC.fullmatch(value) is not None)
    yield Recogniser("precise_geo", "a pair of coordinates", lambda value: _COORDINATES.fullmatch(value) is not None)
    itin, ssn = _checked("us.itin"), _checked("us.ssn")
    yield Recogniser("ssn", "a Social Security number", lambda value: _SSN.fullmatch(value) is not None and ssn(value))
    yield Recogniser("tax_id", "an ITIN", lambda value: _SSN.fullmatch(value) is not None and itin(value))
    luhn = _checked("luhn")
    yield Recogniser("payment_card", "a card number", lambda value: _is_card(value, luhn))
    yield Recogniser("device_id", "an IMEI", lambda value: _IMEI.fullmatch(value) is not None and luhn(value.replace("-", "")))
    for element, modules in _NUMBERS.items():
        for module in modules:
            yield Recogniser(element, f"a valid number of the kind {module.replace('_', '')}", _checked(module))
    yield Recogniser("phone", "a telephone number", _phone(region))


def _checked(module: str) -> Callable[[str], bool]:
    """Whether a value is a valid number of that sort, by its check digits where it has any."""
    is_valid: Callable[[str], bool] = _library(f"stdnum.{module}").is_valid
    return is_valid


def _library(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise MissingLibrary from error


def _is_ip(value: str) -> bool:
    if not ("." in value or ":" in value):
        return False
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _is_card(value: str, luhn: Callable[[str], bool]) -> bool:
    plain = value.replace(" ", "").replace("-", "")
    return _CARD.fullmatch(value) is not None and _DIGITS.fullmatch(plain) is not None and luhn(plain)


def _phone(region: str) -> Callable[[str], bool]:
    library: Any = _library("phonenumbers")

    def fits(value: str) -> bool:
        if not _PHONE.fullmatch(value):
            return False
        try:
            return bool(library.is_valid_number(library.parse(value, region)))
        except library.NumberParseException:
            return False

    return fits


def recognised(value: str, region: str) -> Recogniser | None:
    """The first recogniser that a value fits."""
    plain = value.strip()
    if not plain or len(plain) > _LONGEST:
        return None
    return next((one for one in recognisers(region) if one.fits(plain)), None)
