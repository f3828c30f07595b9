"""委托代理 and 项目注册 (manual 001 §3.1)."""

import pytest

from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, approve, submit
from pingzhun.filings.forms import querydict
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import steps
from pingzhun.markets.tendering.desks.tender import TenderRegistrationDesk
from pingzhun.markets.tendering.models import Lot, Tender


@pytest.mark.covers("H6", "H7", "H10", "H34")
def test_a_registered_tender_has_its_lots_in_the_order_of_its_lines(cast):
    lots = steps.register(cast, lots=[{}, {"name": "复印机", "category": cast.categories["复印机"]}])
    tender = Tender.objects.get()
    assert [(lot.code, lot.title, lot.state) for lot in lots] == [
        (f"{tender.code}-01", "台式计算机", LotState.REGISTERED),
        (f"{tender.code}-02", "复印机", LotState.REGISTERED),
    ]
    assert {lot.procuring_entity for lot in lots} == {cast.entity.organisation}
    assert (tender.agent, lots[0].jurisdiction) == (cast.agent.organisation, cast.places["衡阳市"])


@pytest.mark.covers("H11")
def test_an_approved_registration_goes_back_while_nothing_rests_on_it(cast, now):
    filing = steps.file_tender(cast)
    approve(filing, cast.centre.reviews)
    lifecycle.withdraw(filing, actor=cast.agent.files, now=now)
    assert Filing.objects.get(pk=filing.pk).get_state_display() == "编辑中"
    assert list(Lot.objects.values_list("state", flat=True)) == [LotState.WITHDRAWN]


@pytest.mark.covers("H11")
def test_a_registration_on_which_something_rests_stays(cast, now):
    filing = steps.file_tender(cast)
    approve(filing, cast.centre.reviews)
    lot = Lot.objects.get()
    course.cancel(lot, actor=cast.centre.reviews, now=now, reason="资金未落实")
    with pytest.raises(Refused, match="已有后续业务"):
        lifecycle.withdraw(filing, actor=cast.agent.files, now=now)
    assert Filing.objects.get(pk=filing.pk).get_state_display() == "审核通过"


@pytest.mark.covers("H7")
def test_the_bond_and_the_ceilings_keep_to_the_budget(cast):
    with pytest.raises(FormRefused) as refused:
        steps.file_tender(cast, lots=[{"bond": "12001"}, {"name": "复印机", "ceiling": "700000"}])
    assert set(refused.value.errors) == {"registered_lots-0-bond", "budget"}


@pytest.mark.covers("H8")
def test_only_an_examination_after_the_bids_is_offered(cast):
    with pytest.raises(FormRefused) as refused:
        steps.file_tender(cast, lots=[{"qualifying": "before"}])
    assert list(refused.value.errors) == ["registered_lots-0-qualifying"]


@pytest.mark.covers("H9", "H10")
def test_the_application_goes_with_its_attachments_and_is_locked_from_then_on(cast, now):
    data = steps.registration(cast, steps.mandate(cast))
    with pytest.raises(Refused, match="进场交易申请"):
        submit(TenderRegistrationDesk, cast.agent.files, data)
    filing = submit(
        TenderRegistrationDesk,
        cast.agent.files,
        data,
        filing=Filing.objects.get(desk=TenderRegistrationDesk.key),
        files={"application": steps.paper("进场交易申请"), "papers": steps.paper("需求论证")},
    )
    held = filing.submissions.get().content["attachments"]
    assert [each["slot"] for each in held] == ["application", "papers"]
    with pytest.raises(Refused, match="当前状态为“待审核”，不能修改"):
        desk = desk_of(TenderRegistrationDesk)
        form = desk.form_for(filing, actor=cast.agent.files, now=now, data=querydict({"name": ["改名"]}))
        lifecycle.save_draft(filing, form=form, data=form.data, actor=cast.agent.files, now=now)
