"""What all desks about a project share."""

from datetime import datetime
from typing import Any

from django import forms

from pingzhun.base.localtime import moment
from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Organisation
from pingzhun.directory.queries import suspension_of
from pingzhun.filings.desks import Desk
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks.models import Project


def about(project: Project) -> list[tuple[str, str]]:
    """项目基本信息, 建设单位信息 and 代理机构信息, as a desk's page shows them above its form."""
    found = [
        ("项目编号", project.code),
        ("项目名称", project.title),
        ("工程类型", project.get_work_type_display()),
        ("工程地点", project.location),
        ("工程预算", f"{format_yuan(project.budget)} 元"),
        ("计划工期", f"{project.work_days} 日"),
        ("建设单位", project.owner_name),
        ("建设单位联系人", f"{project.owner_contact} {project.owner_phone}"),
        ("街镇", project.procuring_entity.name),
        ("组织形式", project.get_organising_display()),
    ]
    if project.agent:
        agent = project.agent
        found.append(("代理机构", f"{agent.name}（{agent.contact_name} {agent.contact_mobile}）"))
    if project.builder:
        found += [("施工单位", project.builder.name), ("中选价", f"{format_yuan(project.price)} 元")]
    if not project.is_emergency:
        found.append(("发包结束时间", moment(project.tender_closes_at)))
    return found


def fit(organisation: Organisation, kind: CapacityKind, *, now: datetime) -> Organisation:
    """Whoever is chosen for new work. Raises ValidationError where they are suspended in that capacity."""
    if suspension := suspension_of(organisation, kind.key, now):
        raise forms.ValidationError(f"{organisation}已被停用至 {suspension.last_day}，请另选一家。")
    return organisation


class ProjectDesk(Desk, abstract=True):
    """Its picker in the manual's columns, and the project above its form."""

    columns = (
        ("建设单位", "owner_name"),
        ("工程类型", "get_work_type_display"),
        ("发包结束时间", "tender_closes_at"),
        ("项目状态", "get_state_display"),
    )
    template = "smallworks/project_page.html"

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return {"about": about(filing.about)}
