"""Django with one middleware and three views, and granian alone: what `bench.bare` measures."""

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings

from config.database import database_from_url
from tools import pg

settings.configure(
    SECRET_KEY="bench",  # noqa: S106 -- guards nothing
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DATABASES={"default": database_from_url(os.environ["DATABASE_URL"], pg.ROOT)},
    USE_TZ=True,
)

from django.core.wsgi import get_wsgi_application  # noqa: E402 -- after the settings, as all below

application = get_wsgi_application()

from django.db import models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

SEALED = "x" * 2000


def nothing(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


class Job(models.Model):
    title = models.TextField()

    class Meta:
        app_label, db_table = "bench", "bench_job"

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    job = models.ForeignKey(Job, on_delete=models.PROTECT)
    sealed = models.TextField()

    class Meta:
        app_label, db_table = "bench", "bench_offer"

    def __str__(self) -> str:
        return f"{self.pk}"


class Audit(models.Model):
    subject = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label, db_table = "bench", "bench_audit"

    def __str__(self) -> str:
        return self.subject


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def read(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(Job.objects.get(pk=pk).title)


@transaction.atomic
def write(request: HttpRequest, pk: int) -> HttpResponse:
    job = Job.objects.get(pk=pk)
    offer = Offer.objects.create(job=job, sealed=SEALED)
    Audit.objects.create(subject=f"offer/{offer.pk}", at=timezone.now())
    return HttpResponse(str(offer.pk))


urlpatterns = [path("hello", hello), path("read/<int:pk>", read), path("write/<int:pk>", write)]
