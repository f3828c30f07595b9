"""中介超市: an agency and what the platform knows of it, by the words of its manual (000)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pingzhun.accounts.models import User
from pingzhun.markets.intermediary.demo.cast import PASSWORD, Cast, scan
from tests.journeys.walking import (
    attach,
    choose,
    decide,
    examine,
    fact,
    fill,
    has_field,
    log_in,
    open_menu,
    press,
    review,
    row,
    says,
    sees,
    texts_to,
    tick,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
MOBILE = "13893710099"
NEWCOMER = "玉门阳关工程咨询有限公司"


@pytest.mark.covers("Y1", "Y2", "Y3", "Y4", "Y5", "Y6")
def test_an_agency_moves_in(visit: Visit, cast: Cast) -> None:
    """Manual 1.2: 入驻, rejected once, corrected, admitted; each decision comes as a short message."""
    newcomer, reader = visit(), visit()
    newcomer.goto("/")
    examine(newcomer, "front")
    newcomer.get_by_role("link", name="中介机构入驻").click()
    has_field(newcomer, "再次输入密码", "")
    examine(newcomer, "account")
    fill(newcomer, {"账号": "yangguan", "密码": PASSWORD, "再次输入密码": PASSWORD, "姓名": "郑海燕"})
    fill(newcomer, {"手机号码": MOBILE})
    press(newcomer, "获取验证码")
    says(newcomer, "验证码已发送至 138****0099")
    code = re.search(r"验证码\D*(\d{6})", texts_to(reader, MOBILE)[0])
    fill(newcomer, {"短信验证码": code[1]})
    press(newcomer, "注册并继续")

    press(newcomer, "入驻")
    fill(
        newcomer,
        {
            "单位名称": NEWCOMER,
            "统一社会信用代码": "91620981MA0YG00095",
            "法定代表人": "郑海燕",
            "联系地址": "玉门市新市区",
        },
    )
    choose(newcomer, "所属辖区", "玉门市")
    tick(newcomer, "机构类型", "工程造价咨询", "工程监理")
    tick(newcomer, "服务范围", "工程预算编制", "房屋建筑工程监理")
    has_field(newcomer, "联系人手机", MOBILE)
    people = newcomer.get_by_role("group", name="人员资质", exact=True)
    fill(
        people,
        {
            "姓名": "郑海燕",
            "证书名称": "一级造价工程师",
            "证书编号": "建[造]11260000901",
            "发证机关": "住房和城乡建设部",
            "有效期至": "2030-06-30",
        },
    )
    press(people, "增加一行")
    for words in ("王磊", "监理工程师", "62260000902", "房屋建筑工程", "住房和城乡建设部"):
        newcomer.keyboard.type(words)
        newcomer.keyboard.press("Tab")
    attach(newcomer, "营业执照", "营业执照.pdf", scan("营业执照"))
    attach(newcomer, "人员资质证书", "造价工程师证.pdf", scan("证书"))
    press(newcomer, "完成")
    says(newcomer, "等待管理人员审核。审核结果会以短信发送到联系人手机。")
    says(newcomer, "待审核")

    clerk = visit()
    log_in(clerk, cast.administrator.reviewer)
    examine(clerk, "workbench")
    open_menu(clerk, "待办事项")
    examine(clerk, "todo")
    clerk.get_by_role("link", name=NEWCOMER, exact=True).click()
    fact(clerk, "机构类型", "工程造价咨询、工程监理")
    sees(row(clerk, "一级造价工程师"))
    sees(row(clerk, "监理工程师").filter(has_text="王磊"))
    sees(clerk.get_by_role("link", name="营业执照.pdf"))
    examine(clerk, "review")
    decide(clerk, "审核不通过", "联系地址不完整，请写到门牌号")
    assert "审核不通过，原因：联系地址不完整，请写到门牌号" in texts_to(reader, MOBILE)[0]

    open_menu(newcomer, "工作台")
    examine(newcomer, "registration-home")
    newcomer.get_by_role("link", name=NEWCOMER).click()
    says(newcomer, "联系地址不完整，请写到门牌号")
    has_field(newcomer, "法定代表人", "郑海燕")
    examine(newcomer, "registration")
    fill(newcomer, {"联系地址": "玉门市新市区昌盛路 20 号"})
    press(newcomer, "完成")
    says(newcomer, "待审核")

    review(clerk, "机构入驻审核", NEWCOMER)
    assert "已审核通过" in texts_to(reader, MOBILE)[0]
    examine(reader, "demo-sms")
    log_in(visit(), User.objects.get(username="yangguan"))
    open_menu(newcomer, "工作台")
    open_menu(newcomer, "采购公告")


@pytest.mark.covers("Y6", "Y20", "Y21", "Y22", "Y23", "Y24")
def test_an_agency_keeps_its_data(visit: Visit, cast: Cast) -> None:
    """Manual 3: 基本信息, 密码修改, 服务范围, 人员资质."""
    agency, clerk, passer_by = visit(cast.hengxin.filer), visit(cast.administrator.reviewer), visit()
    passer_by.goto(f"/organisations/{cast.hengxin.organisation.credit_code}/")

    open_menu(agency, "基本信息")
    examine(agency, "profile")
    press(agency, "修改")
    fill(agency, {"联系地址": "玉门市新市区铁人路 1 号"})
    press(agency, "提交")
    says(agency, "已提交，等待审核。")
    passer_by.reload()
    says(passer_by, "玉门市新市区昌盛路 18 号")
    review(clerk, "基本信息审核", "基本信息修改：甘肃恒信工程咨询有限公司")
    passer_by.reload()
    says(passer_by, "玉门市新市区铁人路 1 号")

    open_menu(agency, "服务范围")
    examine(agency, "scope")
    press(row(agency, "房屋建筑工程监理"), "删除", sure="删除")
    says(agency, "已删除该服务范围。")
    expect(
        row(agency, "房屋建筑工程监理").filter(has=agency.get_by_role("button", name="删除"))
    ).to_have_count(0)
    press(agency, "新增")
    tick(agency, "服务类型", "全过程造价咨询")
    press(agency, "提交")
    says(agency, "已提交，等待审核。")
    review(clerk, "服务范围审核", "新增：全过程造价咨询")
    open_menu(agency, "服务范围")
    sees(row(agency, "全过程造价咨询").filter(has=agency.get_by_role("button", name="删除")))

    open_menu(agency, "人员资质")
    examine(agency, "people")
    press(agency, "新增")
    fill(
        agency,
        {
            "姓名": "苏明",
            "证书名称": "二级造价工程师",
            "证书编号": "建[造]21260000777",
            "发证机关": "甘肃省住房和城乡建设厅",
        },
    )
    attach(agency, "人员资质证书", "证书.pdf", scan("证书"))
    press(agency, "完成")
    says(agency, "已提交，等待审核。")
    review(clerk, "人员资质审核", "新增：苏明（二级造价工程师）")
    open_menu(agency, "人员资质")
    press(row(agency, "苏明"), "修改")
    fill(agency, {"专业": "安装工程"})
    attach(agency, "人员资质证书", "新证书.pdf", scan("新证书"))
    press(agency, "完成")
    says(agency, "已提交，等待审核。")
    open_menu(clerk, "人员资质修改审核")
    clerk.get_by_role("link", name="修改：苏明").click()
    decide(clerk, "审核通过")
    open_menu(agency, "人员资质")
    press(row(agency, "赵文博"), "删除", sure="删除")
    says(agency, "已删除该人员资质。")
    passer_by.reload()
    sees(row(passer_by, "苏明").filter(has_text="安装工程"))
    expect(row(passer_by, "赵文博")).to_have_count(0)

    open_menu(agency, "密码修改")
    examine(agency, "password")
    fill(
        agency,
        {"当前密码": PASSWORD, "新密码": "dunhuang-2026-autumn", "再次输入新密码": "dunhuang-2026-autumn"},
    )
    press(agency, "修改密码")
    says(agency, "密码已修改。")
    log_in(visit(), cast.hengxin.filer, "dunhuang-2026-autumn")
