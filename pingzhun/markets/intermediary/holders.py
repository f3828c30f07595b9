"""Who opens the quotes of a job: its 项目单位, and the 监管机构 and 管理人员 of its jurisdiction, each with a key of its own."""

from collections.abc import Iterator

from pingzhun.directory.models import Jurisdiction, Organisation
from pingzhun.directory.queries import reviewers
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.market import ADMINISTRATOR, ENTITY, REGULATOR
from pingzhun.sealing.box import Holder
from pingzhun.sealing.opening_keys import live_key


def holders_for(*, entity: Organisation, jurisdiction: Jurisdiction, number: int) -> list[Holder]:
    """So many holders, each another organisation; of several that hold a capacity the nearest that has a key.

    Raises Refused, saying who lacks a key, where there are fewer.
    """
    found: list[Holder] = []
    lacking: list[str] = []
    for title, candidates in _candidates(entity, jurisdiction):
        others = [each for each in candidates if each.pk not in {one.key.organisation_id for one in found}]
        keys = (live_key(each) for each in others)
        if key := next((each for each in keys if each is not None), None):
            found.append(Holder(title=title, key=key))
        elif others:
            lacking.append(f"{title}“{others[0].name}”没有开启密钥")
        else:
            lacking.append(f"辖区内没有另一家{title}" if candidates else f"辖区内没有{title}")
    if len(found) < number:
        raise Refused(
            f"报价须由 {number} 家单位各持一把开启密钥，现有 {len(found)} 家：{'，'.join(lacking)}。"
            "请其登录后到“开启密钥”生成密钥，再发布项目。"
        )
    return found[:number]


def _candidates(entity: Organisation, jurisdiction: Jurisdiction) -> Iterator[tuple[str, list[Organisation]]]:
    yield ENTITY.title, [entity]
    for kind in (REGULATOR, ADMINISTRATOR):
        yield kind.title, [each.organisation for each in reviewers(kind.key, jurisdiction)]
