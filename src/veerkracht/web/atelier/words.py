"""The words of an atelier that stay while it lasts, as JSON values: what its pages hand to their scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from veerkracht.facts.areas import Level, gemeente_code
from veerkracht.facts.quadrants import Quadrant
from veerkracht.web.atelier.actions.joining import OWN
from veerkracht.web.site import vite
from veerkracht.web.workspace.homes import home_of
from veerkracht.wijkschets.deeds import Form
from veerkracht.workflows.draaiboeken import draaiboek_from
from veerkracht.workflows.opening import shipped_catalogue
from veerkracht.workflows.places import places_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.facts.language import Taal
    from veerkracht.web.atelier.models import Atelier
    from veerkracht.wijkschets.draaiboek import Step

_FORMS = tuple(Form)


def words_of(atelier: Atelier, *, taal: Taal) -> dict[str, Any]:
    """Return the steps, roles, themes and places of an atelier in words (`Words` in frontend/src/atelier/contract.ts).

    Args:
        atelier: that the page is about.
        taal: language of the reader.
    """
    draaiboek = draaiboek_from(atelier.draaiboek)
    return {
        "lang": taal,
        "atelier": {"id": str(atelier.pk), "name": atelier.name},
        "icons": vite.asset("icons.svg"),
        "steps": [_step(one, taal=taal) for one in draaiboek.steps],
        "parties": {**{one.key: one.name.say(taal) for one in draaiboek.parties}, OWN: _("Iets anders")},
        "themes": [{"key": one.key, "name": one.name.say(taal)} for one in draaiboek.themes],
        "perspectives": [{"key": str(key), "name": name} for key, name in perspective_names().items()],
        "blocks": {one.key: {"title": one.title.say(taal), "prompt": one.prompt.say(taal)} for one in draaiboek.blocks},
        "areas": list(_areas(atelier)),
        "indicators": indicator_names(taal),
    }


def perspective_names() -> dict[Quadrant, str]:
    """Return the four handelingsperspectieven by name, in the language of the reader."""
    return {
        Quadrant.SOCIAL: _("Sociale aanpak"),
        Quadrant.SURROUNDINGS: _("Leefomgeving"),
        Quadrant.HOUSING: _("Woningprogramma"),
        Quadrant.REPOSITION: _("Herpositionering"),
    }


def indicator_names(taal: Taal) -> dict[str, str]:
    """Return every figure by name, for cards that ask whether one is right."""
    return {one.code: one.name.say(taal) for one in shipped_catalogue()}


def gemeente_of(atelier: Atelier) -> str:
    """Return the gemeente that an atelier is about: that of its first area, or else the first of its trajectory."""
    found = (gemeente_code(code) for code in atelier.areas)
    own = next((code for code in found if code in atelier.trajectory.gemeenten), None)
    return own or atelier.trajectory.gemeente


def _areas(atelier: Atelier) -> Iterator[dict[str, Any]]:
    """Yield the wijken and buurten of the gemeente by name; `near` are those that the atelier is about."""
    own = tuple(atelier.areas)
    gemeente = gemeente_of(atelier)
    for one in places_in((gemeente,) if gemeente else (), home_of(atelier.trajectory.organisation)):
        # The code of a buurt holds that of its wijk: WK034401 and BU03440111.
        is_near = any(one.code == code or one.code[2:].startswith(code[2:]) for code in own)
        yield {
            "code": one.code,
            "name": one.name,
            "level": one.level.value,
            "within": one.within if one.level is Level.BUURT else "",
            "near": is_near,
        }


def _step(step: Step, *, taal: Taal) -> dict[str, Any]:
    return {
        "key": step.key,
        "title": step.title.say(taal),
        "question": step.question.say(taal),
        "goal": step.goal.say(taal),
        "minutes": step.minutes,
        "view": str(step.view),
        "forms": [str(one) for one in _FORMS if one in step.forms],
        "acts": sorted(str(one) for one in step.acts),
        "parties": sorted(step.parties),
        "dots": step.dots,
        "points": step.points,
        "blocks": list(step.blocks),
        "on": list(step.on),
    }
