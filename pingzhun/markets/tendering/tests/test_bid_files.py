"""What the committee reads of the bids, and what of them stays without a name (87号令 第四十七条起)."""

import pytest
from django.urls import reverse

from pingzhun.markets.tendering import bid_files
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids, steps_evaluation
from pingzhun.markets.tendering.reckoning import Reckoning
from pingzhun.regimes import clock
from pingzhun.sealing import files
from pingzhun.sealing.models import OpenedFile


@pytest.fixture
def lot(cast):
    """In 评标中, with three bids whose files are decrypted; the panel is drawn and nobody has signed in."""
    lot = shortcuts.to_bidding(cast, steps.register(cast)[0])
    for supplier, price in zip(cast.suppliers, ("500000", "510000", "520000"), strict=False):
        steps_bids.bid(cast, lot, supplier, price)
    lot = steps_bids.pass_opening(cast, lot)
    files.open_due(now=clock.now())
    steps_evaluation.experts(cast)
    steps_evaluation.convene(cast, lot)
    return lot


@pytest.mark.covers("H38")
def test_a_member_reads_the_files_once_signed_in_and_nobody_else_does(cast, lot, client):
    steps_evaluation.examine_qualifications(cast, lot)
    file = OpenedFile.objects.filter(attachment__isnull=False).first()
    url = reverse("tendering:bid_file", args=[lot.pk, file.pk])
    first, second = steps_evaluation.seats(lot)[:2]
    steps_evaluation.sign_in(lot, who=[first])
    answers = {}
    for name, user in (("member", first.user), ("not yet", second.user), ("rival", cast.huaxing.filer)):
        client.force_login(user)
        answers[name] = client.get(url)
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "member": 200,
        "not yet": 404,
        "rival": 404,
    }
    said = answers["member"]["Content-Disposition"]
    assert cast.huaxing.organisation.name not in said
    client.force_login(first.user)
    assert "投标文件" in client.get(reverse("tendering:room", args=[lot.pk])).text


@pytest.mark.covers("H38")
def test_the_blind_part_stands_apart_under_an_alias(cast, lot):
    steps_evaluation.examine_qualifications(cast, lot)
    steps_evaluation.sign_in(lot)
    shown = bid_files.for_committee(Reckoning(steps_evaluation.evaluation_of(lot)))
    names = {supplier.organisation.name for supplier in cast.suppliers[:3]}
    parts = {label: [part for part, _ in held] for label, held in shown}
    assert {label: held for label, held in parts.items() if label in names} == {
        name: ["资格", "商务", "报价"] for name in names
    }
    assert {label: held for label, held in parts.items() if label not in names} == {
        f"投标人{letter}": ["技术"] for letter in "ABC"
    }
