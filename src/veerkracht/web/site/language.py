"""The language of a page: what someone chose, else what the browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class LanguageMiddleware(LocaleMiddleware):
    """Django's own, without addresses that begin with a language, which this site has none of.

    Django looks for one in every address, twice a request, and remembers no address without: a fourteenth of all
    work of a hall of three hundred telephones (benchmarks/atelier.py, py-spy).
    """

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language."""
        translation.activate(translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which language it is, and that another reader may get another."""
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
