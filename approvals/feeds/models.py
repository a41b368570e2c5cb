"""日历订阅: the secret address under which one's calendar reads one's deadlines, and what it has been told."""

from django.conf import settings
from django.db import models

from core.models import Organisation


class CalendarFeed(models.Model):
    """One user's feed; of its secret address only the hash of the token is kept."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)


class FeedEntry(models.Model):
    """What a feed last said of one deadline, so that a calendar learns when it moved and how often."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    feed = models.ForeignKey(CalendarFeed, on_delete=models.CASCADE, related_name="entries")
    url = models.CharField(max_length=200)
    last_day = models.DateField()
    digest = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "url"], name="feed_entry_once")]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.url} {self.last_day}#{self.sequence}"
