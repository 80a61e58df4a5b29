"""A tour of the demo in steps: each is a page with a few words; where one is, is kept in the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from veerkracht.web.demo.ateliers import finished_atelier, running_atelier
from veerkracht.web.workspace.models import Trajectory
from veerkracht.workflows.demo_atelier import FINISHED, RUNNING

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

KEY = "tour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stop of the tour.

    Attributes:
        page: name of its address.
        query: what stands behind the question mark.
        title: of the stop.
        text: what there is to see and to try.
        within: whether the page belongs to the trajectory.
        atelier: key of the atelier of the demo that the page belongs to; empty for none.
    """

    page: str
    title: StrPromise
    text: StrPromise
    query: str = ""
    within: bool = True
    atelier: str = ""


STEPS: tuple[Step, ...] = (
    Step(
        page="workspace:desk",
        title=_("Uw werkplek"),
        text=_("Hier staan uw trajecten en wat er op u wacht. U kijkt mee als Noor, de procesbegeleider."),
        within=False,
    ),
    Step(
        page="workspace:trajectory",
        title=_("Het traject"),
        text=_("Vier fasen in drie tot zes maanden, met de buurten die aandacht krijgen en wie er meedoen."),
    ),
    Step(
        page="kaart:kaart",
        query="kaart=6&niveau=buurt",
        title=_("De foto"),
        text=_("Waar komt nu veel samen? Kies een buurt voor haar verhaal. Arcering betekent: niet zeker genoeg."),
    ),
    Step(
        page="kaart:kaart",
        query="kaart=7&niveau=buurt",
        title=_("De film"),
        text=_("Waar staat de veerkracht onder druk, en waar wordt het opgevangen? Schuif terug in de tijd."),
    ),
    Step(
        page="kaart:kaart",
        query="kaart=7&niveau=buurt&filter=7:onder_druk;corporatiewoningen>50",
        title=_("Een vraag aan de kaart"),
        text=_("Buurten onder druk met meer dan de helft corporatiewoningen. Verander de vraag, of deel de link."),
    ),
    Step(
        page="werkbank:werkbank",
        title=_("De werkbank"),
        text=_("Weeg indicatoren zwaarder of lichter. U ziet meteen welke buurten van plaats wisselen, en hoe zeker."),
    ),
    Step(
        page="datasets:data",
        title=_("De gegevens"),
        text=_("Welke cijfers er zijn, van wie en van wanneer, en wat er nog ontbreekt."),
    ),
    Step(
        page="scenario:scenarios",
        title=_("Scenario's voor de hele stad"),
        text=_("Open 'Sociaal eerst' en draai aan een bedrag. Wat gebeurt er hier en elders, en hoe zeker is dat?"),
    ),
    Step(
        page="products:products",
        title=_("De QuickScan"),
        text=_("Een rapport dat los te lezen is. Dat van Vloedstede wordt nu gemaakt, of is al klaar."),
    ),
    Step(
        page="atelier:results",
        title=_("Een atelier dat voorbij is"),
        text=_("28 mensen uit Noorderwaard keken samen. Wat delen ze, waar verschillen ze? Kijk ook bij het logboek."),
        atelier=FINISHED,
    ),
    Step(
        page="atelier:overview",
        title=_("Een atelier dat nu bezig is"),
        text=_("Open een tweede venster, ga naar /meedoen en typ kaart2. Daarna ziet u uw kaartje hier bij Regie."),
        atelier=RUNNING,
    ),
)


def address_of(step: Step, trajectory: Trajectory) -> str:
    """Return the address of a stop; of an atelier that is not there, the list of ateliers."""
    if step.atelier:
        found = {FINISHED: finished_atelier, RUNNING: running_atelier}[step.atelier](trajectory)
        if found is None:
            return reverse("atelier:ateliers", kwargs={"trajectory_id": trajectory.pk})
        return reverse(step.page, kwargs={"atelier_id": found.pk})
    address = reverse(step.page, kwargs={"trajectory_id": trajectory.pk} if step.within else {})
    return f"{address}?{step.query}" if step.query else address


def now(request: HttpRequest) -> int | None:
    """Return the number of the stop where someone is, from 0; None for who takes no tour."""
    at = request.session.get(KEY)
    return at if isinstance(at, int) and 0 <= at < len(STEPS) else None


def first_trajectory(request: HttpRequest) -> Trajectory | None:
    """Return the trajectory that the tour shows: the first fictitious one in which this person takes part."""
    if not request.user.is_authenticated:
        return None
    return Trajectory.objects.filter(organisation__fictitious=True, participations__user=request.user).first()
