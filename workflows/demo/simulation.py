"""What becomes of the demo district when it lives on: many days of everything, or one whole year of assessment."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from django.test.utils import override_settings
from django.utils import timezone, translation

from approvals.models import Campaign
from core import clock
from core.calendar.services import load_calendar
from core.models import Organisation
from notifications.local import LOOPBACK, Catch, MailServer, SmsGateway, free_port
from workflows.demo import assessments
from workflows.demo.arrivals import Arrivals
from workflows.demo.invented import Inventor, data
from workflows.demo.life import Life

HOUR = dt.time(10)  # at which the people of the district come to what waits for them


def the_district() -> Organisation:
    """Return the demo's district."""
    return Organisation.objects.get(name=data("district")["district"]["name"])


def live_on(*, days: int, seed: int, tell: Callable[[dt.date], None] = lambda _day: None) -> Life:
    """Let the district live for so many days, each at ten in the morning, by the demo's clock, which they move."""
    district, calendar = the_district(), load_calendar()
    inventor = Inventor(seed=seed, today=clock.today())
    life = Life(district, inventor.random)
    with translation.override("zh-hans"):
        _until(HOUR)
        arrivals = Arrivals(district, now=clock.now(), inventor=inventor)
        for number in range(days):
            now = clock.now()
            is_working = calendar.is_working(clock.day_of(now))
            if is_working:
                arrivals.day(now, number=number)
            life.day(now, is_working=is_working)
            clock.advance(dt.timedelta(days=1))
            tell(clock.day_of(now))
    return life


def play_season(*, seed: int, tell: assessments.Tell) -> Campaign:
    """Play a year of assessment for everybody of the district, from today to the day the last one has been told."""
    with translation.override("zh-hans"):
        play = assessments.season(the_district(), now=clock.now(), random=Random(seed), progress=tell)  # noqa: S311
    clock.advance(play.now - clock.now())
    return play.campaign


def _until(hour: dt.time) -> None:
    """Move the demo's clock to the next day at an hour."""
    now = clock.now()
    then = timezone.make_aware(dt.datetime.combine(clock.day_of(now) + dt.timedelta(days=1), hour))
    clock.advance(then - now)


@contextmanager
def post_office() -> Iterator[list[Catch]]:
    """Take in on this machine, by real mail and a real gateway, all that is sent meanwhile; give what was caught."""
    caught: list[Catch] = []
    mail = MailServer(caught=caught.append, port=free_port())
    gateway = SmsGateway(caught=caught.append, port=free_port())
    mail.start()
    gateway.start()
    outside = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": LOOPBACK,
        "EMAIL_PORT": mail.port,
        "SMS_GATEWAY_URL": gateway.url,
        "SMS_GATEWAY_KEY": "demo",
    }
    try:
        with override_settings(**outside):
            yield caught
    finally:
        gateway.stop()
        mail.stop()
