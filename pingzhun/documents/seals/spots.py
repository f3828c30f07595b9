"""Where the templates leave room for seals, in millimetres of A4 (`base/typeset/document.typ`)."""

from pingzhun.documents.seals.signing import Spot

MARGIN, WIDTH, HEIGHT_OF_SEALS = 22, 166, 58

FOOT = Spot(x=140, y=43)
"""In `checked`: who issues a document."""


def column(place: int, parties: int) -> Spot:
    """In `signatures`: the parties of an agreement, in columns at the foot of the last page; place 1 stands last."""
    column = parties - 1 if place == 1 else place - 2
    return Spot(x=MARGIN + WIDTH * (column + 0.5) / parties, y=HEIGHT_OF_SEALS)
