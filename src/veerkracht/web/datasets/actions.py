"""Everything that changes own tables: a file sent, mapped, taken in, undone, put away, shared."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.datasets import UploadGoneError, UploadTooLargeError
from veerkracht.errors.web import NotAllowedError, NotNowError
from veerkracht.web.audit.record import record
from veerkracht.web.datasets.models import (
    OwnTable,
    Share,
    Upload,
    UploadState,
)
from veerkracht.web.datasets.reading import store_of
from veerkracht.web.workspace.access import require, roles_on
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.opening import shipped_catalogue
from veerkracht.workflows.own_tables import Accept, Inspection, OwnMapping, inspect_upload

if TYPE_CHECKING:
    from django.db.models import Model

    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Organisation, Trajectory
    from veerkracht.workflows.own_tables import Checked, Version


def receive(organisation: Organisation, *, by: User, filename: str, size: int, chunks: Iterable[bytes]) -> Upload:
    """Return a file that waits to be taken in; one that may do harm or is no table is not kept.

    Args:
        organisation: to which it belongs.
        by: who sends it.
        filename: as the sender calls it.
        size: in bytes, as the request says.
        chunks: the content.

    Raises:
        NotAllowedError: if this person may not.
        UploadTooLargeError: if it is larger than may be.
        UploadError, FileError: if it is unsafe, damaged or no table.
    """
    require(by, Act.DATA_UPLOAD, organisation)
    most = int(settings.CONFIG.upload_mb * 1_000_000)
    if size > most:
        raise UploadTooLargeError(filename, size=size, most=most)
    upload = Upload(id=uuid.uuid4(), organisation=organisation, by=by, filename=filename[:200], size=size)
    path = upload.path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            file.writelines(chunks)
        inspection = inspect_upload(filename, path, catalogue=shipped_catalogue())
    except VeerkrachtError:
        path.unlink(missing_ok=True)
        raise
    with transaction.atomic():
        upload.sha256 = inspection.sha256
        upload.size = inspection.size
        upload.save()
        _record(by, "datasets.upload.received", upload, organisation, after={"file": upload.filename})
    return upload


def inspect(upload: Upload) -> Inspection:
    """Return what stands in a file that waits.

    Raises:
        UploadGoneError: if the file is gone.
        UploadError, FileError: if it cannot be read.
    """
    if not upload.path.is_file():
        raise UploadGoneError(upload.filename)
    return inspect_upload(upload.filename, upload.path, catalogue=shipped_catalogue())


def set_mapping(upload: Upload, *, by: User, mapping: OwnMapping) -> Upload:
    """Return the file with what its columns mean; nothing is taken in yet.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was taken in or put away.
    """
    require(by, Act.DATA_UPLOAD, upload.organisation)
    with transaction.atomic():
        upload = _draft(upload)
        upload.mapping = mapping.to_json()
        upload.save(update_fields=["mapping"])
        _record(by, "datasets.upload.mapped", upload, upload.organisation, after={"table": mapping.table})
    return upload


def keep(upload: Upload, *, by: User, checked: Checked, accept: Accept) -> OwnTable:
    """Return the table after the file was taken in as its newest version.

    Args:
        upload: the file that waits.
        by: who does it.
        checked: what the check of the file gave.
        accept: what is to happen to rows with a fault.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was taken in or put away.
        OwnTableError, WarehouseError: if it cannot be kept; nothing changed then.
    """
    require(by, Act.DATA_UPLOAD, upload.organisation)
    now = timezone.now()
    with transaction.atomic():
        upload = _draft(upload)
        # Last but the database: if that fails, the history of the store says so, and the next look repairs the row.
        version = store_of(upload.organisation).commit(checked, by=str(by.pk), at=now, accept=accept)
        table = _in_use(upload.organisation, version.table, version)
        upload.state, upload.table, upload.ended = UploadState.KEPT, table, now
        upload.save(update_fields=["state", "table", "ended"])
        after = {"version": version.number, "accepted": version.accepted, "faulty": version.faulty}
        _record(by, "datasets.table.kept", table, table.organisation, after=after)
        path = upload.path
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return table


def drop(upload: Upload, *, by: User) -> Upload:
    """Return a file that was put away; it can be brought back for 30 days.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was taken in or put away before.
    """
    require(by, Act.DATA_UPLOAD, upload.organisation)
    with transaction.atomic():
        upload = _draft(upload)
        upload.state, upload.ended = UploadState.DROPPED, timezone.now()
        upload.save(update_fields=["state", "ended"])
        _record(by, "datasets.upload.dropped", upload, upload.organisation)
    return upload


def bring_back(upload: Upload, *, by: User) -> Upload:
    """Return a file that waits again.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was not put away, or its file is gone.
    """
    require(by, Act.DATA_UPLOAD, upload.organisation)
    with transaction.atomic():
        upload = Upload.objects.select_for_update().select_related("organisation").get(pk=upload.pk)
        if upload.state != UploadState.DROPPED or not upload.path.is_file():
            raise NotNowError(why_nl="dit bestand ligt niet weg", why_en="this file was not put away")
        upload.state, upload.ended = UploadState.DRAFT, None
        upload.save(update_fields=["state", "ended"])
        _record(by, "datasets.upload.brought_back", upload, upload.organisation)
    return upload


def undo(table: OwnTable, *, by: User) -> OwnTable:
    """Return the table with its version before the present one in use; nothing is lost.

    Raises:
        NotAllowedError: if this person may not.
        OwnTableError: if there is nothing to undo, or the store cannot be written.
    """
    require(by, Act.DATA_UPLOAD, table.organisation)
    with transaction.atomic():
        table = OwnTable.objects.select_for_update().select_related("organisation").get(pk=table.pk)
        before = table.version
        version = store_of(table.organisation).undo(table.name, by=str(by.pk), at=timezone.now())
        table = _in_use(table.organisation, table.name, version)
        change = {"before": {"version": before}, "after": {"version": table.version}}
        _record(by, "datasets.table.undone", table, table.organisation, **change)
    return table


def restore(table: OwnTable, number: int, *, by: User) -> OwnTable:
    """Return the table with a version that was kept in use again.

    Raises:
        NotAllowedError: if this person may not.
        OwnTableError: if there is no such version, or the store cannot be written.
    """
    require(by, Act.DATA_UPLOAD, table.organisation)
    with transaction.atomic():
        table = OwnTable.objects.select_for_update().select_related("organisation").get(pk=table.pk)
        before = table.version
        version = store_of(table.organisation).restore(table.name, number, by=str(by.pk), at=timezone.now())
        table = _in_use(table.organisation, table.name, version)
        change = {"before": {"version": before}, "after": {"version": table.version}}
        _record(by, "datasets.table.restored", table, table.organisation, **change)
    return table


def share(table: OwnTable, trajectory: Trajectory, *, by: User) -> Share:
    """Return the sharing of a table: from now on everyone in the trajectory sees its figures.

    In a trajectory of another organisation in which the table's organisation takes part, the sharing holds as long as
    that partnership does.

    Raises:
        NotAllowedError: if this person may not share tables of the organisation, or neither that organisation nor this
            person takes part in the trajectory.
        NotNowError: if it is shared with it already.
    """
    require(by, Act.DATA_SHARE, table.organisation)
    with transaction.atomic():
        partnership = trajectory.partnerships.filter(organisation=table.organisation_id, ended=None).first()
        if partnership is None and not roles_on(by, trajectory):
            raise NotAllowedError(Act.DATA_SHARE.value)
        OwnTable.objects.select_for_update().get(pk=table.pk)
        before = table.shares.filter(trajectory=trajectory, ended=None)
        if before.that_hold().exists():
            raise NotNowError(why_nl="deze tabel is al gedeeld met dit traject", why_en="it is shared with it already")
        # What was shared in an earlier partnership, which is over, does not come back by itself.
        before.update(ended=timezone.now())
        made = Share.objects.create(table=table, trajectory=trajectory, partnership=partnership, by=by)
        _record(by, "datasets.table.shared", table, table.organisation, after={"trajectory": str(trajectory)})
    return made


def unshare(shared: Share, *, by: User) -> Share:
    """Return the sharing after it was taken back; reports that were made with the figures stay.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was taken back before.
    """
    require(by, Act.DATA_SHARE, shared.table.organisation)
    with transaction.atomic():
        shared = (
            Share.objects.select_for_update(of=("self",))
            .select_related("table__organisation", "trajectory")
            .get(pk=shared.pk)
        )
        if shared.ended is not None:
            raise NotNowError(why_nl="deze tabel is niet meer gedeeld", why_en="it is not shared any more")
        shared.ended = timezone.now()
        shared.save(update_fields=["ended"])
        table = shared.table
        _record(by, "datasets.table.unshared", table, table.organisation, before={"trajectory": str(shared.trajectory)})
    return shared


def settle(organisation: Organisation) -> None:
    """See to it that the pages know the tables as the store has them, after a server that stopped halfway.

    Raises:
        OwnStoreError: if the store cannot be read.
    """
    kept = {one.version.table: one.version for one in store_of(organisation).current()}
    known = {one.name: one for one in OwnTable.objects.filter(organisation=organisation)}
    for name in kept.keys() | known.keys():
        version, row = kept.get(name), known.get(name)
        number = None if version is None else version.number
        if row is not None and row.version == number:
            continue
        with transaction.atomic():
            table = _in_use(organisation, name, version)
            _record(None, "datasets.table.settled", table, organisation, after={"version": number})


def _draft(upload: Upload) -> Upload:
    upload = Upload.objects.select_for_update().select_related("organisation").get(pk=upload.pk)
    if upload.state != UploadState.DRAFT:
        raise NotNowError(
            why_nl="dit bestand is al opgenomen of weggelegd", why_en="this file was taken in or put away before"
        )
    return upload


def _in_use(organisation: Organisation, name: str, version: Version | None) -> OwnTable:
    """Return the row of a table as its store has it now."""
    values: dict[str, object] = {"version": None if version is None else version.number}
    if version is not None:
        values |= {"title": version.title[:200], "kind": version.kind.value}
    table, _made = OwnTable.objects.update_or_create(organisation=organisation, name=name, defaults=values)
    return table


def _record(
    by: User | None,
    act: str,
    on: Model,
    organisation: Organisation,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record(by, act, on, organisation=organisation.pk, before=before, after=after)
