"""What a worker lets go of by itself; apart from the other actions, which load the method."""

from __future__ import annotations

import shutil

from django.db import transaction
from django.utils import timezone

from veerkracht.web.audit.record import record
from veerkracht.web.jobs.files import folder_of
from veerkracht.web.products.models import KEPT_AFTER_REMOVAL, Product


def clear_removed() -> int:
    """Let go for good of what was put away more than 30 days ago, files included; return how many reports."""
    old = Product.objects.filter(removed__lt=timezone.now() - KEPT_AFTER_REMOVAL).select_related("trajectory")
    gone = 0
    for product in old:
        folder = folder_of(product.job_id)
        with transaction.atomic():
            record(
                None,
                "products.cleared",
                product,
                organisation=product.trajectory.organisation_id,
                trajectory=product.trajectory_id,
                after={"kind": product.kind, "title": product.title, "data_version": product.data_version},
            )
            product.delete()
        # After the transaction: a file cannot be brought back when it fails.
        shutil.rmtree(folder, ignore_errors=True)
        gone += 1
    return gone
