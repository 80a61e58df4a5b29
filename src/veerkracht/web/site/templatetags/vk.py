"""The components of the look as template tags: `{% load vk %}`; `/stijl/` shows every one with its source.

Tags with an end (`{% alert "ok" %} ... {% endalert %}`) wrap what stands between; the others stand alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from veerkracht import __version__
from veerkracht.web.site import navigation, saying, swatches, vite
from veerkracht.web.site.fields import FieldView, field_view, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.paginator import Page
    from django.forms import BaseForm, BoundField
    from django.template.context import Context
    from django_stubs_ext import StrPromise

register = template.Library()

ALERT_ICONS = {"info": "info", "ok": "circle-check", "warning": "triangle-alert", "error": "octagon-alert"}
ALERT_WORDS: dict[str, StrPromise] = {
    "info": _("Let op"),
    "ok": _("Gelukt"),
    "warning": _("Waarschuwing"),
    "error": _("Fout"),
}
PHASE_ICONS = {"klaar": "check", "bezig": "play", "gepland": "clock"}


# --- What was built ---------------------------------------------------------------------------------------------------


@register.simple_tag
def vite_css(entry: str) -> SafeString:
    """Link the style sheets of an entry of the frontend: `{% vite_css "site" %}`."""
    found = vite.styles(entry)
    if not found:
        return format_html("<!-- {}: niet gebouwd / not built: {} -->", entry, vite.REMEDY)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((one,) for one in found))


@register.simple_tag
def vite_js(entry: str) -> SafeString:
    """Load the module of an entry of the frontend: `{% vite_js "kaart" %}`; the page works without it as well."""
    found = vite.scripts(entry)
    if not found:
        return format_html("<!-- {}: niet gebouwd / not built: {} -->", entry, vite.REMEDY)
    module = format_html('<script type="module" src="{}"></script>', found[0])
    return module + format_html_join("", '\n<link rel="modulepreload" href="{}">', ((one,) for one in found[1:]))


@register.simple_tag
def vite_preload(source: str) -> SafeString:
    """Have the browser fetch a module that a script will ask for later: `{% vite_preload "src/kaart/library.ts" %}`.

    Fetched, not yet compiled as `modulepreload` does: that would take the processor from what is drawn first.
    """
    address = vite.asset(source)
    return format_html('<link rel="preload" as="script" crossorigin href="{}">', address) if address else mark_safe("")


@register.simple_tag
def theme_css(name: str) -> SafeString:
    """Link the house style of an organisation; the neutral one holds where it does not exist."""
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((one,) for one in vite.theme(name)))


@register.simple_tag
def site_icon() -> SafeString:
    """Link the icon that a browser shows in its tab."""
    address = vite.asset("site.svg")
    return format_html('<link rel="icon" type="image/svg+xml" href="{}">', address) if address else mark_safe("")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it is never alone: the words beside it say what it means."""
    sprite = vite.asset("icons.svg")
    if not sprite:
        return mark_safe("")
    return format_html(
        '<svg class="vk-icon" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        sprite,
        name,
    )


# --- The frame of every page ------------------------------------------------------------------------------------------


@register.inclusion_tag("components/notice_not_built.html")
def notice_not_built() -> dict[str, Any]:
    """Say so when there are no styles."""
    return {"built": vite.is_built(), "remedy": vite.REMEDY}


@register.inclusion_tag("components/header.html", takes_context=True)
def page_header(context: Context) -> dict[str, Any]:
    """Return the header: where we are, the main menu, language, theme, account."""
    request = context["request"]
    return {
        "request": request,
        "user": request.user,
        "organisation": context.get("organisation"),
        "trajectory": context.get("trajectory"),
        "theme": context.get("theme", ""),
        "is_demo": context.get("is_demo", False),
        "csrf_token": context.get("csrf_token"),
        "items": navigation.menu(request, may=context.get("may") or {}),
        "trajectories": navigation.trajectories_of(request.user),
    }


