"""What would make documents go out otherwise than the operator thinks, found by `manage.py check`."""

from typing import Any

from django.core import checks

from pingzhun.documents.seals import platform


@checks.register
def the_platforms_key_opens(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    try:
        platform.signer()
    except (ValueError, OSError) as error:
        return [
            checks.Error(
                f"PINGZHUN_SEAL_KEY 不能使用：{error}",
                hint="请检查文件路径、权限和 PINGZHUN_SEAL_PASSWORD；不用平台印章的，删除 PINGZHUN_SEAL_KEY。",
                id="documents.E001",
            )
        ]
    return []
