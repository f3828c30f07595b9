"""评标委员会: who evaluates, drawn so that anybody can recompute it and nobody can know it before the result.

A draw is held over pseudonyms, `pseudonym(salt, name)`, whose salts are made of a secret of the panel: the published draw names
nobody. With the result, `publish_names` gives the names and salts of those who sat; then each of them can be checked, while the
others of the pool stay unknown.

What it does not protect against: whoever runs the platform can read the tables. And the secret is chosen when the panel is
convened, after the nonce was: a dishonest platform could try several. `announce` at least fixes the nonce beforehand.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from hmac import digest

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.base.localtime import local_date
from pingzhun.base.workdays import workdays_before
from pingzhun.cases.models import Case
from pingzhun.directory.models import Category, Organisation
from pingzhun.draws import drawing
from pingzhun.experts import entries
from pingzhun.experts.avoidance import eligible
from pingzhun.experts.messages import DRAWN, RELEASED
from pingzhun.experts.models import Expert, Panel, Seat
from pingzhun.flow.guards import Actor, Refusal, Refused
from pingzhun.ledger.keys import decrypt, encrypt, local_key
from pingzhun.messages.outbox import Addressee, Mobile, send
from pingzhun.regimes import calendar

KEY_NAME = "sealing-key"
SECRET_BYTES = 32
REPLACED = "有评审专家回避或者不能到场"
DRAWN_ANEW = "原评标委员会已解散"
RESCHEDULED = "评标时间已变更"


def purpose(number: int) -> str:
    """What the draws of an evaluation are called."""
    return f"第{number}次评标评审专家抽取"


def pseudonym(salt: str, name: str) -> str:
    return sha256(f"{salt}:{name}".encode()).hexdigest()


def announce(*, case: Case, number: int, now: datetime) -> None:
    """Publish the commitment to the nonce of the draw before it is held; without it, `convene` does so itself."""
    drawing.commit(case=case, purpose=purpose(number), now=now)


def least_size(case: Case, *, budget: Decimal) -> int:
    """How many must sit at least in a panel for a project of this budget, in yuan (87号令 第四十七条)."""
    large = budget >= case.figure("committee.large_from").value
    return case.figure("committee.large_min_size" if large else "committee.min_size").whole


@transaction.atomic
def convene(
    *,
    case: Case,
    number: int,
    size: int,
    budget: Decimal,
    representatives: Sequence[User],
    specialities: Iterable[Category],
    avoid: Iterable[Organisation],
    evaluates_at: datetime,
    actor: Actor,
    now: datetime,
) -> Panel:
    """Draw the panel of the `number`-th evaluation of a case: `representatives`, and experts for all other seats.

    budget: of the project, in yuan; it decides the least size. avoid: bidders, procuring entity, agent. A panel that was drawn
    for an earlier hour of the same evaluation is dissolved. Everybody who sits in it is told.
    Raises Refused: size, too early, or too few experts.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    wanted, avoided = list(specialities), list(avoid)
    experts = size - len(representatives)
    if refusals := [
        *misshapen(case, size=size, experts=experts, budget=budget),
        *_strangers(case, representatives),
        *_too_early(case, evaluates_at, now),
    ]:
        raise Refused(*refusals)
    if before := panel_of(case, number):
        if before.evaluates_at >= evaluates_at:
            raise Refused("本次评标的评标委员会已经抽取。")
        dissolve(case=case, number=number, reason=RESCHEDULED, actor=actor, now=now)
    panel = Panel.objects.create(
        case_id=case.pk,
        number=number,
        size=size,
        experts=experts,
        evaluates_at=evaluates_at,
        drawn_at=now,
        sealed_secret=encrypt(
            local_key(KEY_NAME), secrets.token_bytes(SECRET_BYTES), context=_context(case.pk, number, now)
        ),
    )
    panel.specialities.set(wanted)
    panel.avoids.set(avoided)
    ledger.append(**entries.of_panel(panel)[0])
    for position, user in enumerate(representatives, start=experts + 1):
        _seat(panel, position, user, name=user.name, now=now)
    _draw(panel, range(1, experts + 1), reason=DRAWN_ANEW, now=now)
    return panel


@transaction.atomic
def decline(
    *,
    seat: Seat,
    reason: str,
    actor: Actor,
    now: datetime,
    avoid: Iterable[Organisation] = (),
) -> Seat | None:
    """Somebody withdraws or does not come, before or during the evaluation; of an expert's seat the next is drawn.

    avoid: organisations that take part by now, besides those of the panel. Returns who takes the seat; None: nobody is left, or
    it was a 采购人代表: then the panel has an empty seat (`is_complete`), and `fill` may fill it later.
    Raises Refused where the names are public, the panel is dissolved or they have left before.
    """
    seat = _open(seat)
    seat.declined_at, seat.decline_reason, seat.is_leader = now, reason, False
    seat.save(update_fields=["declined_at", "decline_reason", "is_leader"])
    ledger.append(**entries.of_seat(seat)[-1])
    if seat.expert_id is None:
        return None
    return next(iter(fill(panel=seat.panel, actor=actor, now=now, avoid=avoid)), None)


