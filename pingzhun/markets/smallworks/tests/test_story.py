"""`manage.py run_story smallworks`: a project and an emergency on real input."""

import io
from decimal import Decimal

import pytest
from django.core.management import call_command

from pingzhun.ledger import audit
from pingzhun.ledger.log import latest_head, root_of
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.demo import story
from pingzhun.markets.smallworks.models import Project


def told(*options: str) -> tuple[str, Project]:
    out = io.StringIO()
    call_command("run_story", "smallworks", *options, stdout=out)
    return out.getvalue(), Project.objects.latest("pk")


@pytest.mark.covers("R19", "R21", "R23", "R26", "R27", "R28", "R29", "R30", "R31", "R32")
def test_the_story_takes_a_project_from_its_registration_to_its_evaluation(cast):
    text, project = told()
    assert (project.state, project.is_emergency, project.enrolments.count()) == (ProjectState.RATED, False, 2)
    assert project.settlement == project.price == Decimal(432000)
    assert f"{'█' * story.STEPS}]" in text
    assert project.notices.get(kind="smallworks.result").sha256 in text
    head = latest_head()
    assert bytes(head.root) == root_of(head.size)
    assert bytes(head.root).hex() in text
    assert audit.faults() == []


@pytest.mark.covers("R34")
def test_the_story_of_an_emergency_has_no_tender(cast):
    text, project = told("--emergency")
    assert (project.state, project.is_emergency, project.round) == (ProjectState.RATED, True, 0)
    assert f"{'█' * story.EMERGENCY_STEPS}]" in text
    assert "报名" not in text
