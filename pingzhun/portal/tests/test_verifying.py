"""What a reader can check: the pages of draws and proofs, and the checks in their own browser."""

import json
import random
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from pingzhun import ledger
from pingzhun.cases.models import Case
from pingzhun.draws import algorithm, drawing, recompute
from pingzhun.draws.algorithm import Contribution
from pingzhun.draws.models import Draw
from pingzhun.notices.tests.conftest import NOON
from pingzhun.regimes.models import Regime
from tests.browser import axe, both_sizes, fits, picture

POOL = [f"9162098100000{number:04}X 玉门第{number}咨询有限公司" for number in range(12)]
LATER = NOON + timedelta(days=5)


@pytest.fixture
def case(county, water_bureau) -> Case:
    regime = Regime.objects.first() or Regime.objects.create(
        key="2020", title="规则", effective_from="2020-01-01"
    )
    return Case.objects.create(
        code="ZJ-2026-000123",
        market="intermediary",
        kind="cases.Case",
        title="水库除险加固工程造价咨询",
        procuring_entity=water_bureau,
        jurisdiction=county,
        regime=regime,
    )


def hold(case: Case, *, reason: str | None = None, count: int = 12) -> Draw:
    drawing.commit(case=case, purpose="第1轮选取", reason=reason, now=NOON)
    brought = [
        Contribution(by=name, nonce=sha256(name.encode()).hexdigest(), sealed_as="cd" * 32)
        for name in POOL[:3]
    ]
    held = drawing.draw(
        case=case, purpose="第1轮选取", pool=POOL, count=count, contributions=brought, now=LATER
    )
    ledger.sequence(now=LATER)
    return held


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.covers("Y26")
def test_before_the_draw_its_page_shows_the_commitment_only(client, case):
    committed = drawing.commit(case=case, purpose="第1轮选取", now=NOON)
    page = text_of(client.get(committed.get_absolute_url()))
    assert committed.commitment in page
    assert "尚未抽取" in page
    assert "在浏览器中复算" not in page
    assert client.get(f"/draws/{committed.pk}.json").json()["nonce"] is None
    held = hold(case)
    page = text_of(client.get(committed.get_absolute_url()))
    for words in (held.nonce, drawing.seed_of(held).hex(), *POOL, *(each["nonce"] for each in held.brought)):
        assert words in page


@pytest.mark.covers("Y26")
def test_redraws_are_shown_with_their_reasons_on_the_page_of_each(client, case):
    first, second = hold(case), hold(case, reason="中选机构放弃中选")
    for draw in (first, second):
        page = text_of(client.get(draw.get_absolute_url()))
        assert "重抽理由：中选机构放弃中选" in page
        assert first.get_absolute_url() in page
        assert second.get_absolute_url() in page
    listed = text_of(client.get("/draws/"))
    assert [each.get_absolute_url() in listed for each in (first, second)] == [True, True]


