"""Members who press at the same moment: one report, one end of the evaluation (H38)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pingzhun.flow.guards import Refused
from pingzhun.flow.models import TransitionRecord
from pingzhun.markets.tendering import reports, sheets
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_evaluation as evaluation
from pingzhun.markets.tendering.demo.steps_evaluation import actor_of, leader, seats
from pingzhun.markets.tendering.models import EvaluationReport, SheetPart
from pingzhun.regimes import clock


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each was answered: "done", or why not."""

    def answer(act: Callable[[], object]) -> str:
        try:
            act()
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(answer, acts))


@pytest.mark.covers("H38")
def test_two_presses_close_once_and_the_last_two_signatures_end_it_once(site):
    cast = site
    evaluation.experts(cast)
    prices = {cast.huaxing: "540000", cast.mingde: "560000", cast.lantian: "585000"}
    lot = shortcuts.to_evaluating(cast, steps.register(cast)[0], prices)
    evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, evaluation.all_pass)
    evaluation.close_examination(lot)
    evaluation.fill_in(lot, SheetPart.SCORING, evaluation.fair)
    held, chief = evaluation.evaluation_of(lot), leader(lot)

    def close():
        sheets.close_totals(evaluation=held, seat=chief, actor=actor_of(chief), now=clock.now())

    assert at_once(close, close) == ["done", "评标已进入“签署评标报告”环节，请刷新页面。"]
    assert EvaluationReport.objects.count() == 1

    def signing(seat):
        return lambda: reports.sign(
            evaluation=held, seat=seat, dissent="", actor=actor_of(seat), now=clock.now()
        )

    *first, fourth, fifth = seats(lot)
    for seat in first:
        signing(seat)()
    assert at_once(signing(fourth), signing(fifth)) == ["done", "done"]
    assert steps.again(lot).state == LotState.EVALUATED
    ends = TransitionRecord.objects.filter(course="tendering.lot", transition="report", object_id=lot.pk)
    assert ends.count() == 1
