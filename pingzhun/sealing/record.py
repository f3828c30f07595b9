"""开启记录: who opened a box and when, and what was found in it, on A4 (财政部令第87号 第四十二条).

Nothing of an opened box changes any more, so the record is the same bytes whenever it is made. On the 验真 page anyone learns
that there is such a record, and not what stands in it.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime

from pingzhun.cases.dossiers import Paper
from pingzhun.cases.models import Case
from pingzhun.documents.issued import Issued, IssuedKind, for_who_has_it, hashed, kinds
from pingzhun.sealing.box import opened
from pingzhun.sealing.models import Box, ReleasedShare
from pingzhun.sealing.openings import said_in

TEMPLATE = (Path(__file__).parent / "record.typ").read_text("utf-8")
TITLE = "开启记录"
DAMAGED = "信封损坏，无法开启"
MARK = "-KQ"


def papers_of(case: Case) -> list[Paper]:
    """The record of each round of the case that was opened, the latest first."""
    boxes = Box.objects.filter(case=case, opened_at__isnull=False).select_related("case__procuring_entity")
    return [
        Paper(
            f"opening-{box.round}",
            TITLE if box.round == 1 else f"{TITLE}（第 {box.round} 轮）",
            TEMPLATE,
            record(box),
        )
        for box in boxes.order_by("-round")
    ]


def record(box: Box) -> dict[str, Any]:
    """The data of the record of an opened box. Three queries."""
    case = box.case
    came = dict(
        ReleasedShare.objects.filter(sealed__holder__box=box).values_list("sealed__holder", "released_at")
    )
    holders = box.holders.select_related("organisation", "key")
    return hashed(
        {
            "title": f"{case.title}{TITLE}",
            "number": f"{case.code}{MARK}{box.round}",
            "facts": [
                ["项目名称", case.title],
                ["项目编号", case.code],
                ["项目单位", case.procuring_entity.name],
                ["轮次", f"第 {box.round} 轮"],
                ["截止时间", _moment(box.closes_at)],
                ["开启条件", f"{len(holders)} 家持钥单位中的 {box.threshold} 家共同开启"],
                ["开启时间", _moment(box.opened_at)],
            ],
            "holders": [
                [
                    each.organisation.name,
                    each.title,
                    each.key.fingerprint[:16],
                    _moment(came[each.pk]) if each.pk in came else "未办理",
                ]
                for each in holders
            ],
            "offers": [
                [
                    str(number),
                    each.offer.organisation.name,
                    _moment(each.offer.received_at),
                    DAMAGED if each.payload is None else said_in(box, each.payload),
                    each.offer.sha256,
                ]
                for number, each in enumerate(opened(case=case, round=box.round), start=1)
            ],
        }
    )


def find(number: str, request: HttpRequest) -> Issued | None:
    code, _, round_ = number.rpartition(MARK)
    boxes = Box.objects.filter(case__code=code, opened_at__isnull=False)
    box = next(
        (each for each in boxes.select_related("case__procuring_entity") if str(each.round) == round_), None
    )
    if box is None or box.opened_at is None:
        return None
    opening = box
    return for_who_has_it(
        f"{box.case.title}{TITLE}",
        TITLE,
        issued_at=box.opened_at,
        template=TEMPLATE,
        data=lambda: record(opening),
        number=number,
        request=request,
    )


def _moment(value: datetime | None) -> str:
    return f"{localtime(value):%Y-%m-%d %H:%M:%S}"


kinds.register(IssuedKind("sealing.records", find))
