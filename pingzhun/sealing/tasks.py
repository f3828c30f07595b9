"""Jobs of the worker. A job only wakes the worker at once: which files are still to be opened, their rows say."""

from procrastinate.contrib.django import app


@app.task(name="sealing.open_files")
def open_files(offer: int) -> None:
    from pingzhun.regimes import clock
    from pingzhun.sealing import files

    files.open_files(offer, now=clock.now())
