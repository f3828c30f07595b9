"""工作台: each role finds its menu, what waits for it, and of a case what is its to see (P3, P4)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.console.cases import next_acts
from pingzhun.console.menus import menu_of
from pingzhun.contracts.models import Contract
from pingzhun.directory import services
from pingzhun.filings.driving import approve, reject, submit
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
from pingzhun.markets.intermediary.models import Job
from pingzhun.regimes import clock
from tests.storages import stored_in


@pytest.fixture(autouse=True)
def disk(settings, tmp_path) -> None:
    settings.STORAGES = stored_in(tmp_path / "documents")


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def publication(cast: Cast, **changes):
    return submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, clock.now(), **changes))


def direct(cast: Cast) -> Job:
    return steps.publish(
        cast,
        method="direct",
        ceiling="9000",
        enrol_until=None,
        direct_agency=cast.hengxin.organisation,
        direct_price="9000",
        direct_reason="限额以下",
    )


# ---- menu and home ----------------------------------------------------------------------------------------------------


@pytest.mark.covers("P3")
def test_the_agency_finds_the_menus_of_the_manual_in_its_order(cast):
    duties = ["can_file", "can_review", "is_manager"]
    services.set_duties(member=cast.hengxin.filer.membership, duties=duties, now=clock.now())
    menu = {
        group.title: [entry.title for entry in group.entries]
        for group in menu_of(cast.hengxin.files, path="/")
    }
    assert list(menu) == ["", "项目流程", "机构信息"]
    assert menu["项目流程"] == [
        "采购公告",
        "我的报名",
        "合同待备案",
        "服务中",
        "项目资料变更确认",
        "合同解除确认",
        "已完成项目",
    ]
    assert menu["机构信息"] == ["基本信息", "密码修改", "服务范围", "人员资质", "公司资质"]


@pytest.mark.covers("P3")
def test_a_menu_entry_counts_what_waits_and_marks_where_one_is(cast):
    publication(cast)
    path = reverse(f"desks:{JobPublicationDesk.key}.reviews")
    entries = {
        entry.title: entry
        for group in menu_of(cast.administrator.reviews, path=path)
        for entry in group.entries
    }
    assert (entries["项目发布审核"].count, entries["项目发布审核"].active) == (1, True)
    assert (entries["待办事项"].count, entries["待办事项"].active) == (1, False)


@pytest.mark.covers("P3")
def test_home_says_what_waits_for_me_for_others_and_for_correction(cast, sign_in):
    publication(cast, name="甲")
    reject(publication(cast, name="乙"), cast.administrator.reviews, "重报")
    pages = {
        "经办": sign_in(cast.entity.filer).get("/console/").context,
        "审核": sign_in(cast.administrator.reviewer).get("/console/").context,
    }
    counts = {who: [fact.value for fact in page["facts"]][:3] for who, page in pages.items()}
    assert counts == {"经办": [0, 1, 1], "审核": [1, 0, 0]}
    assert [filing.label for filing, _, _ in pages["经办"]["waits"]] == ["甲"]
    assert [filing.label for filing, _, _ in pages["经办"]["corrections"]] == ["乙"]
    assert [filing.label for filing, _, _ in pages["审核"]["to_do"]] == ["甲"]


@pytest.mark.covers("P3")
def test_the_to_do_list_is_by_kind_with_the_oldest_first(cast, sign_in):
    for name in "甲乙":
        publication(cast, name=name)
    client = sign_in(cast.administrator.reviewer)
    page = client.get(reverse("console:todo")).context
    assert [filing.label for filing, _, _ in page["rows"]] == ["甲", "乙"]
    assert page["tabs"] == [("", "全部", 2), (JobPublicationDesk.key, "项目发布", 2)]
    unknown = client.get(reverse("console:todo") + "?desk=nothing").context
    assert (len(unknown["rows"]), unknown["wanted"]) == (2, "")


# ---- a case -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("P4")
def test_a_case_shows_its_course_and_who_did_what(cast, sign_in):
    job = direct(cast)
    page = sign_in(cast.entity.filer).get(reverse("console:case", args=[job.pk])).context
    assert [(stage.title, stage.status) for stage in page["stages"]] == [
        ("报名", "done"),
        ("选取", "done"),
        ("合同备案", "now"),
        ("服务", "todo"),
        ("评价", "todo"),
        ("完成", "todo"),
    ]
    told = [(entry.what, entry.who) for entry in reversed(page["timeline"])]
    assert told[0] == ("项目发布 · 提交", "马建国 · 玉门市住房和城乡建设局")
    assert ("项目发布", "吴振华 · 玉门市政务服务中心") in told
    assert ("项目发布 · 审核通过", "吴振华 · 玉门市政务服务中心") in told
    assert page["notices"].count() == 2


@pytest.mark.covers("P4")
def test_contracts_filings_and_persons_are_shown_to_those_who_take_part_and_to_nobody_else(cast, sign_in):
    job = direct(cast)
    steps.file_contract(cast, job, cast.hengxin)
    address = reverse("console:case", args=[job.pk])
    shown = {}
    for name in ("entity", "hengxin", "qilian", "regulator", "dunhuang_regulator"):
        answer = sign_in(getattr(cast, name).filer).get(address)
        page = answer.context
        signed = cast.regulator.reviewer.name in answer.content.decode()  # who approved the contract
        shown[name] = len(page["contracts"]), sorted(each.title for _, each in page["filings"]), signed
    assert Contract.objects.count() == 1
    assert shown == {
        "entity": (1, ["合同备案", "项目发布"], True),
        "hengxin": (1, ["合同备案"], True),
        "qilian": (0, [], False),
        "regulator": (1, ["合同备案", "项目发布"], True),
        "dunhuang_regulator": (0, [], False),
    }


def test_a_case_that_is_not_there_is_not_found(cast, sign_in):
    assert sign_in(cast.entity.filer).get(reverse("console:case", args=[999999])).status_code == 404


@pytest.mark.covers("P3")
def test_what_can_be_done_next_depends_on_the_role_and_the_duty(cast):
    job, now = steps.publish(cast), clock.now()
    titles = {
        who: [act.desk.title for act in next_acts(job, actor=actor, now=now)]
        for who, actor in {
            "恒信经办": cast.hengxin.files,
            "恒信审核": cast.hengxin.reviews,
            "项目单位": cast.entity.files,
            "管理人员": cast.administrator.files,
        }.items()
    }
    assert titles == {"恒信经办": ["我要报名"], "恒信审核": [], "项目单位": ["取消项目"], "管理人员": []}


@pytest.mark.covers("Y9")
def test_an_act_that_is_blocked_says_why_before_anything_is_typed(cast):
    job = steps.publish(cast, qualification=cast.qualifications["工程造价咨询（甲级）"])
    (act,) = next_acts(job, actor=cast.qilian.files, now=clock.now())
    assert act.blocked
    assert [(check.label, check.met) for check in act.checks] == [
        ("报名尚未截止", True),
        ("机构未被停用", True),
        ("服务范围包含项目的服务类型", True),
        ("资质符合项目要求", False),
    ]
    assert "乙级" not in act.checks[-1].sentence
    assert "工程造价咨询（甲级）" in act.checks[-1].sentence


# ---- the demonstration clock --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demo", "who", "status"),
    [(True, "administrator", 200), (True, "entity", 404), (False, "administrator", 404)],
)
def test_the_clock_is_moved_only_by_an_administrator_of_a_demonstration(
    cast, sign_in, settings, demo, who, status
):
    settings.DEMO = demo
    assert sign_in(getattr(cast, who).filer).get(reverse("console:demo_clock")).status_code == status


@pytest.mark.parametrize("hours", ["", "x", "0", "-5", "9999999", "1.5"])
def test_the_clock_does_not_take_nonsense(cast, sign_in, settings, hours):
    settings.DEMO = True
    before = clock.shift()
    sign_in(cast.administrator.filer).post(reverse("console:demo_clock"), {"hours": hours})
    assert clock.shift() == before


def test_a_decided_filing_leaves_the_to_do_list(cast, sign_in):
    filing = publication(cast)
    client = sign_in(cast.administrator.reviewer)
    before = client.get(reverse("console:todo")).context["rows"]
    approve(filing, cast.administrator.reviews)
    after = client.get(reverse("console:todo")).context["rows"]
    assert (len(before), len(after)) == (1, 0)
