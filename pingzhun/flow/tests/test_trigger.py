"""The database holds the door: a state changes only along a declared arrow and together with its record."""

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from pingzhun.base.triggers import FirmTrigger
from pingzhun.flow.models import TransitionRecord

from . import lamps
from .lamps import NOW, Lamp, Somebody


def test_sql_cannot_set_a_state(lamp, execute):
    with pytest.raises(IntegrityError, match="a state changes only by its course"):
        execute("UPDATE flow_trial_lamp SET state = 'on' WHERE id = %s", lamp.pk)
    assert Lamp.objects.get(pk=lamp.pk).state == "off"


def test_without_the_trigger_the_same_sql_goes_through(lamp, execute, triggers_at_rest):
    with triggers_at_rest():
        assert execute("UPDATE flow_trial_lamp SET state = 'on' WHERE id = %s", lamp.pk) == 1
    assert Lamp.objects.get(pk=lamp.pk).state == "on"


def test_the_orm_cannot_set_a_state(lamp):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lamp.objects.filter(pk=lamp.pk).update(state="on")
    lamp.state = "on"
    with pytest.raises(IntegrityError), transaction.atomic():
        lamp.save()
    assert Lamp.objects.get(pk=lamp.pk).state == "off"


def test_an_arrow_that_was_not_declared_is_refused_even_with_a_record(lamp):
    with pytest.raises(IntegrityError, match="no way from broken to on"), transaction.atomic():
        lamps.smash(lamp, actor=Somebody(), now=NOW)
        lamps.course.record(
            lamp,
            actor=Somebody(),
            now=NOW,
            transition="mend",
            title="修",
            source="broken",
            target="on",
            changes={},
        )
        Lamp.objects.filter(pk=lamp.pk).update(state="on")


def test_a_record_of_another_lamp_does_not_do(lamp):
    other = lamps.course.start(Lamp(), actor=Somebody(), now=NOW)
    lamps.turn_on(other, actor=Somebody(), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lamp.objects.filter(pk=lamp.pk).update(state="on")


def test_a_new_row_in_a_later_state_is_refused(shop, execute):
    with pytest.raises(IntegrityError, match="a new row starts as off, not on"):
        execute("INSERT INTO flow_trial_lamp (state, volts) VALUES ('on', 220)")
    assert execute("INSERT INTO flow_trial_lamp (state, volts) VALUES ('off', 220)") == 1


def test_other_fields_change_freely(lamp, execute):
    assert execute("UPDATE flow_trial_lamp SET volts = 110 WHERE id = %s", lamp.pk) == 1


@pytest.mark.django_db(transaction=True)
def test_the_record_of_an_earlier_transaction_does_not_do(lamp, execute):
    """Once off and on again; the third passage has the same source and target as the first, but no record of its own."""
    lamps.turn_on(lamp, actor=Somebody(), now=NOW)
    lamps.turn_off(lamp, actor=Somebody(), now=NOW)
    assert TransitionRecord.objects.filter(object_id=lamp.pk, source="off", target="on").exists()
    with pytest.raises(IntegrityError, match="a state changes only by its course"):
        execute("UPDATE flow_trial_lamp SET state = 'on' WHERE id = %s", lamp.pk)


# ---- records are kept ---------------------------------------------------------------------------------------------------

CHANGES = [
    ("UPDATE flow_transitionrecord SET actor_label = '别人' WHERE object_id = %s", "are only ever added"),
    ("DELETE FROM flow_transitionrecord WHERE object_id = %s", "are only ever added"),
]


@pytest.mark.covers("P12")
@pytest.mark.parametrize(("sql", "sentence"), CHANGES)
def test_a_record_can_be_neither_changed_nor_removed(lamp, execute, sql, sentence):
    with pytest.raises(IntegrityError, match=sentence):
        execute(sql, lamp.pk)
    record = TransitionRecord.objects.get(object_id=lamp.pk, course="trial.lamp")
    assert record.actor_label == "李工 · 恒信"


@pytest.mark.covers("P12")
@pytest.mark.django_db(transaction=True)
def test_the_records_cannot_be_emptied(lamp, execute):
    with pytest.raises(IntegrityError, match="are only ever added"):
        execute("TRUNCATE flow_transitionrecord CASCADE")


@pytest.mark.parametrize(("sql", "sentence"), CHANGES)
def test_without_the_triggers_a_record_would_go(lamp, execute, triggers_at_rest, sql, sentence):
    with triggers_at_rest():
        assert execute(sql, lamp.pk) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_triggers_the_records_would_be_emptied(lamp, execute, triggers_at_rest):
    with triggers_at_rest():
        execute("TRUNCATE flow_transitionrecord CASCADE")
    assert TransitionRecord.objects.count() == 0


# ---- nobody switches them off from a session ------------------------------------------------------------------------


def refuses_deletion(base: type[pgtrigger.Trigger]) -> pgtrigger.Trigger:
    no = "RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation';"
    return base(name="trial", operation=pgtrigger.Delete, when=pgtrigger.Before, func=no)


@pytest.mark.parametrize(("base", "holds"), [(FirmTrigger, True), (pgtrigger.Trigger, False)])
def test_a_firm_trigger_does_not_ask_the_session_whether_to_rest(lamp, execute, base, holds):
    """The plain one is the negative control: `SET pgtrigger.ignore` sends it to sleep."""
    trigger = refuses_deletion(base)
    execute(trigger.compile(Lamp).install_sql.replace("%", "%%"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL pgtrigger.ignore = '{{{trigger.get_pgid(Lamp)}}}'")
        if holds:
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute("DELETE FROM flow_trial_lamp WHERE id = %s", [lamp.pk])
        else:
            cursor.execute("DELETE FROM flow_trial_lamp WHERE id = %s", [lamp.pk])
            assert cursor.rowcount == 1


def test_every_trigger_of_the_platform_is_firm():
    """Those of the installed apps, not of trials: none has the way round it."""
    installed = [
        (model, trigger)
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label != "flow_trial" and model._meta.app_config is not None
    ]
    assert installed
    soft = [
        f"{model._meta.label}.{trigger.name}"
        for model, trigger in installed
        if "ignore" in str(trigger.compile(model).install_sql).lower()
    ]
    assert soft == []


def test_the_course_and_the_records_hold_against_pgtrigger_ignore(lamp):
    with pgtrigger.ignore(), pytest.raises(IntegrityError), transaction.atomic():
        Lamp.objects.filter(pk=lamp.pk).update(state="on")
    with pgtrigger.ignore(), pytest.raises(IntegrityError), transaction.atomic():
        TransitionRecord.objects.filter(object_id=lamp.pk).delete()
