"""What was not tested and why, and how the tests were made, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.backtest.naming import MODEL, forecaster
from veerkracht.report.document import Section, bullets, paragraph, steps
from veerkracht.report.wording import figure, listing
from veerkracht.signalering.verwachting.panel import Kind

if TYPE_CHECKING:
    from veerkracht.report.backtest.inputs import Subject


def untested_section(subject: Subject) -> Section:
    """Return what the tests cannot say."""
    tested, panel = subject.tested, subject.tested.panel
    points = []
    forecast = {origin.target for origin in tested.origins}
    never = [str(period) for period in panel.periods if period not in forecast]
    if never:
        names = listing(never, taal=subject.taal, most=12)
        points.append(
            subject.say(
                f"Niet voorspeld: {names}. Daarvoor waren er te weinig eerdere metingen, of te weinig gebieden met "
                "beide metingen.",
                f"Not forecast: {names}. There were too few earlier waves for it, or too few areas with both waves.",
            )
        )
    if tested.origins:
        last = tested.origins[-1]
        without = len(panel.areas) - last.areas
        if without:
            points.append(
                subject.say(
                    f"{subject.counted(without)} deden niet mee in de laatste toets: daar ontbreekt een waarde in "
                    f"{last.target}, of elke eerdere waarde.",
                    f"{subject.counted(without)} took no part in the last test: a value in {last.target} is "
                    "missing there, or every earlier one.",
                )
            )
    points += [
        subject.say(
            f"Hoe het na {panel.periods[-1]} gaat. Een breuk, zoals een crisis of een andere manier van meten, zit "
            "niet in deze toetsen als zij er nog niet was.",
            f"How things go after {panel.periods[-1]}. A break, such as a crisis or another way of measuring, is not "
            "in these tests if it had not come yet.",
        ),
        subject.say(
            "Waardoor iets verandert. Een verwachting is geen oorzaak.",
            "What makes things change. A forecast is not a cause.",
        ),
    ]
    heading = subject.say("Wat niet is getoetst, en waarom", "What was not tested, and why")
    return Section(heading=heading, blocks=(bullets(*points),), anchor="niet-getoetst")


def method_section(subject: Subject) -> Section:
    """Return the protocol."""
    tested = subject.tested
    horizon = figure(tested.horizon, decimals=0 if tested.horizon == round(tested.horizon) else 1, taal=subject.taal)
    names = dict.fromkeys(name for one in tested.origins for name in (*one.rmse, *one.brier) if name != MODEL)
    simple = listing([f"‘{forecaster(name).say(subject.taal)}’" for name in names], taal=subject.taal, most=12)
    made = [
        subject.say(
            "Kies een eerdere meting. Gooi alles weg wat later kwam: waarden, en kenmerken met een latere periode.",
            "Choose an earlier wave. Throw away all that came later: values, and covariates of a later period.",
        ),
        subject.say(
            f"Maak de verwachting voor ongeveer {horizon} jaar later, op dezelfde manier als de echte. Ook het ijken "
            "van kansen en marges gebeurt alleen met wat toen bekend was.",
            f"Make the forecast for about {horizon} years later, in the same way as the real one. Chances and margins "
            "too are calibrated only with what was known then.",
        ),
        subject.say(
            "Leg haar naast wat echt kwam. Doe dat voor elke meting waarvoor het kan.",
            "Put it beside what really came. Do that for each wave for which it can be done.",
        ),
    ]
    if simple:
        made.append(
            subject.say(
                f"Doe hetzelfde met eenvoudige manieren: {simple}. Wie niet beter is dan de beste daarvan, weet niets "
                "extra.",
                f"Do the same with simple ways: {simple}. What is no better than the best of them knows nothing more.",
            )
        )
    made += [
        _worst_words(subject),
        subject.say(
            "Reken de marge van elke winst uit door steeds opnieuw hele gemeenten te loten, want buren lijken op "
            "elkaar.",
            "Compute the margin of each gain by drawing whole gemeenten, for neighbours are alike.",
        ),
    ]
    heading = subject.say("Zo is het getoetst", "How it was tested")
    opening = subject.say(
        "Wie met bekende cijfers oefent, lijkt al snel knap. Daarom toetsen we alleen op een toekomst die de "
        "verwachting niet kende.",
        "Who practises on known figures soon looks clever. So we test only on a future that the forecast did not know.",
    )
    return Section(heading=heading, blocks=(paragraph(opening), steps(*made)), anchor="methode")


def _worst_words(subject: Subject) -> str:
    """Return what the worst tenth is."""
    panel = subject.tested.panel
    high, count = panel.worse == "high", panel.kind is Kind.COUNT
    return subject.say(
        f"De ergste tiende zijn de 10% gebieden waar het cijfer het meest {'steeg' if high else 'daalde'}"
        f"{', bij een gelijk aantal inwoners' if count else ''}. Zo is het altijd een op de tien, ook als alles "
        "verslechtert.",
        f"The worst tenth are the 10% of areas where the figure {'rose' if high else 'fell'} most"
        f"{', at an equal number of residents' if count else ''}. So it is always one in ten, also when everything "
        "worsens.",
    )
