"""What a program is told where no operation was reached."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's answer to a request that cannot be read: JSON under the interface's own address, a page elsewhere."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": "请求无法处理，请检查参数。"}, status=400)
    return defaults.bad_request(request, exception)
