"""Text of an org, shown as text wherever Streamlit would read Markdown."""

import re

from lineage.export.text import capped, clean

_MARKUP = re.compile(r"[\\`*_{}\[\]()#+\-.!|$:<>~@&]")
_LINKED = re.compile(r"(?i)https?\\:|www(?=\\\.)|\\@")
"""Escaped already: what makes an address out of what stands around it, which no escape prevents."""
_JOINER = "\u2060"
"""Seen by nobody; between its parts an address is none."""
_LONGEST = 300


def plain(text: str) -> str:
    r"""`text` in one line, with everything escaped that is markup, an address or a directive.

    >>> plain("![p](y.png)"), plain("a@b.c")
    ('\\!\\[p\\]\\(y\\.png\\)', 'a\\@\u2060b\\.c')
    """
    escaped = _MARKUP.sub(lambda found: f"\\{found.group()}", shown(text))
    return _LINKED.sub(lambda found: f"{found.group()}{_JOINER}", escaped)


def shown(text: str) -> str:
    """`text` in one line of bearable length, for widgets that read no markup."""
    return capped(clean(text), _LONGEST)


def counted(number: int, thing: str) -> str:
    """So many of a thing, in words.

    >>> counted(1, "field"), counted(1_200, "field")
    ('1 field', '1,200 fields')
    """
    return f"{number:,} {thing}{'s' * (number != 1)}"
