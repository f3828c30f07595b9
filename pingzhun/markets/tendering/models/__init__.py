from pingzhun.markets.tendering.models.bids import Bid, Participation
from pingzhun.markets.tendering.models.disputes import (
    Challenge,
    ChallengeAnswer,
    Complaint,
    ComplaintHalt,
    ComplaintRuling,
    Matter,
    Outcome,
)
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

__all__ = [
    "PASSED_OR_NOT",
    "AgentRegistration",
    "Bid",
    "Challenge",
    "ChallengeAnswer",
    "Complaint",
    "ComplaintHalt",
    "ComplaintRuling",
    "Criterion",
    "Entrustment",
    "Evaluating",
    "Lot",
    "Matter",
    "Outcome",
    "Part",
    "Participation",
    "ProcuringEntityRegistration",
    "Qualifying",
    "RegisteredLot",
    "Room",
    "RoomKind",
    "Subject",
    "SupplierRegistration",
    "Tender",
    "TenderDocument",
    "TenderRegistration",
]
