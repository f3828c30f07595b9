"""投标 and 开标 as their people take them: for the tests, the story and the demonstration."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from pyrage.x25519 import Identity

from pingzhun.base.localtime import local_date
from pingzhun.base.money import to_uppercase
from pingzhun.deadlines import schedule
from pingzhun.directory.models import Organisation
from pingzhun.filings.casting import Player, scan
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering import hall
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps import again, paper
from pingzhun.markets.tendering.demo.steps_documents import enrol
from pingzhun.markets.tendering.desks.bidding import BidConfirmationDesk, BidDesk, BidWithdrawalDesk
from pingzhun.markets.tendering.desks.bonds import BidBondDesk, BondReturnDesk
from pingzhun.markets.tendering.models import BidBond, BondReturn, Lot, OpeningRemark, Participation
from pingzhun.markets.tendering.offers import PARTS, OfferForm
from pingzhun.regimes import clock
from pingzhun.sealing import box, driving, twin
from pingzhun.sealing.envelope import Declared, serialised
from pingzhun.sealing.files import SLOT

Papers = Mapping[str, Iterable[tuple[str, bytes]]]


def papers_of_bid(supplier: Player) -> Papers:
    """投标文件: one file for each part."""
    name = supplier.organisation.name
    return {part: [(f"{part}部分.pdf", scan(f"{name}\n{part}部分"))] for part in PARTS}


def join(lot: Lot, supplier: Player) -> Participation:
    """获取招标文件, where it has not been done."""
    mine = Participation.objects.filter(lot=lot, round=lot.round, organisation=supplier.organisation)
    return mine.first() or enrol(lot, supplier)


def pay_bond(lot: Lot, supplier: Player, **changes: Any) -> BidBond:
    """投标保证金."""
    data = {
        "amount": str(lot.bond),
        "payment": "transfer",
        "payer": supplier.organisation.name,
        "payer_account": "4300 0011 2233",
        "paid_on": local_date(clock.now()),
    }
    filing = submit(
        BidBondDesk, supplier.files, data | changes, case=lot, files={"receipt": paper("银行回单")}
    )
    return BidBond.objects.get(pk=filing.pk)


def offer(price: object, **changes: Any) -> dict[str, Any]:
    """What a supplier types of the opening list."""
    return {
        "price": price,
        "price_in_words": to_uppercase(Decimal(str(price)).quantize(Decimal("0.01"))),
        "period": "合同签订后 30 日内",
        "note": "",
    } | changes


def bid(
    cast: Cast, lot: Lot, supplier: Player, price: object, *, papers: Papers | None = None, **changes: Any
) -> Filing:
    """投标, with the document and the bond before it where they are still to come."""
    join(lot, supplier)
    bonds = BidBond.objects.filter(case=lot, round=lot.round, organisation=supplier.organisation)
    if lot.bond and not bonds.exists():
        pay_bond(lot, supplier)
    return submit_bid(lot, supplier, offer(price, **changes), papers=papers)


def submit_bid(
    lot: Lot, supplier: Player, said: Mapping[str, Any], *, papers: Papers | None = None
) -> Filing:
    """投标 alone. Raises FormRefused as the page would, or Refused."""
    identity = twin.new_identity()
    ciphertexts, declared = [], []
    for part, files in (papers if papers is not None else papers_of_bid(supplier)).items():
        sealed_files = driving.seal_files(files, identity, part=part)
        ciphertexts += sealed_files[0]
        declared += sealed_files[1]
    return submit(
        BidDesk,
        supplier.files,
        {"contact_name": supplier.filer.name, "contact_mobile": supplier.filer.mobile},
        case=lot,
        envelope=sealed(lot, supplier.organisation, said, identity=identity, files=declared),
        files={SLOT.key: ciphertexts},
    )


def sealed(
    lot: Lot,
    organisation: Organisation,
    said: Mapping[str, Any],
    *,
    identity: Identity | None = None,
    files: Sequence[Declared] = (),
) -> str:
    """What the supplier's browser makes of what is typed; where nothing else is, of a brand of the supplier's own. Raises
    FormRefused, as its page would.
    """
    typed_in = {"brand": organisation.name} | said
    form = OfferForm({name: str(value) for name, value in typed_in.items()}, document=lot.document)
    if not form.is_valid():
        raise FormRefused({f"sealed-{name}": list(errors) for name, errors in form.errors.items()})
    typed = form.cleaned_data
    payload = typed | {"price": f"{typed['price']:.2f}", "nonce": secrets.token_hex(32)}
    payload["device"] = typed["device"] or secrets.token_hex(16)
    if "is_small" in typed:
        payload["is_small"] = "on" if typed["is_small"] else ""
    held = box.box_of(case=lot, round=lot.round)
    made = twin.make(payload, box=held, credit_code=organisation.credit_code, identity=identity, files=files)
    return serialised(made)


def confirm_bid(lot: Lot, supplier: Player) -> Filing:
    """确认投标 after a 变更公告."""
    return submit(BidConfirmationDesk, supplier.files, {}, case=lot)


def withdraw(lot: Lot, supplier: Player) -> Filing:
    """撤回投标."""
    return submit(BidWithdrawalDesk, supplier.files, {}, case=lot)


def pass_deadline(cast: Cast, lot: Lot) -> Lot:
    """Move the demonstration clock past the hour, and fire what is due."""
    left = again(lot).opens_at - clock.now() + timedelta(minutes=1)
    schedule.fire_due(now=clock.shift_forward(left, actor_user=cast.centre.filer))
    return again(lot)


def pass_opening(cast: Cast, lot: Lot) -> Lot:
    """The hour comes, and two of those who hold the keys open the bids."""
    lot = pass_deadline(cast, lot)
    driving.open_waiting(by=slice(2))
    return again(lot)


def confirm_record(lot: Lot, supplier: Player, *, objection: str = "") -> OpeningRemark:
    """确认开标记录, or 提出异议."""
    return hall.remark(lot, objection=objection, actor=supplier.files, now=clock.now())


def return_bond(cast: Cast, bond: BidBond, **changes: Any) -> BondReturn:
    """保证金退还 by the agent."""
    data = {"bond": bond, "returned_on": local_date(clock.now()), "note": ""}
    filing = submit(BondReturnDesk, cast.agent.files, data | changes, files={"receipt": paper("退款回单")})
    return BondReturn.objects.get(pk=filing.pk)
