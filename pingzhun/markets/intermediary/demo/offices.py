"""What the officials do: the catalogue, announcements, suspensions."""

from datetime import timedelta

from pingzhun.directory.models import QualificationType, ServiceType
from pingzhun.filings.diary import TODAY, Act
from pingzhun.filings.driving import submit
from pingzhun.markets.intermediary.demo import papers
from pingzhun.markets.intermediary.demo.data import ANNOUNCEMENTS
from pingzhun.markets.intermediary.demo.world import World
from pingzhun.markets.intermediary.desks.announcements import AnnouncementDesk
from pingzhun.markets.intermediary.desks.catalogue import (
    QualificationTypeEntryDesk,
    QualificationTypeRetirementDesk,
    ServiceTypeEntryDesk,
    ServiceTypeRetirementDesk,
)
from pingzhun.markets.intermediary.desks.supervision import AgencyReinstatementDesk, AgencySuspensionDesk

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


def maintains_the_catalogue(world: World) -> Act:
    files = world.offices["玉门市"].administrator.files
    consulting = world.services["规划咨询"]
    submit(ServiceTypeEntryDesk, files, {"code": "ZJ1103", "name": "节能评估", "parent": consulting})
    submit(QualificationTypeEntryDesk, files, {"family": "工程测绘监理", "grade": "乙级", "rank": 2})
    yield 2 * HOURS
    submit(ServiceTypeEntryDesk, files, {"code": "ZJ1104", "name": "社会稳定风险评估", "parent": consulting})
    submit(ServiceTypeEntryDesk, files, {"code": "ZJ12", "name": "工程咨询（旧）", "parent": ""})
    yield 10 * DAYS
    reason = "与“规划咨询”重复，按目录调整意见停用。"
    retired = ServiceType.objects.get(code="ZJ12")
    submit(ServiceTypeRetirementDesk, files, {"service_type": retired, "reason": reason})
    grade = QualificationType.objects.get(family="工程测绘监理")
    reason = "该资质已由主管部门取消。"
    submit(QualificationTypeRetirementDesk, files, {"qualification_type": grade, "reason": reason})


def announces(world: World) -> Act:
    for heading, text in ANNOUNCEMENTS:
        attached = papers.paper(heading, [("发布单位", "玉门市政务服务中心")], text.split("\n\n"))
        submit(
            AnnouncementDesk,
            world.offices["玉门市"].administrator.files,
            {"heading": heading, "text": text},
            files={"attachments": [("通知全文.pdf", attached)]},
        )
        yield 14 * DAYS


def suspends(world: World) -> Act:
    """One suspension that was ended early; another, of today, that stands."""
    files = world.offices["玉门市"].regulator.files
    reason = "未经项目单位同意更换项目负责人，经约谈后未按期改正。"
    data = {
        "capacity": world.agencies["changcheng"].organisation.capacities.get(),
        "days": 10,
        "reason": reason,
    }
    submit(AgencySuspensionDesk, files, data)
    yield 5 * DAYS
    suspension = world.agencies["changcheng"].organisation.suspensions.get()
    submit(
        AgencyReinstatementDesk,
        files,
        {"suspension": suspension, "reason": "已恢复原项目负责人并提交整改报告，予以恢复。"},
    )
    yield TODAY
    reason = "在招标代理项目中擅自向投标人收取资料费，责令退还并暂停资格。"
    data = {"capacity": world.agencies["chengda"].organisation.capacities.get(), "days": 60, "reason": reason}
    submit(AgencySuspensionDesk, files, data)
