"""The page on which people make and withdraw tokens for other programs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from veerkracht.errors.api import TooManyTokensError
from veerkracht.web.accounts.sessions import person_of
from veerkracht.web.api import actions
from veerkracht.web.api.forms import OPEN, TokenForm
from veerkracht.web.api.models import ApiToken
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say
from veerkracht.web.workspace.access import person
from veerkracht.web.workspace.models import Trajectory

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User


@person
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens of a person, and make one."""
    user = person_of(request)
    mine = {str(one.pk): one for one in trajectories_of(user)}
    form = TokenForm(request.POST or None, trajectories=list(mine.values()))
    secret, made = "", None
    if request.method == "POST" and form.is_valid():
        reads = form.cleaned_data["reads"]
        try:
            made, secret = actions.make_token(
                user,
                name=form.cleaned_data["name"],
                days=int(form.cleaned_data["days"]),
                trajectory=None if reads == OPEN else mine[reads],
            )
            form = TokenForm(trajectories=list(mine.values()))
        except TooManyTokensError as error:
            form.add_error(None, error.message(language()))
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "tokens": ApiToken.objects.filter(user=user, withdrawn=None).select_related("trajectory"),
    }
    return render(request, "api/tokens.html", context, status=400 if form.errors else 200)


@person
@require_POST
def withdraw(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Withdraw a token; of someone else's it is not told that it exists."""
    user = person_of(request)
    found = ApiToken.objects.filter(pk=token_id, user=user).first()
    if found is None:
        raise Http404
    actions.withdraw_token(found, by=user)
    say(
        request, _("De sleutel “%(name)s” is ingetrokken. Programma's kunnen er niets meer mee.") % {"name": found.name}
    )
    return redirect(reverse("api:tokens"))


def trajectories_of(user: User) -> list[Trajectory]:
    """Return every trajectory on which a person has a role, newest first."""
    own = Q(participations__user=user) | Q(organisation__memberships__user=user)
    return list(Trajectory.objects.filter(own).select_related("organisation").distinct())
