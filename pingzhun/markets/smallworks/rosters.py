"""名册库: who is listed where, which authority decides on a company, and whether a company may enrol."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from pingzhun import ledger
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Capacity, Jurisdiction, Organisation
from pingzhun.directory.queries import suspension_of
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused, guard
from pingzhun.markets.smallworks.market import AUTHORITY, BUILDER
from pingzhun.markets.smallworks.models import (
    CompanyRegistration,
    Listing,
    Project,
    Roster,
    RosterApplication,
)

# ---- rosters and who is in them --------------------------------------------------------------------------------------


@transaction.atomic
def open_roster(
    *,
    name: str,
    company_type: str,
    authority: Organisation,
    work_types: Iterable[str] = (),
    jurisdiction: Jurisdiction,
    now: datetime,
) -> Roster:
    """company_type: key of a capacity. authority: who reviews its companies. work_types: of which they may enrol; all if none."""
    if Roster.objects.filter(jurisdiction=jurisdiction, name=name).exists():
        raise Refused(f"已有名册库“{name}”，请换一个名称。")
    roster = Roster.objects.create(
        name=name,
        company_type=company_type,
        authority=authority,
        work_types=list(work_types),
        jurisdiction=jurisdiction,
        opened_at=now,
    )
    ledger.append(**roster.entry)
    return roster


@transaction.atomic
def close_roster(*, roster: Roster, now: datetime) -> Roster:
    """Nobody can ask to be in it any more; who is listed stays listed."""
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if not roster.is_active:
        raise Refused("该名册库已停用。")
    roster.is_active = False
    roster.save(update_fields=["is_active"])
    ledger.append(kind="smallworks.roster.closed", subject=f"roster:{roster.pk}", data={}, now=now)
    return roster


@transaction.atomic
def enlist(*, organisation: Organisation, roster: Roster, now: datetime) -> Listing:
    """入库."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if Listing.objects.held().filter(organisation=organisation, roster=roster).exists():
        raise Refused(f"该企业已在“{roster}”中。")
    listing = Listing.objects.create(organisation=organisation, roster=roster, listed_at=now)
    ledger.append(**listing.entries[-1])
    return listing


@transaction.atomic
def strike(*, listing: Listing, reason: str, now: datetime) -> Listing:
    """移出名册库: from now on the company cannot enrol by this roster; what it has enrolled for goes on."""
    listing = Listing.objects.select_for_update(of=("self",)).get(pk=listing.pk)
    if listing.removed_at is not None:
        raise Refused("该企业已移出名册库。")
    listing.removed_at, listing.removal_reason = now, reason
    listing.save(update_fields=["removed_at", "removal_reason"])
    ledger.append(**listing.entries[-1])
    return listing


# ---- which authority decides -----------------------------------------------------------------------------------------


def deciding_authority(filing: Filing) -> Organisation | None:
    """Who reviews what a company files: the authority of the roster that it asks to be in; else that of the roster it was first
    listed in. None, where that one is 行业主管 no more: then whoever is in the jurisdiction.
    """
    asked = Q(pk__in=CompanyRegistration.objects.filter(pk=filing.pk).values("roster"))
    asked |= Q(pk__in=RosterApplication.objects.filter(pk=filing.pk).values("roster"))
    roster = Roster.objects.filter(asked).first()
    if roster is None and filing.organisation_id is not None:
        first = Listing.objects.filter(organisation=filing.organisation_id).select_related("roster").first()
        roster = first.roster if first else None
    if roster is None:
        return None
    holds = Capacity.objects.of_kind(AUTHORITY.key).filter(organisation=roster.authority_id)
    return roster.authority if holds.exists() else None


# ---- who may work ----------------------------------------------------------------------------------------------------


def listings_of(organisation: Organisation) -> QuerySet[Listing]:
    """Where the company stands now."""
    return Listing.objects.held().filter(organisation=organisation).select_related("roster")


def listed(company_type: str, jurisdiction: Jurisdiction) -> QuerySet[Organisation]:
    """The companies of the type that stand in a roster of this jurisdiction or of one above it."""
    held = Listing.objects.held().filter(
        roster__company_type=company_type, roster__jurisdiction__path__in=jurisdiction.own_and_higher_paths
    )
    return Organisation.objects.filter(pk__in=held.values("organisation"))


@guard("企业在名册库中")
def company_is_listed(project: Project, *, actor: Actor, now: datetime) -> str | None:
    """In a roster of builders that is for this type of work."""
    held = [each.roster for each in listings_of(actor.organisation)]
    held = [roster for roster in held if roster.company_type == BUILDER.key]
    if any(not roster.work_types or project.work_type in roster.work_types for roster in held):
        return None
    if not held:
        return "您单位不在散小工程施工单位名册库中，不能报名。请先在“名册库信息管理－所属名册库”申请入库，审核通过后再报名。"
    return (
        f"您单位所属的名册库（{'、'.join(roster.name for roster in held)}）不含“{project.get_work_type_display()}”，不能报名。"
        "请先在“名册库信息管理－所属名册库”申请加入相应的名册库。"
    )


@guard("企业未被停用")
def company_is_not_suspended(project: Project, *, actor: Actor, now: datetime) -> str | None:
    suspension = suspension_of(actor.organisation, BUILDER.key, now)
    if suspension is None:
        return None
    return (
        f"您单位已被停用至 {suspension.last_day}，原因：{suspension.reason}。停用期间不能报名，到期自动恢复。"
    )


@guard("企业资质在有效期内")
def company_is_qualified(project: Project, *, actor: Actor, now: datetime) -> str | None:
    """At least one; whether it is the right one is judged in the 资格审查."""
    qualifications = actor.organisation.qualifications
    if qualifications.valid(now).exists():
        return None
    if qualifications.held().exists():
        return "您单位的企业资质已全部过期，不能报名。请在“名册库信息管理－企业资质”变更，审核通过后再报名。"
    return "您单位没有登记企业资质，不能报名。请在“名册库信息管理－企业资质”新增，审核通过后再报名。"


MAY_ENROL = (
    company_is_listed,
    company_is_not_suspended,
    company_is_qualified,
)  # R37; PostgreSQL asks the same
