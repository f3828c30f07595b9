"""What would make certificates unsafe or useless in production, found by `manage.py check`."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def the_header_of_the_proxy_needs_a_proxy(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.CLIENT_CERTIFICATE_HEADER and not settings.BEHIND_PROXY:
        return [
            checks.Error(
                "PINGZHUN_CLIENT_CERTIFICATE_HEADER 已设置，但本站不在代理之后：任何人都可以伪造该请求头。",
                hint="请设置 PINGZHUN_BEHIND_PROXY=1 并由代理覆盖该请求头，或删除 PINGZHUN_CLIENT_CERTIFICATE_HEADER。",
                id="certificates.E001",
            )
        ]
    return []
