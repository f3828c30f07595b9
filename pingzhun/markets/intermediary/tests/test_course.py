"""The course of a job, searched exhaustively in memory.

`NODES` and `EFFECTS` say what each desk does, written out by hand; the first test holds them against the desks as they are,
the others search the graph that they make.
"""

from dataclasses import replace
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from pingzhun.filings import lifecycle
from pingzhun.filings.desks import Desk, desk_of, desks
from pingzhun.filings.models import Decision, Review
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.course import JobState, course
from pingzhun.markets.intermediary.desks.changes import EntityTerminationDesk, JobChangeDesk
from pingzhun.markets.intermediary.desks.contract import ContractFilingDesk
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk, EnrolmentWithdrawalDesk
from pingzhun.markets.intermediary.desks.publication import CancellationDesk, RepublicationDesk
from pingzhun.markets.intermediary.desks.ratings import AdministratorRatingDesk, EntityRatingDesk
from pingzhun.markets.intermediary.desks.selection import ComparisonDesk, DecliningDesk
from pingzhun.markets.intermediary.desks.serving import (
    AgencyTerminationDesk,
    CompletionDesk,
    ContractSupplementDesk,
    ResultUploadDesk,
)
from pingzhun.markets.intermediary.market import ENTITY, REGULATOR
from pingzhun.regimes import clock
from tests.architecture import world as worlds

S = JobState
Arrow = tuple[str, str, str]

NODES: dict[type[Desk], set[str]] = {
    EnrolmentDesk: {S.ENROLLING},
    EnrolmentWithdrawalDesk: {S.ENROLLING},
    ComparisonDesk: {S.SELECTING},
    RepublicationDesk: {S.FAILED},
    CancellationDesk: {S.ENROLLING, S.SELECTING, S.SELECTED, S.FAILED},
    DecliningDesk: {S.SELECTED},
    ContractFilingDesk: {S.SELECTED},
    JobChangeDesk: {S.SELECTED, S.SERVING},
    EntityTerminationDesk: {S.SERVING},
    AgencyTerminationDesk: {S.SERVING},
    ContractSupplementDesk: {S.SERVING},
    ResultUploadDesk: {S.SERVING},
    CompletionDesk: {S.SERVING},
    EntityRatingDesk: {S.COMPLETED},
    AdministratorRatingDesk: {S.COMPLETED},
}
"""The states in which a case can be chosen at each desk that is about one."""

EFFECTS: dict[type[Desk], tuple[str, ...]] = {
    ComparisonDesk: ("select",),
    RepublicationDesk: ("republish",),
    CancellationDesk: ("cancel",),
    DecliningDesk: ("give_up",),
    ContractFilingDesk: ("begin_service",),
    JobChangeDesk: ("change_data",),
    EntityTerminationDesk: ("terminate",),
    AgencyTerminationDesk: ("terminate",),
    ResultUploadDesk: ("receive_results",),
    CompletionDesk: ("complete",),
    EntityRatingDesk: ("rate",),
    AdministratorRatingDesk: ("rate",),
}
"""The transitions that each desk's approval may bring about."""

BY_ITSELF = ("close_enrolment", "select", "fail", "move_contract_due", "postpone")
"""What a deadline, an opened box, a new calendar, or an outage brings about without a filing about the job."""


def arrows(*, without: tuple[str, ...] = ()) -> set[Arrow]:
    """Every way on that somebody or something can really take: (from, transition, to)."""
    found = set()
    for desk, names in EFFECTS.items():
        for name, source in product(names, NODES[desk]):
            if name not in without:
                found.add((str(source), name, course.transitions[name].target or str(source)))
    for name in set(BY_ITSELF) - set(without):
        found |= {(source, name, target) for source, target in course.transitions[name].edges}
    return found


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


@pytest.mark.covers("Y25", "Y26")
def test_each_desk_offers_jobs_in_the_states_that_the_model_says_and_in_no_other(world, db):
    assert set(world.jobs) == set(JobState)
    assert set(NODES) == {
        type(desk) for desk in desks() if desk.about_cases and desk.market == "intermediary"
    }
    for desk_class in NODES:
        desk = desk_of(desk_class)
        actor = world.filer(desk).actor
        pks = set(desk.cases(actor).values_list("pk", flat=True))
        offered = {state for state, job in world.jobs.items() if job.pk in pks}
        assert offered == NODES[desk_class], desk.key


