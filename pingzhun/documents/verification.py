"""验真 and 签章检测: anyone may ask whether a document is what it says. Nothing that is uploaded here is kept."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.base.typeset import render_pdf
from pingzhun.documents import issued
from pingzhun.documents.issued import Issued
from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.seals import exchange, signing
from pingzhun.documents.seals.forms import KeyForm
from pingzhun.documents.seals.standing import Standing, holder_of, standing_of
from pingzhun.documents.seals.verifying import MAX_BYTES, FoundSeal, seals_of
from pingzhun.documents.serving import serve
from pingzhun.documents.uploads import clean_name
from pingzhun.ui.components import CheckItem, Crumb

MAX_REQUEST = MAX_BYTES + 64 * 1024  # with what surrounds the file
TOO_LARGE = "文件超过 20 MB，无法在线核验。请用 PDF 阅读器查看其中的签名。"
HERE = Crumb("验真", "/verify/")
TRIAL = """#import "/document.typ": *
#show: sheet.with(title: "签章检测")
#headline("签章检测")
本页用于检测数字证书能否正常盖章，由平台生成，没有任何法律效力。检测文件不保存在平台上。
"""
SPOT = signing.Spot(x=105, y=190)


class NumberForm(forms.Form):
    number = forms.CharField(
        label="文件编号", max_length=64, help_text="印在文件每一页的右上角，例如 ZJ-2026-000001"
    )


class PdfForm(forms.Form):
    pdf = forms.FileField(
        label="PDF 文件",
        help_text="不超过 20 MB。文件只在核验时使用，不会保存。",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )


@dataclass(frozen=True)
class SealReport:
    """One seal with what its certificate is worth."""

    seal: FoundSeal
    standing: Standing

    @property
    def holds(self) -> bool:
        return self.seal.intact and self.standing.trusted

    @property
    def checks(self) -> list[CheckItem]:
        changed = CheckItem("文件未被改动", met=self.seal.intact, sentence=self.seal.sentence)
        if not self.seal.chain:
            return [changed]
        return [
            changed,
            CheckItem("证书有效", met=self.standing.trusted, sentence=self.standing.sentence),
            CheckItem(
                "盖章时间", met=True if self.standing.timed else None, sentence=self.standing.time_sentence
            ),
        ]


@dataclass(frozen=True)
class Report:
    """What is to be said of an uploaded PDF. known_as: what the platform issued these very bytes as."""

    name: str
    sha256: str
    seals: list[SealReport]
    document: Issued | None
    known_as: str | None

    @property
    def tone(self) -> Literal["good", "warn", "bad"]:
        if any(not each.seal.intact for each in self.seals):
            return "bad"
        if self.known_as or (self.seals and all(each.holds for each in self.seals)):
            return "good"
        return "warn"

    @property
    def headline(self) -> str:
        if any(not each.seal.intact for each in self.seals):
            return "文件在盖章之后被改动过，请勿采信。"
        if self.known_as:
            return f"与平台保存的完全一致：{self.known_as}。"
        if self.seals and all(each.holds for each in self.seals):
            return f"{len(self.seals)} 枚印章全部有效，文件未被改动。"
        if self.seals:
            return "文件未被改动，但印章的证书不能确认，请看下面的说明。"
        return "文件中没有电子印章。"

    @property
    def origin(self) -> str:
        """Whether the platform issued exactly these bytes."""
        if self.known_as:
            return "本平台签发过与此逐字节相同的文件。"
        if self.document:
            return "本平台签发过同一编号的文件，但内容与您上传的不完全一致。请以平台提供的文件为准。"
        return "本平台没有签发过这份文件。"


def examine(pdf: bytes, *, name: str, request: HttpRequest, now: datetime) -> Report:
    """Everything that can be said of a PDF. Raises FileRefused if it is none."""
    seals = [SealReport(seal, standing_of(seal, now=now)) for seal in seals_of(pdf, now=now)]
    number = issued.number_in(pdf)
    document = issued.find(number, request) if number else None
    known_as = document.known_as(pdf) if document else None
    return Report(name, sha256(pdf).hexdigest(), seals, document, known_as)


@access.public
@csrf_exempt  # it changes nothing, and so the length can be looked at before the body is read
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """By number (also from the QR code of a document), or by the file itself."""
    context = {
        "crumbs": [Crumb("首页", "/"), Crumb("验真")],
        "number_form": NumberForm(),
        "pdf_form": PdfForm(),
        "asked": "",
        "document": None,
        "report": None,
    }
    if request.method == "POST":
        return _verify_file(request, context)
    if "number" in request.GET:
        form = context["number_form"] = NumberForm(request.GET)
        if form.is_valid():
            context["asked"] = form.cleaned_data["number"].strip().upper()
            context["document"] = issued.find(str(context["asked"]), request)
    return render(request, "documents/verify.html", context)


@access.public
@require_safe
def file(request: Request, number: str) -> HttpResponseBase:
    """A sealed document that is public, as it is kept."""
    document = issued.find(number, request)
    if document is None or document.file is None:
        raise Http404
    return serve(document.file, inline=True, request=request)


def _verify_file(request: Request, context: dict[str, object]) -> HttpResponse:
    if _length(request) > MAX_REQUEST:
        form = PdfForm({})
        form.errors["pdf"] = form.error_class([TOO_LARGE])
        return render(request, "documents/verify.html", context | {"pdf_form": form}, status=413)
    form = PdfForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["pdf"]
        try:
            if file.size > MAX_BYTES:
                raise FileRefused(TOO_LARGE)
            report = examine(file.read(), name=clean_name(file.name), request=request, now=request.now)
            return render(request, "documents/verify.html", context | {"report": report})
        except FileRefused as refused:
            form.add_error("pdf", refused.sentence)
    return render(request, "documents/verify.html", context | {"pdf_form": form}, status=422)


@access.public
@require_safe
def trial(request: Request) -> HttpResponse:
    """签章检测 (H3): one's own seal on a page that means nothing."""
    crumbs = [Crumb("首页", "/"), HERE, Crumb("签章检测")]
    return render(request, "documents/trial.html", {"crumbs": crumbs, "form": KeyForm()})


@access.public
@csrf_exempt  # it changes nothing
@require_POST
def prepare_trial(request: Request) -> HttpResponse:
    try:
        _refuse_long(request)
        chain = exchange.chain_of(request)
        name, credit_code = holder_of(chain[0])
        prepared = signing.prepare(
            render_pdf(TRIAL, {}),
            chain=chain,
            name=name,
            credit_code=credit_code,
            reason="签章检测",
            spot=SPOT,
            now=request.now,
        )
    except FileRefused as refused:
        return exchange.refusal(refused)
    return JsonResponse(exchange.offer(prepared, purpose="trial"))


@access.public
@csrf_exempt  # it changes nothing
@require_POST
def complete_trial(request: Request) -> HttpResponse:
    try:
        _refuse_long(request)
        prepared, signature = exchange.taken(request, purpose="trial", max_bytes=1024**2)
        pdf = signing.complete(prepared, signature)
        report = examine(pdf, name="签章检测.pdf", request=request, now=request.now)
    except FileRefused as refused:
        return exchange.refusal(refused)
    html = render_to_string("documents/_trial_result.html", {"report": report}, request)
    return JsonResponse({"html": html, "pdf": exchange.text_of(pdf), "name": "签章检测.pdf"})


def _length(request: HttpRequest) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)


def _refuse_long(request: HttpRequest) -> None:
    if _length(request) > 2 * 1024**2:
        raise FileRefused("盖章数据过大，请刷新页面后重试。")
