from django.urls import path

from approvals.campaigns.views import cohort
from approvals.cases import views as cases
from approvals.escalation import views as escalation
from approvals.inbox.views import inbox
from approvals.meetings import views as meetings
from approvals.notices import views as notices
from approvals.panels import views as panels
from approvals.policies import views as policies
from approvals.rankings import views as rankings
from approvals.rounds import views as rounds

urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("cases/<int:case>/", cases.case, name="case"),
    path("cases/<int:case>/form.pdf", cases.approval_form, name="approval-form"),
    path("cases/<int:case>/record/", cases.record, name="case-record"),
    path("cases/<int:case>/withdraw/", cases.withdraw, name="withdraw"),
    path("cases/<int:case>/rounds/<int:round>/", rounds.round, name="round"),
    path("cases/<int:case>/rounds/<int:round>/decide/", rounds.decide, name="decide"),
    path("cases/<int:case>/rounds/<int:round>/send-up/", rounds.send_up, name="send-up"),
    path("cases/<int:case>/rounds/<int:round>/verbs/<slug:verb>/", rounds.verb, name="verb"),
    path("cases/<int:case>/rounds/<int:round>/cast/", panels.cast, name="cast"),
    path("cases/<int:case>/rounds/<int:round>/close/", panels.close_panel, name="close-panel"),
    path("campaigns/<int:campaign>/<slug:stage>/", cohort, name="cohort"),
    path("campaigns/<int:campaign>/<slug:stage>/call-meeting/", meetings.call_meeting, name="call-meeting"),
    path("campaigns/<int:campaign>/<slug:stage>/publish-notice/", notices.publish_notice, name="publish-notice"),
    path("campaigns/<int:campaign>/<slug:stage>/<slug:track>/", rankings.ranking, name="ranking"),
    path("campaigns/<int:campaign>/<slug:stage>/<slug:track>/freeze/", rankings.freeze, name="freeze"),
    path("campaigns/<int:campaign>/<slug:stage>/<slug:track>/places/", rankings.grant_places, name="grant-places"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/attend/", meetings.attend, name="attend"),
    path("meetings/<int:pk>/items/<int:item>/vote/", meetings.vote, name="vote"),
    path("meetings/<int:pk>/close/", meetings.close_meeting, name="close-meeting"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/entries/<int:entry>/object/", notices.object_to, name="object"),
    path("objections/<int:pk>/", notices.objection, name="objection"),
    path("board/", escalation.pending_board, name="board"),
    path("cases/<int:case>/rounds/<int:round>/urge/", escalation.urge, name="urge"),
    path("cases/<int:case>/rounds/<int:round>/extend/", escalation.extend, name="extend"),
    path("cases/<int:case>/rounds/<int:round>/reply/", escalation.reply, name="reply"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<slug:key>/", policies.policy, name="policy"),
]
