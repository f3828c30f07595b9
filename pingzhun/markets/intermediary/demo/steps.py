"""The steps of a job, as its people take them: for the tests, the story and the demonstration."""

import io
import secrets
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from pyrage.x25519 import Identity

from pingzhun.base.localtime import local_date
from pingzhun.cases.models import Case
from pingzhun.deadlines import schedule
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation, ServiceType
from pingzhun.documents.seals.keys import Signer
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.driving import FormRefused, approve, submit, typed
from pingzhun.filings.forms import querydict
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.demo.cast import Cast, Player, scan
from pingzhun.markets.intermediary.desks.contract import ContractFilingDesk
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
from pingzhun.markets.intermediary.desks.ratings import AdministratorRatingDesk, EntityRatingDesk
from pingzhun.markets.intermediary.desks.selection import ComparisonDesk, valid_enrolments
from pingzhun.markets.intermediary.desks.serving import CompletionDesk, ResultUploadDesk
from pingzhun.markets.intermediary.models import Job, Method
from pingzhun.markets.intermediary.quotes import QuoteForm
from pingzhun.regimes import clock
from pingzhun.sealing import box, twin
from pingzhun.sealing.driving import open_waiting, seal_files
from pingzhun.sealing.envelope import Declared, serialised
from pingzhun.sealing.files import SLOT

STARS = {"quality": 5, "timeliness": 4, "attitude": 5, "compliance": 4}


class Parties(Protocol):
    """Those who work together on a job besides its agencies, and the services by name: the cast, for one."""

    @property
    def services(self) -> Mapping[str, ServiceType]: ...
    @property
    def entity(self) -> Player: ...
    @property
    def regulator(self) -> Player: ...
    @property
    def administrator(self) -> Player: ...


def archive() -> bytes:
    """A small ZIP with one report in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("成果报告.txt", "工程预算书")
    return file.getvalue()


def draft(
    desk_class: type[Desk], actor: Actor, data: Mapping[str, Any], *, case: Case | None = None
) -> Filing:
    """Begin a filing, fill it in and leave it: 编辑中."""
    now, at = clock.now(), desk_of(desk_class)
    filing = lifecycle.begin(at, actor=actor, case=case, now=now)
    posted = querydict(typed({name: [] for name in at.form.rows} | dict(data), rows=at.form.rows))
    form = at.form_for(filing, actor=actor, now=now, data=posted)
    return lifecycle.save_draft(filing, form=form, data=posted, actor=actor, now=now)


def terms(cast: Parties, now: datetime, **changes: Any) -> dict[str, Any]:
    """What the 项目单位 types at 项目发布."""
    return {
        "name": "玉门市老市区供热管网改造工程预算编制",
        "service_type": cast.services["工程预算编制"],
        "qualification": "",
        "content": "编制供热管网改造工程施工图预算，含工程量清单和招标控制价。",
        "service_days": 30,
        "location": "玉门市老市区",
        "method": Method.BIDDING,
        "ceiling": "120000",
        "enrol_until": now + timedelta(days=10),
        "contact_name": "马建国",
        "contact_phone": "0937-3330001",
    } | changes


def publish(cast: Parties, **changes: Any) -> Job:
    """项目发布, and its review."""
    now = clock.now()
    filing = submit(JobPublicationDesk, cast.entity.files, terms(cast, now, **changes))
    approve(filing, cast.administrator.reviews)
    return Job.objects.get(filings=filing.pk)


def enrol(
    job: Job, agency: Player, price: object, plan: str = "", files: Iterable[tuple[str, bytes]] = ()
) -> Filing:
    """我要报名, with a quote and the files of its plan."""
    identity = twin.new_identity()
    ciphertexts, declared = seal_files(files, identity)
    quote = {"price": price, "plan": plan}
    return submit(
        EnrolmentDesk,
        agency.files,
        {"contact_name": agency.filer.name, "contact_mobile": agency.filer.mobile},
        case=job,
        envelope=sealed(job, agency.organisation, quote, identity=identity, files=declared),
        files={SLOT.key: ciphertexts},
    )


def sealed(
    job: Job,
    agency: Organisation,
    quote: Mapping[str, Any],
    *,
    identity: Identity | None = None,
    files: Sequence[Declared] = (),
) -> str:
    """What the browser of the agency makes of a quote. Raises FormRefused, as its page would."""
    form = QuoteForm({name: str(value) for name, value in quote.items()})
    if not form.is_valid():
        raise FormRefused({f"sealed-{name}": list(errors) for name, errors in form.errors.items()})
    payload = {
        "price": f"{form.cleaned_data['price']:.2f}",
        "plan": form.cleaned_data["plan"],
        "nonce": secrets.token_hex(32),
    }
    held = box.box_of(case=job, round=job.round)
    made = twin.make(payload, box=held, credit_code=agency.credit_code, identity=identity, files=files)
    return serialised(made)


def pass_deadline(job: Job, *, opens: bool = True) -> Job:
    """Move the demonstration clock past the enrolment deadline, fire what is due, and let the holders open the quotes."""
    left = job.enrol_until - clock.now() + timedelta(minutes=1)
    now = clock.shift_forward(left, actor_user=job.procuring_entity.members.first().user)
    schedule.fire_due(now=now)
    if opens:
        open_waiting()
    return Job.objects.get(pk=job.pk)


def compare(cast: Parties, job: Job, scores: Mapping[str, str]) -> Job:
    """比选评审: scores by the agency's name."""
    rows = [
        {"enrolment": each.pk, "score": scores[each.agency.name], "reason": "方案完整，人员充足"}
        for each in valid_enrolments(job)
    ]
    submit(ComparisonDesk, cast.entity.files, {"summary": "综合比较后评分", "scores": rows}, case=job)
    return Job.objects.get(pk=job.pk)


