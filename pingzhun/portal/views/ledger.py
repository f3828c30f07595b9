"""存证: what anyone may look up, download and check."""

import json
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pingzhun import ledger
from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.base.identifiers import normalise
from pingzhun.flow.machine import courses
from pingzhun.ledger.models import LedgerEntry, TreeHead
from pingzhun.ui.components import Crumb

PAGE_SIZE = 30
LABELS = {
    "amount": "金额（元）",
    "capacity": "审核角色",
    "case": "项目编号",
    "certificate": "证书指纹（SHA-256）",
    "ciphertext": "密文的校验值",
    "commitment": "承诺值",
    "contributions_sha256": "各方随机数的校验值",
    "corrects": "更正的公告",
    "decision": "审核结论",
    "desk": "业务",
    "kind": "类别",
    "files": "附件密文的校验值",
    "nonce": "平台的随机数",
    "number": "编号",
    "organisation": "单位（统一社会信用代码）",
    "place": "次序",
    "pool_sha256": "抽取范围的校验值",
    "purpose": "用途",
    "reason": "理由",
    "record": "整条记录的校验值",
    "result_sha256": "结果的校验值",
    "round": "轮次",
    "rule": "要求",
    "score": "得分",
    "sha256": "校验值（SHA-256）",
    "shares": "份额的校验值",
    "source": "原状态",
    "step": "审核级次",
    "supplier": "乙方（统一社会信用代码）",
    "target": "新状态",
    "text_sha256": "盖章之前的校验值",
    "title": "标题",
    "version": "版本",
}
VALUES = {("decision", "approve"): "审核通过", ("decision", "reject"): "审核不通过"}
TITLES = {
    "calendar.loaded": "加载工作日历",
    "certificates.authority.distrusted": "停止信任颁发机构",
    "certificates.authority.list_loaded": "载入吊销列表",
    "certificates.authority.trusted": "信任颁发机构",
    "certificates.certificate.assigned": "分配证书",
    "certificates.certificate.bound": "绑定证书",
    "certificates.certificate.unbound": "解除证书",
    "certificates.requirement.lifted": "解除证书使用要求",
    "certificates.requirement.required": "开启证书使用要求",
    "contract.filed": "合同备案",
    "directory.capacity.granted": "授予主体角色",
    "directory.capacity.revoked": "收回主体角色",
    "directory.jurisdiction.added": "增加辖区",
    "directory.jurisdiction.renamed": "辖区更名",
    "directory.member.added": "增加用户",
    "directory.member.deactivated": "停用用户",
    "directory.member.duties_set": "设定用户职责",
    "directory.member.reactivated": "启用用户",
    "directory.organisation.changed": "单位信息变更",
    "directory.organisation.founded": "单位登记",
    "directory.person.changed": "人员资质变更",
    "directory.person.granted": "人员资质登记",
    "directory.person.removed": "人员资质删除",
    "directory.qualification.changed": "公司资质变更",
    "directory.qualification.granted": "公司资质登记",
    "directory.qualification.removed": "公司资质删除",
    "directory.qualification_type.added": "增加资质类型",
    "directory.qualification_type.retired": "停用资质类型",
    "directory.scope.granted": "服务范围新增",
    "directory.scope.removed": "服务范围删除",
    "directory.service_type.added": "增加服务类型",
    "directory.service_type.renamed": "服务类型更名",
    "directory.service_type.retired": "停用服务类型",
    "directory.suspension.imposed": "停用机构",
    "directory.suspension.lifted": "恢复机构",
    "document.sealed": "平台盖章",
    "draw.committed": "公布抽取承诺值",
    "draw.drawn": "随机抽取",
    "filing.decided": "审核",
    "filing.sealed": "单位盖章",
    "filing.version": "提交",
    "notice.published": "公告发布",
    "rating.given": "评价",
    "sealing.abandoned": "报价不再开启",
    "sealing.box": "设立密封箱",
    "sealing.called": "通知开启报价",
    "sealing.early": "过早开启，被拒绝",
    "sealing.extended": "截止时间延后",
    "sealing.file_opened": "开启密封附件",
    "sealing.key": "启用开启密钥",
    "sealing.opened": "开启报价",
    "sealing.released": "交出开启份额",
    "sealing.replaced": "替换密封报价",
    "sealing.sealed": "收到密封报价",
    "sealing.withdrawn": "撤回密封报价",
}
HERE = Crumb("存证", "/ledger/")


