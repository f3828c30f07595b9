"""回避: whom the law keeps out of a panel (条例 第九条), and who can be drawn into one."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from pingzhun.base.localtime import local_date
from pingzhun.cases.models import Case
from pingzhun.directory.models import Category, Organisation
from pingzhun.experts.models import Employment, Expert, Tie


def eligible(
    *,
    case: Case,
    specialities: Collection[Category],
    avoid: Collection[Organisation],
    now: datetime,
) -> QuerySet[Expert]:
    """Whoever may be drawn for a case at `now`: of one of the specialities, serving, and free of ties with `avoid` during the
    look-back before this day. One query.
    """
    since = years_before(local_date(now), case.figure("avoidance.look_back").whole)
    codes = [each.credit_code for each in avoid]
    lately = Q(until=None) | Q(until__gte=since)
    tied = Exists(Employment.objects.filter(lately, expert=OuterRef("pk"), credit_code__in=codes)) | Exists(
        Tie.objects.filter(lately, expert=OuterRef("pk"), credit_code__in=codes)
    )
    found = Expert.objects.serving(now).near(case.jurisdiction)
    found = found.filter(specialities__in=specialities, user__is_active=True)
    return found.exclude(tied).exclude(user__membership__organisation__in=avoid).distinct().order_by("pk")


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 29 February becomes the 28th."""
    year = day.year - years
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
