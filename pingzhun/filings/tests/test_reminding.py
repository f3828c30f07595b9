"""催办: for whom a filing waits, since when, and reminding them once a day."""

from datetime import timedelta

import pytest

from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import approve
from pingzhun.filings.reminding import remind, waits_of
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
from pingzhun.regimes import clock

from .acts import begin, publication, said, url


@pytest.mark.covers("P3", "P8")
def test_the_filer_reminds_those_who_review_once_a_day(cast):
    filing, now = publication(cast), clock.now()
    assert remind(filing, actor=cast.entity.files, now=now) == [cast.administrator.organisation]
    message = cast.administrator.reviewer.messages.get(kind="filing.reminded")
    assert message.text.startswith("玉门市住房和城乡建设局提醒：")
    assert message.link == url(JobPublicationDesk, "page", filing)
    with pytest.raises(Refused, match="24 小时内已经提醒过"):
        remind(filing, actor=cast.entity.files, now=now + timedelta(hours=23, minutes=59))
    assert remind(filing, actor=cast.entity.files, now=now + timedelta(hours=24))
    assert cast.administrator.reviewer.messages.filter(kind="filing.reminded").count() == 2


def test_only_its_filer_reminds_and_only_while_it_waits(cast):
    filing = publication(cast)
    for outsider in (cast.hengxin, cast.administrator, cast.regulator):
        with pytest.raises(Refused, match="只能催办本单位"):
            remind(filing, actor=outsider.files, now=clock.now())
    approve(filing, cast.administrator.reviews)
    with pytest.raises(Refused, match="不必提醒"):
        remind(filing, actor=cast.entity.files, now=clock.now())
    with pytest.raises(Refused, match="不必提醒"):
        remind(begin(JobPublicationDesk, cast.entity.files), actor=cast.entity.files, now=clock.now())


def test_a_list_says_for_whom_each_filing_waits_and_since_when(cast):
    waiting, draft = publication(cast), begin(JobPublicationDesk, cast.entity.files)
    waits = waits_of(desk_of(JobPublicationDesk), [waiting, draft])
    assert list(waits) == [waiting.pk]
    assert (waits[waiting.pk].who, waits[waiting.pk].since) == ("管理人员", waiting.submitted_at)


@pytest.mark.covers("P3")
def test_the_page_and_the_list_offer_to_remind(cast, client):
    filing = publication(cast)
    client.force_login(cast.entity.filer)
    for act in ("list", "page"):
        page = client.get(url(JobPublicationDesk, act, filing if act == "page" else None))
        assert "催办" in page.content.decode()
    client.post(url(JobPublicationDesk, "remind", filing))
    assert said(client, url(JobPublicationDesk, "list")) == ["已通知玉门市政务服务中心。"]
    client.post(url(JobPublicationDesk, "remind", filing))
    (sentence,) = said(client, url(JobPublicationDesk, "list"))
    assert sentence.startswith("24 小时内已经提醒过")
