"""Rooms of a lot, as its people book and change them: for the tests, the story and the demonstration."""

from datetime import datetime, time, timedelta
from typing import Any

from pingzhun.base.localtime import SHANGHAI, local_date
from pingzhun.base.workdays import add_days
from pingzhun.filings.driving import approve, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.demo import steps
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.desks.rooms import RoomBlockDesk
from pingzhun.markets.tendering.desks.venue import ReevaluationBookingDesk, VenueBookingDesk, VenueChangeDesk
from pingzhun.markets.tendering.models import Basis, EvaluationTime, Lot, OpeningTime, Room
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import in_force

ROOMS = ("开标一室", "评标一室")


def morning(days: int, *, hour: int = 9) -> datetime:
    """A time in so many days, or on the next day of work."""
    day = add_days(local_date(clock.now()), days, calendar=in_force())
    return datetime.combine(day, time(hour), SHANGHAI)


def venue(cast: Cast, *, opens_at: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """What an agent types of a booking; it opens in thirty days unless `opens_at` says otherwise."""
    opening, evaluation = ROOMS
    return {
        "opens_at": opens_at or morning(30),
        "opening_room": cast.rooms[opening],
        "opening_minutes": OpeningTime.ONE,
        "evaluation_room": cast.rooms[evaluation],
        "evaluation_hours": EvaluationTime.FOUR,
    } | changes


def file_booking(cast: Cast, lot: Lot, **said: Any) -> Filing:
    """场地预约, not reviewed yet. said: as for `venue`."""
    return submit(VenueBookingDesk, cast.agent.files, venue(cast, **said), case=lot.case_ptr)


def book(cast: Cast, lot: Lot, **said: Any) -> Lot:
    approve(file_booking(cast, lot, **said), cast.centre.reviews)
    return steps.again(lot)


def file_change(cast: Cast, lot: Lot, *, reason: str = "采购人要求延后开标", **said: Any) -> Filing:
    """场地变更, not reviewed yet. said: as for `venue`."""
    typed = venue(cast, **said) | {"reason": reason}
    return submit(VenueChangeDesk, cast.agent.files, typed, case=lot.case_ptr)


def change(cast: Cast, lot: Lot, **said: Any) -> Lot:
    approve(file_change(cast, lot, **said), cast.centre.reviews)
    return steps.again(lot)


def file_again(cast: Cast, lot: Lot, *, starts_at: datetime | None = None, **changes: Any) -> Filing:
    """项目复评场地预约, not reviewed yet; it begins in three days unless `starts_at` says otherwise."""
    typed = {
        "basis": Basis.ENTITY,
        "starts_at": starts_at or morning(3),
        "evaluation_room": cast.rooms["评标二室"],
        "evaluation_hours": EvaluationTime.FOUR,
        "reason": "评标委员会对资格条件的认定有误，采购人申请复评。",
    }
    return submit(
        ReevaluationBookingDesk,
        cast.agent.files,
        typed | changes,
        case=lot.case_ptr,
        files={"materials": steps.paper("采购人申请复评的材料")},
    )


def book_again(cast: Cast, lot: Lot, **said: Any) -> Lot:
    """The lot is in 评标中 again. said: as for `file_again`."""
    approve(file_again(cast, lot, **said), cast.centre.reviews)
    return steps.again(lot)


def block(cast: Cast, room: Room, *, starts_at: datetime, hours: int = 2, reason: str = "设备检修") -> Filing:
    """场地占用 by the centre."""
    typed = {
        "room": room,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=hours),
        "reason": reason,
    }
    return submit(RoomBlockDesk, cast.centre.files, typed)
