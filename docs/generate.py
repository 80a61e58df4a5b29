"""Write the pages of the reference that follow from the code: commands, errors, indicators, interventions and more."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.conf import settings
from django.utils.translation import override
from pydantic import SecretStr
from pydantic.fields import FieldInfo

import veerkracht.errors
from veerkracht.cli.main import cli
from veerkracht.errors import VeerkrachtError
from veerkracht.facts.grades import GRADES
from veerkracht.facts.indicators import Better, Theme
from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import QUADRANT_NAMES
from veerkracht.perspectief.telling import told_facts
from veerkracht.sources.shipped import load_catalogue, shipped_text
from veerkracht.stad.parameters import EVIDENCE_NAMES
from veerkracht.web.config import WebSettings
from veerkracht.web.workspace.roles import ACT_NAMES, ALLOWED, ROLE_NAMES, Act, Role
from veerkracht.workflows.interventions import carried_effects, shipped_interventions
from veerkracht.workflows.scenario_files import load_parameters, load_track_record
from veerkracht.workflows.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.facts.indicators import Indicator
    from veerkracht.stad.parameters import Parameter

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Gemaakt door docs/generate.py uit de code; wijzig de code, niet deze pagina. -->"


def commands_page() -> str:
    """Return the page with every command and every option."""
    opening = [MADE, "", "# De opdrachten", ""]
    return "\n".join([*opening, *command_lines(cli, path=("veerkracht",))]).rstrip() + "\n"


def command_lines(command: click.Command, *, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the section of one command and, below it, of its subcommands."""
    context = click.Context(command, info_name=path[-1])
    yield f"## `{' '.join(path)}`"
    yield ""
    yield from paragraphs(command.help or "")
    pieces = (piece for piece in command.collect_usage_pieces(context))
    yield f"```text\n{' '.join([*path, *pieces])}\n```"
    yield ""
    lines = [line for parameter in command.params for line in parameter_lines(parameter, context=context)]
    if lines:
        yield from (*lines, "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from command_lines(below, path=(*path, name))


def paragraphs(text: str) -> Iterator[str]:
    """Yield a help text line by line, without the marks that click reads as layout."""
    for block in text.replace("\b\n", "").split("\n\n"):
        yield " ".join(block.split())
        yield ""


def parameter_lines(parameter: click.Parameter, *, context: click.Context) -> Iterator[str]:
    """Yield the line of one argument or option: its spelling, what it means, its default."""
    if isinstance(parameter, click.Argument):
        yield f"- `{parameter.make_metavar(context)}`"
    elif isinstance(parameter, click.Option) and not parameter.hidden:
        spelling = ", ".join([*parameter.opts, *parameter.secondary_opts])
        value = "" if parameter.is_flag or parameter.count else f" {parameter.make_metavar(context)}"
        default = parameter.get_default(context, call=False)
        shown = isinstance(default, str | int | float) and default != "" and not parameter.is_flag
        about = [" ".join((parameter.help or "").split())]
        about += [f"Standaard: `{default}`."] if shown else []
        about += [f"Omgevingsvariabele: `{parameter.envvar}`."] if parameter.envvar else []
        yield f"- `{spelling}{value}`: {' '.join(filter(None, about))}"


def errors_page() -> str:
    """Return the page with the tree of errors and the messages of each in both languages."""
    for module in pkgutil.iter_modules(veerkracht.errors.__path__):
        importlib.import_module(f"veerkracht.errors.{module.name}")
    opening = (
        "Elke fout die Veerkracht met opzet geeft, staat hier met zijn melding in het Nederlands en het Engels. "
        "Tussen accolades staat wat per geval wordt ingevuld."
    )
    lines = [MADE, "", "# De fouten", "", opening, "", "```text", *tree_lines(VeerkrachtError), "```", ""]
    return "\n".join([*lines, *error_lines(VeerkrachtError)]).rstrip() + "\n"


def subclasses(error: type[VeerkrachtError]) -> list[type[VeerkrachtError]]:
    """Return the errors of this project directly below one, by name."""
    own = (below for below in error.__subclasses__() if below.__module__.startswith("veerkracht.errors."))
    return sorted(own, key=lambda below: below.__name__)


def tree_lines(error: type[VeerkrachtError], *, depth: int = 0) -> Iterator[str]:
    """Yield the names of an error and all below it, indented."""
    yield f"{'  ' * depth}{error.__name__}"
    for below in subclasses(error):
        yield from tree_lines(below, depth=depth + 1)


def error_lines(error: type[VeerkrachtError]) -> Iterator[str]:
    """Yield the section of each error below one: when it is raised, and what it says."""
    for below in subclasses(error):
        yield f"## {below.__name__}"
        yield ""
        yield (below.__doc__ or "").split("\n")[0]
        yield ""
        if "dutch" in vars(below):
            yield f"```text\nnl: {below.dutch}\nen: {below.english}\n```"
            yield ""
        yield from error_lines(below)


BETTER = {Better.HIGH: "meer", Better.LOW: "minder", Better.NEITHER: "-"}


def indicators_page() -> str:
    """Return the page with every indicator of the catalogue, by theme, in both languages."""
    catalogue = load_catalogue()
    opening = (
        "De catalogus van indicatoren, per onderwerp. *Beter* zegt welke richting gunstig is voor bewoners. Een "
        "sterretje bij de naam betekent dat het cijfer uit een model komt. Een breuk zegt vanaf welk jaar cijfers niet "
        "met eerdere te vergelijken zijn."
    )
    lines = [MADE, "", "# De indicatoren", "", opening, ""]
    for theme in Theme:
        lines += [f"## {theme.value.capitalize()}", "", "| code | naam / *name* | eenheid | beter | bron | breuk |"]
        lines += ["|---|---|---|---|---|---|"]
        found = (indicator for indicator in catalogue.indicators.values() if indicator.theme is theme)
        lines += [*(indicator_line(indicator) for indicator in found), ""]
    return "\n".join(lines).rstrip() + "\n"


def indicator_line(indicator: Indicator) -> str:
    """Return the row of one indicator."""
    star = "\\*" if indicator.modelled else ""
    families = ", ".join(dict.fromkeys(source.family for source in indicator.sources)) or "afgeleid"
    breaks = ", ".join(str(change.year) for change in indicator.breaks) or "-"
    name = f"{indicator.name.nl}{star} / *{indicator.name.en}*"
    cells = (f"`{indicator.code}`", name, indicator.unit.nl, BETTER[indicator.better], families, breaks)
    return f"| {' | '.join(cells)} |"


PARAMETERS_OPENING = (
    "De getallen waarmee de doorkijk van een hele stad rekent, elk met wat ervan bekend is. *Waarde* is het getal van "
    "het middelste antwoord. *Bereik* is waar 90% van de trekkingen in ligt. *Graad* zegt hoe goed het bewijs is. Een "
    "scenario mag elk getal vervangen, met een reden."
)


def parameters_page() -> str:
    """Return the page with every number of the simulation: its value, range, evidence and source, in both languages."""
    shipped = load_parameters()
    lines = [MADE, "", "# De parameters", "", PARAMETERS_OPENING, ""]
    lines += [f"- {grade.value}: {name.nl} / *{name.en}*" for grade, name in GRADES.items()]
    for switch in shipped.switches.values():
        lines += ["", f"## Schakelaar `{switch.name}`: {switch.label.nl} / *{switch.label.en}*", ""]
        lines += [f"Staat {'aan' if switch.on else 'uit'} / *{'on' if switch.on else 'off'}*.", ""]
        lines += [f"- Ervoor: {switch.pro.nl} / *{switch.pro.en}*", f"- Ertegen: {switch.con.nl} / *{switch.con.en}*"]
    for parameter in shipped.parameters.values():
        lines += ["", *one_parameter(parameter)]
    return "\n".join(lines) + "\n"


def one_parameter(parameter: Parameter) -> Iterator[str]:
    """Yield the section of one number."""
    d = parameter.distribution
    yield f"## `{parameter.name}`: {parameter.label.nl} / *{parameter.label.en}*"
    yield ""
    yield f"Eenheid / *unit*: {parameter.unit.nl} / *{parameter.unit.en}*"
    yield ""
    yield "| | waarde | bereik | |"
    yield "|---|---|---|---|"
    low, high = d.limits(meaning=parameter.meaning)
    kind = f"{d.shape.value}, nul met kans {d.zero:g}" if d.zero else d.shape.value
    for name, *row in zip(parameter.elements or ("",), d.centre(), low, high, strict=True):
        yield f"| {name} | {row[0]:.3g} | {row[1]:.3g} - {row[2]:.3g} | {kind} |"
    yield ""
    yield f"Graad {parameter.grade.value}. {parameter.note.nl} / *{parameter.note.en}*"
    yield ""
    yield f"Bron: {parameter.source}{f' <{parameter.address}>' if parameter.address else ''}"
    if parameter.identified_by:
        told = [EVIDENCE_NAMES[each] for each in sorted(parameter.identified_by)]
        yield ""
        nl, en = (" / ".join(each.say(taal) for each in told) for taal in ("nl", "en"))
        yield f"Vast te stellen met: {nl} / *{en}*"
    yield from information_lines(parameter.name)


def information_lines(name: str) -> Iterator[str]:
    """Yield what the figures of cities tell of one number (benchmarks/identified.py), if it was asked."""
    stored = tomllib.loads(shipped_text("stad/information.toml"))
    told = [
        f"{city} {left[0]:.2f} - {left[1]:.2f}"
        for city, numbers in stored["cities"].items()
        if (left := numbers.get(name))
    ]
    if told:
        yield ""
        yield f"{LEFT.nl} / *{LEFT.en}*: {', '.join(told)}"


LEFT = Bilingual(
    "Wat over is van de onzekerheid na acht jaar cijfers, zonder en met verhuizingen per buurt (1 is alles)",
    "What is left of the doubt after eight years of figures, without and with moves per buurt (1 is all of it)",
)


def settings_page() -> str:
    """Return the page with every setting of a machine and what holds if it is not set."""
    opening = "Deze omgevingsvariabelen leest Veerkracht bij de start; de eenheid staat in de naam."
    lines = [MADE, "", "# De instellingen", "", opening, "", "| variabele | standaard |", "|---|---|"]
    lines += [_setting("VEERKRACHT_", name, field) for name, field in Settings.model_fields.items()]
    web = "Deze leest de webapplicatie (`veerkracht serve`) er nog bij; wat ze doen, staat in [](../how-to/server.md)."
    lines += ["", "## Van de webapplicatie", "", web, "", "| variabele | standaard |", "|---|---|"]
    lines += [_setting("VEERKRACHT_WEB_", name, field) for name, field in WebSettings.model_fields.items()]
    return "\n".join(lines) + "\n"


def _setting(prefix: str, name: str, field: FieldInfo) -> str:
    secret = isinstance(field.default, SecretStr)
    own = field.default_factory is None and field.default != "" and not secret
    default = f"`{field.default}`" if own else "de gewone map voor gegevens" if name == "home" else "-"
    return f"| `{prefix}{name.upper()}` | {default} |"


def rights_page() -> str:
    """Return the page with what each role may do in the web application."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    opening = (
        "Wat mag welke rol? Een rol in een organisatie geldt voor al haar trajecten; een rol in een traject alleen "
        "daar. Wat hier niet staat, mag niet. Wie geen rol heeft, ziet niet eens dat een pagina bestaat. Functioneel "
        "beheerders maken organisaties en accounts; zij zien daarmee nog geen traject."
    )
    lines = [MADE, "", "# De rechten", "", opening, ""]
    with override("nl"):
        lines += [
            f"| wat | {' | '.join(str(ROLE_NAMES[role]).lower() for role in Role)} |",
            "|---|" + "---|" * len(Role),
        ]
        for act in Act:
            marks = ("ja" if act in ALLOWED[role] else "-" for role in Role)
            lines.append(f"| {ACT_NAMES[act]} (`{act.value}`) | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


INTERVENTIONS_OPENING = (
    "Wat u in een wijk kunt doen, per handelingsperspectief, en wat ervan bekend is. Een effect staat er nooit zonder "
    "marge, graad en bron. Waar niemand het weet, staat *onbekend*. Dat er geen werkzaamheid is aangetoond, staat er "
    "net zo duidelijk als succes. Hoe u dit leest, staat in [](../explanation/handelingsperspectieven.md)."
)


def interventions_page() -> str:
    """Return the page with every intervention: who, cost, evidence and source, in both languages."""
    catalogue = shipped_interventions()
    lines = [MADE, "", "# De interventies", "", INTERVENTIONS_OPENING, ""]
    lines += [f"- {grade.value}: {name.nl} / *{name.en}*" for grade, name in GRADES.items()]
    for quadrant, name in QUADRANT_NAMES.items():
        lines += ["", f"## {name.nl} / *{name.en}*"]
        for one in catalogue.in_quadrant(quadrant):
            lines += ["", f"### `{one.code}`: {one.name.nl} / *{one.name.en}*", ""]
            lines += [f"{one.description.nl} / *{one.description.en}*", ""]
            facts = ([*told_facts(one, taal=taal), *carried_effects(one, taal=taal)] for taal in ("nl", "en"))
            lines += [both_languages(nl, en) for nl, en in zip(*facts, strict=True)]
    return "\n".join(lines) + "\n"


def both_languages(nl: tuple[str, str], en: tuple[str, str]) -> str:
    """Return the line of one fact; the English after it unless both say the same."""
    same = nl[1] == en[1]
    return f"- **{nl[0]}**: {nl[1]}" + ("" if same else f" / *{en[0]}: {en[1]}*")


def tests_page() -> str:
    """Return the page with how the simulation did on the past: each kept test and the placebo, in both languages."""
    record = load_track_record()
    lines = [MADE, "", "# De simulatie op eerdere jaren", "", TESTS_OPENING, ""]
    lines += [f"Gemaakt op {record.made} met / *made on {record.made} with*: `{record.command}`."]
    for one in record.tests:
        said, bands = one.sentence(), one.bands()
        lines += ["", f"## {one.name.nl}, {one.start}-{one.last} / *{one.name.en}*", ""]
        lines += [f"{said.nl} {bands.nl} / *{said.en} {bands.en}*", "", f"{one.method.nl} / *{one.method.en}*", ""]
        lines += [f"Bron / *source*: {one.data.nl} / *{one.data.en}*", ""]
        lines += ["| naast / *beside* | winst in CRPS / *gain in CRPS* | marge van 90% / *90% band* |", "|---|---|---|"]
        lines += [
            f"| {RULES[name]} | {100 * skill.skill:+.1f}% | {100 * skill.low:+.1f}% - {100 * skill.high:+.1f}% |"
            for name, skill in one.found.against.items()
        ]
        lines += ["", f"{100 * one.found.coverage:.0f}% {HELD}"]
    placebo = record.placebo
    lines += ["", "## Een plan dat niets doet / *a plan that does nothing*", ""]
    lines += [PLACEBO.format(times=placebo.replications, areas=placebo.treated, held=f"{100 * placebo.held:.1f}")]
    return "\n".join(lines) + "\n"


TESTS_OPENING = (
    "Een simulatie begint bij een meting van vroeger en weet niets van later. Daarna ligt zij naast wat er "
    "kwam. Winst is hoeveel dichter de kansen van de simulatie bij de meting liggen (CRPS) dan die van een "
    "eenvoudige regel; onder nul is verder weg. / *A simulation begins at an earlier measurement and knows "
    "nothing of later. Then it is laid beside what came. Gain is how much closer the chances of the simulation "
    "lie to what was measured (CRPS) than those of a simple rule; below nought is further away.*"
)
RULES = {
    "no_change": "geen verandering / *no change*",
    "trend": "de trend doortrekken / *drawing on the trend*",
    "shrunk": "naar het gemiddelde / *towards the mean*",
}
HELD = (
    "van de metingen ligt in de marges van 90% als eerdere metingen zeggen hoeveel er vanzelf verandert. / *of "
    "what was measured lies within the bands of 90% if earlier measurements tell how much changes by itself.*"
)
PLACEBO = (
    "Wie de slechtste wijken kiest, kiest ook pech, en die gaat vanzelf over. {times} keer kreeg een vijfde "
    "deel van de wijken van het land een plan dat niets doet, op de {areas} wijken met de meeste overlast. In "
    "{held}% van die keren lag nul (geen effect) binnen de marge; minstens 90% is de eis. / *Who chooses the "
    "worst wijken also chooses bad luck, and that goes by itself. {times} times a fifth of the wijken of the "
    "country got a plan that does nothing, on the {areas} wijken with most nuisance. In {held}% of these nought"
    " (no effect) lay within the band; at least 90% is asked.*"
)

PAGES = {
    "cli.md": commands_page,
    "errors.md": errors_page,
    "indicators.md": indicators_page,
    "interventies.md": interventions_page,
    "parameters.md": parameters_page,
    "rechten.md": rights_page,
    "settings.md": settings_page,
    "toetsen.md": tests_page,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), "utf-8")
