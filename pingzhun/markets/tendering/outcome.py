"""What the case page of a lot shows of its evaluations and award, and to whom."""

from typing import Any

from pingzhun.cases.dossiers import Paper
from pingzhun.directory.actors import Actor
from pingzhun.filings.queries import is_official, overseen
from pingzhun.markets.tendering import awarding, committee, letters, reports
from pingzhun.markets.tendering.course import LET
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import BidResult, Lot
from pingzhun.markets.tendering.reckoning import Reckoning


def may_read_reports(lot: Lot, actor: Actor) -> bool:
    """The 采购人, its agent, and the officials of the place: nobody else ever reads a report."""
    if actor.organisation_id in (lot.procuring_entity_id, lot.tender.agent_id):
        return True
    return is_official(actor) and Lot.objects.filter(overseen(actor), pk=lot.pk).exists()


def papers(lot: Lot, actor: Actor) -> list[Paper]:
    found = []
    reads = may_read_reports(lot, actor)
    if lot.state in LET and (reads or actor.organisation_id == lot.winner_id):
        found.append(letters.award_letter(lot))
    return found + (reports.papers_of(lot) if reads else [])


def context(lot: Lot, actor: Actor) -> dict[str, Any]:
    """For those who read reports: results and signs of collusion once the report is signed, and the case file after the
    award. For a bidder, after the award: its own outcome.
    """
    reads = may_read_reports(lot, actor)
    evaluation = committee.current(lot)
    if evaluation is None:
        return {}
    if reads:
        over = evaluation.state in (Stage.REPORTED, Stage.STOPPED)
        return {
            "results": evaluation.results.select_related("bid__organisation") if over else [],
            "warnings": Reckoning(evaluation).warnings if over or is_official(actor) else [],
            "has_case_file": lot.state in LET,
        }
    return {"own_outcome": _own(lot, actor) if lot.state in LET else ""}


def _own(lot: Lot, actor: Actor) -> str:
    if actor.organisation_id == lot.winner_id:
        return "贵单位中标，请下载中标通知书。"
    mine = BidResult.objects.filter(
        evaluation__lot=lot, evaluation__number=lot.evaluation, bid__organisation=actor.organisation_id
    ).first()
    return f"贵单位未中标。{awarding.why_not(mine)}" if mine else ""
