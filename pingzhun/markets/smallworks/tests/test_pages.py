"""The pages of the market in a real browser, at both widths: nothing beyond the edge, nothing that axe finds."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from pingzhun.console.menus import menu_of
from pingzhun.filings import lifecycle
from pingzhun.filings.casting import Player
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.cast import Cast
from pingzhun.markets.smallworks.desks.completion import AuditReportDesk, CompletionDesk
from pingzhun.markets.smallworks.desks.construction import ConstructionDesk
from pingzhun.markets.smallworks.desks.emergency import EmergencyAwardDesk
from pingzhun.markets.smallworks.desks.enrolment import EnrolmentDesk
from pingzhun.markets.smallworks.desks.evaluation import EvaluationDesk
from pingzhun.markets.smallworks.desks.initiation import ProjectRegistrationDesk
from pingzhun.markets.smallworks.desks.selection import AwardDesk, PrequalificationDesk
from pingzhun.markets.smallworks.desks.tender import TenderNoticeDesk
from pingzhun.markets.smallworks.models import Project
from pingzhun.regimes import clock
from pingzhun.ui.components import MenuGroup
from tests.browser import SIZES, axe, fits, picture

pytestmark = pytest.mark.browser
MINE = ("小型工程项目管理", "小型工程交易事物查看", "我的报名")


@pytest.fixture
def cast(site: Cast) -> Cast:
    return site


def begun(at: type[Desk], cast: Cast, project: Project | None = None) -> str:
    """The address of a filing that somebody of the cast has begun."""
    desk = desk_of(at)
    player = next(
        each
        for each in (cast.town, cast.yanbei, cast.huaihe, cast.supervisor, cast.auditor)
        if desk.is_filed_by(each.kind.key)
        and (project is None or desk.cases(each.files).filter(pk=project.pk).exists())
    )
    filing = lifecycle.begin(desk, actor=player.files, case=project, now=clock.now())
    return reverse(f"desks:{desk.key}.page", args=[filing.pk])


@pytest.mark.parametrize("size", SIZES)
def test_every_page_can_be_read_at_both_widths(cast: Cast, open_page: Callable[..., Page], size: str) -> None:
    town, company = open_page(cast.town.filer, size), open_page(cast.yanbei.filer, size)
    auditor, authority = open_page(cast.auditor.filer, size), open_page(cast.authority.filer, size)

    def look(page: Page, url: str, name: str) -> None:
        page.goto(url)
        expect(page.get_by_role("main")).to_be_visible()
        fits(page)
        picture(page, f"smallworks-{name}-{size}")
        axe(page)

    def case(project: Project) -> str:
        return reverse("console:case", args=[project.pk])

    look(town, begun(ProjectRegistrationDesk, cast), "registration")
    project = steps.register(cast)
    look(town, reverse("desks:smallworks.tender-notice.choose"), "picker")
    look(town, begun(TenderNoticeDesk, cast, project), "notice")
    project = steps.publish(cast, project)
    look(company, case(project), "case-enrolling")
    look(company, begun(EnrolmentDesk, cast, project), "enrolment")
    for player in (cast.yanbei, cast.huaihe):
        steps.enrol(project, player)
    enrolment = Filing.objects.filter(desk="smallworks.enrolment", organisation=cast.yanbei.organisation)
    look(company, reverse("desks:smallworks.enrolment.page", args=[enrolment.get().pk]), "enrolled")
    look(company, reverse("desks:smallworks.my-enrolments"), "my-enrolments")
    project = steps.pass_deadline(project)
    look(town, begun(PrequalificationDesk, cast, project), "prequalification")
    project = steps.examine(cast, project)
    look(town, begun(AwardDesk, cast, project), "award")
    project = steps.award(cast, project, cast.yanbei)
    look(town, begun(ConstructionDesk, cast, project), "construction")
    project = steps.build(cast, project)
    look(town, begun(CompletionDesk, cast, project), "completion-waiting")
    look(town, reverse("desks:smallworks.completion.list"), "completion-list")
    look(auditor, begun(AuditReportDesk, cast, project), "audit")
    steps.report_supervision(cast, project)
    steps.report_audit(cast, project, "500000")
    look(town, begun(CompletionDesk, cast, project), "completion-difference")
    project = steps.complete(cast, project, difference_reason="设计变更")
    look(town, begun(EvaluationDesk, cast, project), "evaluation")
    project = steps.evaluate(cast, project)
    look(town, case(project), "case-rated")
    look(company, case(project), "case-rated-company")
    look(town, begun(EmergencyAwardDesk, cast), "emergency")
    emergency = steps.award_emergency(cast)
    look(town, case(emergency), "case-emergency")
    look(authority, reverse("desks:smallworks.small-projects"), "overseen")
    look(town, reverse("console:home"), "home-town")


@pytest.mark.covers("R29")
def test_the_town_reminds_both_from_the_list_of_what_it_has_filed(
    cast: Cast, open_page: Callable[..., Page]
) -> None:
    """已填报 says for whom the draft waits and since when; 通知 reminds them, once."""
    project = steps.build(cast, steps.run_to_award(cast))
    begun(CompletionDesk, cast, project)
    town = open_page(cast.town.filer)
    town.goto(reverse("desks:smallworks.completion.list"))
    row = town.get_by_role("row").filter(has_text=project.title)
    expect(row).to_contain_text(f"{cast.supervisor.organisation}、{cast.auditor.organisation}")
    expect(row).to_contain_text(re.compile(r"\d{2}:\d{2} 起"))
    row.get_by_role("button", name="通知").click()
    expect(town.get_by_text(f"已通知{cast.supervisor.organisation}、")).to_be_visible()
    town.get_by_role("button", name="通知").click()
    expect(town.get_by_text("24 小时内已经提醒过")).to_be_visible()
    auditor = open_page(cast.auditor.filer)
    auditor.goto(reverse("messages:inbox"))
    auditor.get_by_text("请尽快办理").first.click()
    expect(auditor.get_by_role("heading", name=project.title)).to_be_visible()


@pytest.mark.covers("R23")
@pytest.mark.parametrize("way", ["首页", "菜单"])
def test_a_company_enrols_by_either_way_and_gets_its_receipt(
    cast: Cast, open_page: Callable[..., Page], way: str
) -> None:
    """方法一: the list on the home page, the notice, 报名; 方法二: 我的报名－报名."""
    project = steps.publish(cast, steps.register(cast))
    page = open_page(cast.yanbei.filer)
    if way == "首页":
        page.goto("/")
        page.get_by_role("link", name=f"{project.title}发包公告").first.click()
        page.get_by_role("link", name="报名", exact=True).click()
        page.get_by_role("button", name="报名", exact=True).first.click()
    else:
        page.goto("/console/")
        page.get_by_role("navigation", name="主菜单").get_by_role("link", name="报名", exact=True).click()
        page.get_by_role("row").filter(has_text=project.title).get_by_role("button", name="选择").click()
    expect(page.get_by_text("项目基本信息")).to_be_visible()
    page.get_by_label("拟派项目负责人").fill("石磊")
    page.get_by_role("button", name="确认", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_text("报名成功")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="报名回执单").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert project.enrolments.count() == 1


def test_the_menu_has_the_manuals_paths(cast: Cast) -> None:
    """小型工程项目管理-小型工程项目-项目承发包阶段-项目立项, and so on, folder by folder."""

    def paths(groups: list[MenuGroup], above: str = "") -> Iterator[str]:
        for group in groups:
            here = f"{above}{group.title}/" if group.title else above
            yield from (f"{here}{entry.title}" for entry in group.entries)
            yield from paths(group.groups, here)

    def menu(player: Player) -> list[str]:
        return [path for path in paths(menu_of(player.files, path="")) if path.startswith(MINE)]

    stage = "小型工程项目管理/小型工程项目"
    tender = [
        f"{stage}/项目承发包阶段/{name}"
        for name in ("发布公告", "更正公告", "报名情况查询", "资格审查", "发布中选结果")
    ]
    assert menu(cast.town) == [
        "小型工程项目管理/我的委托发包项目",
        f"{stage}/项目承发包阶段/项目立项",
        *tender,
        f"{stage}/项目施工阶段/项目施工信息填报",
        f"{stage}/项目验收阶段/项目竣工信息填报",
        f"{stage}/项目验收阶段/施工评价与建议",
        f"{stage}/辅助功能/终止公告发布",
        f"{stage}/辅助功能/变更代理机构",
        "小型工程项目管理/应急工程/发包结果公告",
        "小型工程项目管理/应急工程/项目施工信息填报",
        "小型工程项目管理/应急工程/项目竣工信息填报",
        "小型工程项目管理/应急工程/施工评价与建议",
    ]
    assert menu(cast.agent) == tender
    for reporter in (cast.supervisor, cast.auditor):
        assert menu(reporter) == [
            "小型工程项目管理/项目验收阶段/项目竣工信息填报",
            "小型工程项目管理/应急工程项目/应急工程项目竣工信息填报",
        ]
    assert menu(cast.yanbei) == ["我的报名/报名", "我的报名/我的报名项目"]
    assert menu(cast.authority) == ["小型工程交易事物查看/小型工程项目", "小型工程交易事物查看/应急工程项目"]
