"""How Sphinx makes the site; scripts/site.py lays the pages out for it."""

from typing import Any

from sphinx.application import Sphinx

from trivium import __version__

project = "Trivium"
version = release = __version__
author = "the authors of Trivium"
html_title = "Trivium"
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["attrs_block", "attrs_inline"]
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_favicon = html_logo = "static/icon.svg"
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
exclude_patterns = ["sphinx"]
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "github-dark"


def setup(app: Sphinx) -> None:
    """Say the level of the menu's headings, which Sphinx leaves open and a screen reader wants."""
    app.connect("html-page-context", _levelled, priority=900)


def _levelled(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    menu = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = menu.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )
