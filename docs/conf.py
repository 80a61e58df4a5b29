"""How Sphinx builds the docs: Dutch is the source, English its translation."""

from __future__ import annotations

project = "Veerkracht"
author = "Veerkracht"
project_copyright = "EUPL-1.2"
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 2
exclude_patterns = ["_build", "locale"]
language = "nl"
locale_dirs = ["locale"]
gettext_compact = "docs"
gettext_uuid = False
html_theme = "furo"
html_title = "Veerkracht"
html_copy_source = False
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["veerkracht.css"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0F5C5C", "color-brand-content": "#0F5C5C"},
    "dark_css_variables": {"color-brand-primary": "#8FBBD9", "color-brand-content": "#8FBBD9"},
}
