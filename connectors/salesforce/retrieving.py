"""The command that would fetch what a folder lacks or could not give."""

from shlex import quote


def retrieve_command(*components: str) -> str:
    """The command that retrieves these: types, or `Type:name`.

    >>> retrieve_command("Profile", "CustomObject:Contact", "Layout:Contact-My Layout")
    "sf project retrieve start --metadata Profile CustomObject:Contact 'Layout:Contact-My Layout'"
    """
    return f"sf project retrieve start --metadata {' '.join(map(quote, components))}"