@register.inclusion_tag("components/messages.html", takes_context=True)
def page_messages(context: Context) -> dict[str, Any]:
    """Show what was just done, each with its button to undo it."""
    shown = [
        {
            "text": message.message,
            "undo": saying.undo_address(message.extra_tags),
            "tone": {"success": "ok", "error": "error", "warning": "warning"}.get(message.level_tag, "info"),
        }
        for message in context.get("messages") or ()
    ]
    return {"shown": shown, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/footer.html", takes_context=True)
def page_footer(context: Context) -> dict[str, Any]:
    """Return the footer: accessibility, sources, and the version of the figures where a page states it."""
    return {"data_version": context.get("data_version", ""), "version": __version__}


@register.simple_block_tag
def breadcrumb(content: str) -> SafeString:
    """Wrap crumbs: `{% breadcrumb %}{% crumb "Werkplek" url %}{% crumb "Kaart" %}{% endbreadcrumb %}`."""
    return render_to_string("components/breadcrumb.html", {"content": content})


@register.simple_tag
def crumb(text: str, url: str = "") -> SafeString:
    """One step of the way here; the last has no address."""
    return render_to_string("components/crumb.html", {"text": text, "url": url})


@register.inclusion_tag("components/page_title.html")
def page_title(title: str, lead: str = "", kicker: str = "") -> dict[str, Any]:
    """Return the one title of a page, the sentence below it, and the words above it (what kind of thing this is)."""
    return {"title": title, "lead": lead, "kicker": kicker}


# --- Blocks -----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def alert(content: str, tone: str = "info", heading: str = "") -> SafeString:
    """Box that says something important: `{% alert "warning" heading="..." %}<p>...</p>{% endalert %}`."""
    known = tone if tone in ALERT_ICONS else "info"
    parts = {"content": content, "tone": known, "icon": ALERT_ICONS[known], "word": ALERT_WORDS[known]}
    return render_to_string("components/alert.html", {**parts, "heading": heading})


@register.simple_block_tag
def empty(content: str, icon: str, heading: str, who: str = "") -> SafeString:
    """A place where nothing is yet: what comes here, who can start it; between the tags an example or the first act."""
    return render_to_string("components/empty.html", {"content": content, "icon": icon, "heading": heading, "who": who})


@register.simple_block_tag
def card(content: str, heading: str, *, url: str = "", meta: str = "", icon: str = "", level: int = 2) -> SafeString:
    """A row of a list of things: its name leads to it, `meta` says how it stands."""
    parts = {"content": content, "heading": heading, "url": url, "meta": meta, "icon": icon, "level": level}
    return render_to_string("components/card.html", parts)


@register.simple_block_tag
def table(content: str, caption: str, id: str, note: str = "") -> SafeString:  # noqa: A002  # as in HTML
    """A table that scrolls by itself on a narrow screen; between the tags its `<thead>` and `<tbody>`."""
    return render_to_string("components/table.html", {"content": content, "caption": caption, "id": id, "note": note})


@register.simple_tag(takes_context=True)
def sort_header(context: Context, text: str, key: str, sort: str, *, numeric: bool = False) -> SafeString:
    """A head of a column that sorts by it: `?sorteer=naam` up, `?sorteer=-naam` down; `sort` is how it is now."""
    state = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    query = context["request"].GET.copy()
    query["sorteer"] = f"-{key}" if state == "ascending" else key
    query.pop("pagina", None)
    parts = {"text": text, "state": state, "query": query.urlencode(), "numeric": numeric}
    return render_to_string("components/sort_header.html", parts)


@register.simple_block_tag
def panel(content: str, heading: str, id: str = "") -> SafeString:  # noqa: A002  # as in HTML
    """A panel beside the main matter; below it on a narrow screen."""
    return render_to_string("components/panel.html", {"content": content, "heading": heading, "id": id})


@register.simple_block_tag
def dialog(content: str, id: str, heading: str) -> SafeString:  # noqa: A002  # as in HTML
    """A dialog; a `{% dialog_button "Deel" id %}` opens it, Escape closes it."""
    return render_to_string("components/dialog.html", {"content": content, "id": id, "heading": heading})


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Tabs that are links to pages: `{% tabs "Onderdelen" %}{% tab "Leden" url True %}{% endtabs %}`."""
    return render_to_string("components/tabs.html", {"content": content, "label": label})


@register.simple_tag
def tab(text: str, url: str, current: bool = False) -> SafeString:  # noqa: FBT001, FBT002  # templates name it
    """One tab; `current` where the reader is."""
    return render_to_string("components/tab.html", {"text": text, "url": url, "current": current})


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A list of what is known: `{% facts %}{% fact "Begin" "1 mei 2026" %}{% endfacts %}`."""
    return format_html('<dl class="utrecht-data-list utrecht-data-list--rows vk-facts">{}</dl>', content)


@register.simple_tag
def fact(label: str, value: object) -> SafeString:
    """One thing that is known."""
    return render_to_string("components/fact.html", {"label": label, "value": value})


# --- Buttons, badges, progress ----------------------------------------------------------------------------------------


@register.inclusion_tag("components/button.html")
def button(text: str, tone: str = "secondary", icon: str = "", **attributes: str) -> dict[str, Any]:
    """A button of a form: tone primary (one a page), secondary, subtle or danger; more as in HTML, `_` for `-`."""
    return _button(text, tone=tone, icon=icon, attributes={"type": "submit", **attributes})


@register.inclusion_tag("components/button.html")
def button_link(text: str, url: str, tone: str = "secondary", icon: str = "", **attributes: str) -> dict[str, Any]:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    return {**_button(text, tone=tone, icon=icon, attributes=attributes), "url": url}


@register.inclusion_tag("components/button.html")
def dialog_button(text: str, id: str, tone: str = "secondary", icon: str = "") -> dict[str, Any]:  # noqa: A002  # as in HTML
    """A button that opens a dialog, also without our script."""
    opens = {"type": "button", "command": "show-modal", "commandfor": id, "aria-haspopup": "dialog"}
    return _button(text, tone=tone, icon=icon, attributes=opens)


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context, text: str, url: str, tone: str = "secondary", icon: str = "", **hidden: str
) -> dict[str, Any]:
    """A button that does one thing by POST: a form of its own; further arguments are its hidden fields."""
    inner = _button(text, tone=tone, icon=icon, attributes={"type": "submit"})
    return {**inner, "post": url, "hidden": hidden, "csrf_token": context.get("csrf_token")}


