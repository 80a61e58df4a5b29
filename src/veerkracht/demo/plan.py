"""The plan of the demo city: its wijken and buurten, what kind they are and what happens to them.

Everything here is invented. The levels per kind of wijk lie in the range that real Dutch buurten of
four middle-sized cities show (Kerncijfers 2021, Leefbaarometer 2024), so that maps look as they would.
"""

from __future__ import annotations

from dataclasses import dataclass

# No Dutch gemeente has a code above GM1992; 9901-9906 parse as codes and can never be taken for a real one.
CITY = "GM9901"
CITY_NAME = "Vloedstede (fictief)"
PEERS = {
    "GM9902": "Rietmonde (fictief)",
    "GM9903": "Zilverzijl (fictief)",
    "GM9904": "Eikenhage (fictief)",
    "GM9905": "Marewoude (fictief)",
    "GM9906": "Kromhaven (fictief)",
}
CORPORATIONS = ("Woonstichting De Vloedlijn (fictief)", "Wonen Onder De Linden (fictief)")

FIRST_YEAR, LAST_YEAR = 2013, 2024
# Two buurten traded a strip of land when the polder was built; counts before that year do not compare.
BOUNDARY_CHANGE_YEAR = 2019
BOUNDARY_CHANGE = ("Kikkerbeet", "Krabbenscheer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is usual in a kind of wijk at the start of the series.

    Attributes:
        residents: of one buurt.
        household: persons per household.
        ages: shares of residents aged 0-15, 15-25, 25-45, 45-65 and 65 and over.
        houses, corporation, owned, before_2000: shares of dwellings.
        woz: mean value, x 1,000 euro.
        burden: share on social assistance or a disability benefit, of those aged 15-65.
        income: mean standardised household income, x 1,000 euro.
        low_education, high_education: shares of residents aged 15-75.
        fys, onv, soc, vrz, won: Leefbaarometer, points from the national mean.
        crimes: registered per 1,000 residents a year.
    """

    residents: int
    household: float
    ages: tuple[float, float, float, float, float]
    houses: float
    corporation: float
    owned: float
    before_2000: float
    woz: float
    burden: float
    income: float
    low_education: float
    high_education: float
    fys: float
    onv: float
    soc: float
    vrz: float
    won: float
    crimes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens to a buurt between 2014 and 2024, beyond what happens everywhere.

    Attributes:
        burden: change of the share with low self-reliance, in points of a share (0.05 is five per cent).
        onv, soc: change of the Leefbaarometer dimension.
        corporation: change of the share of corporation dwellings.
    """

    burden: float = 0.0
    onv: float = 0.0
    soc: float = 0.0
    corporation: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WijkPlan:
    """One wijk: where its middle lies (km east and north of the Vismarkt), how wide it is, and its buurten."""

    name: str
    kind: str
    east: float
    north: float
    reach: float
    buurten: tuple[str, ...]


KINDS = {
    "binnenstad": Kind(
        residents=1900, household=1.45, ages=(0.07, 0.22, 0.38, 0.20, 0.13), houses=0.14, corporation=0.22,
        owned=0.34, before_2000=0.86, woz=225, burden=0.080, income=24.5, low_education=0.16, high_education=0.50,
        fys=0.02, onv=-0.11, soc=-0.03, vrz=0.31, won=0.00, crimes=130
    ),
    "singels": Kind(
        residents=2500, household=1.75, ages=(0.13, 0.16, 0.38, 0.21, 0.12), houses=0.45, corporation=0.36,
        owned=0.44, before_2000=0.93, woz=195, burden=0.110, income=23.5, low_education=0.25, high_education=0.42,
        fys=0.00, onv=-0.04, soc=-0.02, vrz=0.16, won=-0.03, crimes=58
    ),
    "tuindorp": Kind(
        residents=1900, household=2.05, ages=(0.17, 0.11, 0.29, 0.26, 0.17), houses=0.82, corporation=0.56,
        owned=0.38, before_2000=0.91, woz=180, burden=0.125, income=22.5, low_education=0.32, high_education=0.28,
        fys=0.02, onv=-0.02, soc=0.02, vrz=0.06, won=-0.02, crimes=41
    ),
    "haven": Kind(
        residents=1450, household=1.75, ages=(0.12, 0.15, 0.42, 0.22, 0.09), houses=0.20, corporation=0.31,
        owned=0.42, before_2000=0.55, woz=205, burden=0.090, income=25.5, low_education=0.21, high_education=0.44,
        fys=0.00, onv=-0.05, soc=0.00, vrz=0.09, won=0.03, crimes=70
    ),
    "hoogbouw": Kind(
        residents=3300, household=1.95, ages=(0.18, 0.15, 0.28, 0.23, 0.16), houses=0.14, corporation=0.74,
        owned=0.17, before_2000=0.93, woz=130, burden=0.205, income=18.6, low_education=0.43, high_education=0.17,
        fys=-0.02, onv=-0.10, soc=-0.06, vrz=0.06, won=-0.09, crimes=68
    ),
    "tuinstad": Kind(
        residents=2700, household=2.05, ages=(0.16, 0.13, 0.26, 0.25, 0.20), houses=0.46, corporation=0.58,
        owned=0.33, before_2000=0.94, woz=150, burden=0.155, income=20.6, low_education=0.37, high_education=0.22,
        fys=0.01, onv=-0.05, soc=-0.01, vrz=0.03, won=-0.04, crimes=49
    ),
    "jaren70": Kind(
        residents=2500, household=2.3, ages=(0.16, 0.12, 0.23, 0.28, 0.21), houses=0.79, corporation=0.34,
        owned=0.59, before_2000=0.97, woz=185, burden=0.088, income=24.4, low_education=0.28, high_education=0.29,
        fys=0.03, onv=0.03, soc=0.05, vrz=-0.03, won=0.02, crimes=31
    ),
    "villa": Kind(
        residents=1250, household=2.45, ages=(0.18, 0.10, 0.17, 0.32, 0.23), houses=0.93, corporation=0.04,
        owned=0.87, before_2000=0.86, woz=410, burden=0.032, income=39.0, low_education=0.10, high_education=0.56,
        fys=0.06, onv=0.10, soc=0.12, vrz=-0.05, won=0.10, crimes=18
    ),
    "polder": Kind(
        residents=3000, household=2.7, ages=(0.25, 0.12, 0.31, 0.24, 0.08), houses=0.86, corporation=0.22,
        owned=0.71, before_2000=0.06, woz=275, burden=0.048, income=31.0, low_education=0.16, high_education=0.44,
        fys=0.00, onv=0.07, soc=0.06, vrz=-0.03, won=0.08, crimes=20
    ),
    "dorp": Kind(
        residents=1050, household=2.35, ages=(0.16, 0.11, 0.20, 0.32, 0.21), houses=0.91, corporation=0.18,
        owned=0.75, before_2000=0.82, woz=230, burden=0.050, income=27.0, low_education=0.27, high_education=0.30,
        fys=0.03, onv=0.11, soc=0.11, vrz=-0.14, won=0.06, crimes=15
    ),
}  # fmt: skip

WIJKEN = (
    WijkPlan(name="Binnenstad", kind="binnenstad", east=0.0, north=0.75, reach=0.55,
             buurten=("Vismarkt", "Kaaibuurt", "Sint-Annakwartier", "Munthof", "Weverseiland", "Stationskwartier")),
    WijkPlan(name="De Singels", kind="singels", east=1.75, north=1.15, reach=0.75,
             buurten=("Singelbuurt", "Lakenveld", "Blekerspad", "Ooievaarsnest", "Spinhuis", "Tuinstraten")),
    WijkPlan(name="Zonneweide", kind="tuindorp", east=-1.75, north=1.35, reach=0.70,
             buurten=("De Kleine Brink", "Kersengaard", "Merelhof", "Rozenhagen", "Zonnewijzer")),
    WijkPlan(name="Havenkwartier", kind="haven", east=-2.3, north=-0.85, reach=0.85,
             buurten=("Oude Werf", "Graanzolder", "Zoutkade", "Nieuwe Werf", "Industriehaven")),
    WijkPlan(name="Noorderwaard", kind="hoogbouw", east=0.0, north=2.9, reach=0.95,
             buurten=("Lepelaarplein", "Reigerveld", "Sternenbuurt", "Wulpenhoek", "Kievitslaan",
                      "Plevierhof", "Kraanvogelbuurt", "Noorderpark")),
    WijkPlan(name="Kruidenhof", kind="tuinstad", east=0.0, north=-1.75, reach=0.90,
             buurten=("Anijsplein", "Salieveld", "Tijmhof", "Lavendelbuurt", "Dragonlaan", "Kamillehof",
                      "Venkelhof")),
    WijkPlan(name="De Horsten", kind="jaren70", east=2.5, north=-1.55, reach=0.95,
             buurten=("Reehorst", "Dassenhorst", "Vossenhorst", "Eekhoornhorst", "Hazenhorst",
                      "Egelhorst", "Marterhorst")),
    WijkPlan(name="Hoge Hagen", kind="villa", east=2.65, north=3.05, reach=0.80,
             buurten=("Beukenhage", "Eikrode", "Hagenpark", "De Uitkijk")),
    WijkPlan(name="Waterrijk", kind="polder", east=4.35, north=0.75, reach=1.00,
             buurten=("Gele Lis", "Watermunt", "Pijlkruid", "Zwanenbloem", "Dotterhof", "Kikkerbeet", "Krabbenscheer")),
    WijkPlan(name="Oudevloed", kind="dorp", east=-4.3, north=0.95, reach=1.15,
             buurten=("Dorpskern Oudevloed", "Kerkbuurt", "Molenakkers", "De Weerden", "Bedrijvenpark De Schans",
                      "Meibuurt")),
)  # fmt: skip

# Buurten that are small for their wijk; the business park has no residents at all.
RESIDENTS = {
    "Industriehaven": 35,
    "De Weerden": 130,
    "Bedrijvenpark De Schans": 0,
    "Stationskwartier": 850,
    "Noorderpark": 620,
}

# Buurten of each of the four classes of the veerkrachtkaart; all others drift by chance.
STORIES = {
    "Reigerveld": Story(burden=0.085, onv=-0.120, soc=-0.050),
    "Sternenbuurt": Story(burden=0.070, onv=-0.105, soc=-0.035),
    "Venkelhof": Story(burden=0.060, onv=-0.085, soc=-0.020),
    "Spinhuis": Story(burden=0.055, onv=-0.080, soc=-0.020),
    "Wulpenhoek": Story(burden=0.060, onv=-0.070),
    "Plevierhof": Story(burden=0.075, onv=0.035, soc=0.060),
    "Kersengaard": Story(burden=0.060, onv=0.040, soc=0.055),
    "Salieveld": Story(burden=0.055, onv=0.030, soc=0.045),
    "Lepelaarplein": Story(burden=-0.085, onv=0.100, soc=0.030, corporation=-0.26),
    "Lakenveld": Story(burden=-0.050, onv=0.060, soc=0.020, corporation=-0.10),
    "Nieuwe Werf": Story(burden=-0.040, onv=0.060, corporation=-0.08),
    "Tijmhof": Story(burden=-0.045, onv=0.055, corporation=-0.09),
    "Vismarkt": Story(burden=-0.012, onv=-0.095),
    "Stationskwartier": Story(burden=-0.015, onv=-0.100),
    "Vossenhorst": Story(burden=-0.010, onv=-0.075, soc=-0.040),
}
