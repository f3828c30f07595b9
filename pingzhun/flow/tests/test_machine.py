"""One door per state: source, permission and guards are asked, the body runs, and everything is written down, or nothing is."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingzhun.flow.guards import Refusal, Refused
from pingzhun.flow.machine import Course
from pingzhun.flow.models import TransitionRecord
from pingzhun.ledger import log

from . import lamps
from .lamps import NOW, Lamp, Somebody

LATER = NOW + timedelta(minutes=5)


def test_a_new_thing_starts_in_the_initial_state_with_a_record_and_a_ledger_entry(lamp):
    record = TransitionRecord.objects.get(course="trial.lamp", object_id=lamp.pk)
    assert (lamp.state, record.source, record.target, record.transition) == ("off", "", "off", "start")
    assert [entry.kind for entry in log.find(f"trial.lamp/{lamp.pk}")] == ["trial.lamp.start"]


@pytest.mark.covers("P12")
def test_a_passage_changes_the_row_and_is_written_down_with_before_and_after(lamp):
    lamps.turn_on(lamp, actor=Somebody(), now=LATER, note="天黑了", colour="黄")
    stored = Lamp.objects.get(pk=lamp.pk)
    assert (lamp.state, lamp.colour) == (stored.state, stored.colour) == ("on", "黄")
    record = TransitionRecord.objects.get(object_id=lamp.pk, course="trial.lamp", transition="turn_on")
    assert (record.title, record.source, record.target) == ("开灯", "off", "on")
    assert (record.actor_label, record.note, record.at) == ("李工 · 恒信", "天黑了", LATER)
    assert record.changes == {
        "state": ["off", "on"],
        "colour": [None, "黄"],
        "lit_at": [None, "2026-11-21T02:05:00Z"],
    }


@pytest.mark.covers("P12")
def test_a_passage_stands_in_the_ledger_with_the_hash_of_its_record_and_no_name(lamp):
    lamps.turn_on(lamp, actor=Somebody(), now=LATER, note="天黑了")
    record = TransitionRecord.objects.get(course="trial.lamp", object_id=lamp.pk, transition="turn_on")
    entry = log.find(f"trial.lamp/{lamp.pk}")[-1]
    assert entry.kind == "trial.lamp.turn_on"
    assert json.loads(entry.data) == {"source": "off", "target": "on", "record": record.sha256}
    assert "李工" not in entry.data


@pytest.mark.covers("P12")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("actor_id", 7),
        ("actor_label", "别人"),
        ("title", "关灯"),
        ("transaction", 1),
        ("at", NOW),
        ("changes", {}),
        ("note", "别的话"),
        ("object_id", 999),
        ("source", "on"),
        ("target", "off"),
        ("transition", "turn_off"),
    ],
)
def test_whatever_is_changed_in_a_record_changes_its_hash(lamp, name, value):
    lamps.turn_on(lamp, actor=Somebody(), now=LATER, note="天黑了")
    record = TransitionRecord.objects.get(course="trial.lamp", object_id=lamp.pk, transition="turn_on")
    before = record.sha256
    setattr(record, name, value)
    assert record.sha256 != before


def test_the_row_is_locked_before_it_is_looked_at(lamp):
    with CaptureQueriesContext(connection) as queries:
        lamps.turn_on(lamp, actor=Somebody(), now=LATER)
    about_the_lamp = [query["sql"] for query in queries if "flow_trial_lamp" in query["sql"]]
    assert about_the_lamp[0].endswith('FOR UPDATE OF "flow_trial_lamp"')


def test_what_the_caller_holds_does_not_count_but_what_is_stored(lamp):
    stale = Lamp.objects.get(pk=lamp.pk)
    lamps.turn_on(lamp, actor=Somebody(), now=LATER)
    assert stale.state == "off"
    with pytest.raises(Refused, match="当前状态为“开”，不能开灯。"):
        lamps.turn_on(stale, actor=Somebody(), now=LATER)


@pytest.mark.parametrize(
    ("volts", "actor", "sentences"),
    [
        (220, Somebody(), []),
        (220, Somebody(may=False), ["您没有开灯的权限。"]),
        (0, Somebody(may=False), ["您没有开灯的权限。"]),
        (0, Somebody(), ["没有电。（用电规程第3条）", "电压不正常。"]),
        (380, Somebody(), ["电压不正常。"]),
    ],
)
def test_the_button_and_the_enforcement_say_the_same(lamp, volts, actor, sentences):
    Lamp.objects.filter(pk=lamp.pk).update(volts=volts)
    lamp.refresh_from_db()
    refusals = lamps.turn_on.refusals(lamp, actor=actor, now=LATER)
    assert [str(each) for each in refusals] == sentences
    if not sentences:
        assert lamps.turn_on(lamp, actor=actor, now=LATER).state == "on"
        return
    with pytest.raises(Refused) as refused:
        lamps.turn_on(lamp, actor=actor, now=LATER)
    assert list(refused.value.refusals) == refusals
    assert Lamp.objects.get(pk=lamp.pk).state == "off"


def test_a_wrong_source_is_refused_with_the_present_state(lamp):
    assert lamps.turn_off.refusals(lamp, actor=Somebody(), now=LATER) == [
        Refusal("当前状态为“关”，不能关灯。")
    ]


def test_a_refused_passage_leaves_no_trace(lamp):
    with pytest.raises(Refused):
        lamps.turn_on(lamp, actor=Somebody(may=False), now=LATER)
    assert TransitionRecord.objects.filter(course="trial.lamp", object_id=lamp.pk).count() == 1
    assert len(log.find(f"trial.lamp/{lamp.pk}")) == 1


def test_a_body_that_raises_undoes_everything_it_did(lamp):
    with pytest.raises(RuntimeError, match="脱手"):
        lamps.smash(lamp, actor=Somebody(), now=LATER, clumsily=True)
    stored = Lamp.objects.get(pk=lamp.pk)
    assert (stored.state, stored.volts) == ("off", 220)
    assert TransitionRecord.objects.filter(course="trial.lamp", object_id=lamp.pk).count() == 1
    assert len(log.find(f"trial.lamp/{lamp.pk}")) == 1


def test_a_transition_without_target_keeps_the_state_and_is_written_down(lamp):
    lamps.turn_on(lamp, actor=Somebody(), now=LATER)
    lamps.tint(lamp, actor=Somebody(), now=LATER, colour="蓝")
    record = TransitionRecord.objects.filter(object_id=lamp.pk, course="trial.lamp").last()
    assert (record.source, record.target, record.changes) == ("on", "on", {"colour": ["白", "蓝"]})


def test_two_transitions_of_one_name_are_an_error_of_the_program():
    with pytest.raises(ValueError, match="two transitions are called 'turn_on'"):
        lamps.course.transition("再开", sources=["off"], target="on")(lamps.turn_on.body)


# ---- the stepper and the diagram --------------------------------------------------------------------------------------


def test_the_stepper_says_what_is_done_what_is_now_and_when(lamp):
    assert [(s.title, s.status) for s in lamps.course.progress("off")] == [("关", "now"), ("开", "todo")]
    lamps.turn_on(lamp, actor=Somebody(), now=LATER)
    records = TransitionRecord.objects.filter(course="trial.lamp", object_id=lamp.pk)
    stages = lamps.course.progress("on", records)
    assert [(s.title, s.status, s.when) for s in stages] == [("关", "done", LATER), ("开", "now", None)]


def test_the_stepper_of_what_broke_off_shows_where(lamp):
    lamps.smash(lamp, actor=Somebody(), now=LATER)
    records = TransitionRecord.objects.filter(course="trial.lamp", object_id=lamp.pk)
    stages = lamps.course.progress("broken", records)
    assert [(s.title, s.status, s.when) for s in stages] == [("关", "failed", LATER), ("开", "skipped", None)]


def test_a_milestone_that_another_way_led_round_is_not_said_to_be_done(lamp):
    """It was never on: with a record of something else before, that milestone is skipped."""
    record = TransitionRecord(source="", target="off", at=LATER, pk=1)
    stages = lamps.course.progress("on", [record])
    assert [(s.title, s.status) for s in stages] == [("关", "skipped"), ("开", "now")]


def test_reachable_follows_the_arrows():
    course: Course = lamps.course
    assert course.reachable() == {"off", "on", "broken"}
    assert course.reachable(start="broken") == {"broken"}


def test_the_diagram_has_every_state_and_arrow():
    assert lamps.course.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> off",
        "    off : 关",
        "    on : 开",
        "    broken : 损坏",
        "    off --> on : 开灯",
        "    on --> off : 关灯",
        "    on --> on : 调色",
        "    off --> broken : 打碎",
        "    on --> broken : 打碎",
        "    broken --> [*]",
    ]
