from pingzhun.markets.tendering.models.bids import Bid, Participation
from pingzhun.markets.tendering.models.documents import (
    PASSED_OR_NOT,
    Criterion,
    DocumentConfirmation,
    Part,
    TenderDocument,
    Verdict,
)
from pingzhun.markets.tendering.models.enquiries import (
    Clarification,
    DocumentDownload,
    DocumentRequest,
    Enquiry,
    EnquiryAnswer,
)
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
    "Clarification",
    "Criterion",
    "DocumentConfirmation",
    "DocumentDownload",
    "DocumentRequest",
    "Enquiry",
    "EnquiryAnswer",
    "Entrustment",
    "Evaluating",
    "Lot",
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
    "Verdict",
]
