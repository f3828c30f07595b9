"""The visible seal: one page of vectors by typst, put into the PDF as the appearance of the signature."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle, StaticStampStyle
from pyhanko.stamp.static import StaticContentStamp

from pingzhun.base.typeset import render_pdf

TEMPLATE = (Path(__file__).parent / "stamp.typ").read_text("utf-8")
SIZE = 40  # millimetres across; a company's seal is 38 to 42


def stamp_pdf(name: str, credit_code: str) -> bytes:
    """The seal of an organisation, alone on a transparent page of its own size."""
    return render_pdf(TEMPLATE, {"name": name, "credit_code": credit_code, "size": SIZE})


class Page(PdfContent):
    """The first page of a PDF held in memory, to be drawn in another one."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self.pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self.pdf)))
        self.resources.xobject["/Seal"] = page
        left, bottom, right, top = (float(each) for each in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Seal Do"


@dataclass(frozen=True)
class SealStyle(BaseStampStyle):
    """How pyHanko is told to draw the seal of an organisation in the box of its signature."""

    name: str = ""
    credit_code: str = ""

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, str]
    ) -> StaticContentStamp:
        page = Page(stamp_pdf(self.name, self.credit_code))
        style = StaticStampStyle(background=page, border_width=0, background_opacity=1)
        return StaticContentStamp(writer=writer, style=style, box=box)
