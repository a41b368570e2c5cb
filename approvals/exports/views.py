"""A season as a file, for those who watch over the district."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from approvals.campaigns.models import Campaign
from approvals.exports.services import export_season
from core import clock
from core.people.requests import SignedInRequest


@require_POST
@login_required
def season(request: SignedInRequest, campaign: int) -> HttpResponse:
    """Hand out a season's figures as a file; that it was taken is on the record."""
    campaigns = Campaign.objects.filter(district=request.user.district_id).select_related("version", "district")
    wanted = get_object_or_404(campaigns, pk=campaign)
    text = export_season(wanted, by=request.user, now=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="season-{wanted.pk}.json"'}
    return HttpResponse(text, content_type="application/json", headers=headers)
