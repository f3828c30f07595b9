"""Who is acting: a person, for an organisation, in a capacity. It is what desks, guards and courses are handed."""

from dataclasses import dataclass

from pingzhun.accounts.models import User
from pingzhun.directory.models import Capacity, Jurisdiction, Member, Organisation


@dataclass(frozen=True)
class Actor:
    """A signed-in person without an organisation has only `user`; see also `NOBODY` and `SYSTEM`. `capacity` is the one of
    `capacities`, all that the organisation holds, in which the person acts now.
    """

    user: User | None = None
    member: Member | None = None
    capacity: Capacity | None = None
    capacities: tuple[Capacity, ...] = ()
    is_system: bool = False

    @property
    def organisation(self) -> Organisation | None:
        return self.member.organisation if self.member else None

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def organisation_id(self) -> int | None:
        return self.member.organisation_id if self.member else None

    @property
    def kind(self) -> str | None:
        """The key of the capacity in use."""
        return self.capacity.kind if self.capacity else None

    @property
    def jurisdiction(self) -> Jurisdiction | None:
        return self.capacity.jurisdiction if self.capacity else None

    @property
    def can_file(self) -> bool:
        return bool(self.member and self.member.can_file)

    @property
    def can_review(self) -> bool:
        return bool(self.member and self.member.can_review)

    @property
    def is_manager(self) -> bool:
        return bool(self.member and self.member.is_manager)

    @property
    def label(self) -> str:
        """Name and organisation as they were at the moment of the act, for logs."""
        if self.is_system:
            return "系统"
        if self.user is None:
            return "访客"
        return f"{self.user.name} · {self.organisation.name}" if self.organisation else self.user.name


def actor_for(user: User, *, capacity_id: int | None = None) -> Actor:
    """`user` in the capacity of that id, or else in the first that their organisation holds."""
    member = (
        Member.objects.select_related("organisation__jurisdiction").filter(user=user, is_active=True).first()
    )
    if member is None:
        return Actor(user=user)
    held = tuple(member.organisation.capacities.filter(revoked_at=None).select_related("jurisdiction"))
    capacity = next((each for each in held if each.pk == capacity_id), held[0] if held else None)
    return Actor(user=user, member=member, capacity=capacity, capacities=held)


SYSTEM = Actor(is_system=True)
NOBODY = Actor()
