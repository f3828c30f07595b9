"""The course of a project, searched exhaustively in memory, as that of 中介超市 is.

`NODES` and `EFFECTS` say what each desk does, written out by hand; the first test holds them against the desks as they are,
the others search the graph that they make, once for a small project and once for an emergency.
"""

from itertools import product

import pytest

from pingzhun.filings.desks import Desk, desk_of, desks
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks.course import ProjectState, course
from pingzhun.markets.smallworks.desks.completion import (
    AuditReportDesk,
    CompletionDesk,
    EmergencyAuditReportDesk,
    EmergencyCompletionDesk,
    EmergencySupervisionReportDesk,
    SupervisionReportDesk,
)
from pingzhun.markets.smallworks.desks.construction import ConstructionDesk, EmergencyConstructionDesk
from pingzhun.markets.smallworks.desks.enrolment import EnrolmentDesk
from pingzhun.markets.smallworks.desks.evaluation import EmergencyEvaluationDesk, EvaluationDesk
from pingzhun.markets.smallworks.desks.initiation import MandateChangeDesk
from pingzhun.markets.smallworks.desks.selection import AwardDesk, AwardWithdrawalDesk, PrequalificationDesk
from pingzhun.markets.smallworks.desks.tender import TenderCorrectionDesk, TenderNoticeDesk
from pingzhun.markets.smallworks.desks.termination import TerminationDesk
from pingzhun.markets.smallworks.models import Project

S = ProjectState
Arrow = tuple[str, str, str]

SMALL: dict[type[Desk], set[str]] = {
    TenderNoticeDesk: {S.REGISTERED, S.FAILED},
    TenderCorrectionDesk: {S.ENROLLING},
    EnrolmentDesk: {S.ENROLLING},
    PrequalificationDesk: {S.EXAMINING},
    AwardDesk: {S.SELECTING},
    AwardWithdrawalDesk: {S.AWARDED},
    MandateChangeDesk: {S.REGISTERED, S.ENROLLING, S.EXAMINING, S.SELECTING, S.FAILED},
    ConstructionDesk: {S.AWARDED},
    SupervisionReportDesk: {S.BUILDING},
    AuditReportDesk: {S.BUILDING},
    CompletionDesk: {S.BUILDING},
    EvaluationDesk: {S.COMPLETED},
    TerminationDesk: set(S.values) - {S.COMPLETED, S.RATED, S.TERMINATED},
}
"""The states in which a small project can be chosen at each desk."""

EMERGENCY: dict[type[Desk], set[str]] = {
    EmergencyConstructionDesk: {S.AWARDED},
    EmergencySupervisionReportDesk: {S.BUILDING},
    EmergencyAuditReportDesk: {S.BUILDING},
    EmergencyCompletionDesk: {S.BUILDING},
    EmergencyEvaluationDesk: {S.COMPLETED},
    TerminationDesk: {S.AWARDED, S.BUILDING},
}
"""The same of an emergency: it is awarded as soon as it is there."""

EFFECTS: dict[type[Desk], tuple[str, ...]] = {
    TenderNoticeDesk: ("publish",),
    TenderCorrectionDesk: ("correct",),
    PrequalificationDesk: ("examine",),
    AwardDesk: ("award",),
    AwardWithdrawalDesk: ("give_up",),
    MandateChangeDesk: ("change_mandate",),
    ConstructionDesk: ("begin_construction",),
    SupervisionReportDesk: ("receive_supervision_report",),
    AuditReportDesk: ("receive_audit_report",),
    CompletionDesk: ("complete",),
    EvaluationDesk: ("rate",),
    TerminationDesk: ("terminate",),
    EmergencyConstructionDesk: ("begin_construction",),
    EmergencySupervisionReportDesk: ("receive_supervision_report",),
    EmergencyAuditReportDesk: ("receive_audit_report",),
    EmergencyCompletionDesk: ("complete",),
    EmergencyEvaluationDesk: ("rate",),
}
"""The transitions that each desk brings about."""

BY_ITSELF = {"close_enrolment": {S.ENROLLING}, "fail": {S.EXAMINING, S.SELECTING}}
"""What a deadline, verdicts that nobody passed, or the last withdrawal bring about."""


def arrows(nodes: dict[type[Desk], set[str]], *, without: tuple[str, ...] = ()) -> set[Arrow]:
    """Every way on that somebody or something can really take: (from, transition, to)."""
    found: set[Arrow] = set()
    for desk, states in nodes.items():
        for name, source in product(EFFECTS.get(desk, ()), states):
            found.add((str(source), name, course.transitions[name].target or str(source)))
    if nodes is SMALL:
        for name, states in BY_ITSELF.items():
            found |= {(str(source), name, str(course.transitions[name].target)) for source in states}
    else:
        found.add((S.REGISTERED, "award_directly", S.AWARDED))
    return {each for each in found if each[1] not in without}


