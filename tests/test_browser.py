"""The browser fixtures see what they are there to see."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests import browser as fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def show(page: Page, html: str, headers: dict[str, str] | None = None) -> None:
    page.route(
        "**/trial", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers or {})
    )
    page.goto("/trial")


def test_axe_finds_a_picture_without_a_text(page: Page):
    show(page, '<html lang="zh"><title>题</title><main><h1>题</h1><img src="data:,"></main></html>')
    with pytest.raises(AssertionError, match="image-alt"):
        fixtures.axe(page)


def test_axe_finds_what_only_the_look_is_wrong_with(page: Page):
    pale = '<p style="color: #ccc; background: #fff">看不清</p>'
    show(page, f'<html lang="zh"><title>题</title><main><h1>题</h1>{pale}<img src="data:,"></main></html>')
    with pytest.raises(AssertionError, match="color-contrast") as found:
        fixtures.axe(page, fixtures.OF_THE_LOOK)
    assert "image-alt" not in str(found.value)


def test_axe_works_under_the_strict_policy_and_passes_a_good_page(page: Page):
    policy = {"Content-Security-Policy": "default-src 'none'"}
    show(page, '<html lang="zh"><title>题</title><main><h1>题</h1></main></html>', policy)
    fixtures.axe(page)


@pytest.mark.parametrize(
    ("html", "policy", "complaint"),
    [
        ("<script>throw new Error('broken')</script>", "", "broken"),
        ("<script>console.error('unhappy')</script>", "", "unhappy"),
        ("<p style='color: red'>", "style-src 'self'", "Content Security Policy"),
        ("<img src='http://127.0.0.1:9/gone' alt=''>", "", "ERR_"),
    ],
)
def test_what_a_page_complains_of_is_heard(page: Page, html: str, policy: str, complaint: str):
    complaints: list[str] = []
    other = page.context.browser.new_page()
    fixtures.listen(other, complaints)
    other.route(
        "http://trial/",
        lambda route: route.fulfill(
            body=html, content_type="text/html", headers={"Content-Security-Policy": policy} if policy else {}
        ),
    )
    other.goto("http://trial/")
    other.wait_for_load_state("networkidle")
    other.close()
    assert any(complaint in heard for heard in complaints), complaints


@fixtures.both_sizes
def test_a_page_wider_than_the_screen_is_noticed(page: Page):
    show(page, '<meta name="viewport" content="width=device-width"><div style="width: 2000px">x</div>')
    with pytest.raises(AssertionError, match="px wide"):
        fixtures.fits(page)


def test_two_people_have_two_sessions(open_page: Callable[..., Page]):
    first, second = open_page(), open_page(size="phone")
    first.context.add_cookies([{"name": "who", "value": "first", "url": "http://trial/"}])
    assert second.context.cookies() == []
    assert first.viewport_size == {"width": 1440, "height": 900}
    assert second.viewport_size == {"width": 390, "height": 844}
