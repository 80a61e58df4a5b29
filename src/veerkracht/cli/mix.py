"""The command `veerkracht mix`: does a mix hang together, what does it cost, and what of it can be simulated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.facts.language import Taal
    from veerkracht.workflows.mixes import CheckedMix

_ITEMS = Bilingual("{title}: {items} maatregelen in {areas} gebieden.", "{title}: {items} measures in {areas} areas.")
_MONEY = Bilingual("Geld (prijzen van {year})", "Money (prices of {year})")
_TOTAL = Bilingual("samen € {euro}", "together € {euro}")
_UNKNOWN = Bilingual(
    "bedragen die onbekend zijn: {number}; het geheel is dus meer dan dit",
    "amounts that are unknown: {number}; so the whole is more than this",
)
_NONE = Bilingual("Er is niets op aan te merken.", "There is nothing to remark.")
_LEVELS = {
    "stop": Bilingual("Kan zo niet", "Cannot be done so"),
    "caution": Bilingual("Denk hierover na", "Think about this"),
    "note": Bilingual("Goed om te weten", "Good to know"),
}
_LEFT = Bilingual("Telt niet mee in de simulatie", "Does not enter the simulation")
_ENTERED = Bilingual("Alles telt mee in de simulatie.", "All of it enters the simulation.")
_WISHES = Bilingual("Naast de eerste mix van {title}:", "Beside the first mix of {title}:")
_ALL_WISHES = Bilingual(
    "Elke zin van de eerste mix van {title} is opgepakt.", "Every sentence of the first mix of {title} was taken up."
)
_GOALS = Bilingual(
    "De doelen ({draws} trekkingen; toeval zit er niet in, dus de kansen zijn te stellig):",
    "The goals ({draws} draws; chance is not in them, so the chances are too firm):",
)
_FEW = Bilingual(
    "Let op: {draws} trekkingen zijn te weinig voor een kans. Neem er minstens 20.",
    "Note: {draws} draws are too few for a chance. Take at least 20.",
)
_LEAST_DRAWS = 20  # both ends of a band of 90% need one draw beyond them, as in the contract of a scenario
_WITH, _WITHOUT = Bilingual("met de mix", "with the mix"), Bilingual("zoals nu", "as today")
_WRITTEN = Bilingual(
    "{out} geschreven. Reken het door: veerkracht scenario quick {out}",
    "Wrote {out}. Run it: veerkracht scenario quick {out}",
)


@click.group(name="mix")
def mix() -> None:
    """De mix van maatregelen in een buurt. / The mix of measures in a neighbourhood."""


@mix.command(name="check")
@click.argument("file", metavar="MIX.toml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Schrijf het scenario / write the scenario."
)
@click.option("--force", is_flag=True, help="Vervang het bestand als het er al is / replace the file.")
@click.option(
    "--own",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Catalogus van uw organisatie, boven die van Veerkracht / of your organisation.",
)
@click.option(
    "--schets",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Wijkschets (JSON): wat van de eerste mix is opgepakt, en de doelen / what was taken up, and the goals.",
)
@click.option(
    "--draws",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Met --schets: zoveel trekkingen om de kans op de doelen te berekenen; 0 is niet.",
)
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Map voor de gegevens / data folder.")
@click.pass_context
def check(
    ctx: click.Context,
    *,
    file: Path,
    out: Path | None,
    force: bool,
    own: Path | None,
    schets: Path | None,
    draws: int,
    home: Path | None,
) -> None:
    """Controleer een mix: klopt hij, wat kost hij, en wat ervan telt mee in de simulatie.

    De uitkomst is 1 als iets zo niet kan.

    Check a mix: does it hang together, what does it cost, and what of it enters the simulation. The exit code is 1 if
    something cannot be done.
    """
    from veerkracht.workflows.mixes import check_mix
    from veerkracht.workflows.scenario_compare import require_new, write_new
    from veerkracht.workflows.settings import read_settings

    taal: Taal = (ctx.obj or {}).get("taal", "nl")
    if out is not None:
        require_new(out, force=force)
    folder = home or read_settings().home
    found = check_mix(file, home=folder, own=own)
    for line in _lines(found, taal=taal):
        click.echo(line)
    if schets is not None:
        for line in _schets_lines(found, schets, draws=draws, home=folder, taal=taal):
            click.echo(line)
    if out is not None:
        write_new(out, found.text.encode(), force=force)
        click.echo(_WRITTEN.say(taal).format(out=out))
    if any(one.severity.value == "stop" for one in found.concerns):
        raise SystemExit(1)


def _schets_lines(found: CheckedMix, file: Path, *, draws: int, home: Path, taal: Taal) -> Iterator[str]:
    """Yield what of the first mix was taken up, and with draws the chance of each goal with the mix and without."""
    from veerkracht.perspectief.carrying import carrying_words
    from veerkracht.perspectief.wishes import wishes_followed
    from veerkracht.workflows.mix_goals import quick_outcome
    from veerkracht.workflows.mixes import wishes_of
    from veerkracht.workflows.schetsen_files import read_schets_file

    schets = read_schets_file(file).schets
    wishes = list(wishes_followed(found.items, wishes_of(schets), area=schets.area))
    yield (_WISHES if wishes else _ALL_WISHES).say(taal).format(title=schets.title)
    for one in wishes:
        yield f"  - {', '.join([*one.items, one.said.say(taal)])}"
    if not draws:
        return
    outcome = quick_outcome(found, schets, home=home, draws=draws)
    yield _GOALS.say(taal).format(draws=outcome.draws)
    if outcome.draws < _LEAST_DRAWS:
        yield f"  {_FEW.say(taal).format(draws=outcome.draws)}"
    for told in outcome.goals:
        yield f"  - {told.goal.words}"
        yield f"    {_WITH.say(taal)}: {told.mix.said.say(taal)}"
        yield f"    {_WITHOUT.say(taal)}: {told.today.said.say(taal)}"
    for name, path in ((_WITH, outcome.carrying), (_WITHOUT, outcome.today)):
        if path is not None:
            yield f"  {name.say(taal)}: {carrying_words(path, first=outcome.first).say(taal)}"


def _lines(found: CheckedMix, *, taal: Taal) -> Iterator[str]:
    from veerkracht.facts.quadrants import QUADRANT_NAMES
    from veerkracht.perspectief.interventions import ACTORS
    from veerkracht.perspectief.telling import amount

    def euro(value: float) -> str:
        return amount(float(round(value)), taal=taal)

    plan, money = found.plan, found.money
    yield _ITEMS.say(taal).format(title=plan.title, items=len(found.items), areas=len(plan.mixes))
    yield f"{_MONEY.say(taal).format(year=plan.price_level)}: {_TOTAL.say(taal).format(euro=euro(money.total))}"
    for quadrant, value in money.per_quadrant.items():
        yield f"  {QUADRANT_NAMES[quadrant].say(taal)}: € {euro(value)}"
    for actor, value in money.per_actor.items():
        yield f"  {ACTORS[actor].say(taal)}: € {euro(value)}"
    if money.unknown:
        yield f"  {_UNKNOWN.say(taal).format(number=len(money.unknown))}"
    for level, name in _LEVELS.items():
        said = [one for one in found.concerns if one.severity.value == level]
        if said:
            yield f"{name.say(taal)}:"
        for one in said:
            yield f"  - {', '.join([*([one.area] if one.area else []), *one.items])}: {one.said.say(taal)}"
    if not found.concerns:
        yield _NONE.say(taal)
    yield f"{_LEFT.say(taal)}:" if found.left_out else _ENTERED.say(taal)
    for left in found.left_out:
        cost = "" if left.euro is None else f" (€ {euro(left.euro)})"
        yield f"  - {left.area}, {left.item}{cost}: {left.why.say(taal)}"
