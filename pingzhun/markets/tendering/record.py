"""开标记录 on A4: what was announced, who opened it and who has confirmed it (87号令 第四十二条).

It is numbered by how many have spoken, so that each number stands for the same bytes for ever. On the 验真 page anyone learns
that there is such a record.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime

from pingzhun.base.money import format_yuan
from pingzhun.cases.dossiers import Paper
from pingzhun.documents.issued import Issued, IssuedKind, for_who_has_it, hashed, kinds
from pingzhun.markets.tendering.hall import Line, lines, remarks, scene
from pingzhun.markets.tendering.models import Lot, OpeningRemark
from pingzhun.sealing.models import Box

TEMPLATE = (Path(__file__).parent / "record.typ").read_text("utf-8")
TITLE = "开标记录"
MARK = "-KB"


def papers_of(lot: Lot) -> list[Paper]:
    """The record of the present round, once it was opened."""
    box = Box.objects.filter(case=lot, round=lot.round, opened_at__isnull=False).first()
    if box is None:
        return []
    return [Paper("opening-list", TITLE, TEMPLATE, record(lot, box, spoken=remarks(lot).count()))]


def record(lot: Lot, box: Box, *, spoken: int) -> dict[str, Any]:
    """The data of the record as it was when so many had spoken."""
    shown = lines(lot)
    said = {each.organisation_id: each for each in remarks(lot).order_by("pk")[:spoken]}
    return hashed(
        {
            "title": f"{lot.title}{TITLE}",
            "number": f"{lot.code}{MARK}{lot.round}-{spoken}",
            "facts": [
                ["项目名称", lot.tender.name],
                ["分包", f"{lot.title}（{lot.code}）"],
                ["采购人", lot.procuring_entity.name],
                ["招标代理", lot.tender.agent.name],
                ["开标时间", _moment(box.closes_at)],
                ["开启时间", _moment(box.opened_at)],
                ["开标地点", str(lot.opening_room or "网上开标大厅")],
                ["最高限价", f"{format_yuan(lot.ceiling)} 元"],
            ],
            "holders": [
                [each.organisation.name, each.title, "已办理" if each.has_released else "未办理"]
                for each in scene(lot).holders
            ],
            "bids": [_row(number, line) for number, line in enumerate(shown, start=1)],
            "remarks": [_said(line, said.get(line.bid.organisation_id)) for line in shown],
        }
    )


def _row(number: int, line: Line) -> list[str]:
    bid = line.bid
    price = f"{format_yuan(bid.stated_price)} 元" if bid.stated_price is not None else "—"
    notes = [line.fault, *line.notes] if line.fault else line.notes
    return [
        str(number),
        bid.organisation.name,
        _moment(line.received_at),
        price,
        bid.price_in_words or "—",
        bid.period or "—",
        " ".join(notes) or "—",
    ]


def _said(line: Line, remark: OpeningRemark | None) -> list[str]:
    name = line.bid.organisation.name
    if remark is None:
        return [name, "未确认", "—", "—"]
    what = f"异议：{remark.objection}" if remark.objection else "确认"
    return [name, what, remark.user.name, _moment(remark.made_at)]


def find(number: str, request: HttpRequest) -> Issued | None:
    code, _, rest = number.rpartition(MARK)
    round_, _, spoken = rest.partition("-")
    lots = Lot.objects.filter(code=code).select_related("tender__agent", "procuring_entity", "opening_room")
    lot = next((each for each in lots if str(each.round) == round_), None)
    box = Box.objects.filter(case=lot, round=lot.round, opened_at__isnull=False).first() if lot else None
    if lot is None or box is None or spoken not in map(str, range(remarks(lot).count() + 1)):
        return None
    return for_who_has_it(
        f"{lot.title}{TITLE}",
        TITLE,
        issued_at=box.opened_at,
        template=TEMPLATE,
        data=lambda: record(lot, box, spoken=int(spoken)),
        number=number,
        request=request,
    )


def _moment(value: datetime | None) -> str:
    return f"{localtime(value):%Y-%m-%d %H:%M:%S}"


kinds.register(IssuedKind("tendering.records", find))
