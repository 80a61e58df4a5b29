"""What a worker lets go of by itself; apart from the other actions, which load the method to read files with."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from veerkracht.web.audit.record import record
from veerkracht.web.datasets.models import KEPT_AFTER_DROPPING, Upload, UploadState, uploads_folder


def clear_dropped() -> int:
    """Let go for good of files that were put away more than 30 days ago; return how many."""
    old = Upload.objects.filter(state=UploadState.DROPPED, ended__lt=timezone.now() - KEPT_AFTER_DROPPING)
    gone = 0
    for upload in old.select_related("organisation"):
        with transaction.atomic():
            record(None, "datasets.upload.cleared", upload, organisation=upload.organisation_id)
            path = upload.path
            upload.delete()
        path.unlink(missing_ok=True)
        gone += 1
    known = {str(one) for one in Upload.objects.values_list("pk", flat=True)}
    before = (timezone.now() - KEPT_AFTER_DROPPING).timestamp()
    for stray in uploads_folder().glob("*"):
        # Left by a server that stopped between writing a file and telling the database.
        if stray.name not in known and stray.stat().st_mtime < before:
            stray.unlink(missing_ok=True)
    return gone
