"""One's own profile: name, language, how one logs in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from veerkracht.web.accounts import actions, second_factor, sessions
from veerkracht.web.accounts.audience import person
from veerkracht.web.accounts.forms import ProfileForm
from veerkracht.web.accounts.views.log_in import in_language


@person
@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponseBase:
    """Show and change who I am here."""
    user = sessions.person_of(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
        with translation.override(user.language):
            messages.success(request, _("Uw profiel is opgeslagen."))
        return in_language(HttpResponseRedirect(reverse("accounts:profile")), user)
    context = {
        "form": form,
        "person": user,
        "device": sessions.device_of(user),
        "codes_left": second_factor.codes_left(user),
        "has_password": user.has_usable_password(),
    }
    return render(request, "accounts/profile.html", context, status=400 if form.errors else 200)
