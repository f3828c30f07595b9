"""What the ledger is told of experts and panels (`log.append`): pure functions of a row. Experts are in it by number, members
of a panel by a pseudonym alone, which nobody can undo without the salt.
"""

from datetime import datetime
from typing import Any

from pingzhun.directory.entries import end_of
from pingzhun.experts.models import Expert, ExpertSuspension, Panel, Seat
from pingzhun.ledger.canonical import time_text


def expert_subject(expert: Expert) -> str:
    return f"expert/{expert.pk}"


def _of(kind: str, subject: str, now: datetime, **data: Any) -> dict[str, Any]:
    return {"kind": kind, "subject": subject, "data": data, "now": now}


def of_expert(expert: Expert) -> list[dict[str, Any]]:
    subject = expert_subject(expert)
    entries = [_of("expert.joined", subject, expert.joined_at, jurisdiction=expert.jurisdiction.code)]
    if expert.left_at:
        entries.append(_of("expert.left", subject, expert.left_at))
    return entries


def of_suspension(suspension: ExpertSuspension) -> list[dict[str, Any]]:
    subject = expert_subject(suspension.expert)
    ends_at = end_of(suspension.starts_at, suspension.days)
    entries = [
        _of(
            "expert.suspended",
            subject,
            suspension.starts_at,
            suspension=suspension.pk,
            days=suspension.days,
            reason=suspension.reason,
            ends_at=time_text(ends_at),
            imposed_by=suspension.imposed_by.credit_code,
        )
    ]
    if suspension.lift_reason is not None:
        data = {"suspension": suspension.pk, "reason": suspension.lift_reason}
        entries.append(_of("expert.reinstated", subject, suspension.ends_at, **data))
    return entries


def of_panel(panel: Panel) -> list[dict[str, Any]]:
    subject = f"panel/{panel.pk}"
    entries = [
        _of(
            "panel.convened",
            subject,
            panel.drawn_at,
            case=panel.case.code,
            number=panel.number,
            size=panel.size,
            experts=panel.experts,
            evaluates_at=time_text(panel.evaluates_at),
        )
    ]
    if panel.public_at:
        entries.append(_of("panel.published", subject, panel.public_at))
    if panel.dissolved_at:
        entries.append(_of("panel.dissolved", subject, panel.dissolved_at, reason=panel.dissolution_reason))
    return entries


def of_seat(seat: Seat) -> list[dict[str, Any]]:
    subject = f"panel/{seat.panel_id}"
    data = {"position": seat.position, "pseudonym": seat.pseudonym}
    entries = [_of("panel.seated", subject, seat.seated_at, expert=seat.expert_id is not None, **data)]
    if seat.declined_at:
        entries.append(_of("panel.vacated", subject, seat.declined_at, **data))
    return entries
