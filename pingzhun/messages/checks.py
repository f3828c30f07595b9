from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from pingzhun.messages import backends
from pingzhun.messages.models import Delivery


@register(Tags.security, deploy=True)
def gateways_are_real(**_: Any) -> list[CheckMessage]:
    """Outside demo mode nobody can read what the demo gateway is handed."""
    if settings.DEMO:
        return []
    return [
        Warning(
            f"{channel.label}没有配置网关：消息只会写入数据库，不会送达。",
            hint=f"在设置 MESSAGE_BACKENDS 中指定 {channel.value!r} 的网关。",
            id="messages.W001",
        )
        for channel in Delivery.Channel
        if isinstance(backends.for_channel(channel), backends.DemoBackend)
    ]
