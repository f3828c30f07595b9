"""Jobs of the worker. A job only wakes the worker at once: what is to be sent, and when again, stands in `Delivery`."""

from procrastinate.contrib.django import app


@app.task(name="messages.deliver")
def deliver(key: str) -> None:
    from pingzhun.messages import delivery
    from pingzhun.regimes import clock

    delivery.deliver(key, now=clock.now())