@access.public
@require_safe
def index(request: Request) -> HttpResponse:
    """The latest signed head and the entries: the newest, or those about what was searched for."""
    asked = normalise(request.GET.get("q", ""))
    before = _whole(request.GET.get("before"))
    entries = _find(asked) if asked else ledger.recent(PAGE_SIZE, before)
    more = not asked and len(entries) == PAGE_SIZE and entries[-1].position
    return render(
        request,
        "portal/ledger.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("存证")],
            "head": ledger.latest_head(),
            "asked": asked,
            "entries": [(entry, title_of(entry.kind)) for entry in entries],
            "before": before,
            "next_before": entries[-1].position if more else None,
        },
    )


def _find(asked: str) -> list[LedgerEntry]:
    """By position, by subject, or by the number of a notice."""
    about = Q(subject=asked) | Q(subject=f"notice/{asked.upper()}")
    if (position := _whole(asked)) is not None:
        about |= Q(position=position)
    return list(LedgerEntry.objects.filter(about).order_by("id")[:PAGE_SIZE])


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 18 else None


def title_of(kind: str) -> str:
    """What an entry of this kind records: in Chinese where there is a word for it."""
    if kind in TITLES:
        return TITLES[kind]
    key, _, name = kind.rpartition(".")
    if key in courses:
        course = courses.get(key)
        if name == "start":
            return f"{course.title} · 创建"
        if name in course.transitions:
            return f"{course.title} · {course.transitions[name].title}"
    return kind


@access.public
@require_safe
def entry(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(LedgerEntry, pk=pk)
    return render(
        request,
        "portal/ledger_entry.html",
        {
            "crumbs": [Crumb("首页", "/"), HERE, Crumb(found.subject)],
            "entry": found,
            "title": title_of(found.kind),
            "facts": [
                (LABELS.get(key, key), VALUES.get((key, value), value) if isinstance(value, str) else value)
                for key, value in json.loads(found.data).items()
            ],
            "leaf": bytes(found.leaf_hash).hex(),
            "number": found.subject.removeprefix("notice/") if found.subject.startswith("notice/") else None,
            "head": ledger.latest_head(),
        },
    )


@access.public
@require_safe
def proof(request: Request, pk: int) -> HttpResponse:
    """That the entry stands in the tree of the latest head: all that an outsider needs to check it."""
    found = get_object_or_404(LedgerEntry, pk=pk)
    try:
        proved = ledger.inclusion_proof(found)
    except ValueError as error:
        raise Http404(str(error)) from None
    return _download(proved.published(found), f"proof-{proved.position}.json")


@access.public
@require_safe
def head(request: Request) -> HttpResponse:
    latest = ledger.latest_head()
    if latest is None:
        raise Http404("还没有签署过树头。")
    return _download(latest.as_published, f"head-{latest.size}.json")


@access.public
@require_safe
def consistency(request: Request) -> HttpResponse:
    """That nothing in the tree of `old` entries was changed since."""
    latest = ledger.latest_head()
    old = get_object_or_404(TreeHead, size=_whole(request.GET.get("old")))
    assert latest is not None  # noqa: S101 -- there is at least `old`
    return _download(ledger.published_consistency(old, latest), f"consistency-{old.size}-{latest.size}.json")


@access.public
@require_safe
def verifier(request: Request) -> HttpResponse:
    """The very program, to be read and run alone."""
    text = (settings.BASE_DIR / "tools" / "verify_ledger.py").read_text("utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_ledger.py"'
    return response


def _download(data: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
