"""Those who appear in the demonstration, as they come in one after another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pingzhun.accounts.models import User
from pingzhun.directory import services
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Jurisdiction, Organisation, QualificationType, ServiceType
from pingzhun.filings.diary import Diary
from pingzhun.markets.intermediary.demo import cast, data
from pingzhun.markets.intermediary.demo.cast import Player
from pingzhun.regimes import clock
from pingzhun.sealing.driving import hold_key


@dataclass(frozen=True)
class Officials:
    """Who oversees a county-level city."""

    administrator: Player
    regulator: Player


@dataclass
class World:
    """offices: by the name of the place. entities, agencies: by log-in name, once they have come in."""

    diary: Diary
    places: Mapping[str, Jurisdiction]
    services: Mapping[str, ServiceType]
    qualifications: Mapping[str, QualificationType]
    offices: Mapping[str, Officials]
    entities: dict[str, Player] = field(default_factory=dict)
    agencies: dict[str, Player] = field(default_factory=dict)
    people: Iterator[tuple[str, str]] = field(default_factory=data.people)
    credit_codes: Iterator[str] = field(default_factory=data.credit_codes)
    government_codes: Iterator[str] = field(default_factory=data.government_codes)

    def officials_of(self, place: Jurisdiction) -> Officials:
        return next(each for name, each in self.offices.items() if self.places[name].covers(place))

    def agency_of(self, organisation: Organisation) -> Player:
        return next(each for each in self.agencies.values() if each.organisation == organisation)

    def person(self, login: str) -> User:
        """Open an account for the next person."""
        name, mobile = next(self.people)
        return cast.account(login, name, mobile, now=clock.now())

    def join(self, founder: User, kind: CapacityKind) -> Player:
        """The organisation that `founder` has registered, with a colleague who reviews."""
        name, mobile = next(self.people)
        organisation = founder.membership.organisation
        if kind.opens:
            hold_key(organisation, founder, now=clock.now())
        colleague = cast.colleague(organisation, f"{founder.username}-shenhe", name, mobile, now=clock.now())
        return Player(organisation, founder, colleague, kind)


def found(diary: Diary, now: datetime) -> World:
    """What an operator sets up before anybody can register: catalogues, and the officials of both cities."""
    places = {each.name: each for each in Jurisdiction.objects.filter(path__contains="620900/")}
    catalogue = cast.catalogue(now, entries=cast.CATALOGUE | data.CATALOGUE)
    grades = cast.qualification_types(now, entries=cast.QUALIFICATIONS + data.QUALIFICATIONS)
    offices = {
        "玉门市": Officials(cast.administrator(places, now), cast.regulator(places, now)),
        "敦煌市": Officials(cast.dunhuang_administrator(places, now), cast.dunhuang_regulator(places, now)),
    }
    for office in offices.values():
        for player in (office.administrator, office.regulator):
            services.set_duties(member=player.filer.membership, duties=services.DUTIES, now=now)
    return World(
        diary=diary,
        places=places,
        services=catalogue,
        qualifications=grades,
        offices=offices,
    )
