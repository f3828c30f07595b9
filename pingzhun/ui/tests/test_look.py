"""Every frame and component in a real browser: accessible, inside the screen, and quiet under our CSP."""

import pytest
from django.conf import settings

AXE = settings.NODE_MODULES / "axe-core" / "axe.min.js"
FRAMES = ["/case/", "/listing/?q=雨污&state=submitted", "/filing/", "/parts/", "/portal/", "/accounts/login/"]
PREFERENCES = {
    "浅色": {"theme": "light"},
    "深色": {"theme": "dark"},
    "长辈版": {"theme": "light", "elder": "1"},
}

pytestmark = pytest.mark.browser


def prefer(page, cookies):
    page.context.add_cookies(
        [{"name": name, "value": value, "url": "https://ui.test"} for name, value in cookies.items()]
    )


def violations(page):
    """The axe rules broken on the page, WCAG 2.2 AA and best practices, each with the elements concerned."""
    page.evaluate("document.fonts.ready.then(() => null)")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
    )
    return [
        (rule["id"], node["html"][:160], node["failureSummary"]) for rule in found for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("preference", PREFERENCES)
@pytest.mark.parametrize("path", FRAMES)
def test_a_page_has_no_accessibility_violation_and_fits_the_screen(page, path, preference, width):
    prefer(page, PREFERENCES[preference])
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []


def test_axe_does_see_what_is_wrong(page):
    page.goto("/parts/")
    page.evaluate("document.querySelector('.pz-badge').style.color = '#ccc'")
    assert "color-contrast" in {rule for rule, _, _ in violations(page)}


def test_an_open_menu_and_an_open_dialog_are_accessible(page):
    page.goto("/parts/")
    page.click("#once button")
    page.get_by_role("dialog").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_refused_form_is_accessible(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/filing/")
    page.get_by_role("button", name="提交信息").click()
    page.get_by_text("处需要改正").wait_for()
    assert violations(page) == []


def test_the_first_paint_has_the_remembered_theme_and_size(page):
    page.goto("/case/")
    page.get_by_role("button", name="长辈版").first.click()
    page.get_by_label("显示设置").click()
    page.get_by_role("button", name="深色").click()
    assert '<html lang="zh-CN" data-bs-theme="dark" data-elder>' in page.reload().text()


def test_in_the_elder_version_text_is_larger_and_its_lines_further_apart(page):
    measure = """() => {
        const {fontSize, lineHeight} = getComputedStyle(document.body);
        return [parseFloat(fontSize), parseFloat(lineHeight) / parseFloat(fontSize)];
    }"""
    page.goto("/case/")
    standard = page.evaluate(measure)
    prefer(page, {"elder": "1"})
    page.reload()
    assert [standard, page.evaluate(measure)] == [pytest.approx([14, 1.6]), pytest.approx([18.2, 1.75])]