def reachable(start: str, ways: set[Arrow]) -> set[str]:
    seen: set[str] = set()
    frontier = [start]
    while frontier:
        state = frontier.pop()
        if state not in seen:
            seen.add(state)
            frontier += [target for source, _, target in ways if source == state]
    return seen


# ---- the model is the code ----------------------------------------------------------------------------------------------


@pytest.mark.covers("R38")
def test_each_desk_offers_projects_in_the_states_that_the_model_says_and_in_no_other(world, db):
    """The pickers, of every desk, with a project in every state."""
    about_projects = {type(desk) for desk in desks() if desk.about_cases and desk.market == "smallworks"}
    assert set(SMALL) | set(EMERGENCY) == about_projects
    for is_emergency, nodes in ((False, SMALL), (True, EMERGENCY)):
        projects = {each.pk: each.state for each in world.projects if each.is_emergency == is_emergency}
        for desk_class in about_projects:
            desk = desk_of(desk_class)
            pks = {
                pk
                for person in world.people
                if desk.is_filed_by(person.kind)
                for pk in desk.cases(person.actor).values_list("pk", flat=True)
            }
            offered = {state for pk, state in projects.items() if pk in pks}
            assert offered == nodes.get(desk_class, set()), desk.key


@pytest.mark.covers("R20")
def test_at_no_tender_node_can_both_casts_choose_the_same_project(world, db):
    for desk_class in (TenderNoticeDesk, TenderCorrectionDesk, PrequalificationDesk, AwardDesk):
        desk = desk_of(desk_class)
        town, agent = (
            set(desk.cases(world.person(title).actor).values_list("organising", flat=True))
            for title in ("街镇", "代理机构")
        )
        assert (town, agent) == ({"self"}, {"entrusted"}), desk.key


def test_every_transition_is_brought_about_by_something():
    brought = {name for names in EFFECTS.values() for name in names} | set(BY_ITSELF) | {"award_directly"}
    assert brought == set(course.transitions)


def test_no_desk_would_be_refused_by_the_course_for_a_project_that_it_offers():
    impossible = [
        (desk.__name__, name, str(state))
        for nodes in (SMALL, EMERGENCY)
        for desk, states in nodes.items()
        for name in EFFECTS.get(desk, ())
        for state in states
        if str(state) not in course.transitions[name].sources
    ]
    assert impossible == []


# ---- exhaustive search --------------------------------------------------------------------------------------------------


def test_every_state_can_be_reached_by_what_people_do():
    assert reachable(course.initial, arrows(SMALL)) == set(course.states.values)


@pytest.mark.covers("R34")
def test_an_emergency_is_never_in_a_state_of_the_tender():
    assert reachable(course.initial, arrows(EMERGENCY)) == {
        S.REGISTERED,
        S.AWARDED,
        S.BUILDING,
        S.COMPLETED,
        S.RATED,
        S.TERMINATED,
    }


@pytest.mark.parametrize("nodes", [SMALL, EMERGENCY], ids=["小型工程", "应急工程"])
def test_from_every_state_an_end_can_be_reached(nodes):
    ways = arrows(nodes)
    stuck = {state for state in reachable(course.initial, ways) if not reachable(state, ways) & course.final}
    assert stuck == set()


@pytest.mark.covers("R26", "R27")
@pytest.mark.parametrize("node", ["publish", "close_enrolment", "examine", "award", "begin_construction"])
def test_no_small_project_is_built_without_passing_every_node_of_its_tender(node):
    assert S.BUILDING not in reachable(course.initial, arrows(SMALL, without=(node,)))


@pytest.mark.covers("R29")
@pytest.mark.parametrize("nodes", [SMALL, EMERGENCY], ids=["小型工程", "应急工程"])
def test_no_project_is_evaluated_without_its_completion(nodes):
    assert S.RATED not in reachable(course.initial, arrows(nodes, without=("complete",)))
    assert [guard.label for guard in course.transitions["complete"].guards] == [
        "监理报告已上传",
        "审计报告已上传",
    ]


def test_what_is_completed_cannot_be_terminated():
    assert S.TERMINATED not in reachable(S.COMPLETED, arrows(SMALL))


def test_the_search_would_notice_a_way_round(monkeypatch):
    """Negative control: if 发布中选结果 could be filed before the prequalification, the search would say so."""
    monkeypatch.setitem(SMALL, AwardDesk, {S.SELECTING, S.EXAMINING})
    assert S.BUILDING in reachable(course.initial, arrows(SMALL, without=("examine",)))


def test_a_small_project_is_refused_where_an_emergency_is_let_and_the_other_way_round(world, db):
    small = next(each for each in world.projects if each.state == S.REGISTERED)
    with pytest.raises(Refused, match="只有应急工程"):
        course.transitions["award_directly"](
            small, actor=world.person("街镇").actor, now=small.created_at, builder=None, price=1
        )
    assert Project.objects.get(pk=small.pk).state == S.REGISTERED
