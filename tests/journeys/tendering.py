"""What the journeys of 政府采购 have in common."""

from datetime import datetime

from django.utils.timezone import localtime
from playwright.sync_api import Page

from pingzhun.documents.seals.keys import Signer
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids, steps_evaluation, steps_rooms
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.models import Lot
from tests.journeys.walking import choose_key, fill, open_menu, press, says, sees

PROJECT = "衡阳市第一中学计算机教室设备采购"
COPIERS = "复印机"
SLOW = 40_000  # milliseconds for a page that writes a document, and for what a page shows by itself


def minute(at: datetime) -> str:
    """As a field for a moment takes it."""
    return f"{localtime(at):%Y-%m-%dT%H:%M}"


def pick_lot(page: Page, entry: str, verb: str, lot: Lot, *, confirm: str = "确认选择") -> None:
    """From the menu by the list's button to 选择分包, and to the form for that lot."""
    open_menu(page, entry)
    page.get_by_role("link", name=verb, exact=True).click()
    page.get_by_role("radio", name=lot.title).check()
    press(page, confirm)
    sees(page.locator("#filing"))


def seal(page: Page, signer: Signer) -> None:
    """The notice of a form is written, and sealed with the agent's certificate."""
    press(page, "生成公告")
    choose_key(page, signer)
    press(page, "盖章")
    says(page, "公告已盖章，可以提交了。")


def describe_award(agent: Page) -> None:
    """中标公告 beside its winner, whom the 采购人 decided on."""
    fill(agent, {"代理服务费金额": "8000", "代理服务费收费标准": "按委托协议约定"})
    item = agent.locator(".pz-row").first
    fill(item, {"名称": "台式计算机", "规格型号或服务要求": "八核", "数量": "120 套", "单价": "4500"})


def decided_and_failing(city: Cast) -> tuple[Lot, Lot]:
    """One lot whose winner the 采购人 has decided on, and one for which nobody bid."""
    won, failed = steps.register(city, lots=[{}, {"name": COPIERS}])
    hour = steps_rooms.morning(30)
    won, failed = (shortcuts.to_bidding(city, each, opens_at=hour) for each in (won, failed))
    for supplier, price in zip(city.suppliers[:3], ("560000", "575000", "590000"), strict=True):
        steps_bids.bid(city, won, supplier, price, papers={"报价": steps.paper("报价部分")})
    won = steps_bids.pass_opening(city, won)
    return steps_evaluation.decide(city, steps_evaluation.evaluate(city, won)), steps.again(failed)