def _button(text: str, *, tone: str, icon: str, attributes: dict[str, str]) -> dict[str, Any]:
    classes = {"primary": "nl-button--primary", "subtle": "nl-button--subtle"}.get(tone, "nl-button--secondary")
    if tone == "danger":
        classes += " nl-button--negative"
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return {"text": text, "classes": classes, "icon": icon, "attributes": named}


@register.inclusion_tag("components/badge.html")
def badge(text: str, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """A word about a state: tone neutral, active, ok, warning or error; the word itself says it, not the colour."""
    return {"text": text, "tone": tone, "icon": icon}


@register.simple_tag
def swatch(colour: str, pattern: str = "none") -> SafeString:
    """A small square in a colour of the palette, with the pattern that survives a grey copier."""
    return swatches.swatch(colour, pattern=pattern)


@register.inclusion_tag("components/class_badge.html")
def class_badge(text: str, colour: str, pattern: str = "none") -> dict[str, Any]:
    """The class of an area as on the map: colour, pattern and name; colours come from `report.palette`."""
    return {"text": text, "colour": colour, "pattern": pattern}


@register.inclusion_tag("components/progress.html")
def progress(share: float | None, label: str, step: str = "", poll: str = "", ended: object = None) -> dict[str, Any]:
    """How far long work is.

    Args:
        share: 0 to 1; None while that cannot be said.
        label: what is being made.
        step: what it does now.
        poll: address that answers with `{"share", "step", "ended", "text"}`; the script asks it every two seconds.
        ended: whether nothing more comes.
    """
    percent = None if share is None else round(100 * min(max(share, 0.0), 1.0))
    return {"percent": percent, "label": label, "step": step, "poll": "" if ended else poll}


@register.inclusion_tag("components/stepper.html")
def stepper(phases: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Show the phases of a trajectory: things with `name`, `state` (gepland, bezig, klaar), `start` and `end`."""
    shown = [{"phase": phase, "icon": PHASE_ICONS.get(str(phase.state), "clock")} for phase in phases]
    return {"shown": shown, "label": label}


# --- Forms ------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> FieldView:
    """One field with its label, hint and fault: `{% field form.name %}`."""
    return field_view(bound)


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form in order, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, above it, each fault a link to its field; nothing when all is well."""
    return {"faults": [fault for form in forms for fault in summary_of(form)]}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "pagina") -> dict[str, Any]:
    """Links to the other pages of a list; everything else in the address stays."""

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [{"text": one, "url": address(one) if isinstance(one, int) else ""} for one in numbers]
    before = address(page.previous_page_number()) if page.has_previous() else ""
    after = address(page.next_page_number()) if page.has_next() else ""
    return {"page": page, "links": links, "before": before, "after": after}
