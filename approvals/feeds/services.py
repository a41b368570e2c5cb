"""日历订阅: opening one's feed, closing it, and what it says."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from approvals.feeds.ics import Due, Told, written
from approvals.feeds.models import CalendarFeed, FeedEntry
from approvals.inbox.lines import Line
from approvals.inbox.waiting import lines_waiting
from core.models import User
from core.record.services import record

TOKEN_BYTES = 32


@transaction.atomic
def open_feed(user: User, *, now: dt.datetime) -> str:
    """Give a user's feed a new secret token and return it; the one before opens nothing any more.

    It is returned here and never again: what is kept is its hash.
    """
    if user.district is None:
        raise PermissionDenied(_("A calendar feed is for those who belong to a district."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    kept = {"district": user.district, "token_hash": hash_of(token), "made_at": now}
    CalendarFeed.objects.update_or_create(user=user, defaults=kept)
    record("calendar_feed.opened", on=user.district, by=user, now=now)
    return token


@transaction.atomic
def close_feed(user: User, *, now: dt.datetime) -> None:
    """Switch a user's feed off; where there is none, nothing happens."""
    feed = CalendarFeed.objects.select_for_update().filter(user=user).first()
    if feed is not None:
        feed.delete()
        record("calendar_feed.closed", on=feed.district, by=user, now=now)


def feed_behind(token: str) -> CalendarFeed | None:
    """Return the feed that a token opens; None for an unknown token and for who may not sign in any more."""
    feeds = CalendarFeed.objects.filter(token_hash=hash_of(token), user__is_active=True)
    return feeds.select_related("user__district").first()


def told_by(feed: CalendarFeed, *, now: dt.datetime) -> bytes:
    """Return a feed as its calendar reads it now: the lines of the inbox that have a last day, and no other."""
    with override(feed.user.language):
        wanted = {due.url: due for due in filter(None, map(_due, lines_waiting(feed.user, now=now)))}
        entries = _entries(feed, wanted, now=now)
        told = [Told(due, entries[url].sequence, entries[url].changed_at) for url, due in wanted.items()]
        return written(sorted(told, key=lambda one: (one.due.last_day, one.due.url)), title=_("Yucai: deadlines"))


def hash_of(token: str) -> str:
    """Return what is kept of a token: it is long and drawn by lot, so that one round of SHA-256 hides it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _due(line: Line) -> Due | None:
    if line.deadline is None:
        return None
    parts = [line.under, line.number, line.campaign, line.track, line.stage]
    return Due(
        url=settings.SITE_URL + line.url,
        last_day=line.deadline.last_day,
        summary=line.title if line.stage in line.title else f"{line.title} · {line.stage}",
        description="\n".join(part for part in parts if part),
        is_tentative=line.deadline.is_provisional,
    )


def _entries(feed: CalendarFeed, wanted: dict[str, Due], *, now: dt.datetime) -> dict[str, FeedEntry]:
    """Return what the feed says of each deadline, brought up to date; only what has changed is written."""
    known = {entry.url: entry for entry in feed.entries.filter(url__in=wanted)}
    stale = [due for url, due in wanted.items() if url not in known or known[url].digest != due.digest]
    renewed = [_renewed(feed, due, before=known.get(due.url), now=now) for due in stale]
    if renewed:
        FeedEntry.objects.bulk_create(
            renewed,
            update_conflicts=True,
            unique_fields=["feed", "url"],
            update_fields=["last_day", "digest", "sequence", "changed_at"],
        )
    return known | {entry.url: entry for entry in renewed}


def _renewed(feed: CalendarFeed, due: Due, *, before: FeedEntry | None, now: dt.datetime) -> FeedEntry:
    sequence = before.sequence + (before.last_day != due.last_day) if before else 0
    return FeedEntry(
        district_id=feed.district_id,
        feed=feed,
        url=due.url,
        last_day=due.last_day,
        digest=due.digest,
        sequence=sequence,
        changed_at=now.replace(microsecond=0),
    )
