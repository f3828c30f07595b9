"""Behind one trusted reverse proxy the client's address is the last that the proxy added."""

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "")
    return forwarded.rpartition(",")[2].strip() or request.META["REMOTE_ADDR"]
