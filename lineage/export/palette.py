"""The colours of pictures, light and dark, told apart in greyscale and by the common colour blindnesses."""

from typing import Literal, TypeAlias

from lineage.export.verdict import State
from lineage.model.records import Frozen

Shade: TypeAlias = Literal["light", "dark"]
Role: TypeAlias = Literal["source", "origin", "passing", "recipient"]

WIDTHS = {
    State.INTERNAL: 1.2,
    State.FINE: 1.5,
    State.UNKNOWN: 2.0,
    State.UNENCRYPTED: 2.4,
    State.UNAUTHORIZED: 3.0,
}


class Ink(Frozen):
    """A pair of colours."""

    fill: str
    """Inside."""
    stroke: str
    """Around."""


class Palette(Frozen):
    """Every colour of a picture."""

    canvas: str
    """The ground."""
    text: str
    """Labels."""
    muted: str
    """Second lines and headings."""
    frame: Ink
    """Trust boundaries."""
    pill: Ink
    """Job names on hops."""
    warning: str
    """What may be hidden."""
    roles: dict[Role, Ink]
    """Boxes, by what they are to the question."""
    hops: dict[State, str]
    """Lines and their words."""


PALETTES: dict[Shade, Palette] = {
    "light": Palette(
        canvas="#FFFFFF",
        text="#18181B",
        muted="#5B5B66",
        frame=Ink(fill="#F8FAFC", stroke="#64748B"),
        pill=Ink(fill="#FFFFFF", stroke="#A1A1AA"),
        warning="#8A4B00",
        roles={
            "source": Ink(fill="#DCEBF7", stroke="#0B5394"),
            "origin": Ink(fill="#FFF6D6", stroke="#8A6D00"),
            "passing": Ink(fill="#F4F4F5", stroke="#52525B"),
            "recipient": Ink(fill="#F3E8F8", stroke="#6A3D9A"),
        },
        hops={
            State.INTERNAL: "#8E8E99",
            State.FINE: "#3B6EA5",
            State.UNKNOWN: "#565D69",
            State.UNENCRYPTED: "#C25100",
            State.UNAUTHORIZED: "#B00020",
        },
    ),
    "dark": Palette(
        canvas="#16181D",
        text="#ECECF1",
        muted="#A5A8B3",
        frame=Ink(fill="#1C1F26", stroke="#8190A5"),
        pill=Ink(fill="#22252D", stroke="#62656F"),
        warning="#FFC069",
        roles={
            "source": Ink(fill="#12324D", stroke="#6FB3E8"),
            "origin": Ink(fill="#3B3210", stroke="#E3C34A"),
            "passing": Ink(fill="#2B2B2E", stroke="#A1A1AA"),
            "recipient": Ink(fill="#33214A", stroke="#C39BE8"),
        },
        hops={
            State.INTERNAL: "#777B87",
            State.FINE: "#7FB2E5",
            State.UNKNOWN: "#B4BAC6",
            State.UNENCRYPTED: "#FF9A3C",
            State.UNAUTHORIZED: "#FF5C7A",
        },
    ),
}
