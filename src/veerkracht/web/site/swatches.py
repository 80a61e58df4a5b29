"""Small drawings of a colour with its pattern, as SVG without a style attribute, which the strict policy lets be."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from veerkracht.report.palette import INK, Pattern

SIDE = 18
_PATHS = {
    Pattern.NONE: "",
    Pattern.HATCH: "M-2 8L8 -2M-2 16L16 -2M2 20L20 2M10 20L20 10",
    Pattern.BACK_HATCH: "M20 8L10 -2M20 16L2 -2M16 20L-2 2M8 20L-2 10",
    Pattern.CROSS: "M-2 8L8 -2M-2 16L16 -2M2 20L20 2M10 20L20 10M20 8L10 -2M20 16L2 -2M16 20L-2 2M8 20L-2 10",
}
_DOTS = "".join(
    f'<circle cx="{x}" cy="{y}" r="1.3" fill="{INK}"/>' for x, y in ((5, 5), (13, 5), (9, 9), (5, 13), (13, 13))
)


def swatch(colour: str, *, pattern: str) -> SafeString:
    """Return a square in a colour, its pattern drawn over it in ink; screen readers skip it, words stand beside it.

    An unknown pattern is drawn as none: a legend never breaks a page.
    """
    known = Pattern(pattern) if pattern in set(Pattern) else Pattern.NONE
    path = _PATHS.get(known, "")
    over = mark_safe(_DOTS) if known is Pattern.DOTS else mark_safe("")  # noqa: S308  # made above from constants
    if path:
        over = format_html('<path d="{}" stroke="{}" stroke-width="1.2" fill="none"/>', path, INK)
    return format_html(
        '<svg class="vk-swatch" width="{0}" height="{0}" viewBox="0 0 {0} {0}" aria-hidden="true" focusable="false">'
        '<rect width="{0}" height="{0}" fill="{1}"/>{2}</svg>',
        SIDE,
        colour,
        over,
    )
