"""Reads the parameters from TOML: every field of `Coefficients` must be there, and nothing else."""

from __future__ import annotations

from typing import Final

from veerkracht.errors.scenario import ParameterNameError, ScenarioMissingKeyError
from veerkracht.facts.grades import Grade
from veerkracht.stad.distribution import Distribution, Meaning, Shape, checked
from veerkracht.stad.parameters import SIZES, Evidence, Parameter, ParameterSet, Switch
from veerkracht.stad.toml_section import Section, header_lines, read_toml

DOCUMENT: Final = "Parameters"
ELEMENTS: Final = {
    "stages": ("young", "family", "midlife", "senior"),
    "segments": ("owned", "cheap", "dear", "private"),
    "reliances": ("drager", "between", "vrager"),
    "incomes": ("income_1", "income_2", "income_3", "income_4", "income_5"),
}


def parse_parameters(text: str) -> ParameterSet:
    """Return the parameters that a TOML text describes.

    The text has `[switches.<name>]` and, for each field of `Coefficients`, `[parameters.<field>]` with a `kind` of
    distribution (see `Shape`) and its numbers, one each or a list over the elements of the field.

    Raises:
        ScenarioSyntaxError: if the text is not TOML.
        ParameterNameError: if a parameter is no field of `Coefficients`, or names a switch that is not there.
        ScenarioMissingKeyError: if a field of `Coefficients`, or a key, is missing.
        ScenarioKeyError: if a key means nothing.
        ScenarioValueError, ParameterRangeError: if a value or a range cannot be.
    """
    root = Section(read_toml(text, document=DOCUMENT), document=DOCUMENT, where="[top]")
    lines = header_lines(text)
    switches = {}
    if root.may("switches"):
        table = root.inner("switches")
        switches = {name: _switch(name, table.inner(name)) for name in table}
    table = Section(root.take("parameters"), document=DOCUMENT, where="[parameters]")
    root.finish()
    for name in table:
        if name not in SIZES:
            line = lines.get(f"parameters.{name}", [0])[0]
            raise ParameterNameError(name, document=DOCUMENT, where=f"[parameters.{name}]", known=SIZES, line=line)
    found = {}
    for name in SIZES:
        if name not in table:
            raise ScenarioMissingKeyError(name, document=DOCUMENT, where="[parameters]", line=0)
        line = lines.get(f"parameters.{name}", [0])[0]
        section = Section(table.take(name), document=DOCUMENT, where=f"[parameters.{name}]", line=line)
        found[name] = _parameter(name, section, switches=switches)
    return ParameterSet(parameters=found, switches=switches, changed={})


def read_distribution(section: Section) -> Distribution:
    """Return the distribution whose keys stand in a section: `kind`, `central`, `low`, `high`, `zero`, `cases`, `draw`.

    Only the keys of its kind are asked for. Whether the numbers can be is checked by `checked`, which knows the
    parameter.

    Raises:
        ScenarioMissingKeyError, ScenarioValueError: if a key is missing or its value cannot be.
    """
    shape = Shape(section.word("kind", known=[each.value for each in Shape]))
    ranged = shape not in (Shape.FIXED, Shape.BETA)
    return Distribution(
        shape=shape,
        central=() if shape is Shape.ZERO_OR else section.numbers("central"),
        low=section.numbers("low") if ranged else (),
        high=section.numbers("high") if ranged else (),
        zero=section.number("zero") if shape is Shape.ZERO_OR else 0.0,
        cases=section.number("cases") if shape is Shape.BETA else 0.0,
        together=shape is Shape.FIXED
        or section.word("draw", known=("together", "each"), default="together") == "together",
    )


def _parameter(name: str, section: Section, *, switches: dict[str, Switch]) -> Parameter:
    size = SIZES[name]
    meaning = Meaning(section.word("meaning", known=[each.value for each in Meaning]))
    distribution = checked(
        read_distribution(section),
        meaning=meaning,
        size=size,
        where=section.where,
        document=DOCUMENT,
        line=section.line,
    )
    switch = section.text("switch", default="")
    follows = section.word("follows", known=[*SIZES, ""], default="")
    if switch and switch not in switches:
        raise ParameterNameError(
            switch, document=DOCUMENT, where=section.where, known=switches, line=section.line, switch=True
        )
    grade = Grade(section.word("grade", known=[each.value for each in Grade]))
    made = Parameter(
        name=name,
        label=section.bilingual("label"),
        unit=section.bilingual("unit"),
        meaning=meaning,
        elements=_elements(section, size=size),
        distribution=distribution,
        grade=grade,
        source=section.text("source"),
        address=section.text("address", default="") if grade in (Grade.C, Grade.D) else section.text("address"),
        note=section.bilingual("note"),
        identified_by=_identified(section),
        follows=follows,
        switch=switch,
        off=section.numbers("off") if switch else (),
    )
    section.finish()
    return made


def _elements(section: Section, *, size: int) -> tuple[str, ...]:
    """Return the names of the elements: a word of `ELEMENTS`, or a list of as many names as the field has numbers."""
    if size == 1:
        return ()
    value = section.take("elements")
    names = ELEMENTS[section.as_word("elements", value, known=ELEMENTS)] if isinstance(value, str) else ()
    names = names or section.words("elements")
    if len(names) != size:
        raise section.wrong("elements", value, right_en=f"{size} names", right_nl=f"{size} namen")
    return names


def _identified(section: Section) -> frozenset[Evidence]:
    value = section.take("identified_by")
    if not isinstance(value, list):
        raise section.wrong("identified_by", value, right_en="a list", right_nl="een lijst")
    known = [each.value for each in Evidence]
    return frozenset(Evidence(section.as_word("identified_by", each, known=known)) for each in value)


def _switch(name: str, section: Section) -> Switch:
    made = Switch(
        name=name,
        label=section.bilingual("label"),
        on=section.truth("on", default=False),
        pro=section.bilingual("pro"),
        con=section.bilingual("con"),
    )
    section.finish()
    return made
