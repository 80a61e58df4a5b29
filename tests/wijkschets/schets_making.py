"""A room of 28 people and what they said of one wijk, as a board, with figures: to draft and print a wijkschets of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from veerkracht.facts.language import Bilingual
from veerkracht.wijkschets.board import Board
from veerkracht.wijkschets.deeds import Contribute, Dots, Form, Gather, Hide, Link, Vote, Write
from veerkracht.wijkschets.draaiboek import Draaiboek
from veerkracht.wijkschets.grounds import CardGround, FigureGround, Grounds, TextGround
from veerkracht.wijkschets.schets import Wijkschets
from veerkracht.wijkschets.schets_draft import About, Speaker, Told, draft_from_board
from veerkracht.workflows.draaiboeken import shipped_draaiboek

from .atelier_making import Table, new_id

ROOM = {"bewoner": 13, "corporatie": 5, "gemeente": 4, "welzijn": 3, "school": 2, "politie": 1}
AREA = "WK990103"

# (step, form, role, words, link, perspective, cluster)
SAID: tuple[tuple[str, Form, str, str, str, str, int], ...] = (
    ("welkom", Form.NOTE, "bewoner", "Dat er nu echt iets gebeurt", "", "", 0),
    ("verhalen", Form.NOTE, "bewoner", "In het portiek van nummer 40 staat al maanden een matras", "", "", 1),
    ("verhalen", Form.NOTE, "bewoner", "Vuilnis staat naast de containers, elke week", "", "", 1),
    ("verhalen", Form.NOTE, "corporatie", "Wij halen drie keer per week grofvuil weg bij dezelfde flats", "", "", 1),
    ("verhalen", Form.NOTE, "bewoner", "Ik ken mijn buren niet meer, er verhuist steeds iemand", "", "", 2),
    ("verhalen", Form.NOTE, "bewoner", "Nieuwe buren zeggen geen gedag", "", "", 2),
    ("verhalen", Form.NOTE, "school", "Elk jaar wisselt een derde van de klas", "", "", 2),
    ("verhalen", Form.NOTE, "politie", "Meldingen gaan vooral over geluid en jongeren in de portieken", "", "", 0),
    ("verhalen", Form.FIGURE, "bewoner", "Dat cijfer herken ik niet: mensen melden niet meer", "", "", 0),
    ("verhalen", Form.STRENGTH, "bewoner", "De vrouwen van de moestuin koken elke vrijdag voor de flat", "", "", 0),
    ("verhalen", Form.STRENGTH, "bewoner", "Meneer Yilmaz houdt het trapveld in de gaten", "", "", 0),
    ("verhalen", Form.STRENGTH, "welzijn", "Het buurthuis is vijf avonden open", "", "", 0),
    ("verhalen", Form.STRENGTH, "corporatie", "Er is een huismeester, maar voor 600 woningen", "", "", 0),
    ("probleem", Form.PROBLEM, "gemeente", "Bijna iedere vrije woning gaat naar iemand met spoed", "cause", "", 0),
    ("probleem", Form.PROBLEM, "corporatie", "De huurwoningen zijn klein en lijken op elkaar", "cause", "", 0),
    ("probleem", Form.PROBLEM, "bewoner", "Wie iets meer verdient, gaat weg", "cause", "", 0),
    (
        "probleem",
        Form.PROBLEM,
        "bewoner",
        "Buren kennen elkaar niet en durven elkaar niet aan te spreken",
        "problem",
        "",
        3,
    ),
    ("probleem", Form.PROBLEM, "welzijn", "Mensen die hulp nodig hebben, zien wij te laat", "problem", "", 3),
    ("probleem", Form.PROBLEM, "bewoner", "Mijn dochter durft 's avonds niet door de poort", "consequence", "", 0),
    ("probleem", Form.PROBLEM, "corporatie", "Woningen staan langer leeg dan elders", "consequence", "", 0),
    ("succes", Form.SUCCESS, "bewoner", "Ik ken de mensen in mijn portiek weer", "", "", 0),
    ("succes", Form.SUCCESS, "gemeente", "Minder mensen hebben last van overlast", "", "", 0),
    (
        "mix",
        Form.MEASURE,
        "welzijn",
        "Een vaste bewoner per portiek die nieuwe buren ontvangt",
        "",
        "sociale-aanpak",
        0,
    ),
    ("mix", Form.MEASURE, "bewoner", "Licht en spiegels in de poort", "", "leefomgeving", 0),
    ("mix", Form.MEASURE, "gemeente", "Het trapveld en de moestuin aan elkaar, met banken", "", "leefomgeving", 0),
    (
        "mix",
        Form.MEASURE,
        "corporatie",
        "Een op de vier vrije woningen naar starters met werk",
        "",
        "herpositionering",
        0,
    ),
    (
        "mix",
        Form.MEASURE,
        "corporatie",
        "De drie portiekflats samenvoegen tot grotere woningen",
        "",
        "woningprogramma",
        0,
    ),
    ("mix", Form.MEASURE, "school", "De school open tot zes uur", "", "", 0),
    ("afronden", Form.NOTE, "bewoner", "Waar gaan de mensen heen als er woningen worden samengevoegd?", "", "", 0),
    ("afronden", Form.NOTE, "corporatie", "Mag de gemeente minder spoed toewijzen in deze wijk?", "", "", 0),
)
CLUSTERS = {
    1: "Afval in en om de portieken gaat niet weg",
    2: "Buren wisselen te snel om elkaar te leren kennen",
    3: "Mensen in nood blijven te lang buiten beeld",
}
STATEMENTS = (
    ("Wie al in de wijk woont, gaat voor bij een grotere woning", {"corporatie": -1, "gemeente": -1}),
    ("Elk portiek krijgt iemand die nieuwe buren ontvangt", {}),
    ("Camera's bij de poort helpen", {"bewoner": 0}),
)


def people() -> dict[str, Speaker]:
    """Return who is in the room, by id."""
    book = shipped_draaiboek("twee-ateliers")
    return {
        f"{party}-{number}": Speaker(party=party, origin=book.party(party).origin)
        for party, count in ROOM.items()
        for number in range(count)
    }


def room() -> tuple[Board, Draaiboek]:
    """Return the board after the room has spoken, and its draaiboek."""
    table, number, clusters = Table(), 0, {}
    for number, (step, form, party, text, link, perspective, cluster) in enumerate(SAID, start=1):
        card = new_id(number)
        deed = Contribute(
            card=card,
            form=form,
            text=text,
            link=Link(link) if link else None,
            perspective=perspective,
            indicator="overlast_per_1000" if form in {Form.FIGURE, Form.SUCCESS} and party != "school" else "",
        )
        _say(table, deed, by=f"{party}-{number % ROOM[party]}", step=step)
        if cluster:
            clusters.setdefault(cluster, []).append(card)
    for at, cards in clusters.items():
        title = CLUSTERS[at]
        _say(table, Gather(cluster=new_id(900 + at), cards=tuple(cards), title=title), by="lead", step="ordenen")
    for at, (text, against) in enumerate(STATEMENTS):
        card = new_id(700 + at)
        _say(table, Contribute(card=card, form=Form.STATEMENT, text=text), by="bewoner-1", step="stellingen")
        for one, speaker in people().items():
            value = against.get(speaker.party, 1) or (1 if int(one[-1]) % 2 else -1)
            _say(table, Vote(card=card, value=value), by=one, step="stellingen")
    hidden = new_id(950)
    _say(
        table,
        Contribute(card=hidden, form=Form.PROBLEM, text="Een naam die er niet hoort"),
        by="bewoner-2",
        step="probleem",
    )
    _say(table, Hide(card=hidden, reason="noemt een naam"), by="lead", step="probleem")
    _say(table, Dots(card=new_id(17), count=3), by="bewoner-3", step="probleem")
    text = "Buren wisselen zo snel dat niemand elkaar kent. Daardoor blijft hulp uit en blijft afval liggen."
    _say(table, Write(block="probleem", text=text, base=0), by="welzijn-0", step="probleem")
    return table.board, shipped_draaiboek("twee-ateliers")


def _say(table: Table, deed: object, *, by: str, step: str) -> None:
    done = table.does(deed, by=by)  # type: ignore[arg-type]
    card = getattr(deed, "card", "")
    if type(deed) is Contribute and card in table.board.cards:
        table.board.cards[card].step = step
    assert done.number


def figure(code: str, value: float | None, **parts: object) -> FigureGround:
    """Return a figure of the wijk."""
    given = {
        "code": code,
        "area": AREA,
        "year": 2024,
        "name": Bilingual(code.replace("_", " ").capitalize(), code.replace("_", " ").capitalize()),
        "unit": Bilingual("%", "%"),
        "area_name": "Vogelbuurt",
        "level": "wijk",
        "value": value,
        "decimals": 1,
        "beside": 12.1,
        "reason": Bilingual("" if value is not None else "geheim", "" if value is not None else "withheld"),
        "source": "Demostad (cijfers)",
        "is_modelled": False,
        **parts,
    }
    return FigureGround(**given)  # type: ignore[arg-type]


FIGURES = (
    figure("inwoners", 6130.0, unit=Bilingual("inwoners", "residents"), decimals=0, beside=None),
    figure("minder_zelfredzaam", 21.4),
    figure("overlast_per_1000", 38.2, unit=Bilingual("per 1.000 inwoners", "per 1,000 residents")),
    figure("eenzaam", None),
)


def grounds(board: Board) -> Grounds:
    """Return everything that sentences can rest on in this room."""
    who = people()
    cards = tuple(
        CardGround(
            id=card.first.card,
            text=card.text,
            party=who[card.by].party,
            origin=who[card.by].origin,
            form=str(card.first.form),
            channel=str(card.channel),
            cluster=board.clusters.get(card.cluster, ""),
            indicator=card.first.indicator,
        )
        for card in board.cards.values()
        if card.is_seen
    )
    title = Bilingual("Wat is er aan de hand?", "What is going on?")
    texts = tuple(
        TextGround(key=key, title=title, text=prose.text.text) for key, prose in board.blocks.items() if prose.text
    )
    return Grounds(figures=FIGURES, cards=cards, texts=texts)


def draft(told: Told | None = None, held: Grounds | None = None, area: str = AREA) -> tuple[Wijkschets, Grounds]:
    """Return the first draft of the room, and what it rests on."""
    board, book = room()
    held = held or grounds(board)
    about = About(area=area, title="Vogelbuurt", on=date(2026, 11, 23))
    told = told or Told(key_figures=tuple(one.cite for one in FIGURES))
    made = draft_from_board(board, draaiboek=book, people=people(), grounds=held, about=about, told=told)
    return made, held


def ready(schets: Wijkschets) -> Wijkschets:
    """Return a draft in which people chose what a draft leaves open, so that it can be published."""
    goals = tuple(
        replace(
            goal,
            measured_by="gemeente",
            measured_as=goal.measured_as or "jaarlijkse vraag in het portiek",
            target=30.0,
            target_year=2030,
        )
        for goal in schets.goals
    )
    mix = tuple(replace(one, who=one.who or "welzijn") for one in schets.mix if one.quadrant is not None)
    return replace(schets, goals=goals, mix=mix)
