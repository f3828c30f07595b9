"""政府采购: the 交易中心 at its rooms; and every entry of its menu and of the menu of the 采购人."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from pingzhun.accounts.models import User
from pingzhun.base.weeks import Week
from pingzhun.directory import services
from pingzhun.markets.tendering.demo import (
    shortcuts,
    steps,
    steps_bids,
    steps_disputes,
    steps_evaluation,
    steps_notices,
    steps_rooms,
)
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.models import Interruption, Lot
from pingzhun.regimes import clock
from tests.journeys.tendering import decided_and_failing, minute
from tests.journeys.walking import (
    examine,
    examine_as_it_is,
    fill,
    open_every_entry,
    open_menu,
    press,
    row,
    says,
    sees,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
CENTRE = [
    *("工作台", "待办事项", "项目进度", "开标大厅", "报价开启", "开启密钥"),
    *("项目注册审核", "场地预约审核", "场地变更审核", "复评预约审核", "招标公告审核", "采购异常审核"),
    *("废标公告审核", "无法开标审核", "中标公告审核", "中标公告变更审核"),
    *("场地", "场地占用", "场地使用信息", "供应商审核", "招标代理审核", "采购人审核"),
    *("专家库查询", "评委名单"),
]
ENTITY = [
    *("工作台", "待办事项", "委托代理", "项目进度", "招标文件确认", "确定中标人", "合同备案"),
    *("开标大厅", "放弃中标确认", "重新招标确认", "报价开启", "开启密钥", "质疑处理"),
    *("抽取专家", "补抽专家", "资格审查"),
]


def of_all_duties(user: User) -> User:
    """Who files and reviews has both in the menu."""
    duties = ["can_file", "can_review", "is_manager"]
    services.set_duties(member=user.membership, duties=duties, now=clock.now())
    return user


def work_that_waits(city: Cast) -> tuple[Lot, Lot]:
    """Something in most lists: among it a lot that is bid for, and one whose rooms are booked."""
    won, failed = decided_and_failing(city)
    won = steps_evaluation.announce(city, won)
    steps_evaluation.file_award_change(city, won)
    steps_evaluation.file_renunciation(city, won)
    steps_notices.file_again(city, steps_notices.fail_notice(city, failed))
    asked, booked, paused = steps.register(
        city,
        name="信息楼设备采购",
        lots=[{"name": name, "ceiling": "300000"} for name in ("投影仪", "触控一体机", "打印机")],
    )
    steps_rooms.file_booking(city, booked, opens_at=steps_rooms.morning(40))
    asked, paused = (shortcuts.to_bidding(city, each) for each in (asked, paused))
    steps_notices.file_exception(city, paused, Interruption.SUSPENSION, "采购需求需要重新论证。")
    steps_bids.join(asked, city.huaxing)
    steps_disputes.challenge(asked, city.huaxing)
    steps.file_tender(city, name="图书采购")
    return asked, booked


def keep_a_room(centre: Page, booked: Lot) -> None:
    """A room is added, kept for repairs but not while it is booked, seen in the calendar, and given back."""
    open_menu(centre, "场地")
    press(centre, "新增场地")
    centre.get_by_label("类型").select_option("开标室")
    fill(centre, {"名称": "开标三室", "座位数": "20"})
    press(centre, "提交")
    says(centre, "场地已新增，可以预约。")
    starts_at = steps_rooms.morning(40)
    open_menu(centre, "场地占用")
    press(centre, "新增占用")
    centre.get_by_label("场地").select_option("开标一室")
    fill(centre, {"开始时间": minute(starts_at), "结束时间": minute(starts_at + timedelta(hours=2))})
    fill(centre, {"占用原因": "投影检修"})
    press(centre, "提交")
    says(centre, f"（{booked.title}）。请改选时间或场地。")
    centre.get_by_label("场地").select_option("开标三室")
    press(centre, "提交")
    says(centre, "已占用，该时间段不能再预约。")
    open_menu(centre, "场地使用信息")
    says(centre, "本周没有占用")
    centre.goto(f"{centre.url}?week={Week.of(starts_at)}")
    expect(centre.locator(".pz-week")).to_contain_text("投影检修")
    listed = centre.get_by_role("region", name="占用明细")
    sees(listed.get_by_role("row").filter(has_text="开标三室").filter(has_text="投影检修"))
    sees(listed.get_by_role("row").filter(has_text="开标一室").filter(has_text="待审核"))
    sees(listed.get_by_role("link", name=booked.title))
    examine(centre, "tendering-calendar")
    open_menu(centre, "场地占用")
    press(row(centre, "投影检修"), "释放", sure="释放")
    says(centre, "已释放。")
    says(centre, "目前没有占用")


def look_into_the_hall(centre: Page, lot: Lot) -> None:
    open_menu(centre, "开标大厅")
    centre.get_by_role("link", name=lot.title, exact=True).click()
    says(centre, "投标截止之前不公布投标人的名称和数量。")
    examine_as_it_is(centre, "tendering-hall-centre")


@pytest.mark.covers("H16", "H34", "H35")
def test_the_centre_keeps_its_rooms_and_every_entry_of_two_menus_opens(visit: Visit, city: Cast) -> None:
    bid_for, booked = work_that_waits(city)
    centre = visit(of_all_duties(city.centre.filer))
    keep_a_room(centre, booked)
    look_into_the_hall(centre, bid_for)
    assert open_every_entry(centre, "tendering-centre") == CENTRE
    assert open_every_entry(visit(of_all_duties(city.entity.filer)), "tendering-entity") == ENTITY
