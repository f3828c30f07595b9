"""机构信息/密码修改 (manual 000 §3.2)."""

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.console.menus import menu_of
from pingzhun.markets.intermediary.demo.cast import PASSWORD


@pytest.mark.covers("Y6")
def test_an_agency_changes_its_password_from_the_menu(cast):
    entries = {
        entry.title: entry.url for group in menu_of(cast.hengxin.files, path="") for entry in group.entries
    }
    url = reverse("accounts:password_change")
    assert entries["密码修改"] == url
    client = Client()
    client.force_login(cast.hengxin.filer)
    assert client.get(url).status_code == 200
    form = {
        "current_password": PASSWORD,
        "password": "qilian-snow-2027",
        "password_again": "qilian-snow-2027",
    }
    assert client.post(url, form).status_code == 302
    cast.hengxin.filer.refresh_from_db()
    assert cast.hengxin.filer.check_password("qilian-snow-2027")


@pytest.mark.covers("Y20", "Y21", "Y24", "Y6")
def test_the_menu_of_an_agency_has_the_manuals_words(cast):
    groups = {
        group.title: [entry.title for entry in group.entries]
        for group in menu_of(cast.hengxin.files, path="")
    }
    assert groups["机构信息"] == ["基本信息", "密码修改", "服务范围", "人员资质", "公司资质"]


@pytest.mark.covers("Y29")
def test_the_menu_of_the_administrator_has_every_review(cast):
    groups = {
        group.title: [entry.title for entry in group.entries]
        for group in menu_of(cast.administrator.reviews, path="")
    }
    reviews = {
        "机构入驻审核",
        "项目单位入驻审核",
        "基本信息审核",
        "服务范围审核",
        "人员资质审核",
        "公司资质审核",
    }
    assert reviews <= set(groups["审核"])
    assert {"服务目录", "资质类型", "通知公告"} <= set(groups["基础数据"])
