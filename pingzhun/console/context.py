"""What every console page knows: the menu, who is signed in, what waits. Made only where a template asks for it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from pingzhun.console.menus import menu_of
from pingzhun.directory.capacities import kinds
from pingzhun.filings.queries import inbox
from pingzhun.messages.inbox import unread
from pingzhun.ui.components import MenuEntry, MenuGroup, Who


def console(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    actor = getattr(request, "actor", None)

    @cache
    def menu() -> list[MenuGroup]:
        return menu_of(actor, path=request.path) if actor and actor.user else []

    @cache
    def who() -> Who | None:
        if not actor or not actor.user:
            return None
        organisation = actor.organisation.name if actor.organisation else ""
        return Who(actor.user.name, organisation, kinds.get(actor.kind).title if actor.kind else "")

    @cache
    def user_menu() -> list[MenuEntry]:
        return user_entries(request)

    @cache
    def todo_count() -> int:
        return inbox(actor).count() if actor and actor.user else 0

    return {"menu": menu, "who": who, "user_menu": user_menu, "todo_count": todo_count}


def user_entries(request: Any) -> list[MenuEntry]:
    actor = request.actor
    entries = [MenuEntry("工作台", reverse("console:home"), icon="layout-dashboard")]
    if actor.user:
        count = unread(actor.user)
        entries.append(MenuEntry("消息", reverse("messages:inbox"), icon="mail", count=count))
    if actor.organisation and actor.organisation.capacities.filter(revoked_at=None).count() > 1:
        entries.append(MenuEntry("切换角色", reverse("accounts:role"), icon="switch-horizontal"))
    if actor.is_manager:
        entries.append(MenuEntry("申请其他角色", reverse("console:join"), icon="id-badge-2"))
    if actor.member:
        entries.append(MenuEntry("单位信息", reverse("directory:organisation"), icon="building"))
    if actor.member and actor.member.is_manager:
        entries.append(MenuEntry("用户管理", reverse("directory:members"), icon="users"))
        entries.append(MenuEntry("企业CA管理", reverse("certificates:certificates"), icon="certificate"))
    if actor.user and actor.user.is_operator:
        entries.append(MenuEntry("未送达消息", reverse("messages:undelivered"), icon="mail-off"))
        url = reverse("certificates:requirements")
        entries.append(MenuEntry("证书使用要求", url, icon="certificate"))
    if settings.DEMO:
        entries.append(MenuEntry("演示短信", reverse("messages:demo"), icon="device-mobile-message"))
    entries.append(MenuEntry("密码修改", reverse("accounts:password_change"), icon="key"))
    entries.append(MenuEntry("账号安全", reverse("accounts:security"), icon="shield-lock"))
    return entries
