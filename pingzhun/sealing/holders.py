"""Who opens a box: several organisations, each with a key of its own. The market names the candidates and what they open."""

from collections.abc import Iterable, Sequence

from pingzhun.directory.models import Organisation
from pingzhun.flow.guards import Refused
from pingzhun.sealing.box import Holder
from pingzhun.sealing.opening_keys import live_key


def choose(
    candidates: Iterable[tuple[str, Sequence[Organisation]]], *, number: int, what: str, act: str
) -> list[Holder]:
    """So many holders, each another organisation; of several that hold a capacity the first that has a key.

    candidates: titles with those who could, the nearest first. what: is opened (报价). act: what has to wait (发布项目).
    Raises Refused, saying who lacks a key, where there are fewer.
    """
    found: list[Holder] = []
    lacking: list[str] = []
    for title, organisations in candidates:
        others = [each for each in organisations if each.pk not in {one.key.organisation_id for one in found}]
        keys = (live_key(each) for each in others)
        if key := next((each for each in keys if each is not None), None):
            found.append(Holder(title=title, key=key))
        elif others:
            lacking.append(f"{title}“{others[0].name}”没有开启密钥")
        else:
            lacking.append(f"辖区内没有另一家{title}" if organisations else f"辖区内没有{title}")
    if len(found) < number:
        raise Refused(
            f"{what}须由 {number} 家单位各持一把开启密钥，现有 {len(found)} 家：{'，'.join(lacking)}。"
            f"请其登录后到“开启密钥”生成密钥，再{act}。"
        )
    return found[:number]
