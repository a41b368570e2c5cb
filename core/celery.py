"""The bell and the clock: Celery runs the same sweeps as ``manage.py runworker``, sooner and on more machines."""

import os

from celery import Celery
from django.conf import settings

from core import clock
from core.sweeps import run_sweeps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")

app = Celery("yucai")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.task(name="core.sweep")
def sweep() -> None:
    """Do what time makes happen; calling it twice is harmless."""
    run_sweeps(clock.now())


@app.on_after_finalize.connect
def keep_sweeping(sender: Celery, **kwargs: object) -> None:
    """Let beat call the sweep; one that waited longer than its turn is dropped, since the next does its work."""
    every = settings.SWEEP_EVERY_SECONDS
    sender.add_periodic_task(every, sweep.s(), name="sweep", expires=every)
