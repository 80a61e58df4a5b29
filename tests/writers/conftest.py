"""A small invented city and a report about it with every kind of part, hostile names included."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.provenance import Provenance
from veerkracht.report import palette
from veerkracht.report.diagrams import ReliabilitySpec, Said
from veerkracht.report.document import (
    Callout,
    CalloutKind,
    Column,
    Document,
    Emphasis,
    Figure,
    Footnote,
    KeyFigure,
    KeyFigures,
    Link,
    Missing,
    Number,
    PageBreak,
    Section,
    SideBySide,
    Strong,
    Table,
    bullets,
    figures_column,
    lead,
    paragraph,
    steps,
)
from veerkracht.report.figures import (
    BarSpec,
    BivariateLegend,
    DotSpec,
    FunnelMark,
    FunnelSpec,
    Line,
    MapClass,
    MapSeriesSpec,
    MapSpec,
    Mark,
    Point,
    SmallMultiplesSpec,
    TrendSpec,
    scale_classes,
)
from veerkracht.report.palette import Pattern
from veerkracht.report.path_figure import Fan, PathSpec

HOSTILE = 'Buurt `#set $x$ *b* _c_ <script>alert(1)</script> & "q" @ref <lbl> \\ [z] {{ 7*7 }} {% x %} 🌳 \u202e \x00'
SOURCE = "verzonnen, 2024"
CLASSES = (
    MapClass(code="veerkrachtig", label="veerkrachtig", fill=palette.VEERKRACHTIG),
    MapClass(code="andere_oorzaak", label="andere oorzaak", fill=palette.ANDERE_OORZAAK, pattern=Pattern.DOTS),
    MapClass(code="onder_druk", label="onder druk", fill=palette.ONDER_DRUK, pattern=Pattern.HATCH),
)


def a_city(*, across: int = 6, down: int = 4, seed: int = 7) -> Boundaries:
    """Return buurten whose wavy borders are shared exactly."""
    rng = np.random.default_rng(seed)
    steps_x, steps_y = np.meshgrid(np.arange(across * 8 + 1), np.arange(down * 8 + 1), indexing="ij")
    corners = np.dstack((steps_x, steps_y)) * 60.0 + rng.normal(0, 12, (*steps_x.shape, 2)) + 150_000.0
    shapes, codes = [], []
    for x in range(across):
        for y in range(down):
            block = corners[x * 8 : x * 8 + 9, y * 8 : y * 8 + 9]
            shapes.append(
                shapely.Polygon(np.vstack((block[:-1, 0], block[-1, :-1], block[:0:-1, -1], block[0, :0:-1])))
            )
            codes.append(f"BU9901{x // 2:02d}{x * down + y:02d}")
    names = [HOSTILE if n == 0 else f"Buurt {n}" for n in range(len(codes))]
    areas = Areas(level=Level.BUURT, year=2024, codes=tuple(codes), names=tuple(names))
    return Boundaries(areas=areas, geometry=np.array(shapes, dtype=object))


def a_map(city: Boundaries, **changes: object) -> MapSpec:
    count = len(city.areas)
    given = {
        "boundaries": city,
        "classes": CLASSES,
        "class_of": np.arange(count) % 4 - 1,
        "legend": "In 6 van de 24 buurten staat de veerkracht onder druk.",
        "missing_label": "geen gegevens",
        "certainty": np.where(np.arange(count) % 5 == 0, 0.4, 0.9),
        "uncertain_label": "niet zeker",
        "district_names": {"WK990100": "Oude Stad", "WK990101": HOSTILE[:20], "WK990102": "Nieuw-Oost"},
        "markers": {city.areas.codes[3]: "1"},
    }
    return MapSpec(**{**given, **changes})


def a_line(name: str, start: float, *, emphasis: bool = False) -> Line:
    values = [start + (n % 3) for n in range(8)]
    points = [Point(x=2016 + n, value=None if n == 3 else v, low=v - 1, high=v + 1) for n, v in enumerate(values)]
    return Line(name=name, points=tuple(points), emphasis=emphasis)


def a_number(text: str, value: float, **changes: object) -> Number:
    return Number(**{"text": text, "value": value, "source": SOURCE, "year": "2024", "level": "buurt", **changes})


def a_table(city: Boundaries, *, caption: str = "Alle buurten") -> Table:
    rows = tuple(
        (name, a_number(f"{n},0", float(n), low=n - 1.0, high=n + 1.0) if n % 7 else Missing("geheim"), CLASSES[n % 3])
        for n, name in enumerate(city.areas.names)
    )
    columns = (Column(heading="Buurt"), figures_column("Minder zelfredzaam", unit="%"), Column(heading="Klasse"))
    return Table(caption=caption, columns=columns, rows=rows, source=SOURCE, note="Verzonnen.")


def a_funnel() -> FunnelSpec:
    sizes = (10.0, 100.0, 1000.0, 3000.0)
    marks = [FunnelMark(label=f"Buurt {n}", size=120.0 * n, value=10 + n % 5, place=0) for n in range(1, 20)]
    marks.append(FunnelMark(label=HOSTILE, size=900, value=31, place=2))
    marks.append(FunnelMark(label="Stil", size=2000, value=1, place=-2))
    return FunnelSpec(
        marks=tuple(marks),
        target=(12.0, "midden 12"),
        sizes=sizes,
        near=tuple((12 - 60 / s**0.5, 12 + 60 / s**0.5) for s in sizes),
        far=tuple((12 - 95 / s**0.5, 12 + 95 / s**0.5) for s in sizes),
        near_label="19 van de 20",
        far_label="bijna alle",
        unit="per 1.000",
        across="inwoners",
    )


def every_picture(city: Boundaries) -> dict[str, object]:
    fills = [fill for row in palette.FOCUSKAART for fill in row]
    nine = tuple(MapClass(code=f"k{n}", label=f"klasse {n}", fill=fill) for n, fill in enumerate(fills))
    grid = BivariateLegend(rows="overlast", columns="minder zelfredzaam")
    stepped = scale_classes(["laag", "midden", "hoog"])
    lines = (a_line("Stad", 10, emphasis=True), a_line("Land", 8), a_line(HOSTILE, 11))
    marks = (
        Mark(label="Stad", value=10, low=8, high=12, text="10%", emphasis=True),
        Mark(label=HOSTILE, value=None, text="", missing="niet gemeten"),
        Mark(label="Klasse", value=4, text="4%", kind=CLASSES[2]),
    )
    return {
        "kaart": a_map(city),
        "focus": a_map(city, classes=nine, class_of=np.arange(len(city.areas)) % 9, grid=grid, certainty=None),
        "reeks": MapSeriesSpec(
            titles=("2020", "2024"), maps=(a_map(city, classes=stepped),) * 2, legend="Donker is meer."
        ),
        "lijn": TrendSpec(lines=lines, unit="%", decimals=1, breaks=((2020, "andere telling"),)),
        "velden": SmallMultiplesSpec(lines=lines, unit="%", from_zero=True, reference=a_line("gemeente", 9)),
        "stippen": DotSpec(marks=marks, unit="%", reference=(9.0, "Nederland 9%")),
        "staven": BarSpec(marks=marks, unit="%"),
        "trechter": a_funnel(),
        "ijking": ReliabilitySpec(
            points=tuple(Said(said=p, seen=p**1.1, low=p * 0.8, high=p * 1.2, count=90) for p in (0.02, 0.1, 0.33)),
            across="genoemde kans",
            up="zo vaak gebeurde het",
            exact="precies goed",
            band="zoveel kan toeval doen",
        ),
        "pad": PathSpec(
            seen=((2021, 62.0), (2023, 66.0), (2024, 58.0)),
            smooth=((2021, 63.0, 57.0, 70.0), (2023, 65.0, 60.0, 71.0), (2024, 61.0, 55.0, 67.0)),
            fan=Fan(x=2025, value=64.0, low80=54.0, high80=75.0, low90=50.0, high90=80.0),
            border=(58.0, f"laatste meting {HOSTILE}"),
            unit="per 1.000",
            fill=palette.ONDER_DRUK,
            seen_label="gemeten",
            smooth_label="zonder toeval",
            fan_label=HOSTILE,
        ),
    }


def a_source(column: str) -> Provenance:
    return Provenance(
        publisher="fictief", table="demo", column=column, licence="CC0", retrieved=date(2026, 1, 2), fictitious=True
    )


def a_report(*, across: int = 6, fictitious: bool = True, language: str = "nl") -> Document:
    city = a_city(across=across)
    table = a_table(city)
    drawn = tuple(
        Figure(
            question=f"Hoe zit het met {name}?",
            answer="Het antwoord.",
            alt=f"Beeld van {name}. {HOSTILE}",
            picture=one,
            table=table,
            source=SOURCE,
            note="Let hierop.",
        )
        for name, one in every_picture(city).items()
    )
    callouts = tuple(Callout(kind=kind, blocks=(paragraph("Zo is het."), bullets("a", "b"))) for kind in CalloutKind)
    return Document(
        title="QuickScan Vloedstede",
        subtitle=HOSTILE,
        language=language,
        date=date(2026, 11, 22),
        fictitious=fictitious,
        data_version="abc123",
        keywords=("veerkracht",),
        summary=(
            lead("In ", a_number("6", 6.0, low=4.0, high=9.0, coverage=0.9), " buurten ", Strong("druk"), "."),
            KeyFigures((KeyFigure(number=a_number("12%", 12.0), label="zelfredzaam", detail="tussen 10 en 14"),)),
            SideBySide(left=(bullets("links"),), right=(paragraph("rechts"),)),
        ),
        sections=(
            Section(heading="Beelden", blocks=drawn),
            Section(heading=HOSTILE, new_page=True, blocks=(
                paragraph(HOSTILE, Footnote(HOSTILE), Emphasis("nadruk"), Link("cijfers", "https://example.org/?a=1&b")),
                *callouts, PageBreak(), steps("eerst", "dan"),
                Section(heading="Tabel", anchor="tabel", blocks=(a_table(city, caption="Prioriteiten"),)),
            )),
            Section(heading="Slot", blocks=(paragraph(Link("zie tabel", "#tabel")),)),
        ),
        sources=(a_source("a"), a_source("b")),
    )  # fmt: skip


@pytest.fixture(scope="session")
def report() -> Document:
    return a_report()


@pytest.fixture(scope="session")
def city() -> Boundaries:
    return a_city()
