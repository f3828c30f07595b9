"""Lists as Excel, receipts as PDF, a page to print (P10)."""

from io import BytesIO
from unittest.mock import patch

import openpyxl
import pytest
from django.core.files.base import ContentFile

from pingzhun.filings import receipts
from pingzhun.filings.driving import approve
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.enrolment import OpenJobsWorklist
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk

from .acts import begin, publication, url

LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x","点我")', "http://evil.example/"]


def cells(response) -> list[list]:
    """The sheet as Excel would read it."""
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book = openpyxl.load_workbook(BytesIO(response.content))
    return [list(row) for row in book.active.iter_rows()]


@pytest.mark.covers("P10")
def test_what_people_type_never_starts_live_in_a_spreadsheet(cast, sign_in):
    for name in LIVE:
        publication(cast, name=name)
    rows = cells(sign_in(cast.entity.filer).get(url(JobPublicationDesk, "list") + "?format=xlsx"))
    found = {row[0].value: (row[0].data_type, row[0].hyperlink) for row in rows[1:]}
    assert found == {name.strip(): ("s", None) for name in LIVE}
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    assert not any(cell.data_type == "f" for row in rows for cell in row)


def test_the_reader_would_notice_a_formula(tmp_path):
    """The negative control of the test above: openpyxl tells a formula from a text."""
    book = openpyxl.Workbook()
    book.active.append(["=1+1"])
    book.save(tmp_path / "live.xlsx")
    assert openpyxl.load_workbook(tmp_path / "live.xlsx").active["A1"].data_type == "f"


@pytest.mark.covers("P10")
def test_the_filers_list_says_what_the_page_says(cast, sign_in):
    approve(publication(cast, name="甲项目"), cast.administrator.reviews)
    rows = cells(sign_in(cast.entity.filer).get(url(JobPublicationDesk, "list") + "?format=xlsx"))
    assert [cell.value for cell in rows[0]] == [
        "事项",
        "项目编号",
        "申报单位",
        "状态",
        "提交时间",
        "审结时间",
    ]
    filing = Filing.objects.get(desk=JobPublicationDesk.key)
    assert [cell.value for cell in rows[1]][:4] == [
        "甲项目",
        filing.case.code,
        "玉门市住房和城乡建设局",
        "审核通过",
    ]


@pytest.mark.covers("P10")
def test_the_reviewers_list_holds_only_what_is_theirs(cast, sign_in):
    publication(cast, name="甲项目")
    address = url(JobPublicationDesk, "reviews") + "?format=xlsx"
    rows = {
        player.organisation.name: [row[0].value for row in cells(sign_in(player.reviewer).get(address))[1:]]
        for player in (cast.administrator, cast.dunhuang_administrator)
    }
    assert rows == {"玉门市政务服务中心": ["甲项目"], "敦煌市政务服务中心": []}


@pytest.mark.covers("P10")
def test_a_worklist_as_a_spreadsheet_has_amounts_as_numbers(cast, sign_in):
    steps.publish(cast, name="=甲项目")
    rows = cells(
        sign_in(cast.hengxin.filer).get(f"/console/{OpenJobsWorklist.key.replace('.', '/')}/?format=xlsx")
    )
    by_label = dict(zip([cell.value for cell in rows[0]], rows[1], strict=True))
    assert (by_label["项目名称"].value, by_label["项目名称"].data_type) == ("=甲项目", "s")
    assert (by_label["控制价（元）"].value, by_label["控制价（元）"].data_type) == (120000, "n")


@pytest.mark.covers("P10")
def test_a_receipt_is_a_pdf_for_the_archive_that_names_the_hash_of_the_version(cast, sign_in):
    filing = publication(cast, name="甲项目")
    with patch.object(receipts, "render_pdf", wraps=receipts.render_pdf) as render:
        response = sign_in(cast.entity.filer).get(url(JobPublicationDesk, "receipt", filing))
    (_, said), _ = render.call_args
    assert said["sha256"] == filing.submissions.get().sha256
    assert "SHA-256　#data.sha256" in receipts.TEMPLATE, "and the template prints it"
    assert ["事项", "甲项目"] in said["facts"]
    pdf = response.content
    assert (response["Content-Type"], pdf[:5]) == ("application/pdf", b"%PDF-")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


def test_a_receipt_made_twice_is_the_same_file(cast, sign_in):
    filing = publication(cast)
    client = sign_in(cast.entity.filer)
    address = url(JobPublicationDesk, "receipt", filing)
    assert client.get(address).content == client.get(address).content


@pytest.mark.covers("H30")
def test_a_receipt_is_known_by_its_number_and_bytes_whatever_happens_later(cast, sign_in, client):
    filing = publication(cast, name="甲项目")
    pdf = sign_in(cast.entity.filer).get(url(JobPublicationDesk, "receipt", filing)).content
    approve(filing, cast.administrator.reviews)
    number = f"SB-{filing.pk:08d}-1"
    report = client.post("/verify/", {"pdf": ContentFile(pdf, "回执.pdf")}).context["report"]
    assert (report.document.number, report.known_as) == (number, "平台出具的回执")
    page = client.get("/verify/", {"number": number}).content.decode()
    assert filing.submissions.get().sha256 in page
    assert "甲项目" not in page, "what was filed is no business of the public"
    for nobodys in (f"SB-{filing.pk}-1", f"SB-{filing.pk:08d}-2", "SB-99999999-1", "SB-00000001-0"):
        assert client.get("/verify/", {"number": nobodys}).context["document"] is None


@pytest.mark.covers("P10")
def test_the_page_to_print_shows_what_was_submitted_and_decided(cast, sign_in):
    filing = approve(publication(cast, name="<甲>项目"), cast.administrator.reviews, opinion="同意发布")
    page = sign_in(cast.entity.filer).get(url(JobPublicationDesk, "print", filing)).content.decode()
    for text in ("&lt;甲&gt;项目", "120,000.00 元", "同意发布", filing.submissions.get().sha256):
        assert text in page


@pytest.mark.parametrize("act", ["print", "receipt"])
def test_what_was_never_submitted_has_neither_receipt_nor_print(cast, sign_in, act):
    filing = begin(JobPublicationDesk, cast.entity.files)
    assert sign_in(cast.entity.filer).get(url(JobPublicationDesk, act, filing)).status_code == 404
