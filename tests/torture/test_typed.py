"""What people type stays text: in rich text that is opened in a real browser, and in the cells of every spreadsheet."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from pingzhun.base.spreadsheet import workbook
from pingzhun.markets.intermediary.demo.cast import build
from pingzhun.markets.intermediary.desks.announcements import ANNOUNCEMENT
from pingzhun.notices.body import clean
from pingzhun.notices.publication import publish
from pingzhun.regimes import clock
from tests.torture.effort import examples

pytestmark = pytest.mark.django_db

# Each tries to set `window.hurt` when the page is opened or something in it is touched.
DO = "window.hurt=(window.hurt||0)+1"
PAYLOADS = [
    f"<script>{DO}</script>",
    f"<SCRIPT/x>{DO}</SCRIPT>",
    f"<scr<script>ipt>{DO}</scr</script>ipt>",
    f"<script src='data:text/javascript,{DO}'></script>",
    f"<img src=x onerror='{DO}'>",
    f'<img src="x` `" onerror="{DO}">',
    f"<img src=x onerror\n=\n'{DO}'>",
    f"<svg onload='{DO}'></svg>",
    f"<svg><script>{DO}</script></svg>",
    f"<svg><animate onbegin='{DO}' attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{DO}'><text y=20>x</text></a></svg>",
    f"<svg><use href=\"data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><image href=x onerror='{DO}'/></svg>#x\">",
    f"<math><maction actiontype='statusline#' xlink:href='javascript:{DO}'>x</maction></math>",
    f"<math><mtext><table><mglyph><style><img src=x onerror='{DO}'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror='{DO}'>",
    f"<noscript><p title=\"</noscript><img src=x onerror='{DO}'>\">",
    f"<iframe srcdoc=\"<script>parent.{DO}</script>\"></iframe>",
    f"<iframe src='javascript:parent.{DO}'></iframe>",
    f"<object data='data:text/html,<script>parent.{DO}</script>'></object>",
    f"<embed src='javascript:{DO}'>",
    f"<a href='javascript:{DO}'>点</a>",
    f"<a href='java\tscript:{DO}'>点</a>",
    f"<a href=' &#14; javascript:{DO}'>点</a>",
    f"<a href='&#106;avascript:{DO}'>点</a>",
    f"<a href='data:text/html,<script>{DO}</script>'>点</a>",
    f"<a href='vbscript:{DO}'>点</a>",
    f"<a onclick='{DO}' href='#'>点</a>",
    f"<p style='background:url(javascript:{DO})'>x</p>",
    f"<p style='animation-name:x' onanimationstart='{DO}'>x</p>",
    f"<style>@import 'javascript:{DO}';</style>",
    f"<link rel=stylesheet href='javascript:{DO}'>",
    f"<base href='javascript:{DO}//'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{DO}'>",
    f"<body onload='{DO}'>",
    f"<input autofocus onfocus='{DO}'>",
    f"<details open ontoggle='{DO}'><summary>x</summary></details>",
    f"<video><source onerror='{DO}'></video>",
    f"<audio src=x onerror='{DO}'></audio>",
    f"<marquee onstart='{DO}'>x</marquee>",
    f"<button formaction='javascript:{DO}'>点</button>",
    f"<template><script>{DO}</script></template>",
    f"<!--<img src='--><img src=x onerror={DO}>'>",
    f"<![CDATA[<img src=x onerror={DO}>]]>",
    f"<xmp><p title=\"</xmp><img src=x onerror='{DO}'>\">",
    f"<textarea></textarea><img src=x onerror='{DO}'>",
    f"<table background='javascript:{DO}'><tr><td>x</td></tr></table>",
    f"<div hx-get='/notices/' hx-on:click='{DO}' hx-trigger='load'>x</div>",
    f"<div data-hx-on-htmx-load='{DO}'>x</div>",
    "<p data-confirm='x' class='pz-notice' id='main'>x</p>",
    f"＜script＞{DO}＜/script＞",
    f"\u2028<script\u2029>{DO}</script>",
]  # fmt: skip


def hurt(page: Page, html: str) -> int:
    """How often the page ran something, when it was opened and everything in it was clicked on and moved over."""
    page.set_content(html, wait_until="domcontentloaded")
    page.wait_for_timeout(5)
    page.evaluate("""() => document.addEventListener("submit", event => event.preventDefault(), true)""")
    page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, input, p, div, maction, text")].filter(
            each => !/^(\\/|http|#|mailto)/.test(each.getAttribute("href") || "")
        ).forEach(each => {
            try {
                for (const kind of ["mouseover", "focus", "click"]) each.dispatchEvent(new MouseEvent(kind, {bubbles: true}))
            } catch {}
        })"""
    )
    page.wait_for_timeout(5)
    return page.evaluate("window.hurt || 0")


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A page without our policy, which would hide what the text itself can do."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.browser
def test_no_rich_text_that_was_published_runs_in_a_browser(bare):
    assert {payload for payload in PAYLOADS if hurt(bare, clean(payload))} == set()
    now = clock.now()
    cast = build(now)
    published = publish(
        kind=ANNOUNCEMENT,
        title="".join(PAYLOADS[:3]),
        facts=[(payload, payload) for payload in PAYLOADS],
        body="".join(f"<div>{payload}</div>" for payload in PAYLOADS),
        jurisdiction=cast.places["玉门市"],
        organisation=cast.entity.organisation,
        now=now,
    )
    shown = Client().get(published.get_absolute_url()).content.decode()
    assert hurt(bare, shown) == 0


@pytest.mark.browser
def test_the_same_texts_run_where_nobody_cleans_them(bare):
    acted = [payload for payload in PAYLOADS if hurt(bare, payload)]
    assert len(acted) >= 20, acted


CELLS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "＝1+1", '=HYPERLINK("http://x")',
         "=DDE(1)", "|=1", "%0A=1", "{=1}", "http://evil.example/", "mailto:a@b", "\ufeff=1", "'=1"]  # fmt: skip


@given(data=st.data())
@examples(short=40, full=2_000)
def test_no_cell_of_a_spreadsheet_starts_live_or_is_a_link(data):
    texts = st.one_of(st.sampled_from(CELLS), st.text(st.characters(codec="utf-8"), max_size=40))
    rows = data.draw(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
    response = workbook("甲", ["甲", "=乙"], rows)
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert sheet.max_row == len(rows) + 1
