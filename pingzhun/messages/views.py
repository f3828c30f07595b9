from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from pingzhun.base import access
from pingzhun.directory.http import Request
from pingzhun.messages import delivery, inbox
from pingzhun.messages.models import Delivery, DemoOutbox, Message

PER_PAGE = 30


@access.signed_in
@require_GET
def inbox_page(request: Request) -> HttpResponse:
    only_unread = request.GET.get("show") == "unread"
    mine = Message.objects.filter(user=request.user)
    shown = mine.unread() if only_unread else mine
    return render(
        request,
        "messages/inbox.html",
        {
            "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
            "only_unread": only_unread,
            "unread": inbox.unread(request.user),
        },
    )


@access.signed_in
@require_GET
def open_message(request: Request, pk: int) -> HttpResponse:
    """Reading it once more changes nothing, so that a link may do it."""
    try:
        message = inbox.open_message(user=request.user, pk=pk, now=request.now)
    except Message.DoesNotExist:
        raise Http404 from None
    return (
        redirect(message.link)
        if message.link
        else render(request, "messages/message.html", {"message": message})
    )


@access.signed_in
@require_POST
def mark_all_read(request: Request) -> HttpResponse:
    inbox.mark_all_read(user=request.user, now=request.now)
    return redirect("messages:inbox")


class DemoFilter(forms.Form):
    mobile = forms.CharField(label="手机号码或邮箱", max_length=254, required=False)


@access.public
@require_GET
def demo_outbox(request: Request) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    form = DemoFilter(request.GET)
    address = form.cleaned_data["mobile"] if form.is_valid() else ""
    shown = DemoOutbox.objects.filter(address=address) if address else DemoOutbox.objects.all()
    return render(
        request,
        "messages/demo.html",
        {"form": form, "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))},
    )


@access.operator
@require_GET
def undelivered(request: Request) -> HttpResponse:
    return render(
        request,
        "messages/undelivered.html",
        {"page": Paginator(delivery.given_up(), PER_PAGE).get_page(request.GET.get("page"))},
    )


@access.operator
@require_POST
def send_again(request: Request, key: UUID) -> HttpResponse:
    try:
        delivery.send_again(key, now=request.now)
    except Delivery.DoesNotExist:
        raise Http404 from None
    messages.success(request, "已重新排队发送。")
    return redirect("messages:undelivered")
