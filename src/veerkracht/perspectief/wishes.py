"""The first mix of a wijkschets beside the mix that people make of it: what was taken up, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import QUADRANT_NAMES
from veerkracht.perspectief.concerns import Concern, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veerkracht.facts.quadrants import Quadrant
    from veerkracht.perspectief.mix import Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One line of the first mix of a wijkschets.

    Attributes:
        key: of its sentence.
        quadrant: its perspective; None as long as nobody chose.
        text: the words.
    """

    key: str
    quadrant: Quadrant | None
    text: str


def wishes_followed(items: Sequence[Placed], wishes: Sequence[Wish], *, area: str) -> Iterator[Concern]:
    """Yield which lines of the first mix have no item, and which items say something else than their line.

    Args:
        items: of the plan; those of other areas are left alone.
        wishes: of the wijkschets of the area.
        area: its code.
    """
    here = [one for one in items if one.area == area]
    known = {wish.key: wish for wish in wishes}
    taken = {one.item.sentence for one in here}
    for wish in wishes:
        if wish.key not in taken:
            yield _concern(
                area,
                (),
                nl=f"In de wijkschets staat: ‘{wish.text}’ Daar is in de mix nog niets voor.",
                en=f"The wijkschets says: ‘{wish.text}’ Nothing in the mix answers it yet.",
            )
    for one in here:
        found = known.get(one.item.sentence)
        name = one.intervention.name
        if one.item.sentence and found is None:
            yield _concern(
                area,
                (one.item.key,),
                nl=f"{name.nl} verwijst naar zin {one.item.sentence}, en die staat niet in de eerste mix.",
                en=f"{name.en} points at sentence {one.item.sentence}, which is not in the first mix.",
            )
        elif found and found.quadrant and found.quadrant is not one.intervention.quadrant:
            mine, theirs = QUADRANT_NAMES[one.intervention.quadrant], QUADRANT_NAMES[found.quadrant]
            yield _concern(
                area,
                (one.item.key,),
                nl=f"{name.nl} hoort bij {mine.nl.lower()}; de zin in de wijkschets bij {theirs.nl.lower()}.",
                en=f"{name.en} belongs to {mine.en.lower()}; the sentence of the wijkschets to {theirs.en.lower()}.",
            )


def _concern(area: str, items: tuple[str, ...], *, nl: str, en: str) -> Concern:
    return Concern(kind=Kind.WISH, severity=Severity.NOTE, area=area, items=items, said=Bilingual(nl, en))
