"""Policies are published, campaigns opened, and places counted."""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign, PlaceGrant
from approvals.cases.models import Case
from approvals.conflicts.services import stays_out_of_any
from approvals.policies.models import Policy, PolicyVersion
from approvals.policies.proof import prove
from approvals.policies.read import PolicyError, read_cached
from approvals.processes import law_of
from approvals.rankings.models import RankingEntry
from approvals.rounds.models import Round
from core.calendar.rules import years_after
from core.calendar.services import load_calendar
from core.errors import Conflict, Refused
from core.models import Fact, Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holds, place
from core.record.services import record


@transaction.atomic
def publish(text: str, *, district: Organisation, by: User | None, now: dt.datetime) -> PolicyVersion:
    """Prove a policy's text against the law and the district's offices, then publish it as its next version.

    The same text published again is the same version. PolicyError carries every finding.
    """
    from approvals.offices import DistrictOffices
    from approvals.routes import RESERVED

    document = read_cached(text)
    findings = prove(
        document, law=law_of(document.process), offices=DistrictOffices(district, now=now), reserved=RESERVED
    )
    if findings:
        raise PolicyError(findings)
    policy, _created = Policy.objects.get_or_create(district=district, key=document.key)
    version, fresh = PolicyVersion.objects.get_or_create(
        policy=policy,
        digest=document.digest,
        defaults={
            "district": district,
            "number": policy.versions.count() + 1,
            "text": text,
            "published_at": now,
            "published_by": by,
        },
    )
    if fresh:
        record("policy.published", on=district, by=by, now=now, policy=document.key, digest=document.digest)
    return version


@transaction.atomic
def open_campaign(
    version: PolicyVersion,
    *,
    title: str,
    opens_on: dt.date,
    measured_on: dt.date,
    term_from: dt.date,
    by: User | None,
    now: dt.datetime,
) -> Campaign:
    """Open a policy for a year: the submission window shuts at the hour the policy names."""
    document = version.document
    window = next(iter(document.windows.values()))
    last = window.lasts.end(opens_on, load_calendar())
    years = document.places.term_years if document.places and document.places.term_years else 1
    campaign = Campaign.objects.create(
        district_id=version.district_id,
        version=version,
        title=title,
        opens_on=opens_on,
        closes_at=timezone.make_aware(dt.datetime.combine(last, window.shuts_at)),
        measured_on=measured_on,
        term_from=term_from,
        term_until=years_after(term_from, years) - dt.timedelta(days=1),
    )
    record("campaign.opened", on=version.district, by=by, now=now, title=title, policy=document.digest)
    return campaign


def check_window(campaign: Campaign, *, now: dt.datetime) -> None:
    """Raise Refused before the campaign opens or one second after it shuts (过时不候)."""
    local = timezone.localtime(campaign.closes_at)
    if timezone.localdate(now) < campaign.opens_on:
        raise Refused(_("“%(title)s” opens on %(day)s.") % {"title": campaign.title, "day": campaign.opens_on})
    if now > campaign.closes_at:
        raise Refused(
            _(
                "“%(title)s” shut at %(moment)s; nothing can be submitted now. Your draft is kept. "
                "For an exception, ask the section that runs it."
            )
            % {"title": campaign.title, "moment": f"{local:%Y-%m-%d %H:%M}"}
        )


def balance(campaign: Campaign, *, track: str, ranked: Collection[int] = ()) -> int:
    """Return the places left to a track, less those conferred or held; negative where more are held than there are."""
    return all_places(campaign, track=track) - taken(campaign, track=track, ranked=ranked)


def all_places(campaign: Campaign, *, track: str) -> int:
    """Return the places of a track in its term, with what was granted."""
    places = campaign.policy.places
    if places is None:
        return 0
    granted = campaign.place_grants.filter(track=track).first()
    return places.by_track.get(track, 0) + (granted.places if granted else 0)


def taken(campaign: Campaign, *, track: str, ranked: Collection[int] = ()) -> int:
    """Return the places of a term already conferred, or held by live cases that a list let in or called up.

    Who was sent back behind a list keeps their place until they are ranked again: ``ranked`` are the cases that are so
    now.
    """
    again = RankingEntry.objects.filter(round__process=OuterRef("round__process"), pk__gt=OuterRef("pk"))
    kept = Q(round__is_void=False) | (~Q(round__process__in=ranked) & ~Exists(again))
    held = admitted(campaign, track=track).filter(kept, round__process__finished=None).count()
    # Counted after those held: who is honoured between the two counts is then counted twice, and never missed.
    return held + conferred(campaign, track=track).filter(known_until=None, detail__ended__isnull=True).count()


