"""The picker, the form and the published notice in a real browser, at both widths."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_notices as announcing
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.desks.abnormal import LotExceptionDesk
from pingzhun.markets.tendering.desks.announcing import InvitationChangeDesk
from pingzhun.markets.tendering.models import Interruption
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock
from tests.browser import SIZES, axe, fits, picture

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(site: Cast) -> Cast:
    return site


@pytest.mark.covers("H12", "H23", "H33")
@pytest.mark.parametrize("size", SIZES)
def test_an_invitation_from_the_list_to_the_notice(
    cast: Cast, open_page: Callable[..., Page], size: str
) -> None:
    def look(page: Page, name: str, url: str | None = None) -> None:
        if url:
            page.goto(url)
        expect(page.get_by_role("main")).to_be_visible()
        fits(page)
        picture(page, f"tendering-{name}-{size}")
        axe(page)

    lot, other = steps.register(cast, lots=[{}, {"name": "复印机"}])
    lot, other = (shortcuts.to_announcing(cast, each) for each in (lot, other))
    agent = open_page(cast.agent.filer, size)
    look(agent, "invitation-list-empty", reverse("desks:tendering.bid-invitation.list"))
    agent.get_by_role("link", name="新增交易公告").click()
    look(agent, "pick-lot")
    agent.get_by_role("button", name="确定选择").click()
    expect(agent.get_by_text("请先选择分包，再点击“确定选择”。")).to_be_visible()
    look(agent, "pick-lot-refused")
    agent.get_by_role("radio", name=lot.title).press(" ")
    agent.get_by_role("radio", name=lot.title).press("Enter")
    expect(agent.get_by_role("heading", name="招标公告")).to_be_visible()
    look(agent, "invitation-form")

    terms = announcing.invitation_terms(clock.now())
    agent.get_by_label("投标人的资格要求").fill(terms["qualifications"])
    agent.get_by_label("签署意见").fill("同意发布")
    agent.get_by_role("button", name="提交信息").click()
    agent.get_by_role("dialog").get_by_role("button", name="确认提交").click()
    expect(agent.get_by_role("heading", name="台式计算机 待审核")).to_be_visible()
    look(agent, "invitation-submitted")

    lot = announcing.announce(cast, other)
    notice = Notice.objects.get(case=lot)
    reader = open_page(None, size)
    look(reader, "invitation-notice", notice.get_absolute_url())
    expect(reader.get_by_role("link", name="获取招标文件")).to_be_visible()

    for desk_class, name in ((InvitationChangeDesk, "change-form"), (LotExceptionDesk, "exception-form")):
        desk = desk_of(desk_class)
        filing = lifecycle.begin(desk, actor=cast.agent.files, case=lot, now=clock.now())
        look(agent, name, reverse(f"desks:{desk.key}.page", args=[filing.pk]))
        lifecycle.discard(filing, actor=cast.agent.files, now=clock.now())
    announcing.change(cast, lot)
    look(reader, "change-notice", Notice.objects.get(case=lot, kind="tendering.change").get_absolute_url())
    filing = announcing.file_exception(cast, lot, Interruption.SUSPENSION, "采购需求需要重新论证。")
    centre = open_page(cast.centre.reviewer, size)
    look(centre, "exception-review", reverse("desks:tendering.lot-exception.page", args=[filing.pk]))

    look(agent, "progress", reverse("desks:tendering.tenders"))
    look(agent, "registrations", reverse("desks:tendering.tender-registration.list"))
    agent.get_by_role("button", name="新建项目").click()
    agent.goto(reverse("desks:tendering.tender-registration.list"))
    agent.get_by_role("checkbox", name="选择 项目注册").check()
    look(agent, "registrations-ticked")
    agent.get_by_role("button", name="删除项目").click()
    agent.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(agent.get_by_text("已删除 1 项。")).to_be_visible()
    agent.get_by_role("link", name=lot.tender.name).click()
    look(agent, "registration-with-lots")
    look(reader, "portal-list", reverse("notices:index") + "?market=tendering")
