"""事实: dated statements about a person or an organisation, each with what it rests on."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.organisations.models import Organisation
from core.papers.models import Paper
from core.people.models import Person
from core.record.models import Event


class FactQuerySet(models.QuerySet["Fact"]):
    def about(self, thing: Person | Organisation) -> "FactQuerySet":
        """Those about one person or one organisation."""
        return self.filter(person=thing) if isinstance(thing, Person) else self.filter(organisation=thing)

    def known(self, at: dt.datetime) -> "FactQuerySet":
        """Those on file at a moment: neither written later nor corrected before."""
        return self.filter(models.Q(known_until=None) | models.Q(known_until__gt=at), known_from__lte=at)

    def on(self, day: dt.date) -> "FactQuerySet":
        """Those true on a day; the last day counts."""
        return self.filter(models.Q(true_until=None) | models.Q(true_until__gte=day), true_from__lte=day)


class Fact(models.Model):
    """A bitemporal statement: true from … until …, known from … until it was corrected or taken back.

    ``event`` is the line that it rests on, ``ended_by`` the one that corrected it or took it back; a correction points
    to what it replaced (``previous``).
    """

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="facts"
    )
    kind = models.CharField(_("kind"), max_length=40)
    value = models.CharField(_("value"), max_length=200)
    detail = models.JSONField(default=dict, blank=True)
    true_from = models.DateField()
    true_until = models.DateField(null=True, blank=True)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    ended_by = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    papers = models.ManyToManyField(Paper, blank=True, related_name="facts")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["true_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(organisation=None), name="fact_about_one_thing"
            ),
        ]
        indexes = [models.Index(fields=["person", "kind"]), models.Index(fields=["organisation", "kind"])]

    def __str__(self) -> str:
        return f"{self.person or self.organisation}: {self.kind} {self.value} ({self.true_from})"

    @property
    def about(self) -> Person | Organisation:
        """Whom or what it is said of."""
        return self.person or self.organisation  # type: ignore[return-value]  # one of the two, says the constraint

    @property
    def unit(self) -> Organisation:
        """The body on whose record it is corrected."""
        return self.organisation or self.person.organisation  # type: ignore[union-attr]