def conferred(campaign: Campaign, *, track: str) -> QuerySet[Fact]:
    """Return every statement of what was conferred in a term, as it was first made and as it was corrected since.

    An honour that was revoked or has lapsed says so (``detail.ended``): its place is free again.
    """
    facts = [outcome.fact for outcome in campaign.policy.outcomes.values() if outcome.fact]
    return Fact.objects.filter(
        district_id=campaign.district_id,
        kind__in=facts,
        detail__policy=campaign.policy.key,
        detail__track=track,
        true_from__range=(campaign.term_from, campaign.term_until),
    )


def ended(campaign: Campaign, *, track: str) -> QuerySet[Fact]:
    """Return the statements that an honour of a term was revoked or has lapsed, those withdrawn on appeal too."""
    return conferred(campaign, track=track).filter(detail__ended__isnull=False)


def admitted(campaign: Campaign, *, track: str) -> QuerySet[RankingEntry]:
    """Return the lines of the term's lists that ever let somebody in: within the places, or called up later."""
    return RankingEntry.objects.filter(
        Q(standing=RankingEntry.Standing.IN) | Q(called_up_at__isnull=False),
        district_id=campaign.district_id,
        ranking__track=track,
        ranking__campaign__version__policy=campaign.version.policy_id,
        ranking__campaign__term_from=campaign.term_from,
    )


def standing(campaign: Campaign, *, track: str) -> list[Round]:
    """Return the lines that hold a place of the term: let in or called up, with the honour or on the way to it."""
    good = [key for key, outcome in campaign.policy.outcomes.items() if outcome.good]
    still = Q(round__process__finished=None) | Q(round__process__outcome__in=good)
    gone = ended(campaign, track=track).filter(known_until=None).values_list("detail__case", flat=True)
    lines = admitted(campaign, track=track).filter(still, round__is_void=False)
    lines = lines.exclude(round__process__number__in=list(gone))
    cases = Round.objects.select_related("process__version", "process__organisation")
    return list(cases.filter(pk__in=lines.values("round")).order_by("pk"))


def lock_term(campaign: Campaign) -> None:
    """Lock every campaign that draws on the same places, in order: who counts them next sees what was taken."""
    sharing = Campaign.objects.filter(version__policy=campaign.version.policy_id, term_from=campaign.term_from)
    list(sharing.select_for_update(of=("self",), no_key=True).order_by("pk"))


def check_unit_quota(campaign: Campaign, *, track: str, organisation: Organisation) -> None:
    """Raise Refused when a unit has used up what the policy lets one unit put forward on a track."""
    quota = campaign.policy.per_unit
    if quota and units_used(campaign, track=track, organisation=organisation) >= quota.max:
        raise Refused(
            _("%(unit)s has already put forward %(n)d for “%(track)s”, which is all a unit may.")
            % {"unit": organisation, "n": quota.max, "track": campaign.policy.tracks[track].title}
        )


def units_used(campaign: Campaign, *, track: str, organisation: Organisation) -> int:
    """Return how many a unit has put forward on a track; what was withdrawn does not count."""
    return (
        Case.objects.filter(campaign=campaign, track=track, organisation=organisation)
        .exclude(outcome="withdrawn")
        .count()
    )


@transaction.atomic
def grant_places(campaign: Campaign, *, track: str, places: int, reason: str, by: User, now: dt.datetime) -> PlaceGrant:
    """Record the approval to move the line of a track where the policy says 左右, within what it allows.

    Raises PermissionDenied when ``by`` does not hold the office the policy names, Refused beyond its
    range or without a reason, Conflict when it was granted already.
    """
    rule = campaign.policy.places
    if not may_grant(by, campaign):
        raise PermissionDenied
    if not 0 < abs(places) <= rule.approx:
        raise Refused(_("The policy lets the line move by at most %(n)d.") % {"n": rule.approx})
    if not reason.strip():
        raise Refused(_("Say why the line is moved: the reason stands on the record."))
    lock_term(campaign)
    if stays_out_of_any(by, campaign, track=track):
        raise PermissionDenied
    if campaign.place_grants.filter(track=track).exists():
        raise Conflict(_("The line of this category was moved already."))
    record("places.granted", on=campaign.district, by=by, now=now, track=track, places=places, reason=reason)
    return PlaceGrant.objects.create(
        district_id=campaign.district_id,
        campaign=campaign,
        track=track,
        places=places,
        reason=reason,
        granted_by=by,
        granted_at=now,
    )


def may_grant(user: User, campaign: Campaign) -> bool:
    """Tell whether a user holds the office that may move the line."""
    rule = campaign.policy.places
    if rule is None or rule.granted_by is None:
        return False
    organisation = place(rule.granted_by.place, district=campaign.district, school=None)
    return organisation is not None and holds(user, Role(rule.granted_by.role), organisation)
