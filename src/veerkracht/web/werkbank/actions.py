"""Everything that changes designs of a trajectory: saving a version, bringing one in, choosing one to work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from veerkracht.errors.web import NotNowError
from veerkracht.errors.werkbank import DesignFileError, ReservedDesignError, TooManyVersionsError
from veerkracht.index.design_toml import parse_design
from veerkracht.web.audit.record import record
from veerkracht.web.werkbank.designs import Choice, design_of, standard_of
from veerkracht.web.werkbank.models import DesignVersion, StandardDesign
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.werkbank_saved import is_reserved, saved_text

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.index.adjustments import Changes
    from veerkracht.index.design import IndexDesign
    from veerkracht.web.accounts.models import User

LARGEST_FILE = 500_000
"""Bytes; the longest shipped design takes 30,000."""

MOST_ITEMS = 300
"""Nodes and indicators; the longest shipped design has 60."""

MOST_VERSIONS = 500


def save_version(
    base: Choice, changes: Changes, *, trajectory: Trajectory, name: str, reason: str, catalogue: Catalogue, by: User
) -> DesignVersion:
    """Return the version of a design with changes that was saved.

    Raises:
        NotAllowedError: if this person may not.
        ReservedDesignError: if a shipped design has that name.
        TooManyVersionsError: if the trajectory has as many as it may.
        WerkbankError, DesignError: if the changes cannot be made, or name or reason is empty or too long.
    """
    require(by, Act.DESIGN_SAVE, trajectory)
    text = saved_text(base.design, changes, name=name, reason=reason, catalogue=catalogue)
    return _keep(trajectory, parse_design(text), text=text, by=by, act="werkbank.version.saved")


def import_version(content: bytes, *, trajectory: Trajectory, catalogue: Catalogue, by: User) -> DesignVersion:
    """Return the version that a TOML file holds.

    Raises:
        NotAllowedError: if this person may not.
        DesignFileError: if the file is too large, no text, or about figures that are not in the catalogue.
        DesignError: if it is no design; the message names the node.
        ReservedDesignError: if it has the code or name of a shipped design.
        TooManyVersionsError: if the trajectory has as many as it may.
    """
    require(by, Act.DESIGN_SAVE, trajectory)
    text = _decoded(content)
    try:
        design = parse_design(text)
    except RecursionError:  # brackets in brackets, thousands deep
        raise DesignFileError(what_nl="het is te diep genest", what_en="it is nested too deep") from None
    _check_size(design, catalogue=catalogue)
    for name in (design.code, design.name.nl, design.name.en):
        if is_reserved(name):
            raise ReservedDesignError(name, proposal=f"{name} 2")
    return _keep(trajectory, design, text=text, by=by, act="werkbank.version.imported")


def make_standard(choice: Choice, *, trajectory: Trajectory, by: User) -> str:
    """Return the key of the design that the trajectory worked with until now.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it works with this design already.
    """
    require(by, Act.DESIGN_SAVE, trajectory)
    with transaction.atomic():
        # One at a time within a trajectory, so that what was there before is what this one takes over from.
        Trajectory.objects.select_for_update().get(pk=trajectory.pk)
        before = standard_of(trajectory)
        if before == choice.key:
            raise NotNowError(
                why_nl="de werkbank van dit traject opent al met dit ontwerp",
                why_en="the werkbank of this trajectory opens with this design already",
            )
        made = StandardDesign.objects.create(trajectory=trajectory, design=choice.key, by=by)
        record(
            by,
            "werkbank.standard.chosen",
            made,
            organisation=trajectory.organisation_id,
            trajectory=trajectory.pk,
            before={"design": design_of(trajectory, before).name("nl")},
            after={"what": choice.name("nl"), "design": choice.name("nl")},
        )
    return before


def _keep(trajectory: Trajectory, design: IndexDesign, *, text: str, by: User, act: str) -> DesignVersion:
    said = design.version
    with transaction.atomic():
        # One at a time within a trajectory: two people who save at once get two numbers.
        Trajectory.objects.select_for_update().get(pk=trajectory.pk)
        last = DesignVersion.objects.filter(trajectory=trajectory).aggregate(last=Max("number"))["last"] or 0
        if last >= MOST_VERSIONS:
            raise TooManyVersionsError(last)
        version = DesignVersion.objects.create(
            trajectory=trajectory,
            number=last + 1,
            name=(said.name if said is not None else design.name.nl)[:200],
            code=design.code[:100],
            reason=(said.reason if said is not None else "")[:2000],
            based_on=(said.based_on if said is not None else "")[:100],
            text=text,
            by=by,
        )
        record(
            by,
            act,
            version,
            organisation=trajectory.organisation_id,
            trajectory=trajectory.pk,
            after={"what": str(version), "reason": version.reason, "number": version.number},
        )
    return version


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise DesignFileError(
            what_nl=f"het bestand is te groot ({len(content):,} bytes; hoogstens {LARGEST_FILE:,})".replace(",", "."),
            what_en=f"the file is too large ({len(content):,} bytes; at most {LARGEST_FILE:,})",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DesignFileError(
            what_nl=f"dit is geen tekst in UTF-8 (byte {error.start})", what_en=f"this is no UTF-8 text ({error.start})"
        ) from None
    if "\x00" in text:
        raise DesignFileError(what_nl="er staat een NUL-teken in", what_en="it holds a NUL character")
    return text


def _check_size(design: IndexDesign, *, catalogue: Catalogue) -> None:
    count = len(design.nodes) + len(design.indicators)
    if count > MOST_ITEMS:
        raise DesignFileError(
            what_nl=f"het heeft {count} onderdelen en indicatoren; hoogstens {MOST_ITEMS}",
            what_en=f"it has {count} parts and indicators; at most {MOST_ITEMS}",
        )
    unknown = [leaf.code for leaf in design.indicators if leaf.code not in catalogue]
    if unknown:
        names = ", ".join(unknown[:10])
        raise DesignFileError(
            what_nl=f"deze indicatoren staan niet in de catalogus: {names}",
            what_en=f"these indicators are not in the catalogue: {names}",
        )
