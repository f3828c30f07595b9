"""Real objects for the parameters of the URLs that belong to no desk."""

from pingzhun.certificates.demo import Holder, build, site_directory
from pingzhun.certificates.models import Certificate, Requirement
from pingzhun.certificates.requirement import require
from pingzhun.certificates.services import bind
from pingzhun.draws.models import Draw
from pingzhun.ledger.models import LedgerEntry
from pingzhun.messages.models import Delivery, Message
from pingzhun.portal.views.help import chapters
from pingzhun.regimes import clock
from pingzhun.sealing.models import OpenedFile

from . import tenders
from .world import World


def parameters(world: World, name: str) -> dict[str, object]:
    """Real objects for the parameters of the URLs that belong to no desk."""
    notice = world.jobs["enrolling"].notices.get()
    entry = LedgerEntry.objects.filter(position__isnull=False).first()
    match name.partition(":")[0], name:
        case "notices", _:
            return {"number": notice.number, "pk": notice.attachments[0].pk}
        case "api", _:
            return {
                "number": notice.number,
                "credit_code": world.cast.hengxin.organisation.credit_code,
                "rest": "x",
                "position": 0,
            }
        case _, "portal:organisation":
            return {"credit_code": world.cast.hengxin.organisation.credit_code}
        case _, "portal:ledger_entry" | "portal:ledger_proof":
            return {"pk": entry.pk}
        case _, "portal:draw" | "portal:draw_data":
            return {"pk": Draw.objects.first().pk}
        case _, "portal:help_page":
            return {"slug": next(iter(chapters()))}
        case _, "console:weekly":
            return {"key": "deals"}
        case "console", _:
            return {"pk": world.jobs["serving"].pk, "key": "enrolments"}
        case "sealing", _:
            box = world.jobs["serving"].sealed_boxes.get()
            offer = box.offers.get(organisation=world.cast.hengxin.organisation)
            key = box.holders.first().key.fingerprint
            found = {
                "sealing:receipt": offer.pk,
                "sealing:file": OpenedFile.objects.get(sealed__offer=offer).pk,
            }
            return {"pk": found.get(name, box.pk), "fingerprint": key}
        case "directory", _:
            return {"pk": world.cast.hengxin.reviewer.membership.pk}
        case _, "documents:file":
            return {"number": "QZ-00000001-1"}
        case "certificates", _:
            bound, required = certificate_of_the_agency(world)
            return {"file": "x.p12", "pk": required.pk if name.endswith("_requirement") else bound.pk}
        case "tendering", _:
            return tenders.parameters(world.tenders, name.partition(":")[2])
        case _, "messages:open":
            mine = Message.objects.filter(user=world.cast.hengxin.filer, link__isnull=False)
            return {"pk": mine.first().pk}
        case _, "messages:send_again":
            return {"key": undelivered().key}
    return {}


def certificate_of_the_agency(world: World) -> tuple[Certificate, Requirement]:
    """One that is bound to 恒信, and its rule that only certificates log in."""
    now, player = clock.now(), world.cast.hengxin
    organisation, user = player.organisation, player.filer
    if not Certificate.objects.exists():
        holder = Holder(organisation, user)
        made = build(site_directory(), holders=[holder], now=now)[0]
        bind(organisation=organisation, chain=made.chain, user=user, by=user, now=now)
        require(organisation=organisation, by=user, now=now)
    return Certificate.objects.get(), Requirement.objects.get()


def undelivered() -> Delivery:
    """A text that no gateway took."""
    return Delivery.objects.get_or_create(
        dedupe="trial",
        kind="filing.approved",
        channel=Delivery.Channel.SMS,
        address="13893710021",
        defaults={"title": "试", "text": "试", "created_at": clock.now(), "state": "given_up"},
    )[0]
