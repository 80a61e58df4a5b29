"""The code by which people join, as a picture."""

from __future__ import annotations

import io

import segno


def qr_svg(address: str) -> bytes:
    """Return the QR code of an address as SVG, with the white margin that readers need."""
    out = io.BytesIO()
    # Level M: a quarter of an A4 on a wall is scanned from metres away, with someone's shadow over it.
    segno.make(address, error="m").save(
        out, kind="svg", scale=8, border=4, dark="#1F2A33", light="#FFFFFF", xmldecl=False
    )
    return out.getvalue()
