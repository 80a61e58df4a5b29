"""A draaiboek as TOML text, to be carried to another organisation; `draaiboeken.draaiboek_from_toml` reads it back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from veerkracht.workflows.draaiboeken import draaiboek_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.wijkschets.draaiboek import Draaiboek

_TABLES = ("party", "theme", "block", "step")


def draaiboek_toml(draaiboek: Draaiboek) -> str:
    """Return a draaiboek as TOML, in the order in which people read it.

    Examples:
        >>> from veerkracht.workflows.draaiboeken import draaiboek_from_toml, shipped_draaiboek
        >>> draaiboek_from_toml(draaiboek_toml(shipped_draaiboek("een-dag"))) == shipped_draaiboek("een-dag")
        True
    """
    values = draaiboek_values(draaiboek)
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if key not in _TABLES]
    for table in _TABLES:
        for one in values[table]:
            lines += [
                "",
                f"[[{table}]]",
                *(f"{key} = {_value(value)}" for key, value in one.items() if value not in ([], 0)),
            ]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if hasattr(value, "items"):
        return _inline(value)
    # A basic string of TOML is written as one of JSON, but for the sign DEL, which JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _inline(values: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{key} = {_value(value)}" for key, value in values.items()) + " }"
