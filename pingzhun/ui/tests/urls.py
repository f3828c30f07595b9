"""The kitchen sink: every component on one page, and one page for each frame. Only the tests can reach it."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import include, path

from pingzhun.ui.components import CheckItem, Crumb, Fact, MenuEntry, MenuGroup, Stage, TimelineEntry, Who
from pingzhun.ui.templatetags.ui import countdown
from pingzhun.ui.tests.forms import FilterForm, PersonFormSet, ProjectForm, WitnessFormSet

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)

MENU = [
    MenuGroup(
        "", "", [MenuEntry("工作台首页", "/", icon="home"), MenuEntry("待办", "/todo/", 7, icon="bell")]
    ),
    MenuGroup(
        "中介超市",
        "building-store",
        [
            MenuEntry("采购公告", "/notices/"),
            MenuEntry("合同待备案", "/contracts/", 2, active=True),
            MenuEntry("服务中", "/serving/", 1),
            MenuEntry("项目资料变更确认", "/changes/"),
            MenuEntry("合同解除确认", "/terminations/"),
            MenuEntry("已完成项目", "/done/"),
        ],
    ),
    MenuGroup(
        "机构信息",
        "id-badge-2",
        [
            MenuEntry("基本信息", "/profile/"),
            MenuEntry("服务范围", "/scope/"),
            MenuEntry("人员资质", "/people/", 3),
        ],
    ),
]
USER_MENU = [
    MenuEntry("切换角色", "/capacity/", icon="switch-horizontal"),
    MenuEntry("密码修改", "/password/", icon="key"),
    MenuEntry("账号安全", "/security/", icon="shield-lock"),
    MenuEntry("消息", "/messages/", 3, icon="mail"),
]
STAGES = [
    Stage("项目发布", "done", date(2026, 10, 28)),
    Stage("采购公告", "done", date(2026, 11, 2)),
    Stage("报名与报价", "done", date(2026, 11, 9)),
    Stage("资格预审", "skipped", note="无此方式"),
    Stage("选取", "done", date(2026, 11, 10)),
    Stage("合同备案", "now", note="待监管机构审核"),
    Stage("服务中", "todo"),
    Stage("结果上传", "todo"),
    Stage("已完成", "todo"),
]
TIMELINE = [
    TimelineEntry(NOW - timedelta(hours=1), "张晓梅（项目单位）", "合同审核通过", tone="good"),
    TimelineEntry(
        NOW - timedelta(days=1),
        "张晓梅（项目单位）",
        "合同审核不通过",
        "合同金额与中选价不一致：合同第三条写为 128.50 万元，中选价为 128.00 万元。请更正后重新上传。",
        "bad",
    ),
    TimelineEntry(NOW - timedelta(days=2), "甘肃恒信工程咨询有限公司", "上传合同", link="/contracts/1/"),
    TimelineEntry(NOW - timedelta(days=11), "系统", "中选公告已发布", tone="info", link="/notices/1/"),
]
CHECKS = [
    CheckItem("已上传合同扫描件", True),
    CheckItem(
        "合同金额不高于中选价",
        False,
        "合同金额 1,285,000.00 元高于中选价 1,280,000.00 元，请更正合同金额。",
        "《政府采购法》第四十六条",
    ),
    CheckItem("合同签订不晚于中选公告后三十日", None, "填写签订日期后判断。", "《政府采购法》第四十六条"),
]
ROWS = [
    {
        "title": "2026年玉门市老城区雨污分流改造工程造价咨询服务",
        "code": "ZJ-2026-000123",
        "owner": "玉门市住房和城乡建设局",
        "amount": Decimal(1280000),
        "at": NOW - timedelta(days=1),
        "state": ("待审核", "warn"),
    },
    {
        "title": "玉门东镇产业园区测绘服务",
        "code": "ZJ-2026-000118",
        "owner": "玉门市工业和信息化局",
        "amount": Decimal("96500.50"),
        "at": NOW - timedelta(days=3),
        "state": ("审核通过", "good"),
    },
    {
        "title": "花海镇中心小学教学楼环境影响评价",
        "code": "ZJ-2026-000097",
        "owner": "玉门市教育局",
        "amount": Decimal(48000),
        "at": NOW - timedelta(days=9),
        "state": ("审核不通过", "bad"),
    },
    {
        "title": "赤金峡水库除险加固工程监理",
        "code": "ZJ-2026-000085",
        "owner": "玉门市水务局",
        "amount": Decimal(356000),
        "at": NOW - timedelta(days=12),
        "state": ("编辑中", "neutral"),
    },
]
ENTRANCES = [
    ("building-store", "中介超市", "中介服务的公开选取、合同与评价"),
    ("gavel", "工程招投标", "从计划注册到中标公告的全程电子化"),
    ("crane", "小型工程", "小型与应急工程的发包与结算"),
    ("building-bank", "电子化政府采购", "采购计划、公告、合同与监督"),
    ("heart-handshake", "中小企业服务", "政策、服务产品与供需对接"),
]


def _common() -> dict[str, object]:
    return {
        "menu": MENU,
        "user_menu": USER_MENU,
        "todo_count": 7,
        "who": Who("王晓梅", "甘肃恒信工程咨询有限公司", "中介机构"),
        "user": SimpleNamespace(is_authenticated=True),
        "now": NOW,
        "demo": True,
        "crumbs": [Crumb("工作台", "/"), Crumb("合同待备案", "/contracts/"), Crumb("ZJ-2026-000123")],
    }


def case(request: HttpRequest) -> HttpResponse:
    facts = [
        Fact("中选价", "128.00 万元", "控制价 150.00 万元"),
        Fact(
            "距合同备案截止",
            countdown(NOW + timedelta(days=2, hours=4, minutes=31), NOW),
            "2026-11-23 14:01 截止",
        ),
        Fact("报名机构", "6 家", "满足三家要求", "good"),
        Fact("项目单位评价", "—", "办结后评价"),
    ]
    messages.success(request, "合同已提交，等待监管机构审核。")
    return render(
        request,
        "ui_tests/case.html",
        _common()
        | {
            "stages": STAGES,
            "timeline_entries": TIMELINE,
            "checks": CHECKS,
            "figures": facts,
            "row": ROWS[0],
        },
    )


def listing(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET or None)
    page = Paginator(ROWS * 10, 4).get_page(request.GET.get("page"))
    return render(request, "ui_tests/listing.html", _common() | {"filter_form": form, "page": page})


def filing(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None, initial={"ceiling": Decimal(1280000)}, prefix="p")
    people = PersonFormSet(request.POST or None, prefix="people")
    witnesses = WitnessFormSet(request.POST or None, prefix="witnesses")
    if request.method == "POST" and form.is_valid():
        return redirect("/listing/")
    context = {"form": form, "people": people, "witnesses": witnesses, "checks": CHECKS}
    return render(request, "ui_tests/filing.html", _common() | context)


def autosave(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"saved_at": "10:32"})


def expired(request: HttpRequest) -> HttpResponse:
    return redirect("accounts:login")


def parts(request: HttpRequest) -> HttpResponse:
    failed = [
        Stage("提交", "done", date(2026, 11, 2)),
        Stage("审核", "failed", note="审核不通过"),
        Stage("生效", "todo"),
    ]
    context = {
        "failed": failed,
        "soon": NOW + timedelta(hours=5),
        "over": NOW,
        "last": NOW + timedelta(minutes=9),
    }
    return render(request, "ui_tests/parts.html", _common() | context)


def portal(request: HttpRequest) -> HttpResponse:
    nav = [
        MenuEntry("首页", "/portal/", active=True),
        MenuEntry("通知公告", "/notices/"),
        MenuEntry("机构名录", "/roster/"),
        MenuEntry("政策法规", "/policies/"),
        MenuEntry("帮助中心", "/help/"),
    ]
    return render(
        request, "ui_tests/portal.html", {"site_nav": nav, "entrances": ENTRANCES, "rows": ROWS, "demo": True}
    )


def login(request: HttpRequest) -> HttpResponse:
    return render(request, "ui_tests/login.html", {"demo": True})


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise {
        "400": BadRequest("bad"),
        "403": PermissionDenied("只有 2026-11-21 之前报名的机构可以查看这份文件。"),
        "404": Http404("gone"),
        "500": RuntimeError("broken"),
    }[kind]


def fragment(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse('<p id="answer">已取回</p>')
    answer["HX-Trigger"] = json.dumps({"toast": {"text": "已取回项目", "tone": "good"}})
    return answer


portal_names = ([path("", portal, name="home"), path("search/", portal, name="search")], "portal")
console_names = ([path("", case, name="home"), path("todo/", listing, name="todo")], "console")
accounts_names = (
    [path(f"{name}/", login, name=name) for name in ("login", "logout", "register")],
    "accounts",
)

urlpatterns = [
    path("case/", case),
    path("listing/", listing),
    path("filing/", filing),
    path("autosave/", autosave),
    path("expired/", expired),
    path("parts/", parts),
    path("fragment/", fragment),
    path("refuse/<kind>/", refuse),
    path("portal/", include(portal_names)),
    path("console/", include(console_names)),
    path("accounts/", include(accounts_names)),
]
