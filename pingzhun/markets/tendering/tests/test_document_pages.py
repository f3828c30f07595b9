"""The pages of 招标文件 in a real browser, at both widths: nothing beyond the edge, nothing that axe finds."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from pingzhun.filings import lifecycle
from pingzhun.filings.casting import Player
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_documents as at
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.desks.clarifications import ClarificationDesk
from pingzhun.markets.tendering.desks.documents import DocumentConfirmationDesk, TenderDocumentDesk
from pingzhun.markets.tendering.desks.enquiries import EnquiryAnswerDesk, EnquiryDesk
from pingzhun.markets.tendering.desks.participation import DocumentRequestDesk
from pingzhun.markets.tendering.models import Lot
from pingzhun.regimes import clock
from tests.browser import SIZES, axe, fits, picture

pytestmark = pytest.mark.browser


def begun(at_desk: type[Desk], player: Player, lot: Lot | None = None, **given: object) -> str:
    """The address of a filing that the player has begun."""
    desk = desk_of(at_desk)
    filing = lifecycle.begin(
        desk,
        actor=player.files,
        case=lot,
        now=clock.now(),
        given={name: [str(value)] for name, value in given.items()},
    )
    return reverse(f"desks:{desk.key}.page", args=[filing.pk])


@pytest.mark.covers("H20", "H22", "H36", "H39")
@pytest.mark.parametrize("size", SIZES)
def test_every_page_can_be_read_at_both_widths(site: Cast, open_page: Callable[..., Page], size: str) -> None:
    cast = site
    agent, entity = open_page(cast.agent.filer, size), open_page(cast.entity.filer, size)
    supplier = open_page(cast.huaxing.filer, size)

    def look(page: Page, url: str, name: str) -> None:
        page.goto(url)
        expect(page.get_by_role("main")).to_be_visible()
        fits(page)
        picture(page, f"tendering-{name}-{size}")
        axe(page)

    lot = steps.register(cast)[0]
    look(agent, reverse("desks:tendering.tender-document.choose"), "document-choose")
    look(agent, begun(TenderDocumentDesk, cast.agent, lot), "document")
    for name in ("requirements", "core_product", "terms", "period", "place", "payment", "opinion"):
        agent.locator(f"[name={name}]").fill(at.draft(lot).get(name, ""))
    agent.get_by_role("button", name="预览").click()
    expect(agent.get_by_role("heading", name="预览")).to_be_visible()
    fits(agent)
    picture(agent, f"tendering-document-preview-{size}")
    axe(agent)
    agent.get_by_role("button", name="确认提交").click()
    expect(agent.get_by_text("招标文件已生效")).to_be_visible()
    picture(agent, f"tendering-document-issued-{size}")
    lot = steps.again(lot)
    look(entity, begun(DocumentConfirmationDesk, cast.entity, lot), "confirmation")

    lot = shortcuts.to_bidding(cast, steps.register(cast, name="打印设备采购")[0])
    look(supplier, reverse("desks:tendering.lot-notices"), "lot-notices")
    look(supplier, begun(DocumentRequestDesk, cast.huaxing, lot), "document-request")
    at.enrol(lot, cast.huaxing)
    look(supplier, begun(EnquiryDesk, cast.huaxing, lot), "enquiry")
    enquiry = at.ask(cast, lot, cast.huaxing, with_paper=True)
    look(agent, reverse("desks:tendering.enquiries"), "enquiries")
    look(agent, begun(EnquiryAnswerDesk, cast.agent, asked=enquiry.pk), "enquiry-answer")
    at.answer(cast, enquiry, to_all=True)
    at.clarify(cast, lot)
    look(agent, begun(ClarificationDesk, cast.agent, lot), "clarification")
    look(supplier, reverse("desks:tendering.my-lots"), "my-lots")
    look(supplier, reverse("console:case", args=[lot.pk]), "case-participant")
