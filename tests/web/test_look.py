"""The look: components say what they should, house styles can be read, nothing in a page breaks the strict policy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from veerkracht.report import palette
from veerkracht.web.accounts.models import User
from veerkracht.web.site import navigation, vite
from veerkracht.web.site.fields import summary_of
from veerkracht.web.site.saying import say, undo_address
from veerkracht.web.site.swatches import swatch

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
PAGES = sorted((ROOT / "src/veerkracht/web").rglob("*.html"))

TOKEN_OF_FORMS = {"csrf_token": "abc"}


def render(text: str, **context: object) -> str:
    return Template("{% load vk %}" + text).render(Context(context))


# --- House styles -----------------------------------------------------------------------------------------------------

TOKEN = re.compile(r"(--vk-[a-z-]+):\s*([^;]+);")
BOTH = re.compile(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
THEMES = sorted(path.stem for path in (FRONTEND / "tokens").glob("*.css"))


def tokens(name: str) -> dict[str, str]:
    return dict(TOKEN.findall((FRONTEND / "tokens" / f"{name}.css").read_text("utf-8")))


def colours(name: str, *, dark: bool) -> dict[str, str]:
    """The colours of a house style: its own over the neutral ones."""
    found = {token: BOTH.fullmatch(value) for token, value in {**tokens("veerkracht"), **tokens(name)}.items()}
    return {token: both[1 + dark] for token, both in found.items() if both}


READ = [
    *[("ink", ground) for ground in ("paper", "surface", "sunken", "accent-soft")],
    *[("muted", ground) for ground in ("paper", "surface", "sunken")],
    *[("accent", ground) for ground in ("paper", "surface", "accent-soft")],
    *[("accent-strong", ground) for ground in ("paper", "surface", "accent-soft")],
    *[("on-accent", ground) for ground in ("accent", "accent-strong")],
    *[(tone, f"{tone}-soft") for tone in ("info", "ok", "warning", "error")],
    *[("ink", f"{tone}-soft") for tone in ("info", "ok", "warning", "error")],
    *[(tone, ground) for tone in ("warning", "error") for ground in ("paper", "surface")],
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", THEMES)
def test_words_can_be_read_in_every_house_style(name, dark):
    given = colours(name, dark=dark)
    pale = {pair: palette.contrast(given[f"--vk-{pair[0]}"], given[f"--vk-{pair[1]}"]) for pair in READ}
    assert {pair: ratio for pair, ratio in pale.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", THEMES)
def test_edges_of_fields_and_the_focus_can_be_seen_in_every_house_style(name, dark):
    given = colours(name, dark=dark)
    pairs = [(a, b) for a in ("edge", "focus", "accent") for b in ("paper", "surface")]
    assert [pair for pair in pairs if palette.contrast(given[f"--vk-{pair[0]}"], given[f"--vk-{pair[1]}"]) < 3] == []


@pytest.mark.parametrize("name", THEMES)
def test_a_house_style_sets_no_token_that_nothing_reads(name):
    assert set(tokens(name)) - set(tokens("veerkracht")) == set()


def test_on_light_paper_pages_have_the_colours_of_the_reports():
    given = colours("veerkracht", dark=False)
    names = {"ink": palette.INK, "paper": palette.PAPER, "muted": palette.MUTED, "accent": palette.ACCENT}
    assert {name: given[f"--vk-{name}"].upper() for name in names} == names
    assert given["--vk-line"].upper() == palette.LINE


def test_the_browser_knows_every_colour_token_as_a_colour():
    text = (FRONTEND / "src/site/style/colours.css").read_text("utf-8")
    assert set(re.findall(r"@property (--vk-[a-z-]+)", text)) == set(colours("veerkracht", dark=False))


def test_the_lock_of_the_frontend_names_no_registry():
    lock = (FRONTEND / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock


# --- The strict policy ------------------------------------------------------------------------------------------------

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without a file": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"<[^>{}]*\son[a-z]+\s*=", re.IGNORECASE),
    "an address elsewhere": re.compile(r"(?:src|href)=\"(?:https?:)?//(?!voorbeeld)"),
}


def broken_rules(text: str) -> list[str]:
    return [what for what, rule in FORBIDDEN.items() if rule.search(text)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "src/veerkracht/web")))
def test_a_template_holds_nothing_that_the_policy_would_block(path):
    assert broken_rules(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    ['<p style="color:red">', "<style>", "<script>x()</script>", '<a onclick="x()">', '<img src="//elders.nl/x.png">'],
)
def test_such_a_thing_would_be_found(planted):
    assert broken_rules(planted) != []


# --- What was built ---------------------------------------------------------------------------------------------------


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A build of two entries that share a chunk."""
    manifest = {
        "_shared.js": {"file": "assets/shared-1.js", "css": ["assets/shared-1.css"]},
        "src/site/main.ts": {
            "file": "assets/site-1.js",
            "isEntry": True,
            "imports": ["_shared.js"],
            "css": ["assets/site-1.css"],
        },
        "icons.svg": {"file": "assets/icons-1.svg"},
        "tokens/demostad.css": {"file": "assets/theme-demostad-1.css"},
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    monkeypatch.setattr(vite.finders, "find", lambda name: str(path) if name.endswith("manifest.json") else None)


def test_an_entry_brings_its_own_styles_after_those_of_what_it_imports(built):
    text = render('{% vite_css "site" %}')
    assert re.findall(r"assets/([a-z]+)-1.css", text) == ["shared", "site"]


def test_an_entry_is_a_module_and_what_it_imports_is_fetched_beside_it(built):
    text = render('{% vite_js "site" %}')
    assert re.search(r'<script type="module" src="[^"]*assets/site-1.js"></script>', text)
    assert re.search(r'<link rel="modulepreload" href="[^"]*assets/shared-1.js">', text)


def test_the_house_style_of_an_organisation_is_a_sheet_of_its_own_and_an_unknown_or_the_neutral_one_is_none(built):
    assert render("{% theme_css 'veerkracht' %}") == ""
    assert "theme-demostad-1.css" in render("{% theme_css 'demostad' %}")
    assert render("{% theme_css 'bestaat-niet' %}") == ""
    assert render("{% theme_css '../../secret' %}") == ""


def test_without_a_build_a_page_still_works_and_says_what_to_do(client, db, monkeypatch):
    monkeypatch.setattr(vite.finders, "find", lambda name: None)
    answer = client.get("/bestaat-niet/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "De opmaak van deze pagina is niet gebouwd." in text
    assert vite.REMEDY.replace("&", "&amp;") in text
    assert '<link rel="stylesheet"' not in text


# --- Light and dark ---------------------------------------------------------------------------------------------------


def test_the_theme_that_someone_chose_is_in_the_page_that_the_server_makes(client, db):
    answer = client.post(reverse("site:theme"), {"theme": "donker", "next": "/bestaat-niet/"})
    assert answer.status_code == 302
    assert answer.url == "/bestaat-niet/"
    assert (
        '<html lang="nl" data-theme="donker">'
        in client.get("/bestaat-niet/", headers={"accept-language": "nl"}).content.decode()
    )


def test_as_my_device_takes_the_choice_back(client, db):
    client.cookies["vk_theme"] = "donker"
    client.post(reverse("site:theme"), {"theme": "", "next": "/"})
    assert client.cookies["vk_theme"].value == ""
    assert "data-theme" not in client.get("/bestaat-niet/").content.decode().split("<body")[0]


def test_a_theme_from_a_forged_cookie_never_reaches_the_page(client, db):
    client.cookies["vk_theme"] = 'x"><script>'
    assert "<script>" not in client.get("/bestaat-niet/").content.decode()


@pytest.mark.parametrize("address", ["https://elders.nl/", "//elders.nl/", "javascript:alert(1)"])
def test_choosing_a_theme_leads_nobody_elsewhere(client, db, address):
    assert client.post(reverse("site:theme"), {"theme": "licht", "next": address}).url == "/"


def test_a_theme_is_not_changed_by_following_a_link(client, db):
    assert client.get(reverse("site:theme")).status_code == 405


# --- Saying what was done ---------------------------------------------------------------------------------------------


@pytest.fixture
def request_with_messages():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    return request


def shown(request) -> str:
    return render("{% page_messages %}", messages=messages.get_messages(request), **TOKEN_OF_FORMS)


def test_a_removal_is_told_with_a_button_that_undoes_it(request_with_messages):
    say(request_with_messages, "Anna doet niet meer mee.", undo="/t/1/deelnemers/3/terug/")
    text = shown(request_with_messages)
    assert '<form method="post" action="/t/1/deelnemers/3/terug/">' in text
    assert "Ongedaan maken" in text


def test_what_cannot_be_undone_has_no_such_button(request_with_messages):
    say(request_with_messages, "De gegevens zijn opgehaald.")
    assert "<form" not in shown(request_with_messages)


def test_a_name_with_markup_in_a_message_is_only_a_name(request_with_messages):
    say(request_with_messages, "<b>Anna</b> doet niet meer mee.")
    assert "&lt;b&gt;Anna" in shown(request_with_messages)


def test_tags_of_others_are_no_address():
    assert [undo_address(tags) for tags in (None, "", "belangrijk")] == ["", "", ""]


# --- Forms ------------------------------------------------------------------------------------------------------------


class PlanForm(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals u het noemt.")
    start = forms.CharField(label="Begin", required=False)
    level = forms.ChoiceField(label="Schaal", choices=[("buurt", "Buurt"), ("wijk", "Wijk")], widget=forms.RadioSelect)


def test_a_field_is_tied_to_its_label_its_hint_and_what_is_wrong():
    text = render("{% field form.name %}", form=PlanForm({"name": ""}))
    assert '<label class="utrecht-form-label" for="id_name">Naam</label>' in text
    assert 'aria-describedby="id_name_hint id_name_error"' in text
    assert 'id="id_name_hint"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert "utrecht-textbox--invalid" in text


def test_what_may_stay_empty_says_so_and_what_must_be_filled_in_does_not():
    assert "(niet verplicht)" in render("{% field form.start %}", form=PlanForm())
    assert "(niet verplicht)" not in render("{% field form.name %}", form=PlanForm())


def test_a_choice_is_a_group_with_a_legend_and_keeps_what_was_chosen():
    text = render("{% field form.level %}", form=PlanForm({"level": "wijk"}))
    assert text.count("<fieldset") == 1
    assert re.search(r"<legend[^>]*>Schaal</legend>", text)
    assert re.search(r'value="wijk"[^>]* checked', text)
    assert not re.search(r'value="buurt"[^>]* checked', text)


def test_the_summary_leads_to_every_faulty_field_and_of_a_group_to_its_first_choice():
    form = PlanForm({})
    assert [fault.target for fault in summary_of(form)] == ["id_name", "id_level_0"]
    text = render("{% error_summary form %}", form=form)
    assert 'href="#id_name"' in text
    assert "Er zijn nog 2 dingen niet goed" in text


def test_a_form_without_faults_has_no_summary():
    assert render("{% error_summary form %}", form=PlanForm({"name": "Noord", "level": "wijk"})).strip() == ""
    assert render("{% error_summary form %}", form=PlanForm()).strip() == ""


def test_what_someone_typed_comes_back_as_text():
    text = render("{% form_fields form %}", form=PlanForm({"name": '"><script>x</script>'}))
    assert "<script>" not in text


# --- Tables and lists -------------------------------------------------------------------------------------------------


def test_a_column_sorts_up_and_then_down_and_keeps_the_rest_of_the_address():
    request = RequestFactory().get("/?klasse=druk&pagina=3&sorteer=naam")
    up = render('{% sort_header "Buurt" "naam" "" %}', request=request)
    down = render('{% sort_header "Buurt" "naam" "naam" %}', request=request)
    assert 'href="?klasse=druk&amp;sorteer=naam"' in up
    assert "aria-sort" not in up
    assert 'href="?klasse=druk&amp;sorteer=-naam"' in down
    assert 'aria-sort="ascending"' in down


def test_paging_keeps_the_filter_and_marks_where_one_is():
    request = RequestFactory().get("/?klasse=druk&pagina=2")
    text = render("{% pagination page %}", request=request, page=Paginator(range(60), 20).get_page(2))
    assert 'href="?klasse=druk&amp;pagina=1"' in text
    assert len(re.findall(r'aria-current="page"', text)) == 1


def test_one_page_needs_no_paging():
    request = RequestFactory().get("/")
    assert render("{% pagination page %}", request=request, page=Paginator(range(3), 20).get_page(1)).strip() == ""


def test_a_table_scrolls_by_itself_and_is_named_by_its_caption():
    text = render('{% table caption="Buurten" id="b" %}<tbody></tbody>{% endtable %}')
    assert 'role="region" tabindex="0" aria-labelledby="b-caption"' in text
    assert 'id="b-caption">Buurten' in text


def test_work_of_unknown_length_has_a_bar_without_a_value_and_ended_work_is_not_asked_for():
    unknown = render('{% progress None "QuickScan" poll="/stand.json" %}')
    ended = render('{% progress 1.0 "QuickScan" poll="/stand.json" ended=True %}')
    assert not re.search(r"<progress[^>]* value=", unknown)
    assert 'data-vk-poll="/stand.json"' in unknown
    assert 'value="100"' in ended
    assert "data-vk-poll" not in ended


@pytest.mark.parametrize("pattern", [*palette.Pattern, "onbekend"])
def test_a_swatch_is_drawn_without_a_style_and_an_unknown_pattern_breaks_nothing(pattern):
    text = swatch(palette.ONDER_DRUK, pattern=str(pattern))
    assert f'fill="{palette.ONDER_DRUK}"' in text
    assert "style=" not in text


def test_a_button_that_changes_something_is_a_form_of_its_own_with_its_token():
    text = render('{% post_button "Stop" "/taken/1/stop/" reden="te lang" %}', **TOKEN_OF_FORMS)
    assert '<form class="vk-inline" method="post" action="/taken/1/stop/">' in text
    assert 'name="csrfmiddlewaretoken" value="abc"' in text
    assert 'name="reden" value="te lang"' in text


# --- Finding one's way ------------------------------------------------------------------------------------------------


class _Nobody:
    is_authenticated = False


def test_someone_who_is_not_logged_in_has_no_menu(rf):
    request = rf.get("/")
    request.user = _Nobody()
    assert navigation.menu(request, may={}) == []


def test_the_menu_shows_only_what_someone_may_see(rf, make_user, trajectory):
    request = rf.get("/")
    request.user, request.trajectory, request.resolver_match = make_user("Piet"), trajectory, None
    within = {"Kaart", "Werkbank", "Gegevens", "Rapporten"}
    assert {str(item.text) for item in navigation.menu(request, may={})} & {*within, "Beheer"} == set()
    assert "Kaart" in {str(item.text) for item in navigation.menu(request, may={"kaart_view": True})}
    request.user.is_staff = True
    assert "Beheer" in {str(item.text) for item in navigation.menu(request, may={})}


def test_without_a_trajectory_the_map_is_that_of_the_country_and_nothing_else_of_a_trajectory_shows(rf, make_user, db):
    request = rf.get("/")
    request.user, request.resolver_match = make_user("Piet"), None
    shown_places = {str(item.text): item.address for item in navigation.menu(request, may={})}
    assert shown_places["Kaart"] == reverse("kaart:country_kaart")
    assert set(shown_places) & {"Werkbank", "Gegevens", "Rapporten"} == set()


def test_the_menu_of_trajectories_holds_only_ones_own(make_user, trajectory, organisation, other_organisation):
    from veerkracht.web.workspace.roles import Role

    member = make_user("Lid", role=Role.LEZER, organisation=organisation)
    guest = make_user("Gast", role=Role.DEELNEMER, trajectory=trajectory)
    stranger = make_user("Vreemde", role=Role.BEHEERDER, organisation=other_organisation)
    assert [navigation.trajectories_of(one) for one in (member, guest, stranger)] == [[trajectory], [trajectory], []]


# --- Pages that say what went wrong; the style guide ------------------------------------------------------------------

QUESTIONS = ("Wat betekent dit voor uw werk?", "Wat kunt u doen?")


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "csrf", "500"])
def test_an_error_page_says_what_happened_what_it_means_and_what_to_do(name, rf, db):
    from django.contrib.auth.models import AnonymousUser
    from django.shortcuts import render as render_page

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), SessionStore()
    text = render_page(request, f"errors/{name}.html", {"message": "<b>te veel</b>"}).content.decode()
    assert all(question in text for question in QUESTIONS)
    assert text.count("<h1") == 1
    assert "<b>te veel" not in text


