"""Another organisation can take part in a trajectory: its invitation, its partnership, the people that it sends."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Partnership",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("beheerder", "Beheerder"),
                            ("analist", "Analist"),
                            ("procesbegeleider", "Procesbegeleider"),
                            ("deelnemer", "Deelnemer"),
                            ("lezer", "Lezer"),
                        ],
                        max_length=20,
                        verbose_name="hoogste rol",
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("ended", models.DateTimeField(editable=False, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="workspace.organisation",
                    ),
                ),
                (
                    "trajectory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partnerships",
                        to="workspace.trajectory",
                    ),
                ),
            ],
            options={
                "verbose_name": "deelname van een organisatie",
                "verbose_name_plural": "deelnames van organisaties",
                "ordering": ["since"],
            },
        ),
        migrations.CreateModel(
            name="OrganisationInvitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=160, verbose_name="organisatie")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("beheerder", "Beheerder"),
                            ("analist", "Analist"),
                            ("procesbegeleider", "Procesbegeleider"),
                            ("deelnemer", "Deelnemer"),
                            ("lezer", "Lezer"),
                        ],
                        max_length=20,
                        verbose_name="hoogste rol",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mailadres")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("expires", models.DateTimeField(verbose_name="geldig tot")),
                ("used", models.DateTimeField(editable=False, null=True)),
                ("withdrawn", models.DateTimeField(editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "trajectory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisation_invitations",
                        to="workspace.trajectory",
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workspace.partnership",
                    ),
                ),
            ],
            options={
                "verbose_name": "uitnodiging van een organisatie",
                "verbose_name_plural": "uitnodigingen van organisaties",
                "ordering": ["-created"],
            },
        ),
        migrations.AddField(
            model_name="participation",
            name="partnership",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="people",
                to="workspace.partnership",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended", None)),
                fields=("trajectory", "organisation"),
                name="takes_part_once_at_a_time",
            ),
        ),
    ]
