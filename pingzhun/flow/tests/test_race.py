"""Many press the same button at once: one passes, the others are told why not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from pingzhun.flow.guards import Refused
from pingzhun.flow.models import TransitionRecord

from . import lamps
from .lamps import NOW, Lamp, Somebody

AT_ONCE = 6


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_wins_and_the_others_are_refused(lamp):
    start = Barrier(AT_ONCE)

    def press(number: int) -> str:
        try:
            mine = Lamp.objects.get(pk=lamp.pk)
            start.wait(20)
            lamps.turn_on(mine, actor=Somebody(label=f"第{number}人"), now=NOW)
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()
        return "开了"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(press, range(AT_ONCE)))
    assert sorted(answers) == sorted(["开了", *["当前状态为“开”，不能开灯。"] * (AT_ONCE - 1)])
    winner = answers.index("开了")
    records = TransitionRecord.objects.filter(course="trial.lamp", object_id=lamp.pk, transition="turn_on")
    assert [record.actor_label for record in records] == [f"第{winner}人"]
