"""The catalogue of interventions as files: what is shipped, and that of an organisation above it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.perspectief.interventions import CARRIED_BY
from veerkracht.perspectief.interventions_toml import parse_interventions
from veerkracht.perspectief.telling import amount, grade_words
from veerkracht.sources.shipped import shipped_text
from veerkracht.workflows.scenario_files import load_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veerkracht.facts.language import Taal
    from veerkracht.perspectief.interventions import Catalogue, Intervention

_CARRIED: Final = Bilingual("In de simulatie draagt dit het effect", "In the simulation this carries the effect")
_SOURCE: Final = Bilingual("Bron", "Source")
_ZERO: Final = Bilingual("nul met kans {zero}%", "zero with chance {zero}%")


@lru_cache(maxsize=1)
def shipped_interventions() -> Catalogue:
    """Return the shipped catalogue, read once.

    Raises:
        PerspectiefError: if the shipped text contradicts itself, which is a fault of the build.
    """
    return parse_interventions(shipped_text("interventies.toml"), document="interventies.toml")


def interventions_with(own: Path | None) -> Catalogue:
    """Return the shipped catalogue, with that of an organisation above it if it has one.

    Args:
        own: file of the organisation, in the same format; None for the shipped catalogue alone.

    Raises:
        PerspectiefError: if the file cannot be read as a catalogue, or changes what was given before.
        OSError: if the file cannot be read.
    """
    shipped = shipped_interventions()
    if own is None:
        return shipped
    return shipped.merged(parse_interventions(own.read_bytes(), document=own.name))


def carried_effects(one: Intervention, *, taal: Taal) -> Iterator[tuple[str, str]]:
    """Yield the parameters of the simulation that carry an effect, each with its interval, grade and source.

    The effect is that of a euro on the lever, and so the same for all interventions on it.

    Args:
        one: the intervention.
        taal: the language.
    """
    parameters = load_parameters().parameters
    for name in dict.fromkeys(name for lever in one.levers for name in CARRIED_BY.get(lever, ())):
        number = parameters[name]
        (low, *_), (high, *_) = number.distribution.limits(meaning=number.meaning)
        ends = " – ".join(amount(float(f"{end:.2g}"), taal=taal) for end in (low, high))
        zero = number.distribution.zero
        marks = [grade_words(number.grade, taal=taal)]
        marks += [_ZERO.say(taal).format(zero=round(100 * zero))] if zero else []
        size = f"{number.label.say(taal)} (`{name}`): {ends} {number.unit.say(taal)} ({'; '.join(marks)})"
        said = f"{size}. {_SOURCE.say(taal)}: {number.source}"
        yield _CARRIED.say(taal), f"{said} <{number.address}>" if number.address else said
