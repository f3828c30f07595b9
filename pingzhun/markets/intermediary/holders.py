"""Who opens the quotes of a job: its 项目单位, and the 监管机构 and 管理人员 of its jurisdiction, each with a key of its own."""

from pingzhun.directory.models import Jurisdiction, Organisation
from pingzhun.directory.queries import reviewers
from pingzhun.markets.intermediary.market import ADMINISTRATOR, ENTITY, REGULATOR
from pingzhun.sealing.box import Holder
from pingzhun.sealing.holders import choose


def holders_for(*, entity: Organisation, jurisdiction: Jurisdiction, number: int) -> list[Holder]:
    """So many of them, of several officials the nearest that has a key. Raises Refused as `choose` does."""
    officials = [
        (kind.title, [each.organisation for each in reviewers(kind.key, jurisdiction)])
        for kind in (REGULATOR, ADMINISTRATOR)
    ]
    return choose([(ENTITY.title, [entity]), *officials], number=number, what="报价", act="发布项目")
