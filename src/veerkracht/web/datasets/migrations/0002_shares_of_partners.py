"""A sharing can hang on a partnership: it holds no longer than that."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def close(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Before the column goes: what was closed by the end of a partnership must stay closed."""
    shares = apps.get_model("datasets", "Share").objects.filter(ended=None, partnership__ended__isnull=False)
    shares.update(ended=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("datasets", "0001_initial"),
        ("workspace", "0002_partnerships"),
    ]

    operations = [
        migrations.AddField(
            model_name="share",
            name="partnership",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shares",
                to="workspace.partnership",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, close),
    ]
