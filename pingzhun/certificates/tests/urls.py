"""A page that loads the signer and nothing else. Only the tests can reach it."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from pingzhun.base import access

PAGE = """<!doctype html><html lang="zh-CN"><title>签名</title><link rel="icon" href="data:,">{% module_map %}
<h1>签名</h1><script src="/static/certificates/signer.js" type="module"></script>"""


@access.public
def signer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


urlpatterns = [path("trial/signer/", signer), path("", include("config.urls"))]
