"""What a page says after an act; it stands in `web.saying`, below all apps, and is found here as well."""

from __future__ import annotations

from veerkracht.web.saying import say, undo_address

__all__ = ["say", "undo_address"]