@pytest.mark.covers("Y26")
def test_the_downloaded_script_finds_the_downloaded_draw_right(client, case, tmp_path):
    draw = hold(case)
    (tmp_path / "recompute.py").write_bytes(client.get("/draws/recompute.py").content)
    (tmp_path / "draw.json").write_bytes(client.get(f"/draws/{draw.pk}.json").content)
    command = [sys.executable, "-I", "-S", "recompute.py", "draw.json"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONUTF8": "1"})
    assert (run.returncode, run.stdout.startswith("通过：ZJ-2026-000123 第 1 轮")) == (0, True)


@pytest.mark.covers("P12")
def test_the_downloaded_verifier_finds_the_downloaded_proof_right(client, announce, tmp_path):
    announce()
    ledger.sequence(now=NOON)
    assert 'href="/ledger/verify_ledger.py"' in text_of(client.get("/ledger/"))
    (entry,) = ledger.find("notice/CSCG-2026-000001")
    (tmp_path / "verify_ledger.py").write_bytes(client.get("/ledger/verify_ledger.py").content)
    (tmp_path / "proof.json").write_bytes(client.get(f"/ledger/{entry.pk}/proof.json").content)
    command = [sys.executable, "-I", "verify_ledger.py", "proof", "proof.json"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONUTF8": "1"})
    assert (run.returncode, run.stdout.startswith("通过：1 条存证")) == (0, True), run.stderr


@pytest.mark.covers("P12")
def test_the_entry_of_a_review_tells_its_decision_in_words(client, db):
    with transaction.atomic():
        entry = ledger.append(
            kind="filing.decided", subject="filing/1", data={"decision": "reject", "list": [1]}, now=NOON
        )
    page = text_of(client.get(f"/ledger/{entry.pk}/"))
    assert "<dt>审核结论</dt><dd>审核不通过</dd>" in page


# ---- in the browser -------------------------------------------------------------------------------------------------


def verdict(page: Page, label: str):
    page.get_by_role("button", name=label).click()
    found = page.locator("[data-verdict]")
    found.wait_for()
    return found


def answering(body: str):
    return lambda route: route.fulfill(body=body)


def wrong_steps(page: Page) -> list[str]:
    return page.locator('[data-met="no"] .pz-checklist__label').all_inner_texts()


@pytest.mark.browser
@pytest.mark.covers("Y26")
@pytest.mark.django_db(transaction=True)
@both_sizes
def test_the_browser_recomputes_a_draw_and_its_entries(page, case):
    hold(case)
    draw = hold(case, reason="中选机构放弃中选", count=2)
    page.goto(draw.get_absolute_url())
    expect(verdict(page, "在浏览器中复算")).to_have_text("一致：15 步全部相符。")
    assert page.locator("[data-verify] li .pz-checklist__label").all_inner_texts()[:7] == [
        "平台的随机数符合事先公布的承诺值",
        "承诺值与上一轮相连",
        "各方提供的随机数：3 个",
        "抽取范围：12 个，按编码排序，没有重复",
        "种子",
        "抽出第 1 个",
        "抽出第 2 个",
    ]
    axe(page)
    fits(page)
    picture(page, f"draw-{page.viewport_size['width']}")


CHANGES = {
    "a nonce": (lambda draw: draw["contributions"][1].update(nonce="ab" * 32), "抽出第"),
    "the platform's nonce": (lambda draw: draw.update(nonce="ab" * 32), "平台的随机数"),
    "the pool": (lambda draw: draw["pool"].append("z 另一家"), "抽出第"),
    "the order of the pool": (lambda draw: draw["pool"].reverse(), "抽取范围"),
    "the result": (lambda draw: draw["result"].reverse(), "抽出第"),
    "the whole, recomputed to suit": (lambda draw: redo(draw), "存证中的随机数、范围和结果"),
}


def redo(draw):
    """What a clever operator would do: take a member out and draw again with the same numbers."""
    draw["pool"].pop()
    draw["result"] = recompute.select(draw["pool"], 11, recompute.seed_of(draw))


@pytest.mark.browser
@pytest.mark.covers("Y26")
@pytest.mark.django_db(transaction=True)
def test_browser_and_script_alike_find_a_changed_nonce_pool_or_result(page, client, case):
    draw = hold(case)
    page.goto(draw.get_absolute_url())
    honest = client.get(f"/draws/{draw.pk}.json").json()
    assert recompute.faults(honest) == []
    for name, (change, where) in CHANGES.items():
        told = json.loads(json.dumps(honest))
        change(told)
        assert bool(recompute.faults(told)) == (name != "the whole, recomputed to suit"), name
        page.route("**/draws/*.json", answering(json.dumps(told)))
        expect(verdict(page, "在浏览器中复算"), name).to_have_text("不一致：标红的步骤与公布的不符。")
        assert any(where in step for step in wrong_steps(page)), (name, wrong_steps(page))
        page.unroute("**/draws/*.json")
        expect(verdict(page, "在浏览器中复算")).to_contain_text("全部相符")


@pytest.mark.browser
@pytest.mark.covers("Y26")
@pytest.mark.django_db(transaction=True)
def test_javascript_and_python_agree_on_two_hundred_draws(page, case):
    chance = random.Random(20261126)  # noqa: S311 -- cases of a test
    characters = '甲乙丙丁AZaz09 é"\\/\u2028\U0001f600\uff21\n'

    def word() -> str:
        return "".join(chance.choices(characters, k=chance.randint(1, 8)))

    cases = []
    for _ in range(200):
        pool = sorted({word() for _ in range(chance.randint(1, 40))})
        cases.append(
            {
                "format": chance.choice(["pingzhun-draw/1", "pingzhun-draw/2"]),
                "case": word(),
                "purpose": word(),
                "round": chance.randint(1, 9),
                "nonce": chance.randbytes(32).hex(),
                "nonces": [chance.randbytes(32).hex()],
                "contributions": [
                    {"by": by, "nonce": chance.randbytes(32).hex(), "sealed_as": chance.randbytes(32).hex()}
                    for by in sorted({word() for _ in range(chance.randint(0, 5))})
                ],
                "pool": pool,
                "count": chance.randint(1, len(pool)),
            }
        )
    page.goto(drawing.commit(case=case, purpose="第1轮选取", now=NOON).get_absolute_url())
    found = page.evaluate(
        """async (cases) => {
            const {seedOf, select} = await import("/static/draws/recompute.js");
            const draw = async (each) => (await select(each.pool, each.count, await seedOf(each))).map((pick) => pick.member);
            return Promise.all(cases.map(draw));
        }""",
        cases,
    )
    assert found == [recompute.select(each["pool"], each["count"], recompute.seed_of(each)) for each in cases]
    second = [each for each in cases if each["format"] == "pingzhun-draw/2"]
    assert len(second) > 50
    for each in second:
        seed = algorithm.seed(
            case=each["case"],
            purpose=each["purpose"],
            round=each["round"],
            nonce=bytes.fromhex(each["nonce"]),
            contributions=[Contribution(**one) for one in each["contributions"]],
            pool=algorithm.pool_text(each["pool"]),
        )
        assert seed == recompute.seed_of(each)


@pytest.mark.browser
@pytest.mark.covers("P12")
@pytest.mark.django_db(transaction=True)
@both_sizes
def test_the_browser_checks_a_notice_up_to_the_signed_head(page, announce):
    notices = [announce(title=f"公告 {number}") for number in range(7)]
    page.goto(notices[3].get_absolute_url())
    assert page.get_by_role("button", name="在浏览器中核验").count() == 0  # not placed yet
    ledger.sequence(now=NOON)
    page.goto(notices[3].get_absolute_url())
    expect(verdict(page, "在浏览器中核验")).to_have_text("一致：5 步全部相符。")
    axe(page)
    fits(page)
    picture(page, f"notice-proof-{page.viewport_size['width']}")
    page.goto(f"/ledger/{ledger.find(f'notice/{notices[3].number}')[0].pk}/")
    expect(verdict(page, "在浏览器中核验")).to_have_text("一致：3 步全部相符。")
    axe(page)
    fits(page)


@pytest.mark.browser
@pytest.mark.covers("P12")
@pytest.mark.django_db(transaction=True)
def test_the_browser_finds_a_changed_notice_a_changed_proof_and_a_foreign_signature(page, client, announce):
    notice = [announce(title=f"公告 {number}") for number in range(7)][3]
    ledger.sequence(now=NOON)
    page.goto(notice.get_absolute_url())
    text = client.get(f"{notice.get_absolute_url()}notice.json").content.decode()
    (entry,) = ledger.find(f"notice/{notice.number}")
    honest = client.get(f"/ledger/{entry.pk}/proof.json").json()
    head = honest["head"]
    other = ledger.find("notice/CSCG-2026-000001")[0]
    foreign = client.get(f"/ledger/{other.pk}/proof.json").json()
    for url, answer, step in (
        ("**/notice.json", text.replace("公告 3", "公告 4"), "公告数据的校验值"),
        ("**/proof.json", json.dumps(foreign), "存证所记的校验值"),
        ("**/proof.json", json.dumps(honest | {"path": honest["path"][::-1]}), "第 3 条存证在存证树中"),
        ("**/proof.json", json.dumps(honest | {"path": honest["path"][:-1]}), "第 3 条存证在存证树中"),
        ("**/proof.json", json.dumps(honest | {"head": head | {"timestamp": "2026"}}), "树头的签名"),
        ("**/proof.json", json.dumps(honest | {"head": head | {"key": "ab" * 32}}), "树头的签名"),
    ):
        page.route(url, answering(answer))
        expect(verdict(page, "在浏览器中核验")).to_have_text("不一致：标红的步骤与公布的不符。")
        assert step in wrong_steps(page)
        page.unroute(url)
    expect(verdict(page, "在浏览器中核验")).to_contain_text("全部相符")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_without_ed25519_says_what_it_could_not_check(page, announce):
    notice = announce()
    ledger.sequence(now=NOON)
    page.add_init_script(
        "crypto.subtle.importKey = async () => { throw new DOMException('none', 'NotSupportedError'); }"
    )
    page.goto(notice.get_absolute_url())
    expect(verdict(page, "在浏览器中核验")).to_have_text("一致，但有 1 项本浏览器不能核对。")


@pytest.mark.browser
@pytest.mark.covers("Y26")
@pytest.mark.django_db(transaction=True)
@both_sizes
def test_the_list_and_a_draw_not_yet_held_are_readable_at_both_sizes(page, case):
    hold(case)
    drawing.commit(case=case, purpose="第2轮选取", now=NOON)
    width = page.viewport_size["width"]
    page.goto("/draws/")
    axe(page)
    fits(page)
    picture(page, f"draws-{width}")
    page.get_by_role("row", name="尚未抽取").get_by_role("link").click()
    expect(page.get_by_role("status").first).to_contain_text("此后平台不能再更换随机数")
    axe(page)
    fits(page)
    picture(page, f"draw-before-{width}")
