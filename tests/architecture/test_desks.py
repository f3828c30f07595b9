"""Every desk is complete: a table of its own, a summary, a way to it, and reviewers who are not its filers."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.urls import reverse

from pingzhun.cases.markets import markets
from pingzhun.console.menus import menu_of
from pingzhun.directory.actors import NOBODY
from pingzhun.directory.capacities import kinds
from pingzhun.filings.desks import (
    Desk,
    Link,
    Overview,
    Worklist,
    desk,
    desks,
    items,
    overviews,
    worklists,
)
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.capacities import SUPERVISOR
from pingzhun.messages.kinds import UndefinedVariableError
from pingzhun.messages.kinds import kinds as message_kinds

from .test_templates import SOURCES

DESKS = desks()
BY_ONE_AUTHORITY = {"tendering.complaint-ruling"}  # 94号令 第六条: the 财政部门 that has accepted a complaint


def filing_models() -> list[type[Filing]]:
    return [model for model in apps.get_models() if issubclass(model, Filing) and model is not Filing]


def triggers(model: type) -> list[str]:
    return [trigger.name for trigger in getattr(model._meta, "triggers", [])]


def test_every_filing_is_final_once_submitted():
    assert filing_models()
    assert [
        model.__name__ for model in filing_models() if "final_once_submitted" not in triggers(model)
    ] == []


def test_every_row_of_a_filing_is_final_with_it():
    rows = [
        relation.related_model
        for model in filing_models()
        for relation in model._meta.related_objects
        if relation.one_to_many
        and relation.name == relation.get_accessor_name()
        and relation.on_delete.__name__ == "CASCADE"
    ]
    assert rows
    assert [row.__name__ for row in rows if "final_once_submitted" not in triggers(row)] == []


def test_every_filing_has_a_desk_and_every_desk_a_filing():
    assert {each.filing for each in DESKS} == set(filing_models())


@pytest.mark.parametrize("each", [*DESKS, *worklists(), *overviews()], ids=lambda each: each.key)
def test_it_says_on_the_page_what_it_is_for(each: Desk | Worklist):
    own = type(each).__dict__.get("__doc__")
    assert own, "a docstring of its own"
    assert each.summary.endswith("。")


@pytest.mark.parametrize("each", DESKS, ids=lambda each: each.key)
def test_its_form_belongs_to_its_filing(each: Desk):
    assert each.form._meta.model is each.filing
    for name, row in each.form.rows.items():
        assert issubclass(row._meta.model._meta.get_field("filing").related_model, each.filing), name


@pytest.mark.parametrize("each", DESKS, ids=lambda each: each.key)
def test_those_who_review_are_not_those_who_file(each: Desk):
    """A party's filing goes to the other side or to officials, and an official's to officials of another kind; or, where the
    law has one authority decide, to a colleague (nobody decides on what they submitted: `lifecycle`).
    """
    both = set(each.filers) & {reviewer.kind for reviewer in each.reviewed_by}
    assert both == ({SUPERVISOR} if each.key in BY_ONE_AUTHORITY else set())


def ways_to(each: Desk) -> list[str]:
    """How a filer gets there: the menu, a worklist, the case page, an entrance, or a button of another desk's page."""
    ways = ["menu"] if each.menu else []
    ways += [f"worklist {listing.key}" for listing in worklists() if type(each) in listing.desks]
    ways += [f"overview {listing.key}" for listing in overviews() if type(each) in listing.desks]
    ways += ["case"] if each.about_cases else []
    ways += ["entrance" for market in markets for entrance in market.entrances if entrance.desk == each.key]
    ways += [
        f"page of {other.key}"
        for other in DESKS
        if other is not each and type(each).__name__ in type(other).list_context.__code__.co_names
    ]
    return ways


@pytest.mark.parametrize("each", DESKS, ids=lambda each: each.key)
def test_there_is_a_way_to_it(each: Desk):
    assert ways_to(each)
    if each.reviewed_by:
        assert each.review_menu, "and to its reviews"


def test_every_entrance_leads_to_a_desk_for_everybody():
    entrances = [entrance for market in markets for entrance in market.entrances]
    assert entrances
    assert [desk(entrance.desk).filed_by for entrance in entrances] == [None] * len(entrances)


def test_every_menu_group_and_entry_at_the_top_has_its_icon():
    for market in markets:
        groups = {
            menu.partition("/")[0]
            for item in items
            if item.market == market.key
            for menu in (item.menu, getattr(item, "review_menu", None))
            if menu
        }
        assert groups == set(dict(market.menu_icons)), market.key


def test_no_two_entries_of_one_role_have_the_same_path():
    for kind in kinds:
        paths = [
            item.menu
            for item in items
            if isinstance(item, Worklist | Overview | Link) and item.menu and kind in item.kinds
        ]
        for each in DESKS:
            paths += [each.menu] if each.menu and kind in each.filers else []
            reviewers = {reviewer.kind for reviewer in each.reviewed_by}
            paths += [each.review_menu] if each.review_menu and kind in reviewers else []
        assert sorted(paths) == sorted(set(paths)), kind.key


def test_every_link_leads_somewhere():
    for item in items:
        if isinstance(item, Link):
            assert reverse(item.url_name).startswith("/")


def test_every_template_of_a_desk_is_there():
    wanted = {each.template for each in [*DESKS, *worklists(), *overviews()]} | {
        each.list_template for each in DESKS
    }
    assert wanted <= set(SOURCES)


@pytest.mark.parametrize("kind", message_kinds, ids=lambda kind: kind.key)
def test_every_message_refuses_to_print_what_it_was_not_given(kind):
    """Rendered without context it either says something or names what it lacks: no message silently leaves a gap."""
    with suppress(UndefinedVariableError):
        assert kind.render({}).strip()
    assert kind.title
    assert kind.category


def test_the_menu_is_made_for_everybody(db):
    assert [group.title for group in menu_of(NOBODY, path="/")] == [""]
