"""The two pieces that Streamlit does not have: a network that can be clicked, and a matrix of buttons."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from streamlit.components.v2 import component
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from lineage.errors import UsageError

Callback = Callable[[], None]

_OURS = "lineage"


def network(data: Mapping[str, object], key: str, on_chosen: Callback) -> None:
    """Draw a network; what is clicked is in the session state under `key`, `chosen`, while `on_chosen` runs."""
    _register()
    draw = component(f"{_OURS}.network", html='<div class="picture"></div>', css="network.css", js="network.js")
    draw(key=key, data=dict(data), on_chosen_change=on_chosen)


def matrix(data: Mapping[str, object], key: str, on_chosen: Callback) -> None:
    """Draw a matrix; what is clicked is in the session state under `key`, `chosen`, while `on_chosen` runs."""
    _register()
    draw = component(f"{_OURS}.matrix", html='<div class="matrix"></div>', css="matrix.css", js="matrix.js")
    draw(key=key, data=dict(data), on_chosen_change=on_chosen)


def _register() -> None:
    """Tell Streamlit where our scripts are, and the one that pyvis brings.

    It finds them by itself only in packages named as their distribution, which ours is not.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{_OURS}.network") is not None:
        return
    ours = [ComponentConfig(name, "assets") for name in ("network", "matrix")]
    manager.register_from_manifest(ComponentManifest(_OURS, "1", ours), Path(__file__).parent)
    theirs = ComponentManifest("pyvis", "1", [ComponentConfig("vis", "templates/lib/vis-9.1.2")])
    manager.register_from_manifest(theirs, _pyvis())


def _pyvis() -> Path:
    """The folder of pyvis, found without the second that importing it takes."""
    found = find_spec("pyvis")
    if found is None or not found.submodule_search_locations:
        raise UsageError("pyvis is not installed; install the package again.")
    return Path(cast("str", next(iter(found.submodule_search_locations))))
