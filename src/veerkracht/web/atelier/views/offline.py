"""The script with which a browser keeps the page of who takes part, so that it opens without network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from veerkracht.web.accounts.audience import everyone
from veerkracht.web.site import vite

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

_SOURCE = "src/offline/main.ts"


@everyone
@require_safe
def offline_script(request: HttpRequest) -> HttpResponseBase:
    """Give the service worker: from here, for a worker looks after no addresses but those below its own."""
    built = vite.manifest().get(_SOURCE)
    found = finders.find(f"{vite.DIST}/{built['file']}") if built else None
    body = Path(found).read_bytes() if isinstance(found, str) else b"// not built"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