def file_contract(cast: Parties, job: Job, agency: Player, *, amount: Decimal | None = None) -> Filing:
    """合同备案, with both reviews."""
    filing = submit_contract(job, agency, amount=amount)
    approve(filing, cast.entity.reviews)
    approve(filing, cast.regulator.reviews)
    return filing


def submit_contract(
    job: Job,
    agency: Player,
    *,
    number: str | None = None,
    amount: Decimal | None = None,
    file: bytes | None = None,
    signer: Signer | None = None,
) -> Filing:
    """合同备案, signed today: a scan, or with `signer` the 在线合同 under the agency's seal."""
    today = local_date(clock.now())
    return submit(
        ContractFilingDesk,
        agency.files,
        {
            "number": number or f"HT-{job.code}",
            "amount": amount or job.price,
            "signed_on": today,
            "starts_on": today,
            "ends_on": today + timedelta(days=job.service_days),
        },
        case=job,
        files={} if signer else {"contract": [("合同.pdf", file or scan())]},
        signer=signer,
    )


def upload_results(
    job: Job, agency: Player, *, description: str = "预算书及电子版", file: bytes | None = None
) -> Filing:
    return submit(
        ResultUploadDesk,
        agency.files,
        {"description": description},
        case=job,
        files={"results": [("成果.zip", file or archive())]},
    )


def complete(cast: Parties, job: Job, agency: Player) -> Filing:
    """结果上传, 确认办结, and its review."""
    upload_results(job, agency)
    filing = submit(CompletionDesk, agency.files, {"statement": "成果已交付并验收"}, case=job)
    return approve(filing, cast.entity.reviews)


def rate(cast: Parties, job: Job) -> Job:
    """Both ratings."""
    submit(EntityRatingDesk, cast.entity.files, STARS | {"comment": "按期完成，质量好"}, case=job)
    submit(AdministratorRatingDesk, cast.administrator.files, STARS | {"comment": "资料齐全"}, case=job)
    return Job.objects.get(pk=job.pk)


def run_to_serving(cast: Cast) -> Job:
    """A 竞价 won by 恒信 with its contract filed."""
    job = publish(cast)
    enrol(job, cast.hengxin, "98000")
    enrol(job, cast.qilian, "99000")
    job = pass_deadline(job)
    file_contract(cast, job, cast.hengxin)
    return Job.objects.get(pk=job.pk)
