"""PDF by typst: a template's text and plain data in, the bytes of a PDF/A-2b file out.

A template begins with `#import "/document.typ": *`, which gives it `data` and the house's A4 look; it never sees markup made
from what people typed, only strings and the tree of `html_tree`, so nothing typed can act as typst.
"""

import json
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

HERE = Path(__file__).parent
EPOCH = datetime.fromtimestamp(0, UTC)
VOID = {"br", "hr", "img", "wbr", "col"}


@cache
def _fonts() -> typst.Fonts:
    family = settings.NODE_MODULES / "@expo-google-fonts" / "noto-sans-sc"
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(family / weight) for weight in ("400Regular", "700Bold")],
    )


def render_pdf(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of `template` for `data` (anything JSON can say, dates already written out).

    The same template and data give the same bytes on every machine. Raises typst.TypstError if the template is wrong.
    """
    return typst.compile(  # type: ignore[call-overload,no-any-return]  # its stub wants one type for input and root
        template.encode(),
        root=str(HERE),
        font_paths=_fonts(),
        format="pdf",
        pdf_standards="a-2b",
        timestamp=EPOCH,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def qr_svg(text: str) -> str:
    """A QR code of `text` as an SVG document without a quiet zone, for templates' `qr(data.qr)`."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, omitsize=True, xmldecl=False, nl=False)
    return out.getvalue().decode()


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Any] = []
        self.open: list[dict[str, Any]] = [{"tag": "", "children": self.nodes}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = {"tag": tag, "children": []} | {
            name: value for name, value in attrs if value and name in {"href", "colspan", "rowspan"}
        }
        self.open[-1]["children"].append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth]["tag"] == tag:
                del self.open[depth:]
                return

    def handle_data(self, text: str) -> None:
        self.open[-1]["children"].append(text)


def html_tree(html: str) -> list[Any]:
    """Sanitised HTML as strings and `{"tag": …, "children": […]}`, which `rich(…)` of document.typ sets."""
    parser = _Tree()
    parser.feed(html)
    parser.close()
    return parser.nodes