def test_every_transition_is_brought_about_by_something():
    assert {name for names in EFFECTS.values() for name in names} | set(BY_ITSELF) == set(course.transitions)


def test_no_desk_would_be_refused_by_the_course_for_a_job_that_it_offers():
    """What can be begun at a desk can take effect from every state in which it was offered."""
    impossible = [
        (desk.__name__, name, str(state))
        for desk, names in EFFECTS.items()
        for name in names
        for state in NODES[desk]
        if str(state) not in course.transitions[name].sources
    ]
    assert impossible == []


# ---- exhaustive search --------------------------------------------------------------------------------------------------


def test_every_state_can_be_reached_by_what_people_do():
    assert reachable(course.initial, arrows()) == set(course.states.values)


def test_from_every_state_an_end_can_be_reached():
    stuck = {state for state in course.states.values if not reachable(state, arrows()) & course.final}
    assert stuck == set()


@pytest.mark.covers("Y12")
def test_no_job_is_rated_or_completed_without_a_filed_contract():
    """Take 合同备案 away, and nothing behind it can be reached any more: every path passes it, whose reviews are two."""
    without = reachable(course.initial, arrows(without=("begin_service",)))
    assert without == {S.ENROLLING, S.SELECTING, S.SELECTED, S.FAILED, S.CANCELLED}
    assert [reviewer.kind for reviewer in ContractFilingDesk.reviewed_by] == [ENTITY, REGULATOR]


@pytest.mark.covers("Y15")
def test_no_job_is_completed_but_by_completion_or_termination():
    assert S.COMPLETED not in reachable(course.initial, arrows(without=("complete", "terminate")))
    assert S.COMPLETED in reachable(course.initial, arrows(without=("terminate",)))
    assert S.COMPLETED in reachable(course.initial, arrows(without=("complete",)))


@pytest.mark.covers("Y10")
def test_nobody_is_selected_before_the_enrolment_is_closed():
    assert reachable(course.initial, arrows(without=("close_enrolment",))) == {S.ENROLLING, S.CANCELLED}


def test_a_job_in_service_cannot_be_called_off():
    assert S.CANCELLED not in reachable(S.SERVING, arrows())


def test_the_search_would_notice_a_way_round(monkeypatch):
    """Negative control: with a shortcut from 合同待备案 to 已完成, contracts no longer stand in every path."""
    monkeypatch.setitem(NODES, AgencyTerminationDesk, {S.SERVING, S.SELECTED})
    assert S.RATED in reachable(course.initial, arrows(without=("begin_service",)))


# ---- nobody files and decides -------------------------------------------------------------------------------------------


@pytest.mark.covers("P1")
@pytest.mark.parametrize("desk", [each for each in desks() if each.reviewed_by], ids=lambda each: each.key)
def test_there_is_no_path_on_which_one_person_both_files_and_decides(world, db, desk: Desk):
    """At every step of every review, somebody who submitted it and has since got into the reviewers' chair is refused by the
    lifecycle and by the database, and a colleague of the chair is not.
    """
    filer = world.filer(desk).actor
    filing = worlds.send(worlds.draft(desk, filer, worlds.case_at(desk, filer)), desk, filer)
    for step in range(len(desk.reviewed_by)):
        reviewer = world.reviewer(filing)
        same_person = replace(reviewer, user=filer.user)
        with pytest.raises(Refused, match="不能审核本人提交的事项"):
            lifecycle.decide(
                filing, decision="approve", opinion="", version=1, actor=same_person, now=clock.now()
            )
        decision = {
            "filing": filing,
            "version": 1,
            "step": step,
            "decision": Decision.APPROVE,
            "kind": reviewer.kind,
            "organisation": reviewer.organisation,
            "decided_at": clock.now(),
        }
        with pytest.raises(IntegrityError, match="nobody decides on what they filed"), transaction.atomic():
            Review.objects.create(reviewer=filer.user, **decision)
        assert Review.objects.create(reviewer=reviewer.user, **decision).pk
        if step + 1 < len(desk.reviewed_by):
            awaiting = lifecycle.awaited(filing, desk, step=step + 1)
            lifecycle.course.pass_on(filing, actor=reviewer, now=clock.now(), awaiting=awaiting)