def test_the_page_of_a_failure_needs_nothing_that_may_have_failed():
    text = Template((ROOT / "src/veerkracht/web/templates/errors/500.html").read_text("utf-8")).render(Context({}))
    assert QUESTIONS[0] in text


def test_the_style_guide_exists_for_those_who_manage_and_for_nobody_else(client, make_user, db):
    assert client.get(reverse("site:styleguide")).status_code == 404
    person: User = make_user("Anna")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("site:styleguide")).status_code in {302, 404}


# --- English ----------------------------------------------------------------------------------------------------------

SHARED = ROOT / "src/veerkracht/web/templates"
OURS = [
    SHARED / "base.html",
    SHARED / "styleguide.html",
    SHARED / "site/sources.html",
    SHARED / "site/accessibility.html",
    *sorted((SHARED / "components").glob("*.html")),
    *sorted((SHARED / "errors").glob("*.html")),
]


def dutch_texts(text: str) -> set[str]:
    return {found[1] for found in re.finditer(r'(?:translate |_\()"([^"]+)"', text)}


def test_every_text_of_the_frame_the_components_and_the_errors_has_its_english():
    pofile = pytest.importorskip("babel.messages.pofile")
    with (ROOT / "src/veerkracht/web/site/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        english = {message.id for message in pofile.read_po(file) if isinstance(message.id, str) and message.string}
    asked = {text for path in OURS for text in dutch_texts(path.read_text("utf-8"))}
    assert len(asked) > 100
    assert {text for text in asked if text.replace("%", "%%") not in english} == set()
