"""Sealed envelopes: agencies quote, the deadline passes, two of three holders open with their key files (Y10), a draw decides,
and a passer-by recomputes it (Y26).
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import Page, expect

from pingzhun.documents.tests.files import EICAR, pdf
from pingzhun.filings.driving import submit
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import PASSWORD, Cast
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk
from pingzhun.markets.intermediary.models import Job, Method
from pingzhun.sealing import box, check_receipt, receipts, twin
from pingzhun.sealing.envelope import serialised
from pingzhun.sealing.models import SealedFile, SealedOffer
from tests.journeys.walking import (
    demo_file,
    examine,
    examine_as_it_is,
    fill,
    has_field,
    open_menu,
    open_with,
    press,
    row,
    says,
    sees,
    try_to_open,
    worker_runs,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
PLAN = 'canary-24680\n"二" \\ \t😀 \u2028 </script> é'
PLAN_FILE = pdf(b"1 0 obj<</Type/Catalog/Plan(%s)>>endobj" % (b"canary-24680 " * 20_000))
PASSPHRASE = "玉门 2026 qiu"


def choose_files(page: Page, *files: tuple[str, bytes]) -> None:
    page.get_by_label("服务方案附件：选择文件").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )


def has_sealed(page: Page, number: int) -> None:
    """So many of the chosen files are encrypted and sent."""
    states = page.locator("[data-sealed-files] [data-state]").filter(has_text="已加密上传")
    expect(states).to_have_count(number)


def hand_in_a_damaged_envelope(job: Job, cast: Cast) -> None:
    """Its shares are not those that it commits to."""
    code = cast.mogao.organisation.credit_code
    whole = twin.make({"price": "1.00", "plan": ""}, box=box.box_of(case=job), credit_code=code)
    shares = tuple(replace(each, sha256="0" * 64) for each in whole.shares)
    contact = {"contact_name": "高敏", "contact_mobile": "13893710041"}
    envelope = serialised(replace(whole, shares=shares))
    submit(EnrolmentDesk, cast.mogao.files, contact, case=job, envelope=envelope)


@pytest.mark.covers("Y10", "Y26")
def test_quotes_are_opened_by_two_of_three_holders_and_a_draw_that_anyone_recomputes_decides(
    visit: Visit, cast: Cast, tmp_path: Path
) -> None:
    entity = visit(cast.entity.filer)
    open_menu(entity, "开启密钥")
    examine(entity, "opening-keys")
    fill(entity, {"口令": PASSPHRASE, "再次输入口令": "something else"})
    press(entity, "在本机生成密钥")
    says(entity, "两次输入的口令不一致。")
    fill(entity, {"再次输入口令": PASSPHRASE})
    press(entity, "在本机生成密钥")
    with entity.expect_download() as download:
        entity.get_by_role("link", name="下载密钥文件").click()
    download.value.save_as(tmp_path / "key.json")
    entity.get_by_label("密钥文件已下载并妥善保管，口令已记住").check()
    press(entity, "启用这把密钥")
    says(entity, "开启密钥已启用。")
    assert PASSPHRASE not in (tmp_path / "key.json").read_text()

    job = steps.publish(cast, method=Method.DRAW)
    steps.enrol(job, cast.qilian, "97654.32")
    hand_in_a_damaged_envelope(job, cast)
    agency = visit(cast.hengxin.filer)
    bodies: list[bytes] = []
    agency.on("request", lambda request: bodies.append(request.post_data_buffer or b""))
    open_menu(agency, "采购公告")
    agency.get_by_role("link", name=job.title, exact=True).click()
    press(agency, "我要报名")
    sees(agency.get_by_text("以下 3 家单位中须有 2 家"))
    examine(agency, "quote")
    choose_files(agency, ("网页.html", b"<p>"))
    says(agency, "“网页.html”的类型不在允许范围内。")
    choose_files(agency, ("canary-24680 方案.pdf", PLAN_FILE), ("病毒.txt", EICAR), ("不要了.txt", b"no"))
    has_sealed(agency, 3)
    press(agency, "移除“不要了.txt”")
    has_sealed(agency, 2)
    examine_as_it_is(agency, "quote-files")
    fill(agency, {"报价": "九万"})
    press(agency, "确定申报", sure="确定申报")
    says(agency, "金额格式不正确")
    fill(agency, {"报价": ""})
    press(agency, "确定申报", sure="确定申报")
    says(agency, "请填写此项。")
    fill(agency, {"报价": "９万", "服务方案": "方案 canary-24680"})
    press(agency, "修改保存")
    says(agency, "已保存，尚未提交。")
    says(agency, "先前选择的附件已失效，请重新选择。")
    choose_files(agency, ("canary-24680 方案.pdf", PLAN_FILE), ("病毒.txt", EICAR))
    fill(agency, {"报价": "91,234.56", "服务方案": PLAN, "联系人手机": "138"})
    has_sealed(agency, 2)
    press(agency, "确定申报", sure="确定申报")
    says(agency, "手机号码应为 11 位，现为 3 位。")
    has_field(agency, "报价", "91,234.56")  # a refusal loses nothing: neither the price nor the files
    has_sealed(agency, 2)
    examine_as_it_is(agency, "quote-refused")
    fill(agency, {"联系人手机": "13893710021"})
    press(agency, "确定申报", sure="确定申报")
    says(agency, "报名成功，报价已密封保存。")
    sent = b"".join(bodies)
    assert b"pingzhun-envelope" in sent
    ciphertexts = [each.ciphertext for each in SealedFile.objects.order_by("place")]
    assert [each.name.endswith(".age") for each in ciphertexts] == [True, True]
    for each in ciphertexts:
        with default_storage.open(each.blob.storage_name) as file:
            content = file.read()
        assert content.startswith(b"age-encryption.org/v1\n")
        assert (b"canary-24680" in content, EICAR in content) == (False, False)
    for canary in ("91234", "91,234", "91%2C234", "canary-24680", "sealed-price", "病毒"):
        assert canary.encode() not in sent
        assert quote(canary).encode() not in sent

    agency.get_by_role("link", name=job.title).first.click()
    with agency.expect_download() as download:
        agency.get_by_role("link", name="下载递交回执").click()
    download.value.save_as(tmp_path / "receipt.json")
    offer = SealedOffer.objects.get(organisation=cast.hengxin.organisation)
    (tmp_path / "ciphertext").write_bytes(bytes(offer.ciphertext))
    arguments = [str(tmp_path / "receipt.json"), "--key", receipts.public_key()]
    assert check_receipt.main([*arguments, "--ciphertext", str(tmp_path / "ciphertext")]) == 0

    steps.pass_deadline(job, opens=False)
    regulator = visit(cast.regulator.reviewer)
    open_menu(regulator, "报价开启")
    examine(regulator, "boxes")
    regulator.get_by_role("link", name=job.title, exact=True).click()
    says(regulator, "持有密钥的单位")
    examine(regulator, "box")
    held = demo_file(cast.regulator.organisation)
    try_to_open(regulator, demo_file(cast.administrator.organisation), PASSWORD)
    says(regulator, "这不是该项目所用的那把密钥。")
    try_to_open(regulator, held, "wrong passphrase")
    says(regulator, "口令不正确，请重新输入。")
    try_to_open(regulator, held, PASSWORD)
    says(regulator, "有 1 份报价的份额与封存时的承诺不符，将按信封损坏上报")
    press(regulator, "开启")
    says(regulator, "已开启本单位的份额，等待其他单位。")
    open_with(entity, job.title, (tmp_path / "key.json").read_bytes(), PASSPHRASE)
    says(entity, "有 1 份报价的份额与封存时的承诺不符")
    press(entity, "开启")
    says(entity, "报价已开启，结果见项目页面。")

    job = Job.objects.get(pk=job.pk)
    ours = job.enrolments.get(agency=cast.hengxin.organisation)
    assert (f"{ours.price}", ours.plan) == ("91234.56", PLAN)
    damaged = job.enrolments.get(agency=cast.mogao.organisation)
    assert damaged.invalid_reason == "报价信封损坏，无法开启"
    worker_runs()
    entity.goto(f"/console/cases/{job.pk}/")
    says(entity, "“病毒.txt”未通过病毒检查（EICAR-Test-File），未采用。")
    examine(entity, "opened-files")
    with entity.expect_download() as download:
        entity.get_by_role("link", name="下载“canary-24680 方案.pdf”").click()
    assert Path(download.value.path()).read_bytes() == PLAN_FILE
    (tmp_path / "opened").write_text(offer.opened.text)
    assert check_receipt.main([*arguments, "--opened", str(tmp_path / "opened")]) == 0
    passer_by = visit()
    passer_by.goto("/")
    passer_by.get_by_role("link", name=f"{job.title}中选公告").click()
    says(passer_by, "91,234.56 元")
    passer_by.get_by_role("link", name="抽取的全部输入和复算").click()
    press(passer_by, "在浏览器中复算")
    says(passer_by, "全部相符")
    assert recomputed(passer_by, tmp_path) == (0, f"{job.agency.credit_code} {job.agency.name}")
    winner = next(each for each in (cast.hengxin, cast.qilian) if each.organisation == job.agency)
    winning = agency if winner == cast.hengxin else visit(winner.filer)
    open_menu(winning, "合同待备案")
    sees(row(winning, job.title))


def recomputed(page: Page, folder: Path) -> tuple[int, str]:
    """Download the draw and the script that checks it, and run it alone: how it ended, and whom it says was drawn."""
    for link, name in (("抽取数据", "draw.json"), ("复算脚本", "recompute.py")):
        address = page.get_by_role("link", name=link).get_attribute("href")
        (folder / name).write_bytes(page.request.get(address).body())
    run = subprocess.run(
        [sys.executable, "-I", "-S", "recompute.py", "draw.json"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONUTF8": "1"},
    )
    return run.returncode, run.stdout.strip().partition("结果 ")[2]