@transaction.atomic
def fill(
    *,
    panel: Panel,
    actor: Actor,
    now: datetime,
    avoid: Iterable[Organisation] = (),
    representatives: Sequence[User] = (),
) -> list[Seat]:
    """补抽: draw experts for the empty seats of experts, as far as there are any, and give the others to `representatives`."""
    panel = Panel.objects.select_for_update(of=("self",)).select_related("case").get(pk=panel.pk)
    if panel.public_at or panel.dissolved_at:
        raise Refused("评标委员会名单已经公开或者已经解散，不能补抽。")
    if refusals := _strangers(panel.case, representatives):
        raise Refused(*refusals)
    panel.avoids.add(*avoid)
    empty = vacant(panel)
    drawn = _draw(
        panel, [each for each in empty if each <= panel.experts], reason=REPLACED, now=now, all=False
    )
    others = [each for each in empty if each > panel.experts]
    if len(representatives) > len(others):
        raise Refused(f"空缺的采购人代表只有 {len(others)} 名。")
    named = zip(others, representatives, strict=False)
    return drawn + [_seat(panel, position, user, name=user.name, now=now) for position, user in named]


def vacant(panel: Panel) -> list[int]:
    """The positions that nobody holds."""
    held = set(panel.seats.live().values_list("position", flat=True))
    return [position for position in range(1, panel.size + 1) if position not in held]


@transaction.atomic
def elect_leader(*, seat: Seat, actor: Actor, now: datetime) -> Seat:
    """推选评标组长; instead of the one before. Raises Refused for a 采购人代表 (87号令 第四十五条) or who has left."""
    seat = _open(seat)
    if seat.expert_id is None:
        raise Refused(Refusal("采购人代表不得担任评标组长，请推选评审专家。", "87号令 第四十五条"))
    seat.panel.seats.filter(is_leader=True).exclude(pk=seat.pk).update(is_leader=False)
    seat.is_leader = True
    seat.save(update_fields=["is_leader"])
    return seat


def panel_of(case: Case, number: int) -> Panel | None:
    """The panel that evaluates, or has evaluated; not one that was dissolved."""
    return Panel.objects.filter(case_id=case.pk, number=number, dissolved_at=None).first()


def live_seats(case: Case, number: int) -> QuerySet[Seat]:
    """Those who evaluate, in the order of their seats; empty before the draw."""
    seats = Seat.objects.live().filter(panel__case_id=case.pk, panel__number=number)
    return seats.select_related("panel", "user", "expert").order_by("position")


def seat_of(case: Case, number: int, user: User) -> Seat | None:
    """The seat of a user who evaluates."""
    return live_seats(case, number).filter(user=user).first()


def is_complete(panel: Panel) -> bool:
    """Whether every seat is taken."""
    return not vacant(panel)


@transaction.atomic
def publish_names(*, panel: Panel, now: datetime) -> Panel:
    """With the result: names and salts become public, and the seats final. Done again, it changes nothing."""
    panel = Panel.objects.select_for_update(of=("self",)).select_related("case").get(pk=panel.pk)
    if panel.public_at is None:
        for seat in panel.seats.live():
            seat.salt = _salt(panel, seat.user_id)
            seat.save(update_fields=["salt"])
        panel.public_at = now
        panel.save(update_fields=["public_at"])
        ledger.append(**entries.of_panel(panel)[-1])
    return panel


@transaction.atomic
def dissolve(*, case: Case, number: int, reason: str, actor: Actor, now: datetime) -> None:
    """The evaluation will not be held by this panel (项目取消, 重新招标): those who sit in it are told. Without one, nothing."""
    panel = panel_of(case, number)
    if panel is None:
        return
    sitting = [seat.user for seat in panel.seats.live().select_related("user")]
    panel.dissolved_at, panel.dissolution_reason = now, reason
    panel.save(update_fields=["dissolved_at", "dissolution_reason"])
    ledger.append(**entries.of_panel(panel)[-1])
    if panel.public_at is None:
        _tell(RELEASED.key, sitting, panel, now)


def public_names(case: Case) -> dict[str, tuple[str, str]]:
    """(name, salt) by pseudonym, of all who sit in the case's public panels: for the pages of its draws."""
    seats = Seat.objects.filter(panel__case_id=case.pk, panel__public_at__isnull=False, declined_at=None)
    return {seat.pseudonym: (seat.name, str(seat.salt)) for seat in seats}


