from pingzhun.markets.tendering.models.bids import Bid, Participation
from pingzhun.markets.tendering.models.documents import PASSED_OR_NOT, Criterion, Part, TenderDocument
from pingzhun.markets.tendering.models.entering import (
    AgentRegistration,
    Entrustment,
    ProcuringEntityRegistration,
    RegisteredLot,
    SupplierRegistration,
    TenderRegistration,
)
from pingzhun.markets.tendering.models.lots import (
    Evaluating,
    Lot,
    Qualifying,
    Room,
    RoomKind,
    Subject,
    Tender,
)
from pingzhun.markets.tendering.models.notices import (
    BidInvitation,
    Conclusion,
    FailureNotice,
    Interruption,
    InvitationChange,
    LotException,
    Retendering,
)

__all__ = [
    "PASSED_OR_NOT",
    "AgentRegistration",
    "Bid",
    "BidInvitation",
    "Conclusion",
    "Criterion",
    "Entrustment",
    "Evaluating",
    "FailureNotice",
    "Interruption",
    "InvitationChange",
    "Lot",
    "LotException",
    "Part",
    "Participation",
    "ProcuringEntityRegistration",
    "Qualifying",
    "RegisteredLot",
    "Retendering",
    "Room",
    "RoomKind",
    "Subject",
    "SupplierRegistration",
    "Tender",
    "TenderDocument",
    "TenderRegistration",
]
