"""Who is drawn into a 评标委员会, and what becomes known of it when (87号令 第四十五、四十七条, 条例 第九条)."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from json import dumps

import pytest
from django.db import DatabaseError, connection, transaction

from pingzhun.base.localtime import local_date
from pingzhun.draws.drawing import published, rounds
from pingzhun.draws.recompute import faults
from pingzhun.experts import panels, roster
from pingzhun.experts.avoidance import years_before
from pingzhun.experts.models import Panel, Seat
from pingzhun.flow.guards import Refused
from pingzhun.ledger import audit
from pingzhun.ledger.models import LedgerEntry
from pingzhun.messages.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(expert):
    return [expert() for _ in range(4)]


def refused_by_database(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


@pytest.mark.covers("H38")
def test_experts_are_drawn_beside_the_representative_and_anybody_can_recompute_it(cast, lot, four, convene):
    panel = convene()
    seats = list(panels.live_seats(lot, 1))
    assert [seat.expert in four for seat in seats] == [True] * 4 + [False]
    assert seats[4].user == cast.entity.reviewer
    assert panels.seat_of(lot, 1, four[0].user).expert == four[0]
    (draw,) = rounds(case=lot, purpose=panels.purpose(1))
    assert faults(published(draw)) == []
    assert draw.winners == [seat.pseudonym for seat in seats[:4]]
    told = Message.objects.filter(kind="experts.drawn").values_list("user", flat=True)
    assert set(told) == {seat.user_id for seat in seats}
    assert panels.is_complete(panel)


@pytest.mark.covers("H38")
def test_whoever_worked_for_a_bidder_within_three_years_is_not_drawn(cast, lot, expert, four, now):
    bidder = cast.huaxing.organisation
    edge = years_before(local_date(now), 3)
    still, lately = expert(worked_for=bidder), expert(worked_for=bidder, until=edge)
    long_ago = expert(worked_for=bidder, until=edge - timedelta(days=1))
    found = panels.eligible(case=lot, specialities=[cast.categories["台式计算机"]], avoid=[bidder], now=now)
    assert set(found) == {*four, long_ago}
    without = panels.eligible(case=lot, specialities=[cast.categories["台式计算机"]], avoid=[], now=now)
    assert set(without) == {*four, long_ago, still, lately}


@pytest.mark.covers("H38")
def test_the_suspended_and_those_of_other_specialities_are_not_drawn(cast, lot, expert, four, now):
    expert("复印机")
    suspension = roster.suspend(
        expert=four[0], days=30, reason="无故缺席", imposed_by=cast.supervisor.organisation, now=now
    )
    asked = {"case": lot, "specialities": [cast.categories["台式计算机"]], "avoid": []}
    assert set(panels.eligible(**asked, now=now)) == set(four[1:])
    assert set(panels.eligible(**asked, now=suspension.ends_at)) == set(four)


@pytest.mark.covers("H38")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"size": 6}, "5 人以上的单数"),
        ({"size": 3}, "5 人以上的单数"),
        ({"budget": Decimal(10_000_000)}, "7 人以上的单数"),
    ],
)
def test_a_panel_is_odd_and_large_enough(four, convene, changes, why):
    with pytest.raises(Refused, match=why):
        convene(**changes)


@pytest.mark.covers("H38")
def test_two_thirds_are_experts_and_representatives_are_the_purchasers(cast, four, convene):
    with pytest.raises(Refused, match="三分之二"):
        convene(representatives=[cast.entity.reviewer, cast.entity.filer])
    with pytest.raises(Refused, match="须是采购人的用户"):
        convene(representatives=[cast.agent.filer])


@pytest.mark.covers("H38")
def test_it_is_drawn_two_workdays_before_at_the_earliest_and_once(four, convene, now):
    with pytest.raises(Refused, match="最早在评标前 2 工作日抽取"):
        convene(evaluates_at=now + timedelta(days=9))
    convene()
    with pytest.raises(Refused, match="已经抽取"):
        convene()


@pytest.mark.covers("H38")
def test_too_few_experts_are_said_with_what_is_lacking_and_nothing_is_drawn(lot, expert, convene):
    expert()
    with pytest.raises(Refused, match="需要 4 名，“A02010104 台式计算机”专业未停用、不须回避的只有 1 名"):
        convene()
    assert (panels.panel_of(lot, 1), list(rounds(case=lot, purpose=panels.purpose(1)))) == (None, [])


@pytest.mark.covers("H38")
def test_who_declines_is_followed_by_the_next_as_long_as_there_is_one(cast, lot, expert, four, convene, now):
    panel = convene()
    spare = expert()
    seat = panels.seat_of(lot, 1, four[0].user)
    said = {"reason": "与投标人有亲属关系", "actor": cast.agent.files, "now": now}
    follower = panels.decline(seat=seat, **said)
    assert (follower.expert, follower.position) == (spare, seat.position)
    first, second = rounds(case=lot, purpose=panels.purpose(1))
    assert (faults(published(first)), faults(published(second))) == ([], [])
    assert second.reason == "有评审专家回避或者不能到场"
    assert panels.decline(seat=follower, **said) is None
    assert (panels.is_complete(panel), panels.vacant(panel)) == (False, [seat.position])
    another = expert()
    assert [each.expert for each in panels.fill(panel=panel, actor=cast.agent.files, now=now)] == [another]
    with pytest.raises(Refused, match="已退出"):
        panels.decline(seat=seat, **said)


@pytest.mark.covers("H38")
def test_an_expert_leads_and_never_the_representative(cast, lot, four, convene, now):
    convene()
    *seats, representative = panels.live_seats(lot, 1)
    acts = {"actor": cast.agent.files, "now": now}
    with pytest.raises(Refused, match="采购人代表不得担任评标组长"):
        panels.elect_leader(seat=representative, **acts)
    panels.elect_leader(seat=seats[0], **acts)
    panels.elect_leader(seat=seats[1], **acts)
    assert [seat.is_leader for seat in panels.live_seats(lot, 1)] == [False, True, False, False, False]
    assert refused_by_database(lambda: Seat.objects.filter(pk=representative.pk).update(is_leader=True))
    assert refused_by_database(lambda: Seat.objects.filter(pk=seats[0].pk).update(is_leader=True))


@pytest.mark.covers("H38")
def test_names_with_their_salts_are_public_with_the_result_and_then_final(cast, lot, four, convene, now):
    panel = convene()
    before = [(seat.salt, seat.pseudonym) for seat in panels.live_seats(lot, 1)]
    assert [salt for salt, _ in before] == [None] * 5
    panel = panels.publish_names(panel=panel, now=now)
    seats = list(panels.live_seats(lot, 1))
    assert [sha256(f"{seat.salt}:{seat.name}".encode()).hexdigest() for seat in seats] == [
        each for _, each in before
    ]
    assert panels.publish_names(panel=panel, now=now + timedelta(days=1)).public_at == now
    with pytest.raises(Refused, match="已经公开"):
        panels.decline(seat=seats[0], reason="有事", actor=cast.agent.files, now=now)
    assert refused_by_database(lambda: Seat.objects.filter(pk=seats[0].pk).update(is_leader=True))
    assert refused_by_database(lambda: Panel.objects.filter(pk=panel.pk).update(public_at=None))


@pytest.mark.covers("H38")
def test_the_database_keeps_a_panel_as_it_was_drawn(cast, lot, expert, four, convene, now):
    panel = convene()
    seat, other = panels.seat_of(lot, 1, four[0].user), expert()
    panels.decline(seat=seat, reason="有事", actor=cast.agent.files, now=now)
    *_, representative = panels.live_seats(lot, 1)
    stranger = {"panel": panel, "name": "某人", "pseudonym": "0" * 64, "seated_at": now}
    attempts = {
        "a small panel": lambda: Panel.objects.filter(pk=panel.pk).update(size=3),
        "an even one": lambda: _copy(panel, size=6, experts=6),
        "few experts": lambda: _copy(panel, size=5, experts=3),
        "deleted": lambda: Panel.objects.filter(pk=panel.pk).delete(),
        "handed over": lambda: Seat.objects.filter(pk=representative.pk).update(user=other.user),
        "come back": lambda: Seat.objects.filter(pk=seat.pk).update(declined_at=None, decline_reason=None),
        "an expert in a representative's seat": lambda: Seat.objects.create(
            **stranger, position=5, user=expert().user, expert=expert()
        ),
        "one too many": lambda: Seat.objects.create(**stranger, position=6, user=cast.entity.filer),
        "twice": lambda: Seat.objects.create(**stranger, position=1, user=seat.user, expert=seat.expert),
    }
    assert {name: refused_by_database(act) for name, act in attempts.items()} == dict.fromkeys(attempts, True)
    assert not refused_by_database(lambda: _copy(panel, size=5, experts=4))


def _copy(panel: Panel, **changes) -> Panel:
    """Of another evaluation."""
    values = {
        field.attname: getattr(panel, field.attname)
        for field in Panel._meta.concrete_fields
        if field.name != "id"
    }
    return Panel.objects.create(**values | {"number": 2} | changes)


@pytest.mark.covers("H38")
def test_a_later_hour_needs_another_panel_and_a_dissolved_one_sits_no_more(cast, lot, four, convene, now):
    first = convene()
    second = convene(evaluates_at=now + timedelta(days=1, hours=3))
    first.refresh_from_db()
    assert (first.dissolution_reason, panels.panel_of(lot, 1)) == ("评标时间已变更", second)
    panels.dissolve(case=lot, number=1, reason="项目取消", actor=cast.agent.files, now=now)
    assert list(panels.live_seats(lot, 1)) == []
    assert Message.objects.filter(kind="experts.released", user=cast.entity.reviewer).count() == 2


@pytest.mark.covers("H38", "P6")
def test_nothing_that_is_recorded_or_told_names_who_was_drawn_before_the_result(
    cast, lot, expert, four, convene, now
):
    """The control: after the result the same search finds them."""
    panel = convene()
    expert()
    panels.decline(seat=panels.seat_of(lot, 1, four[0].user), reason="亲属", actor=cast.agent.files, now=now)
    canaries = [seat.name for seat in Seat.objects.all()]

    def found() -> list[str]:
        told = dumps([entry.statement for entry in LedgerEntry.objects.all()], ensure_ascii=False)
        told += dumps(
            [published(draw) for draw in rounds(case=lot, purpose=panels.purpose(1))], ensure_ascii=False
        )
        told += dumps(list(Message.objects.values_list("text", "title", "link")), ensure_ascii=False)
        told += dumps(panels.public_names(lot), ensure_ascii=False)
        return [name for name in canaries if name in told]

    assert found() == []
    panels.publish_names(panel=panel, now=now)
    assert sorted(found()) == sorted(seat.name for seat in panels.live_seats(lot, 1))


def test_the_audit_sees_who_renames_a_member_of_a_public_panel(lot, four, convene, now):
    panels.publish_names(panel=convene(), now=now)
    assert audit_of_experts() == []
    seat = panels.live_seats(lot, 1)[0]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    Seat.objects.filter(pk=seat.pk).update(name="他人")
    assert audit_of_experts() == [f"评委 {seat.pk}：公开的姓名与代号不符"]


def audit_of_experts() -> list[str]:
    return [fault for fault in audit.faults() if "评委" in fault or "专家" in fault or "评标" in fault]
