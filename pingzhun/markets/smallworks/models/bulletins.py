"""What is told to chosen roles (R8). Fields and constraints, no logic."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Jurisdiction
from pingzhun.filings.course import FilingState
from pingzhun.filings.models import Filing, final_once_submitted
from pingzhun.markets.smallworks.market import market

PUBLIC = "public"
AUDIENCES = [*((kind.key, kind.title) for kind in market.capacities), (PUBLIC, "社会公众（门户网站）")]


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def in_force(self) -> "BulletinQuerySet":
        """Published, and not replaced by a later wording."""
        return self.filter(state=FilingState.APPROVED, replaced_by=None)

    def addressed_to(self, actor: Actor) -> "BulletinQuerySet":
        """Those for the actor's role, from its own jurisdiction, one above or one below."""
        if actor.kind is None or actor.jurisdiction is None:
            return self.none()
        own = actor.jurisdiction
        related = Jurisdiction.objects.filter(
            Q(path__in=own.own_and_higher_paths) | Q(path__startswith=own.path)
        )
        return self.in_force().filter(audience__contains=[actor.kind], jurisdiction__in=related)


class Bulletin(Filing):
    """通知. Its wording stands; a better one is another that replaces it."""

    heading = models.CharField("通知标题", max_length=200)
    text = models.TextField("通知内容", max_length=10000)
    audience = ArrayField(models.CharField(max_length=64, choices=AUDIENCES), verbose_name="发布角色")
    replaces = models.OneToOneField(
        "self",
        verbose_name="修改的通知",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        constraints = [
            models.CheckConstraint(name="a_bulletin_is_for_somebody", condition=Q(audience__len__gt=0)),
        ]
        triggers = final_once_submitted()

    @property
    def audience_titles(self) -> str:
        titles = dict(AUDIENCES)
        return "、".join(titles[each] for each in self.audience)
