"""A tiny invented gemeente, its tables in the recorded formats, and a small catalogue that finds them."""

from __future__ import annotations

from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Better, Catalogue, ColumnSource, Indicator, Kind, TableFamily, Theme
from veerkracht.facts.language import Bilingual
from veerkracht.sources.question import Question

from .server import V3Table

SAME = Bilingual("x", "x")
GEMEENTE = "GM0990"

# Invented figures; the shape is that of 84799NED: padded keys, null for withheld, a dot in a text.
PEOPLE = {
    "NL00": 17_000_000,
    "GM0990": 1250,
    "WK099001": 800,
    "BU09900101": 500,
    "BU09900102": 300,
    "WK099002": 450,
    "BU09900201": 450,
    "GM0991": 90,
    "WK099101": 90,
    "BU09910101": 90,
}
NAMES = {"NL00": "Nederland", "GM0990": "Voorbeelddam", "WK099001": "Wijk 01 Binnenstad", "BU09900101": "Markt",
         "BU09900102": "Haven", "WK099002": "Wijk 02 Oost", "BU09900201": "Bloemenbuurt", "GM0991": "Elders",
         "WK099101": "Wijk 01 Elders", "BU09910101": "Elders"}  # fmt: skip


def indicator(code, *sources, low=0.0, high=float("inf"), theme=Theme.BEWONERS):
    return Indicator(
        code=code, name=SAME, theme=theme, kind=Kind.COUNT, unit=SAME, better=Better.NEITHER,
        levels=(Level.GEMEENTE, Level.WIJK, Level.BUURT), explanation=SAME, low=low, high=high, sources=sources,
    )  # fmt: skip


def family(code, service, ids, **more):
    return TableFamily(
        code=code, name=Bilingual(f"Tabel {code}", f"Table {code}"), publisher="CBS", licence="CC BY 4.0",
        service=service, address="https://opendata.cbs.nl", ids=ids, **more,
    )  # fmt: skip


def catalogue(*families, indicators=None):
    kwb, social, homes = {"family": "kwb"}, Theme.LEEFBAARHEID, Theme.WONINGVOORRAAD
    people = (ColumnSource(**kwb, stem="AantalInwoners"), ColumnSource(family="pdok", stem="aantal_inwoners"))
    known = indicators or (
        indicator("inwoners", *people),
        indicator("bijstand", ColumnSource(**kwb, stem="PersonenPerSoortUitkeringBijstand")),
        indicator("woz", ColumnSource(**kwb, stem="GemiddeldeWOZWaardeVanWoningen"), theme=homes),
        indicator("wijziging", ColumnSource(**kwb, stem="IndelingswijzigingWijkenEnBuurten")),
        indicator("oppervlakte_km2", ColumnSource(family="pdok", stem="geometrie_km2"), theme=homes),
        indicator("misdrijven", ColumnSource(family="misdrijven", stem="GeregistreerdeMisdrijven"), theme=social),
        indicator("overlast", ColumnSource(family="overlast", stem="GeregistreerdeOverlast"), theme=social),
        indicator("lbm", ColumnSource(family="leefbaarometer", stem="lbm"), low=-20, high=20, theme=social),
        indicator("onv", ColumnSource(family="leefbaarometer", stem="onv"), low=-20, high=20, theme=social),
        indicator("onv_klasse", ColumnSource(family="leefbaarometer", stem="konv"), low=1, high=9, theme=social),
    )
    return Catalogue(indicators={one.code: one for one in known}, families={one.code: one for one in families})


KWB = family("kwb", "cbs", {2019: "84583NED", 2020: "84799NED"})


def kwb_table(*, year=2020, **more):
    """The key figures of a year; the numbers behind the names are others each year."""
    shift = year - 2020
    inwoners, bijstand = f"AantalInwoners_{5 + shift}", f"PersonenPerSoortUitkeringBijstand_{83 + 3 * shift}"
    woz, wijziging = f"GemiddeldeWOZWaardeVanWoningen_{35 + shift}", "IndelingswijzigingWijkenEnBuurten_4"
    rows = [
        {
            "WijkenEnBuurten": code.ljust(10),
            wijziging: "1" if code[:2] in {"WK", "BU"} else ".",
            inwoners: people + shift,
            bijstand: None if people <= 300 else people // 50,
            woz: None,
        }
        for code, people in PEOPLE.items()
    ]
    more.setdefault(
        "info", {"Title": f"Kerncijfers {year}", "ShortDescription": "Status van de cijfers:\nDefinitief.\n\n"}
    )
    return V3Table(
        topics=[wijziging, inwoners, bijstand, woz], rows=rows, texts=(wijziging,),
        regions={code.ljust(10): f"{name} " for code, name in NAMES.items()}, **more,
    )  # fmt: skip


def crime_table(*, months=False):
    """Police: a second dimension with padded keys, and periods."""
    kinds = [
        {"Key": "0.0.0 ", "Title": "Totaal misdrijven"},
        {"Key": "1.1.1 ", "Title": "Diefstal/inbraak woning"},
    ]
    keys = [f"2020MM{month:02d}" for month in range(1, 13)] if months else ["2019JJ00", "2020JJ00"]
    column = "GeregistreerdeOverlast_1" if months else "GeregistreerdeMisdrijven_1"
    rows = [
        {"WijkenEnBuurten": code.ljust(10), "SoortMisdrijf": kind["Key"], "Perioden": key,
         column: people // 10 + (number if not months else 0) - 40 * (kind is kinds[1])}
        for code, people in PEOPLE.items() for kind in kinds for number, key in enumerate(keys)
    ]  # fmt: skip
    time = [{"Key": key, "Title": key[:4] + ("*" if key.startswith("2020") else ""), "Status": ""} for key in keys]
    regions = {code.ljust(10): name for code, name in NAMES.items()}
    return V3Table(topics=[column], rows=rows, regions=regions, dimensions={"SoortMisdrijf": kinds}, time=time)


def question(table="84799NED", *, years=(2020,), gemeente=GEMEENTE, of=KWB, known=None, wanted=None):
    return Question(
        table=table, family=of, catalogue=known or catalogue(of), years=years, gemeente=gemeente, indicators=wanted
    )


def figures(tables, code, period, level=Level.BUURT):
    """Return the figures of one indicator as a plain dict, for reading in a test."""
    table = next(one for one in tables if one.areas.level is level and code in one and period in one.periods)
    column = table.column(code, period)
    return dict(zip(table.areas.codes, column.values.tolist(), strict=True))


def square(x, y, size=100.0):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}
