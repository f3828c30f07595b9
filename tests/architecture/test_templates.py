"""No template is orphaned, and none asks for one that is not there."""

import re
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.template import engines

from pingzhun.messages.kinds import kinds

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"""["']([\w./-]+\.(?:html|txt|typ|xml|svg))["']""")
LOADS = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
BY_CONVENTION = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}  # Django's error pages

WIDGETS = Path(django.__file__).parent / "forms" / "templates" / "django" / "forms" / "widgets"


def sources() -> dict[str, Path]:
    """Our template files by the name under which they are loaded."""
    return {
        str(file.relative_to(folder)): file
        for pattern in ("templates", "jinja2")
        for folder in ROOT.glob(f"pingzhun/**/{pattern}")
        if "tests" not in folder.parts
        for file in folder.rglob("*")
        if file.is_file()
    }


SOURCES = sources()


def named(texts: list[str]) -> set[str]:
    return {name for text in texts for name in NAMED.findall(text)}


def code() -> list[str]:
    files = [file for file in (ROOT / "pingzhun").rglob("*.py") if "tests" not in file.parts]
    return [file.read_text() for file in [*files, ROOT / "config" / "settings.py"]]


def orphans(files: dict[str, Path], texts: list[str]) -> set[str]:
    """Templates that neither code nor a template names; widgets and error pages are named by Django, messages by their kind."""
    known = named(texts + [file.read_text() for file in files.values()]) | BY_CONVENTION
    known |= {f"ui/forms/widgets/{file.name}" for file in WIDGETS.glob("*.html")}  # ours in their place
    known |= {f"messages/{kind.key}.txt" for kind in kinds if kind.text is None}
    return {name for name in files if name not in known and not name.startswith("django/forms/")}


def test_every_template_is_used():
    assert SOURCES
    assert orphans(SOURCES, code()) == set()


def test_a_template_that_nobody_names_is_noticed(tmp_path: Path):
    lonely = tmp_path / "lonely.html"
    lonely.write_text("<p>")
    assert orphans(SOURCES | {"ui/lonely.html": lonely}, code()) == {"ui/lonely.html"}


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_what_a_template_extends_or_includes_is_there(name: str):
    engine = engines["jinja2" if "jinja2" in SOURCES[name].parts else "django"]
    for wanted in LOADS.findall(SOURCES[name].read_text()):
        engine.get_template(wanted)


@pytest.mark.parametrize("name", sorted(name for name in SOURCES if name.endswith(".html")))
def test_nothing_in_a_template_is_against_the_content_security_policy(name: str):
    """No inline script, handler or style: the browser would refuse it."""
    text = SOURCES[name].read_text()
    assert (
        re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:json|ld\+json))[^>]*>", text)
        == []
    )
    assert re.findall(r"\son\w+=[\"']", text) == []
    assert re.findall(r"\sstyle=[\"']", text) == []
