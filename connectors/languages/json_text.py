"""JSON from strangers: every text in it can be written down again."""

import json


def read_json(text: str | bytes) -> object:
    r"""What a JSON text says, in any encoding of JSON; halves of characters, which nothing could write down, are question marks.

    Raises `ValueError` where it is no JSON, and `RecursionError` where it is too deep.

    >>> read_json(r'{"name": "a\ud800b", "smile": "\ud83d\ude00"}')
    {'name': 'a?b', 'smile': '😀'}
    """
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), "replace")
    said: object = json.loads(text)
    if "\\ud" in text.lower():
        said = json.loads(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
    return said
