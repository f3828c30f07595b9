"""The inbox of a user (消息)."""

from datetime import datetime

from pingzhun.accounts.models import User
from pingzhun.messages.models import Message


def unread(user: User) -> int:
    """How many messages the user has not opened."""
    return Message.objects.unread().filter(user=user).count()


def open_message(*, user: User, pk: int, now: datetime) -> Message:
    """The user's message, marked as read from now if it was not. Raises Message.DoesNotExist for another's."""
    message = Message.objects.get(user=user, pk=pk)
    if message.read_at is None:
        message.read_at = now
        message.save(update_fields=["read_at"])
    return message


def mark_all_read(*, user: User, now: datetime) -> int:
    """Mark what is unread as read; return how many there were."""
    return Message.objects.unread().filter(user=user).update(read_at=now)
