"""A first map as YAML, to be edited: what was found, with all that only a person knows left open."""

import json
import re
from collections.abc import Sequence

from lineage.model.suggestion import Draft, Reaching, Suggestion

_DRAFT_HEAD = """\
# A draft of a map: {saved}.
# Nothing in it is a right, and nothing is guessed: who runs each System, and by what right data goes there, is left to
# you. Call the Systems what you like; `namespace` keeps what they are. Where two entries are one System, keep one of them
# with both hosts under its `matches`. A line that begins with # and no single space is left out: take the # away to use it.
"""
_SAVED = "save it under maps/ of the project, as a new file, and edit it there"
_SAVED_BARE = "save it under maps/ of a project (`lineage init` starts one), as a new file, and edit it there"
_RIGHTS_HEAD = """\
# By what right, for a person to say; until a right is on file, every hop to them is without one. `elements` are those that
# arrive today. `party` is the operator that you filled in above.
#authorizations:"""
_ORG_NAME = "salesforce-org"
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
"""Names that no reader of YAML takes for anything else."""
_STEERING = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff0-\uffff]")
"""Characters that end a line, are no characters, or make a line read otherwise than it stands there."""


def draft_map(draft: Draft, org: str = "") -> str:
    """The YAML of a map with what was found, to be saved as it is; `org` is the project's name of its org, empty on bare paths."""
    lines = [_DRAFT_HEAD.format(saved=_SAVED if org else _SAVED_BARE).rstrip()]
    if draft.without_operator:
        names = _comment(", ".join(draft.without_operator))
        lines.append(f"# In the map already, without an operator: {names}. Fill it in there.")
    if draft.applications:
        names = _comment(", ".join(draft.applications))
        lines.append(
            f"# Applications that no System has under its `matches`: {names}. Add each to the System that it belongs to."
        )
    if not (draft.systems or draft.lacks_org):
        return "\n".join([*lines, "# Nothing to suggest: the map describes every System that was found."]) + "\n"
    lines += ["", "systems:", *(_draft_org() if draft.lacks_org else ())]
    for one in draft.systems:
        lines += _draft_system(one)
    return "\n".join([*lines, *_draft_rights(draft.systems, org)]) + "\n"


def _draft_org() -> list[str]:
    return [
        "  # The Salesforce org itself, unless another file of the map describes it.",
        f"#  {_ORG_NAME}:",
        "#    kind: salesforce",
        '#    operator: ""  # your company',
    ]


def _draft_system(one: Suggestion) -> list[str]:
    return [
        *(f"  # {_comment(text)}" for text in one.seen),
        *(
            f"  # is it {_comment(near)} of your map? Then leave this out, and add the host to its `matches`."
            for near in one.near
        ),
        f"  {one.name if _PLAIN_NAME.fullmatch(one.name) else quoted(one.name)}:",
        '    operator: ""  # who runs it?',
        f"    namespace: {quoted(one.namespace)}",
        f"    matches: [{quoted(one.namespace)}]",
    ]


def _draft_rights(systems: Sequence[Suggestion], org: str) -> list[str]:
    home = quoted(f"salesforce://{org}") if org else f"{_ORG_NAME}  # or what your map calls it"
    lines = [line for one in systems for reaching in one.reached_by for line in _draft_right(one, reaching, home)]
    return ["", _RIGHTS_HEAD, *lines] if lines else []


def _draft_right(one: Suggestion, reaching: Reaching, home: str) -> list[str]:
    nothing = "  # nothing that arrives is classified; name what it is for, or `all`"
    return [
        f'#  - party: ""  # who runs {_comment(one.name)}',
        f"#    source: {quoted(reaching.source) if reaching.source else home}",
        '#    purpose: ""',
        '#    agreement: ""',
        f"#    elements: [{', '.join(map(_word, reaching.elements))}]{'' if reaching.elements else nothing}",
    ]


def quoted(text: str) -> str:
    """A text as YAML writes it, whatever is in it: in double quotes, on one line, without characters that steer a line."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _word(text: str) -> str:
    return text if re.fullmatch(r"[a-z][a-z0-9_]+", text) else quoted(text)


def _comment(text: str) -> str:
    return _STEERING.sub(" ", re.sub(r"[\x00-\x1f\ud800-\udfff]+", " ", text))
