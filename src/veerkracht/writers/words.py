"""The few words that writers add to a report themselves, in both languages."""

from __future__ import annotations

from veerkracht.facts.language import Bilingual

WORDS = {
    "contents": Bilingual("Inhoud", "Contents"),
    "sources": Bilingual("Bronnen", "Sources"),
    "source": Bilingual("Bron", "Source"),
    "figure": Bilingual("Figuur", "Figure"),
    "table": Bilingual("Tabel", "Table"),
    "data": Bilingual("De cijfers bij deze figuur", "The figures behind this picture"),
    "data_in": Bilingual("De cijfers staan in tabel", "The figures are in table"),
    "appendix": Bilingual("Tabellen bij de kaarten en grafieken", "Tables behind the maps and charts"),
    "note": Bilingual("Let op", "Note"),
    "note_number": Bilingual("noot", "note"),
    "notes": Bilingual("Noten", "Notes"),
    "missing": Bilingual("ontbreekt", "missing"),
    "fictitious": Bilingual(
        "Fictief: deze stad en deze cijfers zijn verzonnen", "Fictitious: this city and these figures are invented"
    ),
    "fictitious_short": Bilingual("FICTIEF", "FICTITIOUS"),
    "skip": Bilingual("Ga naar de inhoud", "Skip to the contents"),
    "page": Bilingual("Pagina", "Page"),
    "of": Bilingual("van", "of"),
    "data_version": Bilingual("Gegevensversie", "Data version"),
    "publisher": Bilingual("Bron", "Source"),
    "licence": Bilingual("Licentie", "Licence"),
    "retrieved": Bilingual("Opgehaald", "Retrieved"),
    "remarks": Bilingual("Bijzonderheden", "Remarks"),
    "modelled": Bilingual("schatting uit een model", "estimate from a model"),
    "provisional": Bilingual("voorlopig", "provisional"),
    "invented": Bilingual("verzonnen", "invented"),
    "boundaries": Bilingual("grenzen van", "boundaries of"),
    "sources_caption": Bilingual("Waar de cijfers vandaan komen", "Where the figures come from"),
    "legend": Bilingual("Legenda", "Legend"),
    "made_with": Bilingual("Gemaakt met Veerkracht, open software", "Made with Veerkracht, open software"),
    "number": Bilingual("aantal", "count"),
    "back": Bilingual("terug naar de tekst", "back to the text"),
}  # fmt: skip
"""By the name that templates use."""


def words_in(language: str) -> dict[str, str]:
    """Return all of them in one language."""
    return {name: text.nl if language == "nl" else text.en for name, text in WORDS.items()}
