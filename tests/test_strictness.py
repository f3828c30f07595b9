"""The tests' own strictness works: it would see what it is there to see."""

import pytest
from django.template import Context, Template


def render(source: str) -> str:
    return Template(source, name="trial.html").render(Context({"given": "值"}))


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ given.missing }}",
        "{{ missing|upper }}",
        "{% with x=missing %}{{ x }}{% endwith %}",
    ],
)
def test_printing_an_undefined_variable_fails(source: str):
    with pytest.raises(AssertionError, match=r"^trial.html: "):
        render(source)


def test_the_failure_names_the_variable():
    with pytest.raises(AssertionError, match=r"^trial.html: order.total is undefined$"):
        render("{{ given }} {{ order.total }}")


def test_it_outlives_a_test_that_changes_the_templates_setting(settings):
    """Django makes its engines anew then: what had been done to the old ones would be gone for every test that follows."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": ["/nowhere"]}]
    with pytest.raises(AssertionError, match="missing is undefined"):
        render("{{ missing }}")


@pytest.mark.parametrize(
    "source",
    ["{% if missing %}x{% endif %}", '{{ missing|default:"" }}', "{% for x in missing %}x{% endfor %}"],
)
def test_asking_whether_a_variable_is_there_is_allowed(source: str):
    assert render(source) == ""


def test_a_given_variable_is_printed():
    assert render("{{ given }}") == "值"
