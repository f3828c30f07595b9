import pytest

from pingzhun.notices.body import clean, plain


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>正文<script>alert(1)</script></p>", "<p>正文</p>"),
        ('<p style="position:fixed" onclick="x()" class="a">正文</p>', "<p>正文</p>"),
        ('<a href="javascript:alert(1)">看</a>', '<a rel="noopener noreferrer nofollow">看</a>'),
        (
            '<a href="https://example.org/a">看</a>',
            '<a href="https://example.org/a" rel="noopener noreferrer nofollow">看</a>',
        ),
        ('<img src="https://example.org/spy.gif">正文', "正文"),
        ('<form action="/x"><input name="y">正文</form>', "正文"),
        (
            '<table><tr><td colspan="2">甲</td></tr></table>',
            '<table><tbody><tr><td colspan="2">甲</td></tr></tbody></table>',
        ),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
    ],
)
def test_only_the_structure_of_typed_text_survives(typed, kept):
    assert clean(typed) == kept


def test_the_words_of_two_blocks_do_not_run_together():
    assert (
        plain("<p>甲方</p><p>乙<strong>方</strong></p><ul><li>一</li><li>二 &amp; 三</li></ul>")
        == "甲方\n乙方\n一\n二 & 三"
    )
