"""Everything that changes a wijkschets: begun, a line changed, published, signed. Each adds; none overwrites.

The board of an atelier is read before a transaction begins, never in it: who adds to the board holds it while waiting
for the database, and two who wait for each other wait for ever.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.schets import NotYourPartyError, NoVersionError, SchetsNotReadyError, WordOfPartyError
from veerkracht.web.audit.record import record
from veerkracht.web.schets.models import Schets, SchetsSignOff, SchetsVersion
from veerkracht.web.schets.parties import leads, voices_for
from veerkracht.web.schets.reading import draft_of, grounds_with, newest, on_board, parties_of, values_of
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.schets_checks import faults_of
from veerkracht.wijkschets.schets_draft import About
from veerkracht.wijkschets.schets_edits import (
    free_key,
    key_of,
    line_of,
    renamed,
    with_line,
    with_line_moved,
    without_line,
)
from veerkracht.workflows.schetsen import check_party, grounds_from, grounds_values, schets_from, schets_values

if TYPE_CHECKING:
    from datetime import date

    from veerkracht.facts.language import Taal
    from veerkracht.web.accounts.models import User
    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.schets.reading import OnBoard
    from veerkracht.web.workspace.models import Organisation, Trajectory
    from veerkracht.wijkschets.grounds import Grounds
    from veerkracht.wijkschets.schets import Cite, Verdict, Wijkschets
    from veerkracht.wijkschets.schets_edits import Line


def make_schets(
    trajectory: Trajectory, *, by: User | None, area: str, title: str, atelier: Atelier | None = None, taal: Taal = "nl"
) -> Schets:
    """Return a new wijkschets with a first draft: the words of the board, each with what it rests on.

    Args:
        trajectory: that it belongs to.
        by: who begins; None for the program itself (the demo).
        area: code of the wijk or buurt.
        title: as people call it.
        atelier: whose board the draft is made from; None starts from the figures alone.
        taal: language of the few words that a draft adds around a quotation.

    Raises:
        NotAllowedError: if this person may not.
    """
    if by is not None:
        require(by, Act.ATELIER_LEAD, trajectory)
    schets = Schets(trajectory=trajectory, atelier=atelier, area=area, title=title.strip())
    about = About(area=area, title=schets.title, on=timezone.localdate(), taal=taal)
    draft, grounds = draft_of(schets, about=about)
    with transaction.atomic():
        schets.save()
        _add(schets, draft, by=by, note="draft", grounds=grounds)
        _note(by, "schets.made", schets)
    return schets


def change_line(schets: Schets, *, by: User, part: str, line: Line, base: int) -> str:
    """Save a line as someone wrote it; return the key under which it stands.

    If someone else changed or removed the same line since `base`, both stand: this one right behind, under a key of its
    own.

    Raises:
        NotAllowedError: if this person may not.
        NoLineError: if there is no such part.
        SchetsFileError: if the line is too long, or there are too many.
    """
    require(by, Act.ATELIER_LEAD, schets.trajectory)
    board = on_board(schets)
    with transaction.atomic():
        locked, now = _locked(schets)
        key = key_of(line)
        before = schets.versions.filter(number=base).first()
        mine = line_of(values_of(before), part, key) if before is not None else None
        theirs = line_of(now, part, key)
        is_moved = bool(key) and theirs not in (mine, line)
        standing = line if key and not is_moved else renamed(line, free_key(now, part))
        _add(
            locked,
            with_line(now, part, standing, after=key),
            by=by,
            note=f"line.changed {key_of(standing)}",
            grounds=_grounds(locked, board),
        )
        _note(by, "schets.changed", locked, after={"line": key_of(standing)})
    return key_of(standing)


def remove_line(schets: Schets, *, by: User, part: str, key: str) -> None:
    """Take a line out; it stays in the versions before.

    Raises:
        NotAllowedError: if this person may not.
        NoLineError: if there is no such part.
    """
    require(by, Act.ATELIER_LEAD, schets.trajectory)
    board = on_board(schets)
    with transaction.atomic():
        locked, now = _locked(schets)
        _add(locked, without_line(now, part, key), by=by, note=f"line.removed {key}", grounds=_grounds(locked, board))
        _note(by, "schets.changed", locked, after={"line": key})


def move_line(schets: Schets, *, by: User, part: str, key: str, places: int) -> None:
    """Put a line further down, or up for a negative number.

    Raises:
        NotAllowedError: if this person may not.
        NoLineError: if there is no such line.
    """
    require(by, Act.ATELIER_LEAD, schets.trajectory)
    board = on_board(schets)
    with transaction.atomic():
        locked, now = _locked(schets)
        _add(
            locked,
            with_line_moved(now, part, key, by=places),
            by=by,
            note=f"line.moved {key}",
            grounds=_grounds(locked, board),
        )
        _note(by, "schets.changed", locked, after={"line": key})


def change_head(schets: Schets, *, by: User, title: str, key_figures: tuple[Cite, ...]) -> None:
    """Change the title and the figures at the top.

    Raises:
        NotAllowedError: if this person may not.
        SchetsFileError: if the title is empty or too long, or there are too many figures.
    """
    require(by, Act.ATELIER_LEAD, schets.trajectory)
    board = on_board(schets)
    with transaction.atomic():
        locked, now = _locked(schets)
        _add(
            locked,
            replace(now, title=title.strip(), key_figures=key_figures),
            by=by,
            note="head.changed",
            grounds=_grounds(locked, board),
        )
        Schets.objects.filter(pk=locked.pk).update(title=title.strip())
        _note(by, "schets.changed", locked, after={"title": title.strip()})


def publish(schets: Schets, *, by: User | None) -> int:
    """Publish what stands now as a version of its own; return its number.

    Raises:
        NotAllowedError: if this person may not.
        SchetsNotReadyError: if something stands in the way; the page says what.
    """
    if by is not None:
        require(by, Act.ATELIER_LEAD, schets.trajectory)
    board = on_board(schets)
    with transaction.atomic():
        locked, now = _locked(schets)
        grounds = _grounds(locked, board)
        faults = faults_of(now, grounds.known())
        if faults:
            first = faults[0].what
            raise SchetsNotReadyError(number=len(faults), first_nl=first.nl, first_en=first.en)
        version = _add(locked, now, by=by, note="published", grounds=grounds, published=True)
        _note(by, "schets.published", locked, after={"version": version.number})
    return version.number


def sign(
    schets: Schets,
    *,
    by: User | None,
    number: int,
    party: str,
    verdict: Verdict,
    reason: str,
    organisation: Organisation | None = None,
    said_by: str = "",
    said_on: date | None = None,
) -> None:
    """Note what a party says of a published version: one's own party's word today, or for who leads that of any.

    Args:
        schets: that it is about.
        by: who notes it; None for the program itself (the demo).
        number: of the version.
        party: key of the role.
        verdict: what it says.
        reason: why; needed where it does not agree.
        organisation: in whose name; None for a role that is no organisation here.
        said_by: who said it; left out by someone of the organisation, who then says it.
        said_on: the day; None for today.

    Raises:
        NotAllowedError: if this person may not see ateliers here.
        NotYourPartyError: if this person is of no organisation of that party, and does not lead.
        NoVersionError: if there is no such published version.
        SchetsFileError: if there is no such party, or one that does not agree gives no reason.
        WordOfPartyError: if it is not said by whom, or the day cannot be.
    """
    check_party(party, verdict=verdict, reason=reason, known=parties_of(schets))
    _check_voice(schets, by=by, party=party, organisation=organisation)
    is_own = by is not None and not leads(by, schets)
    today = timezone.localdate()
    said_by, said_on = (str(by), today) if is_own else (said_by.strip(), said_on or today)
    with transaction.atomic():
        said = SchetsSignOff.objects.create(
            version=_signable(schets, number, said_by=said_by, said_on=said_on),
            party=party,
            organisation=organisation,
            verdict=str(verdict),
            reason=reason.strip(),
            said_by=said_by,
            said_on=said_on,
            is_own=is_own,
            by=by,
        )
        _note(by, "schets.signed" if is_own else "schets.noted", schets, after=_told(said))


def _check_voice(schets: Schets, *, by: User | None, party: str, organisation: Organisation | None) -> None:
    if by is not None:
        require(by, Act.ATELIER_VIEW, schets.trajectory)
    voices = voices_for(by, schets, taal="nl")
    if (party, organisation) not in [(one.party, one.organisation) for one in voices]:
        raise NotYourPartyError(parties_of(schets)[party].nl)


def _signable(schets: Schets, number: int, *, said_by: str, said_on: date) -> SchetsVersion:
    """Return a published version about which something can have been said by someone on a day."""
    version = schets.versions.filter(number=number, is_published=True).first()
    if version is None:
        raise NoVersionError(number)
    first = timezone.localdate(version.at)
    if not said_by or not first <= said_on <= timezone.localdate():
        raise WordOfPartyError(said_by=said_by, on=said_on, first=first)
    return version


def _told(said: SchetsSignOff) -> dict[str, object]:
    return {
        "version": said.version.number,
        "party": said.party,
        "organisation": str(said.organisation or ""),
        "verdict": said.verdict,
        "said_by": said.said_by,
        "said_on": said.said_on.isoformat(),
    }


def _locked(schets: Schets) -> tuple[Schets, Wijkschets]:
    every = Schets.objects.select_related("trajectory", "atelier")
    # Of this row only: PostgreSQL locks nothing on the side of a join that may be empty.
    locked = every.select_for_update(of=("self",)).get(pk=schets.pk)
    return locked, values_of(newest(locked))


def _grounds(schets: Schets, board: OnBoard) -> Grounds:
    return grounds_with(schets, grounds_from(newest(schets).grounds), board)


def _add(
    schets: Schets,
    made: Wijkschets,
    *,
    by: User | None,
    note: str,
    grounds: Grounds,
    published: bool = False,
) -> SchetsVersion:
    """Add a version. Of cards and texts it keeps who wrote them, not what: their words can still be erased."""
    number = schets.number + 1
    values = schets_values(replace(made, number=number, on=timezone.localdate()))
    schets_from(values)  # what is too long or too many is refused before anything is kept
    cited = grounds.only(made.cites())
    cited = replace(
        cited,
        cards=tuple(replace(one, text="", cluster="") for one in cited.cards),
        texts=tuple(replace(one, text="") for one in cited.texts),
    )
    version = SchetsVersion.objects.create(
        schets=schets,
        number=number,
        values=values,
        grounds=grounds_values(cited),
        is_published=published,
        note=note,
        by=by,
    )
    schets.number = number
    schets.published = number if published else schets.published
    schets.save(update_fields=["number", "published"])
    return version


def _note(by: User | None, act: str, schets: Schets, *, after: dict[str, object] | None = None) -> None:
    record(
        by,
        act,
        schets,
        organisation=schets.trajectory.organisation_id,
        trajectory=schets.trajectory_id,
        after=after,
    )
