from django.http import HttpRequest, JsonResponse
from django.urls import path

from pingzhun.api.public import api
from pingzhun.base import access

app_name = "api"


@access.public
def unknown(request: HttpRequest, rest: str) -> JsonResponse:
    return JsonResponse({"detail": "没有这个接口。"}, status=404, json_dumps_params={"ensure_ascii": False})


urlpatterns = [*api.urls[0], path("<path:rest>", unknown)]
for pattern in urlpatterns:
    assert pattern.callback is not None  # noqa: S101 -- it is a path, not an include
    access.public(pattern.callback)
