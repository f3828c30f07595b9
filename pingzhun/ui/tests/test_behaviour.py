"""What the scripts promise, in a real browser."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from pingzhun.base.money import in_wan, to_uppercase

pytestmark = pytest.mark.browser


def sent(site, method, path):
    return [headers for verb, where, headers in site.requests if (verb, where) == (method, path)]


def test_nothing_is_deleted_before_the_person_confirms(page, site):
    page.goto("/parts/")
    page.get_by_role("button", name="删除项目").last.click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert sent(site, "POST", "/filing/") == []
    page.get_by_role("button", name="删除项目").last.click()
    assert page.get_by_role("dialog").inner_text().split("\n")[0] == "删除这个项目？"
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="删除项目").click()
    assert len(sent(site, "POST", "/filing/")) == 1


def test_a_click_before_the_scripts_have_come_waits_and_is_asked_about(page, site):
    """On a slow line a button would else delete without having asked."""
    held = []
    page.route("**/ui/main.js", lambda route: route.fallback() if held else held.append(route))
    page.goto("/parts/", wait_until="commit")
    page.get_by_role("button", name="删除项目").last.click()
    page.wait_for_timeout(300)
    assert sent(site, "POST", "/filing/") == []
    held[0].fallback()  # to the site
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="删除项目").click()
    assert len(sent(site, "POST", "/filing/")) == 1


def test_where_the_scripts_never_come_a_click_goes_through(page, site):
    page.route("**/ui/main.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/parts/", wait_until="commit")
    with page.expect_navigation():
        page.get_by_role("button", name="删除项目").last.click()
    assert len(sent(site, "POST", "/filing/")) == 1


def test_a_hidden_field_brings_random_bytes_of_the_browser(page, site):
    brought = set()
    for _ in range(3):
        page.goto("/filing/")
        brought.add(page.locator("input[data-random]").input_value())
    assert len(brought) == 3
    assert all(len(bytes.fromhex(text)) == 32 for text in brought)


def test_a_hidden_field_brings_what_this_browser_keeps_for_the_site(page, site):
    def brought():
        page.goto("/filing/")
        return page.locator("input[data-device]").input_value()

    first = brought()
    assert len(bytes.fromhex(first)) == 16
    assert brought() == first
    page.evaluate("localStorage.clear()")
    assert brought() != first


def test_an_htmx_request_asks_first_and_then_carries_the_csrf_token(page, site):
    page.goto("/parts/")
    page.click("#fetch")
    page.get_by_role("dialog").wait_for()
    assert sent(site, "GET", "/fragment/") == []
    page.get_by_role("dialog").get_by_role("button", name="取回").click()
    page.get_by_text("已取回", exact=True).wait_for()
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    assert [headers["x-csrftoken"] for headers in sent(site, "GET", "/fragment/")] == [token]
    assert page.locator("[data-toasts] .pz-notice__body").inner_text() == "已取回项目"


def test_a_form_pressed_twice_is_sent_once(page, site):
    page.goto("/filing/")
    with page.expect_navigation():
        page.evaluate("""() => {
            const button = document.querySelector('button[value=submit]');
            button.click();
            button.click();
        }""")
    assert len(sent(site, "POST", "/filing/")) == 1


def test_the_buttons_of_a_sent_form_work_again_when_the_page_is_shown_again(page):
    page.goto("/filing/")
    page.route(
        "**/filing/", lambda route: route.fulfill(status=204)
    )  # the answer that leaves the page standing
    page.locator("button[value=submit]").click()
    expect(page.locator("button[value=submit]")).to_be_disabled()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.locator("button[value=submit]").is_enabled()


def test_a_draft_is_saved_by_itself_and_says_when(page, site):
    page.goto("/filing/")
    page.fill("#id_p-title", "雨污分流改造")
    expect(page.locator("[data-autosave-status][data-state=saved]")).to_have_text("已自动保存 10:32")
    assert [headers["x-autosave"] for headers in sent(site, "POST", "/autosave/")] == ["1"]


def test_what_is_typed_before_the_scripts_have_come_is_saved_too(page, site):
    """On a slow line people type first: those keystrokes were never heard by any script."""
    held = []
    page.route("**/ui/main.js", lambda route: held.append(route))
    page.goto("/filing/", wait_until="commit")
    page.fill("#id_p-title", "雨污分流改造")
    held[0].fallback()  # to the site
    expect(page.locator("[data-autosave-status][data-state=saved]")).to_have_text("已自动保存 10:32")
    assert len(sent(site, "POST", "/autosave/")) == 1


def test_a_page_in_which_nothing_was_typed_saves_nothing(page, site):
    page.goto("/filing/")
    page.wait_for_timeout(3_000)  # longer than the quiet after which a form is saved
    assert sent(site, "POST", "/autosave/") == []


def test_a_sealed_price_never_leaves_the_page_by_itself(page):
    bodies = []
    page.on(
        "request", lambda request: request.url.endswith("/autosave/") and bodies.append(request.post_data)
    )
    page.goto("/filing/")
    page.fill("#price", "987654.32")
    page.fill("#id_p-title", "雨污分流改造")
    expect(page.locator("[data-autosave-status][data-state=saved]")).to_have_text("已自动保存 10:32")
    assert [("雨污分流改造" in body, "987654.32" in body) for body in bodies] == [(True, False)]


def test_leaving_with_unsaved_changes_asks_first_and_leaving_without_does_not(page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/filing/")
    page.click("h1")
    page.goto("/listing/")
    assert asked == []
    page.goto("/filing/")
    page.type("#id_p-title", "雨")
    page.goto("/listing/")
    assert asked == ["beforeunload"]


def test_an_expired_session_is_told_and_the_words_stay_on_the_page(page, site):
    page.goto("/filing/")
    page.locator("form[data-autosave]").evaluate("form => { form.dataset.autosave = '/expired/' }")
    page.fill("#id_p-title", "雨污分流改造")
    page.get_by_text("登录已过期，尚未保存").wait_for()
    assert page.input_value("#id_p-title") == "雨污分流改造"


@pytest.mark.parametrize(
    "amount",
    ["0", "0.05", "0.5", "1", "10", "10.05", "101", "1001", "12000", "10001000", "100001000", "1280000", "1234567.8",
     "20050030.01", "99999999999999.99"],
)  # fmt: skip
def test_an_amount_is_read_in_the_browser_as_it_is_on_the_contract(page, amount):
    page.goto("/filing/")
    page.fill("#id_p-ceiling", amount)
    words = page.locator("[data-money-words]").first.inner_text()
    value = Decimal(amount)
    beside = f"　{in_wan(value)} 万元" if value >= 10_000 else ""
    assert words == to_uppercase(value) + beside


@pytest.mark.parametrize("typed", ["１２８万元", "¥1,280,000.00", "1280000元整", "人民币128万"])
def test_an_amount_may_be_typed_as_people_write_it(page, typed):
    page.goto("/filing/")
    page.fill("#id_p-ceiling", typed)
    assert page.locator("[data-money-words]").first.inner_text() == "壹佰贰拾捌万元整　128.00 万元"


@pytest.mark.parametrize("typed", ["", "12,80", "1.234", "abc", "-5"])
def test_what_is_not_an_amount_is_not_put_into_words(page, typed):
    page.goto("/filing/")
    page.fill("#id_p-ceiling", typed)
    assert page.locator("[data-money-words]").first.is_hidden()


def test_rows_are_added_up_to_the_limit_and_taken_out_without_a_gap(page):
    page.goto("/filing/")
    rows = page.locator('[data-rows="witnesses"]')
    rows.get_by_role("button", name="增加一行").click()
    rows.get_by_role("button", name="增加一行").click()
    assert rows.get_by_role("button", name="增加一行").is_disabled()
    for index in range(4):
        page.fill(f"#id_witnesses-{index}-name", f"见证人{index}")
    rows.get_by_role("button", name="删除这一行").nth(1).click()
    names = rows.locator('input[name$="-name"]').evaluate_all(
        "inputs => inputs.map(input => [input.name, input.value])"
    )
    assert names == [
        ["witnesses-0-name", "见证人0"],
        ["witnesses-1-name", "见证人2"],
        ["witnesses-2-name", "见证人3"],
    ]
    assert rows.locator('[name="witnesses-TOTAL_FORMS"]').input_value() == "3"


def test_a_row_of_the_database_is_marked_for_deletion_and_kept_in_the_form(page):
    page.goto("/filing/")
    rows = page.locator('[data-rows="people"]')
    rows.get_by_role("button", name="删除这一行").click()
    assert rows.locator('[name="people-0-DELETE"]').is_checked()
    assert rows.locator("[data-row]:visible").count() == 0
    assert rows.locator('[name="people-TOTAL_FORMS"]').input_value() == "1"


def test_the_countdown_runs_on_the_servers_clock_and_tells_when_it_ends(page):
    page.goto("/parts/")
    page.evaluate("""() => {
        addEventListener('countdown:end', () => { document.body.id = 'ended'; });
        const shown = document.querySelector('.pz-countdown');
        shown.insertAdjacentHTML('afterend', '<div id="new"></div>');
        document.querySelector('#new').innerHTML = '<time class="pz-countdown" data-countdown'
            + ' datetime="2031-01-01T00:00:02+08:00" data-now="2031-01-01T00:00:00+08:00"></time>';
        document.dispatchEvent(new CustomEvent('htmx:load', {detail: {elt: document.querySelector('#new')}}));
    }""")
    assert page.locator("#new time").inner_text() == "00:00:02"
    expect(page.locator("body")).to_have_id("ended")
    assert page.locator("#new time").inner_text() == "已截止"


def test_on_a_phone_the_menu_opens_takes_the_focus_and_gives_it_back(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/case/")
    toggle = page.get_by_role("button", name="菜单", exact=True)
    assert page.locator("#sidebar a").first.is_hidden()
    toggle.click()
    expect(page.locator("#sidebar a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "false")


def test_a_closed_group_of_the_menu_is_still_closed_on_the_next_page_but_the_active_one_is_open(page):
    page.goto("/case/")
    page.locator("summary", has_text="机构信息").click()
    page.locator("summary", has_text="中介超市").click()
    expect(page.locator("[data-menu-group][open]")).to_have_count(0)
    page.wait_for_timeout(50)  # the cookie is written just after the group has closed
    page.goto("/listing/")
    assert page.locator("[data-menu-group]").evaluate_all("groups => groups.map(group => group.open)") == [
        True,
        False,
    ]


def test_a_searchable_select_finds_by_words_and_is_named(page):
    page.goto("/filing/")
    control = page.get_by_role("combobox", name="所属辖区")
    control.click()
    control.type("瓜州")
    page.keyboard.press("Enter")
    assert page.locator("#id_p-town").evaluate("select => select.value") == "620922"


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page):
    page.goto("/filing/")
    page.get_by_role("button", name="提交信息").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="请填写项目名称。").click()
    expect(page.locator("#id_p-title")).to_be_focused()


def test_one_box_ticks_them_all_and_shows_when_only_some_are_ticked(page):
    page.goto("/listing/")
    everything = page.get_by_label("全选")
    everything.check()
    expect(page.locator('[data-checked="row"]')).to_have_text("4")
    page.locator('[name="row"]').first.uncheck()
    expect(page.locator('[data-checked="row"]')).to_have_text("3")
    assert everything.evaluate("box => [box.checked, box.indeterminate]") == [False, True]


def test_a_form_without_browser_validation_can_be_confirmed(page, site):
    page.goto("/filing/")
    page.locator("button[value=submit]").evaluate(
        "button => { button.dataset.confirm = '提交后不能修改。'; }"
    )
    page.get_by_role("button", name="提交信息").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="提交信息").click()
    assert len(sent(site, "POST", "/filing/")) == 1
