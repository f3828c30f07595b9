"""在线合同: sealed by both sides with key files in their browsers, then checked by anybody, here and by a verifier of others."""

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pingzhun.base.localtime import local_date
from pingzhun.filings.tests import signers
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast
from pingzhun.regimes import clock
from tests.browser import axe, fits, picture
from tests.journeys.walking import (
    KEY_PASSWORD,
    choose_key,
    examine,
    field,
    fill,
    has_field,
    open_menu,
    press,
    review,
    row,
    says,
    sees,
    signatures,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


# What the page posts, in Base64: the browser does not tell a test the files of a request.
LISTEN = """() => {
  const send = window.fetch;
  window.sent = [];
  window.fetch = async (url, options) => {
    for (const [, value] of options.body) {
      const bytes = new Uint8Array(await new Blob([value]).arrayBuffer());
      window.sent.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
    }
    return send(url, options);
  };
}"""


@pytest.mark.covers("H3", "H24", "H30", "Y12")
def test_a_contract_is_sealed_by_both_sides_and_checked_by_anybody(
    visit: Visit, cast: Cast, tmp_path: Path
) -> None:
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    signers.trust_root(clock.now())
    agency_key = signers.bound(cast.hengxin, clock.now())
    entity_key = signers.bound(cast.entity, clock.now(), "RSA")

    agency = visit(cast.hengxin.filer)
    open_menu(agency, "合同待备案")
    press(row(agency, job.title), "上传合同")
    today = local_date(clock.now())
    fill(agency, {"合同编号": "HT-2026-018", "签订日期": str(today), "服务开始日期": str(today)})
    fill(agency, {"服务结束日期": str(today + timedelta(days=30))})
    press(agency, "生成在线合同")
    says(agency, "在线合同已生成，请打开核对，再盖章。")
    examine(agency, "deed-written")
    choose_key(agency, agency_key, "wrong")
    press(agency, "盖章")
    says(agency, "证书密码不正确")
    choose_key(agency, agency_key)
    press(agency, "盖章")
    says(agency, "在线合同已盖章，可以提交了。")
    sees(agency.get_by_role("link", name="在线合同（已盖章）.pdf", exact=True))
    press(agency, "提交")
    says(agency, "已提交，等待审核。")

    entity = visit(cast.entity.reviewer)
    open_menu(entity, "合同备案审核")
    entity.get_by_role("link", name=job.title, exact=True).click()
    has_field(entity, "审核意见", "")
    examine(entity, "deed-review")
    choose_key(entity, entity_key)
    entity.get_by_label("审核意见").fill("同意签订")
    press(entity, "盖章并审核通过")
    says(entity, f"已盖章并审核通过：{job.title}")
    review(visit(cast.regulator.reviewer), "合同备案审核", job.title)

    open_menu(agency, "服务中")
    agency.get_by_role("link", name=job.title, exact=True).click()
    number = agency.get_by_role("link", name=re.compile("^QZ-")).inner_text()
    passer_by = visit()
    passer_by.goto("/")
    if (toggle := passer_by.get_by_role("button", name="导航", exact=True)).is_visible():
        toggle.click()
    passer_by.get_by_role("navigation", name="主导航").get_by_role("link", name="验真").click()
    fill(passer_by, {"文件编号": number})
    press(passer_by, "查询")
    says(passer_by, "本平台签发过这份文件。")
    examine(passer_by, "verify-number")
    link = passer_by.get_by_role("link", name="打开文件").get_attribute("href")
    pdf = passer_by.request.get(link).body()
    file = tmp_path / "contract.pdf"
    file.write_bytes(pdf)
    field(passer_by, "PDF 文件").set_input_files(file)
    press(passer_by, "核验")
    says(passer_by, "各方均已盖章")
    expect(passer_by.get_by_text("有效", exact=True)).to_have_count(2)
    seals(passer_by, "verify-file")

    changed = bytearray(pdf)
    changed[pdf.index(b"stream") + 40] ^= 1
    file.write_bytes(changed)
    field(passer_by, "PDF 文件").set_input_files(file)
    press(passer_by, "核验")
    says(passer_by, "文件在盖章之后被改动过，请勿采信。")

    file.write_bytes(pdf)
    assert signatures(file) in (None, ["Signature is Valid"] * 2)


def seals(page: Page, name: str) -> None:
    """What is shown of an uploaded file is no page that could be loaded again: it is looked at once."""
    fits(page)
    axe(page)
    picture(page, f"journey-{name}-{page.viewport_size['width']}")


@pytest.mark.covers("H3")
def test_a_seal_is_tried_on_a_test_page(visit: Visit, cast: Cast) -> None:
    signers.trust_root(clock.now())
    signer = signers.unbound(cast.hengxin.organisation, clock.now())
    page = visit()
    page.goto("/verify/seal/")
    examine(page, "seal-trial")
    page.evaluate(LISTEN)
    choose_key(page, signer)
    press(page, "盖测试章")
    says(page, "检测通过，可以用这张证书盖章。")
    posted = b"".join(base64.b64decode(each) for each in page.evaluate("sent"))
    assert signer.chain[0] in posted, "the certificate is sent, so what is sent was looked at"
    secret = signer.key.private_numbers().private_value.to_bytes(32, "big")
    assert (secret in posted, KEY_PASSWORD.encode() in posted) == (False, False)
    seals(page, "seal-trial-result")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载盖章的测试文件").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
