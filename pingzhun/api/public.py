"""The public API: what the portal shows, for programs. The same filters, the same searches, the same order."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.errors import ValidationError as Unreadable
from pydantic import field_validator

from pingzhun import ledger
from pingzhun.accounts.http import Request
from pingzhun.api.schemas import (
    ConsistencyProof,
    Head,
    Heads,
    InclusionProof,
    NoticeDetail,
    Notices,
    OrganisationDetail,
    Organisations,
    Problem,
)
from pingzhun.cases.markets import markets
from pingzhun.directory.models import Jurisdiction, ServiceType
from pingzhun.directory.roster import Line, for_lines, lines, public_kinds, roster
from pingzhun.ledger.models import LedgerEntry, TreeHead
from pingzhun.notices import listing
from pingzhun.notices.kinds import kinds
from pingzhun.notices.models import Notice
from pingzhun.notices.search import holding, page, passing, terms

api = NinjaAPI(
    title="平准公共接口",
    version="1",
    description="公告与机构名录，无须登录。时间为 ISO 8601；列表按时间由新到旧，用 `next` 翻页。",
    urls_namespace="api",
    docs_url=None,
)
PROBLEMS = {400: Problem, 404: Problem}


class Listed(Schema):
    """What every list takes."""

    q: str = Field("", max_length=100, description="关键词，以空格分开，须全部出现")
    jurisdiction: str | None = Field(None, description="行政区划代码；包括下级")
    cursor: str | None = Field(None, description="上一页的 `next`")

    @field_validator("q")
    @classmethod
    def _storable(cls, text: str) -> str:
        if "\x00" in text:
            raise ValueError("NUL")
        return text

    def place(self) -> Jurisdiction | None:
        found = Jurisdiction.objects.filter(code=self.jurisdiction).first()
        if self.jurisdiction and found is None:
            raise HttpError(400, f"没有代码为“{self.jurisdiction}”的辖区。")
        return found


class NoticeQuery(Listed):
    kind: str | None = Field(None, description="公告类型，如 intermediary.procurement")
    market: str | None = Field(None, description="业务，如 intermediary")
    since: date | None = Field(None, description="发布日期从（含）")
    until: date | None = Field(None, description="发布日期至（含）")
    open: bool = Field(False, description="只要还没有截止的")


class OrganisationQuery(Listed):
    kind: str | None = Field(None, description="主体角色，如 intermediary.agency")
    service: str | None = Field(None, description="服务类型编码")
    suspended: bool = Field(False, description="只要停用中的")


@api.get("/notices", response={200: Notices, **PROBLEMS}, summary="公告列表", tags=["公告"])
def notices(request: Request, query: Query[NoticeQuery]) -> dict[str, Any]:
    _known(query.kind, kinds, "公告类型")
    _known(query.market, markets, "业务")
    try:
        words = terms(query.q)
    except ValueError as error:
        raise HttpError(400, str(error)) from None
    found = holding(
        passing(
            kind=query.kind,
            market=query.market,
            jurisdiction=query.place(),
            since=query.since,
            until=query.until,
            open_at=request.now if query.open else None,
        ),
        words,
    )
    shown = _page(listing.for_lines(found.rows), query.cursor, by="published_at")
    return {"results": [_notice_line(request, notice) for notice in shown.rows], "next": shown.older}


@api.get("/notices/{number}", response={200: NoticeDetail, **PROBLEMS}, summary="一条公告", tags=["公告"])
def notice(request: Request, number: str) -> dict[str, Any]:
    joined = Notice.objects.select_related(
        "jurisdiction", "organisation", "case", "folder", "corrects", "corrected_by"
    )
    found = get_object_or_404(joined, number=number)
    later = getattr(found, "corrected_by", None)
    return _notice_line(request, found) | {
        "case": found.case.code if found.case else None,
        "facts": found.facts,
        "body_html": found.body_html,
        "publisher_code": found.organisation.credit_code,
        "corrects": found.corrects.number if found.corrects else None,
        "corrected_by": later.number if later else None,
        "attachments": [
            {
                "name": file.name,
                "slot": file.slot,
                "size": file.blob.size,
                "sha256": file.blob.sha256,
                "url": request.build_absolute_uri(reverse("notices:attachment", args=[number, file.pk])),
            }
            for file in found.attachments
        ],
        "sha256": found.sha256,
    }


def _notice_line(request: Request, notice: Notice) -> dict[str, Any]:
    return {
        "number": notice.number,
        "kind": notice.kind,
        "kind_title": notice.kind_title,
        "market": notice.kind_entry.market,
        "title": notice.title,
        "publisher": notice.publisher,
        "jurisdiction": notice.jurisdiction,
        "published_at": notice.published_at,
        "closes_at": notice.closes_at,
        "state": listing.state_of(notice, now=request.now)[0],
        "url": request.build_absolute_uri(notice.get_absolute_url()),
    }


@api.get("/organisations", response={200: Organisations, **PROBLEMS}, summary="机构名录", tags=["机构"])
def organisations(request: Request, query: Query[OrganisationQuery]) -> dict[str, Any]:
    _known(query.kind, {kind.key for kind in public_kinds()}, "主体角色")
    service = ServiceType.objects.filter(code=query.service).first() if query.service else None
    if query.service and service is None:
        raise HttpError(400, f"没有编码为“{query.service}”的服务类型。")
    found = roster(
        query.q,
        kind=query.kind,
        service_type=service,
        jurisdiction=query.place(),
        suspended_at=request.now if query.suspended else None,
    )
    shown = _page(for_lines(found, now=request.now), query.cursor, by="created_at")
    return {"results": [_organisation_line(request, line) for line in lines(shown.rows)], "next": shown.older}


@api.get(
    "/organisations/{credit_code}",
    response={200: OrganisationDetail, **PROBLEMS},
    summary="一家机构",
    tags=["机构"],
)
def organisation(request: Request, credit_code: str) -> dict[str, Any]:
    found = get_object_or_404(for_lines(roster(), now=request.now), credit_code=credit_code)
    held = found.qualifications.held().select_related("type")
    (line,) = lines([found])
    return _organisation_line(request, line) | {
        "legal_representative": found.legal_representative,
        "address": found.address,
        "qualifications": [
            {
                "title": str(each.type),
                "certificate_number": each.certificate_number,
                "valid_until": each.valid_until,
            }
            for each in held
        ],
    }


def _organisation_line(request: Request, line: Line) -> dict[str, Any]:
    organisation = line.organisation
    return {
        "credit_code": organisation.credit_code,
        "name": organisation.name,
        "jurisdiction": organisation.jurisdiction,
        "capacities": line.capacities,
        "services": line.services,
        "suspended": line.suspended,
        "url": request.build_absolute_uri(reverse("portal:organisation", args=[organisation.credit_code])),
    }


# ---- the ledger ---------------------------------------------------------------------------------------------------------

HEADS = 50
Counted = Annotated[int, Field(ge=0, le=2**63 - 1)]


@api.get("/ledger/heads", response={200: Heads, **PROBLEMS}, summary="签名的树头，由新到旧", tags=["存证"])
def heads(request: Request, before: Counted | None = None) -> dict[str, Any]:
    found = TreeHead.objects.order_by("-size")
    if before is not None:
        found = found.filter(size__lt=before)
    rows = list(found[: HEADS + 1])
    return {
        "results": [each.as_published for each in rows[:HEADS]],
        "next": rows[HEADS - 1].size if len(rows) > HEADS else None,
    }


@api.get("/ledger/head", response={200: Head, **PROBLEMS}, summary="最新的树头", tags=["存证"])
def head(request: Request) -> dict[str, Any]:
    return _head(None).as_published


@api.get(
    "/ledger/entries/{position}/proof",
    response={200: InclusionProof, **PROBLEMS},
    summary="一条存证的包含证明；size：在哪一个树头中，省略为最新",
    tags=["存证"],
)
def entry_proof(request: Request, position: Counted, size: Counted | None = None) -> dict[str, Any]:
    return _proof(get_object_or_404(LedgerEntry, position=position), size)


@api.get(
    "/notices/{number}/proof",
    response={200: InclusionProof, **PROBLEMS},
    summary="公告存证的包含证明",
    tags=["公告", "存证"],
)
def notice_proof(request: Request, number: str, size: Counted | None = None) -> dict[str, Any]:
    found = get_object_or_404(Notice, number=number)
    return _proof(ledger.find(f"notice/{found.number}")[0], size)


@api.get(
    "/ledger/consistency",
    response={200: ConsistencyProof, **PROBLEMS},
    summary="一致性证明：条数为 old 的树头是 new（省略为最新）的开头",
    tags=["存证"],
)
def consistency(request: Request, old: Counted, new: Counted | None = None) -> dict[str, Any]:
    earlier, later = _head(old), _head(new)
    if later.size < earlier.size:
        raise HttpError(400, "old 不能大于 new。")
    return ledger.published_consistency(earlier, later)


def _head(size: int | None) -> TreeHead:
    found = ledger.latest_head() if size is None else TreeHead.objects.filter(size=size).first()
    if found is None:
        raise HttpError(404, "没有签署过这样的树头。")
    return found


def _proof(entry: LedgerEntry, size: int | None) -> dict[str, Any]:
    try:
        return ledger.inclusion_proof(entry, head=_head(size)).published(entry)
    except ValueError:
        raise HttpError(404, "存证尚未编入这个树头，请稍后再试。") from None


def _known(key: str | None, registry: Any, title: str) -> None:
    if key and key not in registry:
        raise HttpError(400, f"没有名为“{key}”的{title}。")


def _page(found: Any, cursor: str | None, *, by: str) -> Any:
    try:
        return page(found, cursor=cursor, by=by)
    except ValueError:
        raise HttpError(400, "游标无效：请使用上一页返回的 next。") from None


@api.exception_handler(Http404)
def _missing(request: Request, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "没有找到。"}, status=404)


@api.exception_handler(Unreadable)
def _unreadable(request: Request, error: Unreadable) -> HttpResponse:
    wrong = "、".join(dict.fromkeys(str(each["loc"][-1]) for each in error.errors))
    return api.create_response(request, {"detail": f"参数有误：{wrong}。"}, status=400)
