"""What a report says where areas got other codes or borders and their past was carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.conversion import CONVERTED_NOTE, RESIDENTS
from veerkracht.facts.tables import Reason
from veerkracht.report.wording import level_word, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.report.quickscan.inputs import LevelFindings, Subject


def recoded_remarks(subject: Subject, levels: Sequence[LevelFindings]) -> tuple[str, ...]:
    """Return one remark for each level of which figures were carried over: which years, and for how many areas not."""
    found = []
    for one in levels:
        table = one.table
        carried = [
            (code, period)
            for (code, period), sources in table.provenance.items()
            if _is_published(subject, code) and any(CONVERTED_NOTE in source.note for source in sources)
        ]
        if not carried:
            continue
        years = sorted({period for _, period in carried})
        code = RESIDENTS if (RESIDENTS, years[0]) in carried else carried[0][0]
        lost = max(int((table.column(code, p).reasons == Reason.NOT_COMPARABLE).sum()) for c, p in carried if c == code)
        nl, en = (level_word(one.level, taal=taal) for taal in ("nl", "en"))
        when = listing([str(period) for period in years], taal=subject.taal)
        found.append(
            subject.say(
                f"Van {subject.here} veranderden de codes of grenzen van {nl}. De cijfers van {when} zijn omgerekend "
                f"naar de {nl} van {table.areas.year}: met een koppeltabel, of zonder die tabel met de kaarten van "
                f"toen en nu. {lost} van de {len(table.areas)} {nl} zijn niet te vergelijken.",
                f"In {subject.here} codes or borders of {en} changed. Figures of {when} were carried over to the {en} "
                f"of {table.areas.year}: with a link table, or without one with the maps of then and now. {lost} of "
                f"the {len(table.areas)} {en} cannot be compared.",
            )
        )
    return tuple(found)


def _is_published(subject: Subject, code: str) -> bool:
    """Return whether a figure is not made from others, which may be of other years."""
    return code not in subject.catalogue or subject.catalogue[code].derivation is None