def misshapen(case: Case, *, size: int, experts: int, budget: Decimal) -> list[Refusal]:
    """What is wrong with a panel of so many members and so many experts among them (87号令 第四十七条)."""
    figure = case.figure("committee.experts_of_three")
    least = least_size(case, budget=budget)
    found = []
    if size < least or size % 2 == 0:
        found.append(Refusal(f"评标委员会须为 {least} 人以上的单数。", figure.article))
    if experts * 3 < size * figure.whole:
        found.append(
            Refusal("评审专家不得少于评标委员会成员总数的三分之二，请减少采购人代表。", figure.article)
        )
    return found


def _strangers(case: Case, representatives: Sequence[User]) -> list[Refusal]:
    own = {user.pk for user in User.objects.filter(membership__organisation=case.procuring_entity_id)}
    if any(user.pk not in own for user in representatives):
        return [Refusal("采购人代表须是采购人的用户。")]
    return []


def _too_early(case: Case, evaluates_at: datetime, now: datetime) -> list[Refusal]:
    figure = case.figure("experts.draw_before_evaluation")
    first = workdays_before(local_date(evaluates_at), figure.whole, calendar=calendar.in_force())
    if local_date(now) >= first:
        return []
    return [Refusal(f"评审专家最早在评标前 {figure}抽取，即 {first} 起。", figure.article)]


def _draw(
    panel: Panel, positions: Sequence[int], *, reason: str, now: datetime, all: bool = True
) -> list[Seat]:
    """Seat experts at `positions`, drawn from all who may sit there and have not sat in the panel. With `all`, raises Refused if
    they are too few; without, those positions stay empty for which there is nobody.
    """
    avoid, wanted = list(panel.avoids.all()), list(panel.specialities.all())
    found = eligible(case=panel.case, specialities=wanted, avoid=avoid, now=now)
    pool = _pseudonyms(panel, found.exclude(user__in=panel.seats.values("user")))
    if all and len(pool) < len(positions):
        names = "、".join(str(each) for each in wanted)
        raise Refused(
            f"可以抽取的评审专家不足：需要 {len(positions)} 名，“{names}”专业未停用、不须回避的只有 {len(pool)} 名。"
            "请增加评审专业，或者请监督部门补充专家。"
        )
    count = min(len(positions), len(pool))
    if not count:
        return []
    name = purpose(panel.number)
    drawing.commit(case=panel.case, purpose=name, now=now, reason=reason)
    drawn = drawing.draw(case=panel.case, purpose=name, pool=list(pool), count=count, now=now)
    winners = zip(positions, (pool[each] for each in drawn.winners), strict=False)
    return [
        _seat(panel, position, expert.user, name=expert.name, expert=expert, now=now)
        for position, expert in winners
    ]


def _pseudonyms(panel: Panel, experts: QuerySet[Expert]) -> dict[str, Expert]:
    secret = _secret(panel)
    return {
        pseudonym(_salt_of(secret, expert.user_id), expert.name): expert
        for expert in experts.select_related("user")
    }


def _seat(
    panel: Panel, position: int, user: User, *, name: str, now: datetime, expert: Expert | None = None
) -> Seat:
    seat = Seat.objects.create(
        panel=panel,
        position=position,
        user=user,
        expert=expert,
        name=name,
        pseudonym=pseudonym(_salt(panel, user.pk), name),
        seated_at=now,
    )
    ledger.append(**entries.of_seat(seat)[0])
    _tell(DRAWN.key, [user, Mobile(expert.mobile)] if expert else [user], panel, now)
    return seat


def _open(seat: Seat) -> Seat:
    """Afresh, with its panel locked. Raises Refused where nothing can change any more."""
    Panel.objects.select_for_update(of=("self",)).get(pk=seat.panel_id)
    seat = Seat.objects.select_related("panel__case").get(pk=seat.pk)
    if seat.declined_at is not None:
        raise Refused("该评委已退出评标委员会。")
    if seat.panel.public_at or seat.panel.dissolved_at:
        raise Refused("评标委员会名单已经公开或者已经解散，不能再变动。")
    return seat


def _secret(panel: Panel) -> bytes:
    context = _context(panel.case_id, panel.number, panel.drawn_at)
    return decrypt(local_key(KEY_NAME), bytes(panel.sealed_secret), context=context)


def _context(case_id: int, number: int, drawn_at: datetime) -> str:
    return f"panel {case_id}/{number}/{drawn_at.timestamp()}"


def _salt(panel: Panel, user_id: int) -> str:
    return _salt_of(_secret(panel), user_id)


def _salt_of(secret: bytes, user_id: int) -> str:
    return digest(secret, f"user {user_id}".encode(), "sha256").hex()


def _tell(kind: str, users: Sequence[Addressee], panel: Panel, now: datetime) -> None:
    send(kind, to=users, context={}, link=reverse("console:home"), now=now, dedupe=f"panel/{panel.pk}")
