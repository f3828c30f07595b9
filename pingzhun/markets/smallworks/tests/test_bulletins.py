"""通知浏览与发布: shown to the chosen roles and to nobody else (R8)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.filings import lifecycle
from pingzhun.filings.announce import page_of
from pingzhun.filings.casting import Player, scan
from pingzhun.filings.desks import desk_of, items
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks.demo.cast import Cast
from pingzhun.markets.smallworks.desks.bulletins import (
    BulletinDesk,
    BulletinsForMeOverview,
    PublishedBulletinsOverview,
)
from pingzhun.markets.smallworks.models import Bulletin
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock

pytestmark = pytest.mark.covers("R4", "R8")
BUILDERS, TOWNS = "smallworks.builder", "smallworks.town"


def tell(player: Player, heading: str, *audience: str, **changes: object) -> Filing:
    data = {"heading": heading, "text": "请于月底前完成。", "audience": list(audience)} | changes
    return submit(BulletinDesk, player.files, data, files={"attachments": [("附件.pdf", scan(heading))]})


def told(overview: type, player: Player, **conditions: str) -> list[str]:
    item = items.get(overview.key)
    rows = item.filters(conditions, queryset=item.rows(player.files, now=clock.now()))
    assert rows.form.is_valid(), rows.form.errors
    return [row.heading for row in rows.qs]


def status(player: Player, url: str) -> int:
    visitor = Client()
    visitor.force_login(player.filer, backend="django.contrib.auth.backends.ModelBackend")
    return visitor.get(url).status_code


def test_a_bulletin_is_read_by_the_chosen_roles_only(cast: Cast):
    for_builders = tell(cast.authority, "雨季施工安全", BUILDERS)
    tell(cast.town, "围挡样式", BUILDERS, TOWNS)
    everybody = (cast.yanbei, cast.huaihe, cast.supervisor, cast.auditor, cast.agent, cast.other_authority)
    assert {player.filer.username: told(BulletinsForMeOverview, player) for player in everybody} == {
        "yanbei": ["围挡样式", "雨季施工安全"],
        "huaihe": ["围挡样式", "雨季施工安全"],
        "hengzheng": [],
        "xinda": [],
        "jingcheng": [],
        "miyun-jianwei": [],
    }
    page, file = page_of(for_builders), for_builders.folder.attachments.get()
    attachment = f"{page}files/{file.pk}"
    seen = {
        player.filer.username: (status(player, page), status(player, attachment))
        for player in (*everybody, cast.town, cast.authority)
    }
    assert {name for name, found in seen.items() if found == (200, 200)} == {
        "yanbei",
        "huaihe",
        "huairou-jianwei",
    }
    assert {found for name, found in seen.items() if name not in ("yanbei", "huaihe", "huairou-jianwei")} == {
        (404, 404)
    }


def test_a_draft_is_nobodys_to_read_but_its_writers(cast: Cast):
    desk = desk_of(BulletinDesk)
    draft = lifecycle.begin(
        desk,
        actor=cast.town.files,
        case=None,
        given={"audience": [BUILDERS], "heading": ["未定"]},
        now=clock.now(),
    )
    url = reverse(f"desks:{desk.key}.page", args=[draft.pk])
    assert [status(player, url) for player in (cast.town, cast.yanbei, cast.authority)] == [200, 404, 404]


def test_bulletins_are_found_by_every_condition(cast: Cast):
    tell(cast.authority, "雨季施工安全", BUILDERS, text="清理排水沟。")
    clock.shift_forward(timedelta(days=3), actor_user=cast.town.filer)
    tell(cast.authority, "名册库年检", BUILDERS, TOWNS, text="提交资质证书。")
    today = str(local_date(clock.now()))
    both = ["名册库年检", "雨季施工安全"]
    for conditions, found in (
        ({}, both),
        ({"heading": "年检"}, both[:1]),
        ({"text": "排水沟"}, both[1:]),
        ({"since": today}, both[:1]),
        ({"until": str(local_date(clock.now() - timedelta(days=1)))}, both[1:]),
        ({"audience": TOWNS}, both[:1]),
        ({"audience": BUILDERS}, both),
    ):
        assert told(PublishedBulletinsOverview, cast.authority, **conditions) == found, conditions


def test_who_publishes_lists_their_own_and_what_is_for_them_and_officials_all_of_their_jurisdiction(
    cast: Cast,
):
    tell(cast.town, "街镇的通知", BUILDERS)
    tell(cast.agent, "代理机构的通知", TOWNS)
    listed = {
        name: told(PublishedBulletinsOverview, getattr(cast, name))
        for name in ("authority", "town", "agent", "other_town", "other_agent", "other_authority")
    }
    assert listed == {
        "authority": ["代理机构的通知", "街镇的通知"],
        "town": ["代理机构的通知", "街镇的通知"],
        "agent": ["代理机构的通知"],
        "other_town": ["代理机构的通知"],
        "other_agent": [],
        "other_authority": [],
    }


def test_an_edited_bulletin_takes_the_place_of_the_old_one(cast: Cast):
    old = tell(cast.authority, "年检时间", BUILDERS)
    desk = desk_of(BulletinDesk)
    draft = lifecycle.begin(
        desk, actor=cast.authority.files, case=None, given={"replaces": [str(old.pk)]}, now=clock.now()
    )
    form = desk.form_for(draft, actor=cast.authority.files, now=clock.now())
    assert [form.initial[name] for name in ("heading", "audience")] == ["年检时间", [BUILDERS]]
    tell(cast.authority, "年检时间（更正）", BUILDERS, replaces=old.pk)
    assert told(BulletinsForMeOverview, cast.yanbei) == ["年检时间（更正）"]
    with pytest.raises(FormRefused) as refused:  # its first wording was replaced already
        tell(cast.authority, "年检时间（再更正）", BUILDERS, replaces=old.pk)
    assert set(refused.value.errors) == {"replaces"}


def test_nobody_edits_what_another_published(cast: Cast):
    old = tell(cast.authority, "年检时间", BUILDERS, TOWNS)
    with pytest.raises(Refused, match="不是本单位发布的"):
        lifecycle.begin(
            desk_of(BulletinDesk),
            actor=cast.town.files,
            case=None,
            given={"replaces": [str(old.pk)]},
            now=clock.now(),
        )


def test_a_bulletin_for_the_public_stands_on_the_portal_and_stays_as_it_is(cast: Cast):
    filing = tell(cast.town, "村道封闭公告", "public")
    notice = Notice.objects.get(kind="smallworks.announcement")
    assert (notice.title, [file.name for file in notice.attachments]) == ("村道封闭公告", ["附件.pdf"])
    tell(cast.authority, "只给施工单位", BUILDERS)
    assert Notice.objects.filter(kind="smallworks.announcement").count() == 1
    with pytest.raises(FormRefused, match="已在门户网站公开"):
        tell(cast.town, "村道封闭公告（改）", "public", replaces=filing.pk)


def test_a_preview_shows_the_words_and_publishes_nothing(cast: Cast):
    desk = desk_of(BulletinDesk)
    draft = lifecycle.begin(desk, actor=cast.town.files, case=None, now=clock.now())
    visitor = Client()
    visitor.force_login(cast.town.filer, backend="django.contrib.auth.backends.ModelBackend")
    data = {"heading": "试看", "text": "第一段\n\n第二段<b>", "audience": [BUILDERS], "action": "preview"}
    url = reverse(f"desks:{desk.key}.page", args=[draft.pk])
    html = visitor.post(url, data).content.decode()
    assert "预览</h2>" in html
    assert "<p>第一段</p>" in html
    assert "第二段&lt;b&gt;" in html
    assert not Bulletin.objects.exists()
    assert "预览</h2>" not in visitor.post(url, data | {"heading": ""}).content.decode()
    assert visitor.get(url).context["form"]["text"].value() == data["text"]


def test_the_database_takes_no_bulletin_for_nobody(cast: Cast):
    filing = tell(cast.town, "样稿", BUILDERS)
    bulletin = Bulletin.objects.get(pk=filing.pk)
    other = lifecycle.begin(desk_of(BulletinDesk), actor=cast.town.files, case=None, now=clock.now())
    values = {"heading": "x", "text": "y", "filing_ptr_id": other.pk}
    assert bulletin.audience
    with pytest.raises(IntegrityError, match="a_bulletin_is_for_somebody"), transaction.atomic():
        Bulletin(**values, audience=[]).save_base(raw=True, force_insert=True)
    Bulletin(**values, audience=[BUILDERS]).save_base(raw=True, force_insert=True)
