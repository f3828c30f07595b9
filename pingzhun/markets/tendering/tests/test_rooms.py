"""场地预约, 场地变更, 项目复评场地预约 and the rooms of the 交易中心 (manual 001 §3.3, §3.4, §3.10)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, approve, give, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course, rooms
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_rooms
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps_rooms import morning
from pingzhun.markets.tendering.desks.rooms import RoomChangeDesk, RoomEntryDesk, RoomReleaseDesk
from pingzhun.markets.tendering.desks.venue import (
    ReevaluationBookingDesk,
    VenueBookingDesk,
    VenueChangeDesk,
)
from pingzhun.markets.tendering.models import Lot, Occupation, Purpose, Room
from pingzhun.regimes import clock

HALF = timedelta(minutes=30)


def of(cast: Cast, agent: str) -> Cast:
    """The same people, with another agent at work."""
    return replace(cast, agent=getattr(cast, agent))


def taken(lot: Lot) -> list[tuple[str, str]]:
    """What the lot has of the rooms, as somebody reads it."""
    found = lot.occupations.live().select_related("room").order_by("room__name", "during")
    return [(each.room.name, rooms.span(each)) for each in found]


def bidding(cast: Cast, **said: object) -> Lot:
    """A lot that has booked its rooms, and bids are made for."""
    lot = steps_rooms.book(cast, steps.register(cast)[0], **said)
    now, agent = clock.now(), cast.agent.files
    course.issue_document(lot, actor=agent, now=now, document=shortcuts.document(cast, lot))
    course.confirm_document(lot, actor=cast.entity.files, now=now)
    course.publish(lot, actor=cast.centre.reviews, now=now)
    return steps.again(lot)


def evaluated(cast: Cast) -> Lot:
    lot = bidding(cast)
    at, centre = lot.opens_at, cast.centre.reviews
    course.close_bidding(lot, actor=centre, now=at)
    course.open_bids(lot, actor=centre, now=at + HALF)
    course.report(lot, actor=centre, now=at + 6 * HALF)
    return steps.again(lot)


# ---- 场地预约 -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H13", "H18")
def test_a_registered_lot_gets_its_rooms_when_the_centre_confirms(cast):
    lot = steps.register(cast)[0]
    opens_at = morning(30)
    filing = steps_rooms.file_booking(cast, lot)
    assert (filing.get_state_display(), steps.again(lot).opens_at) == ("待审核", None)
    assert not VenueBookingDesk().cases(cast.agent.files).exists()
    approve(filing, cast.centre.reviews)
    lot = steps.again(lot)
    assert (lot.opens_at, lot.opening_room.name, lot.evaluation_room.name) == (
        opens_at,
        "开标一室",
        "评标一室",
    )
    day = f"{opens_at:%Y-%m-%d}"
    assert taken(lot) == [("开标一室", f"{day} 09:00 至 10:00"), ("评标一室", f"{day} 10:00 至 14:00")]


@pytest.mark.covers("H13")
def test_only_lots_of_the_agent_without_a_venue_can_be_chosen(cast):
    waiting, booked = steps.register(cast, lots=[{}, {"name": "复印机"}])
    steps_rooms.book(cast, booked)
    theirs = steps.register(of(cast, "other_agent"))[0]
    assert list(VenueBookingDesk().cases(cast.agent.files)) == [waiting]
    with pytest.raises(Refused, match="不在此环节"):
        steps_rooms.file_booking(cast, theirs)


@pytest.mark.covers("H14")
def test_the_opening_must_be_later_than_now(cast, now):
    with pytest.raises(FormRefused) as refused:
        steps_rooms.file_booking(cast, steps.register(cast)[0], opens_at=now - timedelta(minutes=1))
    assert refused.value.errors["opens_at"] == ["开标时间必须晚于当前时间。"]


@pytest.mark.covers("H17")
def test_twenty_days_lie_between_the_document_and_the_deadline(cast):
    lot = steps.register(cast)[0]
    first = morning(20)
    with pytest.raises(FormRefused) as refused:
        steps_rooms.file_booking(cast, lot, opens_at=first - timedelta(days=1))
    assert refused.value.errors["opens_at"] == [
        f"自招标文件开始发出之日起至投标截止之日止不得少于 20 日，开标时间最早为 {first:%Y-%m-%d}"
        "（依据：《中华人民共和国政府采购法》第三十五条）。"
    ]
    assert steps_rooms.book(cast, lot, opens_at=first).opens_at == first


@pytest.mark.covers("H15")
def test_a_room_is_kept_from_the_submission_on_and_others_are_not_told_for_whom(cast):
    lot, rival = steps.register(cast)[0], steps.register(of(cast, "other_agent"))[0]
    filing = steps_rooms.file_booking(cast, lot)
    day = f"{morning(30):%Y-%m-%d}"
    overlapping = {"opens_at": morning(30) + HALF, "evaluation_room": cast.rooms["评标二室"]}
    with pytest.raises(FormRefused) as refused:
        steps_rooms.file_booking(of(cast, "other_agent"), rival, **overlapping)
    sentence = f"开标一室已被占用：{day} 09:00 至 10:00。请改选时间或场地。"
    assert refused.value.errors == {"opening_room": [sentence]}
    reject(filing, cast.centre.reviews, "当日中心停电检修，请改期。")
    assert taken(lot) == []
    begun = Filing.objects.get(case=rival)
    submit(
        VenueBookingDesk,
        cast.other_agent.files,
        steps_rooms.venue(cast, **overlapping),
        case=rival,
        filing=begun,
    )
    assert [each for each, _ in taken(rival)] == ["开标一室", "评标二室"]


@pytest.mark.covers("H15")
def test_an_opening_may_begin_when_another_ends(cast):
    one, two = steps.register(cast, lots=[{}, {"name": "复印机"}])
    steps_rooms.book(cast, one)
    after = {"opens_at": morning(30, hour=10), "evaluation_room": cast.rooms["评标二室"]}
    assert steps_rooms.book(cast, two, **after).opening_room == steps.again(one).opening_room


@pytest.mark.covers("H15")
def test_what_is_withdrawn_or_has_lapsed_keeps_no_room(cast, now):
    lot = steps.register(cast)[0]
    filing = steps_rooms.file_booking(cast, lot)
    lifecycle.withdraw(filing, actor=cast.agent.files, now=now)
    assert taken(lot) == []
    submit(VenueBookingDesk, cast.agent.files, steps_rooms.venue(cast), case=lot, filing=filing)
    assert len(taken(lot)) == 2
    lifecycle.lapse_open(lot, now=now, note="项目已取消")
    assert taken(lot) == []


@pytest.mark.covers("H18")
def test_a_booking_whose_time_has_come_is_not_confirmed_any_more(cast):
    lot = steps.register(cast)[0]
    filing = steps_rooms.file_booking(cast, lot)
    with pytest.raises(Refused, match="预约的时间已过"):
        approve(filing, cast.centre.reviews, now=morning(30))
    assert steps.again(lot).opens_at is None


@pytest.mark.covers("H13")
def test_rooms_of_another_place_and_those_out_of_use_cannot_be_booked(cast):
    lot = steps.register(cast)[0]
    away = Room.objects.create(kind="opening", name="株洲开标室", seats=9, jurisdiction=cast.places["株洲市"])
    Room.objects.filter(pk=cast.rooms["评标一室"].pk).update(is_active=False)
    with pytest.raises(FormRefused) as refused:
        steps_rooms.file_booking(cast, lot, opening_room=away)
    assert set(refused.value.errors) == {"opening_room", "evaluation_room"}


# ---- 场地变更 -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H19")
def test_a_change_keeps_the_old_rooms_until_it_is_approved(cast):
    lot = steps_rooms.book(cast, steps.register(cast)[0])
    day = f"{morning(30):%Y-%m-%d}"
    old = taken(lot)
    filing = steps_rooms.file_change(cast, lot, opens_at=morning(30) + HALF)
    assert taken(lot) == [
        ("开标一室", f"{day} 09:00 至 10:00"),
        ("开标一室", f"{day} 10:00 至 10:30"),
        ("评标一室", f"{day} 10:00 至 14:00"),
        ("评标一室", f"{day} 14:00 至 14:30"),
    ]
    reject(filing, cast.centre.reviews, "请附采购人意见。")
    assert taken(lot) == old
    typed = steps_rooms.venue(cast, opens_at=morning(30) + HALF) | {"reason": "采购人要求延后"}
    submit(VenueChangeDesk, cast.agent.files, typed, filing=filing, case=lot)
    approve(filing, cast.centre.reviews)
    assert steps.again(lot).opens_at == morning(30) + HALF
    assert taken(lot) == [("开标一室", f"{day} 09:30 至 10:30"), ("评标一室", f"{day} 10:30 至 14:30")]


@pytest.mark.covers("H19")
def test_a_change_shows_what_was_booked_before(cast):
    lot = steps_rooms.book(cast, steps.register(cast)[0])
    filing = steps_rooms.file_change(cast, lot, opening_room=cast.rooms["开标二室"])
    compared = {each["name"]: each for each in filing.submissions.get().compared}
    room = compared["opening_room"]
    assert (room["before"], room["text"], room["differs"]) == ("开标一室", "开标二室", True)
    assert compared["evaluation_room"]["differs"] is False


@pytest.mark.covers("H19")
def test_a_change_needs_a_booking_and_something_that_differs(cast):
    unbooked, booked = steps.register(cast, lots=[{}, {"name": "复印机"}])
    booked = steps_rooms.book(cast, booked)
    assert list(VenueChangeDesk().cases(cast.agent.files)) == [booked]
    with pytest.raises(Refused, match="不在此环节"):
        steps_rooms.file_change(cast, unbooked)
    with pytest.raises(FormRefused) as refused:
        steps_rooms.file_change(cast, booked)
    assert refused.value.errors == {"__all__": ["变更后的时间和场地与原预约相同，请修改后再提交。"]}


@pytest.mark.covers("H19", "H26")
def test_after_the_notice_the_opening_moves_only_later_and_the_lot_waits_for_its_change_notice(cast):
    lot = bidding(cast, opens_at=morning(40))
    with pytest.raises(FormRefused) as refused:
        steps_rooms.file_change(cast, lot, opens_at=morning(40) - HALF)
    [sentence] = refused.value.errors["opens_at"]
    assert sentence == f"招标公告已发布，开标时间只能往后变更，不得早于 {morning(40):%Y-%m-%d} 09:00。"
    lot = bidding(cast, opens_at=morning(50))
    lot = steps_rooms.change(cast, lot, opens_at=morning(55))
    assert (lot.opens_at, lot.next_opens_at) == (morning(50), morning(55))


@pytest.mark.covers("H19")
def test_a_change_that_waited_too_long_is_not_approved_any_more(cast):
    lot = bidding(cast)
    filing = steps_rooms.file_change(cast, lot, opens_at=morning(35))
    with pytest.raises(Refused, match="投标已经截止，不能变更场地"):
        approve(filing, cast.centre.reviews, now=lot.opens_at)
    assert (steps.again(lot).next_opens_at, len(taken(lot))) == (None, 4)


# ---- what happens to the lot -----------------------------------------------------------------------------------------


@pytest.mark.covers("H28")
def test_a_suspended_lot_gives_its_rooms_back_and_is_booked_again(cast, now):
    lot = bidding(cast)
    assert not VenueBookingDesk().cases(cast.agent.files).exists()
    course.suspend(lot, actor=cast.centre.reviews, now=now, reason="采购需求调整")
    assert taken(lot) == []
    assert list(VenueBookingDesk().cases(cast.agent.files)) == [lot]
    lot = steps_rooms.book(cast, lot, opens_at=morning(45))
    assert (lot.state, lot.next_opens_at) == (LotState.SUSPENDED, morning(45))
    assert not VenueBookingDesk().cases(cast.agent.files).exists()
    assert len(taken(lot)) == 2


@pytest.mark.covers("H27")
def test_a_cancelled_lot_gives_back_what_has_not_begun(cast):
    lot = bidding(cast)
    at, centre = lot.opens_at, cast.centre.reviews
    course.close_bidding(lot, actor=centre, now=at)
    course.cancel(lot, actor=centre, now=at + HALF, reason="采购任务取消")
    assert [each for each, _ in taken(lot)] == ["开标一室"]


# ---- 项目复评场地预约 ------------------------------------------------------------------------------------------------


@pytest.mark.covers("H29")
def test_an_evaluated_lot_is_evaluated_again_in_the_room_and_at_the_time_that_were_booked(cast):
    lot = evaluated(cast)
    clock.shift_forward(lot.opens_at + timedelta(hours=4) - clock.now(), actor_user=cast.centre.filer)
    filing = steps_rooms.file_again(cast, lot)
    assert (steps.again(lot).state, taken(lot)[-1][0]) == (LotState.EVALUATED, "评标二室")
    approve(filing, cast.centre.reviews)
    lot = steps.again(lot)
    assert (lot.state, lot.evaluation, lot.evaluation_room.name) == (LotState.EVALUATING, 2, "评标二室")
    booked = rooms.next_evaluation(lot)
    assert (booked.purpose, booked.during.lower) == (Purpose.REEVALUATION, morning(3))


@pytest.mark.covers("H29")
def test_a_reevaluation_is_booked_only_after_an_evaluation_and_with_its_papers(cast, now):
    lot = bidding(cast)
    assert not ReevaluationBookingDesk().cases(cast.agent.files).exists()
    at = lot.opens_at
    centre = cast.centre.reviews
    course.close_bidding(lot, actor=centre, now=at)
    course.open_bids(lot, actor=centre, now=at)
    course.report(lot, actor=centre, now=at)
    filing = lifecycle.begin(desk_of(ReevaluationBookingDesk), actor=cast.agent.files, case=lot, now=now)
    typed = {
        "basis": "supervisor",
        "starts_at": morning(3),
        "evaluation_room": cast.rooms["评标一室"],
        "evaluation_hours": 2,
        "reason": "评审有误",
    }
    with pytest.raises(Refused, match="复评材料"):
        submit(ReevaluationBookingDesk, cast.agent.files, typed, filing=filing, case=lot)
    assert Filing.objects.get(pk=filing.pk).get_state_display() == "编辑中"


# ---- 场地管理 -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H35")
def test_the_centre_adds_a_room_and_takes_it_out_of_use_when_nobody_has_it(cast):
    centre = cast.centre.files
    submit(RoomEntryDesk, centre, {"kind": "opening", "name": "开标三室", "seats": 20})
    room = Room.objects.get(name="开标三室")
    assert (room.jurisdiction, room.seats) == (cast.places["衡阳市"], 20)
    with pytest.raises(FormRefused) as refused:
        submit(RoomEntryDesk, centre, {"kind": "evaluation", "name": "开标三室", "seats": 5})
    assert refused.value.errors == {"name": ["已有名为“开标三室”的场地，请换一个名称。"]}
    lot = steps_rooms.book(cast, steps.register(cast)[0], opening_room=room)
    out = {"room": room, "name": "开标三室", "seats": 20, "is_active": False}
    with pytest.raises(Refused, match="还有未结束的预约"):
        submit(RoomChangeDesk, centre, out)
    steps_rooms.change(cast, lot)
    submit(RoomChangeDesk, centre, out, filing=Filing.objects.get(desk="tendering.room-change"))
    assert room not in rooms.bookable(lot.jurisdiction)


@pytest.mark.covers("H35")
def test_a_block_keeps_everybody_out_until_it_is_released(cast):
    room, at = cast.rooms["开标一室"], morning(30)
    steps_rooms.block(cast, room, starts_at=at - HALF)
    lot = steps.register(cast)[0]
    with pytest.raises(FormRefused, match="开标一室已被占用"):
        steps_rooms.file_booking(cast, lot)
    give(RoomReleaseDesk, cast.centre.files, {"occupation": room.occupations.live().get()})
    steps_rooms.book(cast, steps.again(lot), opening_room=room, opens_at=morning(31))
    with pytest.raises(FormRefused) as refused:
        steps_rooms.block(cast, room, starts_at=morning(31))
    day = f"{morning(31):%Y-%m-%d}"
    assert refused.value.errors["room"] == [
        f"开标一室已被占用：{day} 09:00 至 10:00（{lot.title}）。请改选时间或场地。"
    ]


@pytest.mark.covers("H35")
def test_a_centre_of_another_place_has_no_say_over_the_rooms(cast):
    room = cast.rooms["开标一室"]
    typed = {"room": room, "name": "改名", "seats": 1, "is_active": True}
    with pytest.raises(FormRefused) as refused:
        submit(RoomChangeDesk, cast.other_centre.files, typed)
    assert set(refused.value.errors) == {"room"}
    assert room not in rooms.seen_by(cast.other_centre.files)


# ---- invariant 5, whoever goes round the program ---------------------------------------------------------------------


def occupation(lot: Lot, filing: Filing, room: Room, at: datetime) -> Occupation:
    """As somebody would insert it who asks nobody."""
    return Occupation(
        room=room, lot=lot, purpose=Purpose.OPENING, during=(at, at + 2 * HALF), held_by_id=filing.pk
    )


@pytest.mark.covers("H15")
def test_without_the_constraint_a_room_would_be_taken_twice(cast):
    """The control of the race: the same two rows, refused with the constraint, kept without it."""
    lot = steps.register(cast)[0]
    filing = steps_rooms.file_booking(cast, lot)
    rows = [occupation(lot, filing, cast.rooms["开标二室"], morning(30) + each) for each in (0 * HALF, HALF)]
    with pytest.raises(IntegrityError, match="a_room_is_taken_once_at_a_time"), transaction.atomic():
        Occupation.objects.bulk_create(rows)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or rows of this test forbid altering the table
            cursor.execute("ALTER TABLE tendering_occupation DROP CONSTRAINT a_room_is_taken_once_at_a_time")
        Occupation.objects.bulk_create(rows)
        assert Occupation.objects.filter(room=cast.rooms["开标二室"]).count() == 2
        transaction.set_rollback(True)


@pytest.mark.covers("H15")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("DELETE FROM tendering_occupation", "Cannot delete rows"),
        ("UPDATE tendering_occupation SET during = during * during, purpose = 'evaluation'", "Cannot update"),
        (
            "UPDATE tendering_occupation SET freed_at = now(); UPDATE tendering_occupation SET freed_at = NULL",
            "freed once",
        ),
    ],
)
def test_an_occupation_stays_what_it_was(cast, change, sentence):
    lot = steps.register(cast)[0]
    steps_rooms.file_booking(cast, lot)
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tendering_occupation SET freed_at = now()"
        )  # the control: that may be said, once
    assert taken(lot) == []
