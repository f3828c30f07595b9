"""Every declared course is sound, held by its trigger, and drawn in the handbook as it is."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from pingzhun.flow.machine import Course, courses

COURSES = list(courses)


def holders(course: Course) -> list[type]:
    """The models whose state the course is."""
    return [
        model
        for model in apps.get_models()
        if any(
            f"course = '{course.key}'" in str(trigger.func)
            for trigger in getattr(model._meta, "triggers", [])
        )
    ]


def test_there_are_courses():
    assert {"filing", "intermediary.job"} <= {course.key for course in COURSES}


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.key)
def test_every_state_can_be_reached(course: Course):
    assert course.reachable() == set(course.states.values)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.key)
def test_a_state_without_a_way_out_is_final_and_from_every_other_an_end_can_be_reached(course: Course):
    stuck = {state for state in course.states.values if not course.reachable(start=state) & course.final}
    assert stuck == set()
    onward = [each for each in course.transitions.values() if not each.undoes]
    without_a_way = set(course.states.values) - {
        source for each in onward for source, target in each.edges if source != target
    }
    assert without_a_way == course.final


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.key)
def test_every_state_but_a_failure_has_one_place_in_the_stepper(course: Course):
    placed = [state for milestone in course.milestones for state in milestone.states]
    assert sorted(placed) == sorted(set(course.states.values) - course.failed)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.key)
def test_every_transition_goes_from_and_to_states_that_there_are(course: Course):
    named = {state for edge in course.edges for state in edge}
    assert named <= set(course.states.values)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.key)
def test_one_model_holds_the_course_and_its_trigger_is_installed(course: Course, db):
    (model,) = holders(course)
    assert [value for value, _ in model._meta.get_field(course.field).choices] == course.states.values
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [model._meta.db_table, "pgtrigger_course_%"],
        )
        (definition,) = (text for (text,) in cursor.fetchall())
    arrows = set(re.findall(r"\('(\w+)', '(\w+)'\)", definition))
    assert arrows == {(source, target) for source, target in course.edges if source != target}


def test_the_diagrams_in_the_handbook_are_up_to_date():
    """`python manage.py course_diagrams` writes them."""
    call_command("course_diagrams", check=True)


def test_a_diagram_that_is_out_of_date_is_noticed(settings, tmp_path: Path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="is out of date"):
        call_command("course_diagrams", check=True)
    call_command("course_diagrams", verbosity=0)
    call_command("course_diagrams", check=True)
    drawn = next((tmp_path / "docs" / "courses").glob("*.md"))
    drawn.write_text(drawn.read_text() + "\n")
    with pytest.raises(CommandError, match=f"{drawn.name} is out of date"):
        call_command("course_diagrams", check=True)
