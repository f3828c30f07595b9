"""`manage.py run_story tendering`: a tender with seven bidders and five experts on real input."""

import io

import pytest
from django.core.management import call_command

from pingzhun.directory.models import Capacity
from pingzhun.ledger import audit
from pingzhun.ledger.log import latest_head, root_of
from pingzhun.markets.tendering import awarding
from pingzhun.markets.tendering.capacities import SUPPLIER
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import steps_experts, story
from pingzhun.markets.tendering.models import Lot


@pytest.mark.covers("H7", "H13", "H23", "H30", "H35", "H36", "H37", "H38")
def test_the_story_takes_a_tender_from_its_registration_to_its_award(cast):
    steps_experts.experts(cast, story.EXPERTS)
    before = Capacity.objects.of_kind(SUPPLIER.key).count()
    out = io.StringIO()
    call_command("run_story", "tendering", stdout=out)
    text, lot = out.getvalue(), Lot.objects.latest("pk")
    assert f"{'█' * story.STEPS}]" in text
    assert (lot.state, lot.round, lot.evaluation) == (LotState.AWARDED, 1, 1)
    assert Capacity.objects.of_kind(SUPPLIER.key).count() == story.BIDDERS > before
    assert lot.bids.filter(price__isnull=False, withdrawn_at=None).count() == story.BIDDERS
    assert lot.panels.get().seats.filter(expert__isnull=False).count() == story.EXPERTS
    first, *others = awarding.candidates(lot)
    assert (first.bid.organisation, len(others)) == (lot.winner, 2)
    assert all(f"{each}  报价" in text and f"综合得分 {each.total}" in text for each in (first, *others))
    assert f"相符：{lot.code} {lot.title} 的评审结果与重算一致。" in text
    head = latest_head()
    assert bytes(head.root) == root_of(head.size)
    assert bytes(head.root).hex() in text
    assert audit.faults() == []
