"""Text of an org, shown as text wherever Streamlit would read Markdown."""

import re

from lineage.export.text import capped, clean

_MARKUP = re.compile(r"[\\`*_{}\[\]()#+\-.!|$:<>~@&]")
_LONGEST = 300


def plain(text: str) -> str:
    r"""`text` in one line, with everything escaped that is markup, an address or a directive.

    >>> plain("![p](http://x/y.png)")
    '\\!\\[p\\]\\(http\\://x/y\\.png\\)'
    """
    return _MARKUP.sub(lambda found: f"\\{found.group()}", shown(text))


def shown(text: str) -> str:
    """`text` in one line of bearable length, for widgets that read no markup."""
    return capped(clean(text), _LONGEST)


def counted(number: int, thing: str) -> str:
    """So many of a thing, in words.

    >>> counted(1, "field"), counted(1_200, "field")
    ('1 field', '1,200 fields')
    """
    return f"{number:,} {thing}{'s' * (number != 1)}"
