"""Long work for functional managers: what waits, runs and failed in the whole installation; to read."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from veerkracht.web.accounts.admin_site import ReadOnlyAdmin
from veerkracht.web.jobs.kinds import kind_name
from veerkracht.web.jobs.models import Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """All jobs, the newest first; work of the program itself, such as the maps of the country, is only seen here."""

    list_display = ["work", "state", "share_done", "organisation_name", "created", "started", "ended", "failure_nl"]
    list_filter = ["state", "kind", "organisation"]
    search_fields = ["id", "failure_nl"]
    date_hierarchy = "created"
    list_select_related = ["organisation"]
    fields = [
        "work",
        "state",
        "share_done",
        "organisation_name",
        "created",
        "started",
        "ended",
        "attempt",
        "failure_nl",
        "log",
    ]

    @admin.display(description=_("taak"), ordering="kind")
    def work(self, job: Job) -> str:
        """Return which work it is."""
        return kind_name(job.kind)

    @admin.display(description=_("hoe ver"))
    def share_done(self, job: Job) -> str:
        """Return how much is done."""
        return "–" if job.share is None else f"{job.share:.0%}"

    @admin.display(description=_("organisatie"), ordering="organisation__name")
    def organisation_name(self, job: Job) -> str:
        """Return whose work it is."""
        return str(job.organisation or _("het programma zelf"))

    @admin.display(description=_("verslag"))
    def log(self, job: Job) -> str:
        """Return the page of work of the program itself; what an organisation's work said is for its members."""
        if job.place is not None:
            return str(_("Het verslag is te lezen voor wie in de organisatie mee mag kijken."))
        return format_html('<a href="{}">{}</a>', reverse("jobs:job", args=[job.pk]), _("Bekijk het verslag"))
