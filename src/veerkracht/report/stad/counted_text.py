"""What can be counted of a scenario, in words: homes, searching, who must move, the ledger and the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.answer import REGION
from veerkracht.report.stad.wording import NOT_KNOWN, band, change, euro, number, signed
from veerkracht.stad.balance_people import SEGMENT_NAMES
from veerkracht.stad.households import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.answer import ActorRow, Books, Countable, Money
    from veerkracht.report.stad.people import Fate

MOST_RECEIVING = 12
"""Areas of a list of who receives, in the longest answer; the JSON holds all."""

_HOUSEHOLDS = Bilingual(
    "Huishoudens in een woning: {start} nu, {last} straks; door het beleid {change}.",
    "Households in a home: {start} now, {last} later; because of the policy {change}.",
)
_WAITING = Bilingual(
    "Zonder eigen woning: {start} nu (geschat), {last} straks; door het beleid {change}.",
    "Without a home of their own: {start} now (estimated), {last} later; because of the policy {change}.",
)
_HOMES = Bilingual(
    "Woningen door het beleid, {name}: {change}; erbij {won}, eraf {lost}, op {start} aan het begin.",
    "Homes because of the policy, {name}: {change}; won {won}, lost {lost}, of {start} at the start.",
)
_NO_HOMES = Bilingual(
    "Het beleid verandert niets aan het aantal woningen.", "The policy changes nothing in the number of homes."
)
_LETTING = Bilingual(
    "Corporaties verhuren zo'n {homes} woningen per jaar; door het beleid {change}.",
    "Corporations let some {homes} homes a year; because of the policy {change}.",
)
_LET_TO = Bilingual(
    "  Aan {name}: {homes} per jaar; door het beleid {change}.",
    "  To {name}: {homes} a year; because of the policy {change}.",
)
_LET_CHANCE = Bilingual(
    " Kans van de laagste twee inkomensgroepen: {chance}, door het beleid {points} procentpunt.",
    " Chance of the lowest two income groups: {chance}, because of the policy {points} percentage points.",
)
_SUCCESS = Bilingual(
    "Slaagkans op een corporatiewoning van {name}: {policy}; door het beleid {change} procentpunt.",
    "Chance of a home of a corporation of {name}: {policy}; because of the policy {change} percentage points.",
)
_SUCCESS_MEANS = Bilingual(
    "Slaagkans is hier: het aantal woningen dat corporaties in een jaar verhuren, gedeeld door het aantal huishoudens "
    "dat dat jaar in de stad een woning zoekt om te verhuizen. Een woonruimteverdeler deelt door iedereen die minstens "
    "één keer reageert. Dat zijn er veel meer, want ook wie nu goed woont reageert; in de regio Utrecht kwam hij in "
    "2020 op 9% (5.351 verhuringen, 45.000 zoekers; RIGO 2021). Vergelijk daarom de verhuringen en de verandering, en "
    "niet de hoogte.",
    "Chance of success here: the homes that corporations let in a year, over the households that look for a home in "
    "the city that year in order to move. A letting agency divides by everybody who reacts at least once. Those are "
    "many more, as who lives well reacts too; in the region of Utrecht it came to 9% in 2020 (5,351 lettings, 45,000 "
    "who searched; RIGO 2021). So compare the lettings and the change, and not the height.",
)
_FATE = Bilingual(
    "Sloop van {demolished} woningen; daardoor moeten {displaced} huishoudens verhuizen. De andere woningen kwamen in "
    "het jaar van de sloop al vrij: het model sloopt die van de buurt het eerst. Kregen weer een woning: {rehoused}, "
    "van wie in nieuwbouw in het eigen gebied: {returned}; aan het eind nog in tijdelijke huisvesting: {temporary}. "
    "Afstand tot het oude gebied (zonder wie terugkwam), gemiddeld: {km}.",
    "Demolition of {demolished} homes, because of which {displaced} households must move. The other homes fell vacant "
    "in the year of the demolition: the model demolishes those of the buurt first. Got a home again: {rehoused}, of "
    "whom a new one in the own area: {returned}; still in temporary housing at the end: {temporary}. Distance to the "
    "old area (without those who came back), on average: {km}.",
)
_QUOTA = Bilingual(
    "Taakstelling: {asked} huishoudens uit instellingen gevraagd, {housed} gehuisvest; zoals nu {today}.",
    "Quota: {asked} households from institutions asked, {housed} housed; as today {today}.",
)
_QUOTA_SHORT = Bilingual(
    " Dat is minder dan gevraagd: er waren er niet zo veel in instellingen, of er was geen woning vrij.",
    " That is fewer than asked: there were not so many in institutions, or no home was free.",
)
_SEGMENTS = Bilingual("Zij wonen daarna in: {segments}.", "After that they live in: {segments}.")
_TOP = Bilingual(
    "Als urgent naar een andere woning: {urgent} huishoudens. Van hen komt {top} in de drie gebieden die de meesten "
    "opnemen; bij alle verhuizers is dat {even}.",
    "As urgent to another home: {urgent} households. Of them {top} come to the three areas that take most; of all "
    "movers that is {even}.",
)
_QUOTA_TOP = Bilingual(
    "Van wie uit een instelling kwam woont {top} in drie gebieden.",
    "Of those who came from an institution, {top} live in three areas.",
)
_RECEIVING = Bilingual(
    "Gebieden waar door het beleid de meeste huishoudens komen die weg moesten door sloop: {areas}.",
    "Areas to which most households that had to move because of demolition come because of the policy: {areas}.",
)
_RECEIVING_QUOTA = Bilingual(
    "Gebieden waar door het beleid de meeste huishoudens uit instellingen bij komen: {areas}.",
    "Areas that get most extra households from institutions because of the policy: {areas}.",
)
_EXPORT = Bilingual(
    "Door het beleid gaan er per saldo {surplus} huishoudens van de stad naar {place}, onder wie {vragers} vragers.",
    "Because of the policy, on balance {surplus} households go from the city to {place}, among whom {vragers} vragers.",
)
_IMPORT = Bilingual(
    "Door het beleid komen er per saldo {surplus} huishoudens van {place} naar de stad, onder wie {vragers} vragers.",
    "Because of the policy, on balance {surplus} households come from {place} to the city, of whom {vragers} vragers.",
)
_EVENLY = Bilingual(
    "Welke gemeente hoeveel krijgt is niet gemeten. Hoe het model hen verdeelt, staat onder 'Waar dit op rust'.",
    "Which gemeente gets how many was not measured. How the model divides them stands under 'What this rests on'.",
)
_BOOKS = Bilingual(
    "Het huishoudboek in gemiddelden, want die tellen op: {rows}. Samen {total}; door het beleid werden er {formed} "
    "huishoudens meer gevormd dan opgeheven.",
    "The ledger in means, as those add up: {rows}. Together {total}; because of the policy {formed} more households "
    "were formed than ended.",
)
_CLOSED = Bilingual(
    "De boeken sluiten in elke doorrekening: niemand verdwijnt.", "The books close in every run: nobody disappears."
)
_OPEN = Bilingual(
    "DE BOEKEN SLUITEN NIET: er is een verschil van {gap} huishoudens. Gebruik dit antwoord niet.",
    "THE BOOKS DO NOT CLOSE: there is a gap of {gap} households. Do not use this answer.",
)
_MONEY = Bilingual(
    "Kosten voor {name}, in prijzen van {year}: {total}{rest}{agreed}.",
    "Costs for {name}, in prices of {year}: {total}{rest}{agreed}.",
)
_REST = Bilingual(", en daarbij wat onbekend is", ", and besides what is unknown")
_LEFT = Bilingual("; er blijft {amount} over", "; {amount} is left")
_OVER = Bilingual("; dat is {amount} te veel", "; that is {amount} too much")
_NO_SUM = Bilingual("; of het budget past is niet te zeggen", "; whether the budget fits cannot be told")
_UNKNOWN_COST = Bilingual("Onbekend, dus niet nul: {name} ({why}).", "Unknown, so not nought: {name} ({why}).")
_NO_MONEY = Bilingual("Het scenario noemt geen kosten.", "The scenario names no costs.")


def lines(countable: Countable, *, taal: Taal, most: int) -> Iterator[str]:
    """Yield what can be counted, a sentence each.

    Args:
        countable: the outlook.
        taal: the language.
        most: rows of a list.
    """
    for pattern, pair in ((_HOUSEHOLDS, countable.households), (_WAITING, countable.waiting)):
        yield pattern.say(taal).format(
            start=number(pair.start.middle, taal=taal),
            last=number(pair.policy.middle, taal=taal),
            change=change(pair.change, taal=taal),
        )
    yield from _homes(countable, taal=taal)
    yield from _letting(countable, taal=taal)
    for row in countable.success[: 2 if most < len(countable.areas) else None]:
        yield _SUCCESS.say(taal).format(
            name=row.name.say(taal),
            policy=band(row.policy, taal=taal, digits=1, factor=100, unit="%"),
            change=change(row.change, taal=taal, digits=1, factor=100),
        )
    yield _SUCCESS_MEANS.say(taal)
    yield from _fate(countable.displaced, taal=taal)
    yield from _receiving(countable, taal=taal, most=most)
    yield from _exports(countable, taal=taal)
    yield from books_lines(countable.ledger, taal=taal)
    yield from money_lines(countable.money, taal=taal)


def _letting(countable: Countable, *, taal: Taal) -> Iterator[str]:
    """Yield how many homes corporations let, and to whom."""
    rows = [row for row in countable.letting if row.homes.policy.high > 0 or row.homes.baseline.high > 0]
    yield _LETTING.say(taal).format(
        homes=number(sum(row.homes.policy.mean for row in rows), taal=taal),
        change=signed(sum(row.homes.change.mean for row in rows), taal=taal),
    )
    for row in rows:
        told = _LET_TO.say(taal).format(
            name=row.name.say(taal),
            homes=number(row.homes.policy.middle, taal=taal),
            change=change(row.homes.change, taal=taal),
        )
        if row.chance.policy.is_known:
            told += _LET_CHANCE.say(taal).format(
                chance=band(row.chance.policy, taal=taal, digits=1, factor=100, unit="%"),
                points=change(row.chance.change, taal=taal, digits=1, factor=100),
            )
        yield told


def _homes(countable: Countable, *, taal: Taal) -> Iterator[str]:
    moved = [row for row in countable.homes if row.won.high > 0 or row.lost.high > 0]
    if not moved:
        yield _NO_HOMES.say(taal)
    for row in moved:
        yield _HOMES.say(taal).format(
            name=row.name.say(taal),
            change=change(row.change, taal=taal),
            won=number(row.won.middle, taal=taal),
            lost=number(row.lost.middle, taal=taal),
            start=number(row.start, taal=taal),
        )


def _fate(fate: Fate, *, taal: Taal) -> Iterator[str]:
    if fate.displaced.high > 0:
        yield _FATE.say(taal).format(
            demolished=number(fate.demolished, taal=taal),
            displaced=band(fate.displaced, taal=taal),
            rehoused=band(fate.rehoused, taal=taal),
            returned=band(fate.returned, taal=taal),
            temporary=band(fate.temporary, taal=taal),
            km=band(fate.distance_km, taal=taal, digits=1, unit=" km"),
        )
        if fate.segments["cheap"].is_known:
            each = (
                f"{SEGMENT_NAMES[segment].say(taal)} {band(share, taal=taal, factor=100, unit='%')}"
                for segment in Segment
                if (share := fate.segments[segment.name.lower()]).high > 0
            )
            yield _SEGMENTS.say(taal).format(segments="; ".join(each))
        if fate.top_share.is_known:
            yield _TOP.say(taal).format(
                urgent=band(fate.urgent, taal=taal),
                top=band(fate.top_share, taal=taal, factor=100, unit="%"),
                even=band(fate.even_share, taal=taal, factor=100, unit="%"),
            )
    if fate.quota_asked > 0:
        told = _QUOTA.say(taal).format(
            asked=number(fate.quota_asked, taal=taal),
            housed=band(fate.quota_housed, taal=taal),
            today=band(fate.quota_today, taal=taal),
        )
        yield told + (_QUOTA_SHORT.say(taal) if fate.quota_housed.middle < fate.quota_asked else "")
        if fate.quota_top_share.is_known:
            yield _QUOTA_TOP.say(taal).format(top=band(fate.quota_top_share, taal=taal, factor=100, unit="%"))


def _receiving(countable: Countable, *, taal: Taal, most: int) -> Iterator[str]:
    for name, pattern in (("urgent", _RECEIVING), ("quota", _RECEIVING_QUOTA)):
        gained = [(area, getattr(area, name).change) for area in countable.areas]
        taking = sorted(gained, key=lambda pair: (-pair[1].middle, pair[0].code))
        taking = [pair for pair in taking if pair[1].middle >= 1.0][: min(most, MOST_RECEIVING)]
        if taking:
            each = (f"{area.name} {change(more, taal=taal)}" for area, more in taking)
            yield pattern.say(taal).format(areas="; ".join(each))


def _exports(countable: Countable, *, taal: Taal) -> Iterator[str]:
    for row in countable.outside:
        comes = row.surplus.middle < 0
        yield (
            (_IMPORT if comes else _EXPORT)
            .say(taal)
            .format(
                place=row.place.say(taal),
                surplus=band(row.surplus.turned if comes else row.surplus, taal=taal),
                vragers=band(row.surplus_vragers.turned if comes else row.surplus_vragers, taal=taal),
            )
        )
    if len(countable.exports) > len(countable.outside):
        yield _EVENLY.say(taal)


def books_lines(books: Books, *, taal: Taal) -> Iterator[str]:
    """Yield the ledger with its sums, and whether it closes."""
    rows = "; ".join(f"{place} {signed(total, taal=taal, digits=1)}" for place, total in _ledger_rows(books, taal=taal))
    yield _BOOKS.say(taal).format(
        rows=rows,
        total=signed(books.total, taal=taal, digits=1),
        formed=signed(books.formed, taal=taal, digits=1),
    )
    yield _CLOSED.say(taal) if books.adds_up else _OPEN.say(taal).format(gap=number(books.gap, taal=taal, digits=1))


def _ledger_rows(books: Books, *, taal: Taal) -> Iterator[tuple[str, float]]:
    """Yield what the ledger tells, the gemeenten of the region as one."""
    yield from ((row.place.say(taal), row.total) for row in books.rows[: books.region_from])
    region = books.rows[books.region_from :]
    name = region[0].place if len(region) == 1 else REGION
    yield name.say(taal), sum(row.total for row in region)


def money_lines(money: Money, *, taal: Taal) -> Iterator[str]:
    """Yield what each actor spends, and what is unknown."""
    if not money.actors:
        yield _NO_MONEY.say(taal)
    for row in money.actors:
        yield _MONEY.say(taal).format(
            name=row.name.say(taal),
            year=money.price_level,
            total=euro(row.total_eur.middle, taal=taal) if row.has_known else NOT_KNOWN.say(taal),
            rest=_REST.say(taal) if row.has_known and not row.is_whole else "",
            agreed=_agreed(row, taal=taal),
        )
    for cost in money.costs:
        if cost.why is not None:
            yield _UNKNOWN_COST.say(taal).format(name=cost.name.say(taal), why=cost.why.say(taal))


def _agreed(row: ActorRow, *, taal: Taal) -> str:
    if row.over_eur is None:
        return ""
    if not np.isfinite(row.over_eur):
        return _NO_SUM.say(taal)
    return (_OVER if row.over_eur > 0 else _LEFT).say(taal).format(amount=euro(abs(row.over_eur), taal=taal))
