from django.urls import path

from approvals.campaigns.views import cohort
from approvals.cases import views as cases
from approvals.conflicts import views as conflicts
from approvals.covers import views as covers
from approvals.documents import check_views as check
from approvals.documents import template_views as templates
from approvals.documents import views as documents
from approvals.escalation import views as escalation
from approvals.exports.views import season as export_season
from approvals.feeds import views as feeds
from approvals.gradings import views as gradings
from approvals.inbox.views import inbox
from approvals.meetings import agenda_views as agenda
from approvals.meetings import duty_views as duties
from approvals.meetings import minutes_views as minutes
from approvals.meetings import views as meetings
from approvals.notices import office_views as notice_office
from approvals.notices import views as notices
from approvals.panels import declaring_views as declaring
from approvals.panels import views as panels
from approvals.people import correction_views as corrections
from approvals.people import views as people
from approvals.policies import views as policies
from approvals.rankings import views as rankings
from approvals.reliance import views as reliance
from approvals.rounds import views as rounds
from approvals.waitlists import views as waitlists

urlpatterns = [
    path("covers/", covers.covers, name="covers"),
    path("covers/<int:pk>/end/", covers.end_cover, name="end-cover"),
    path("inbox/", inbox, name="inbox"),
    path("calendar/mine/", feeds.my_calendar, name="my-calendar"),
    path("calendar/mine/close/", feeds.close_my_calendar, name="close-my-calendar"),
    path("calendar/<str:token>.ics", feeds.calendar_feed, name="calendar-feed"),
    path("cases/<int:case>/", cases.case, name="case"),
    path("cases/<int:case>/record/", cases.record, name="case-record"),
    path("cases/<int:case>/withdraw/", cases.withdraw, name="withdraw"),
    path("cases/<int:case>/rounds/<int:round>/", rounds.round, name="round"),
    path("cases/<int:case>/rounds/<int:round>/decide/", rounds.decide, name="decide"),
    path("cases/<int:case>/rounds/<int:round>/send-up/", rounds.send_up, name="send-up"),
    path("cases/<int:case>/rounds/<int:round>/verbs/<slug:verb>/", rounds.verb, name="verb"),
    path("cases/<int:case>/rounds/<int:round>/step-aside/", conflicts.step_aside, name="step-aside"),
    path("cases/<int:case>/recusals/", conflicts.recusals, name="recusals"),
    path("cases/<int:case>/recusals/<int:recusal>/doubt/", conflicts.doubt, name="doubt"),
    path("cases/<int:case>/recusals/<int:recusal>/dismiss/", conflicts.dismiss, name="dismiss"),
    path("relations/", conflicts.relations, name="relations"),
    path(
        "cases/<int:case>/rounds/<int:round>/no-relation/",
        declaring.declare_no_relation,
        name="declare-no-relation",
    ),
    path("cases/<int:case>/rounds/<int:round>/cast/", panels.cast, name="cast"),
    path("cases/<int:case>/rounds/<int:round>/close/", panels.close_panel, name="close-panel"),
    path("cases/<int:case>/rounds/<int:round>/papers/<int:number>/", panels.panel_paper, name="panel-paper"),
    path("campaigns/<int:campaign>/<slug:stage>/", cohort, name="cohort"),
    path("campaigns/<int:campaign>/<slug:stage>/call-meeting/", meetings.call_meeting, name="call-meeting"),
    path("campaigns/<int:campaign>/<slug:stage>/publish-notice/", notice_office.publish_notice, name="publish-notice"),
    path("campaigns/<int:campaign>/<slug:stage>/<slug:track>/", rankings.ranking, name="ranking"),
    path("campaigns/<int:campaign>/<slug:stage>/<slug:track>/freeze/", rankings.freeze, name="freeze"),
    path("campaigns/<int:campaign>/<slug:stage>/<slug:track>/places/", rankings.grant_places, name="grant-places"),
    path("campaigns/<int:campaign>/<slug:stage>/<slug:track>/waitlist/", waitlists.waitlist, name="waitlist"),
    path("campaigns/<int:campaign>/<slug:stage>/<slug:track>/call-up/", waitlists.call_up, name="call-up"),
    path("campaigns/<int:campaign>/<slug:stage>/grades/<int:unit>/", gradings.grading, name="grading"),
    path("campaigns/<int:campaign>/<slug:stage>/grades/<int:unit>/close/", gradings.close, name="close-grading"),
    path("campaigns/<int:campaign>/<slug:stage>/grades/<int:unit>/cap/", gradings.grant_cap, name="grant-cap"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/attend/", meetings.attend, name="attend"),
    path("meetings/<int:pk>/items/<int:item>/vote/", meetings.vote, name="vote"),
    path("meetings/<int:pk>/items/<int:item>/move/", agenda.move, name="move-matter"),
    path("meetings/<int:pk>/items/<int:item>/papers/", agenda.add_papers, name="matter-papers"),
    path("meetings/<int:pk>/items/<int:item>/comment/", agenda.comment, name="comment"),
    path("meetings/<int:pk>/items/<int:item>/close/", agenda.close_matter, name="close-matter"),
    path("meetings/<int:pk>/items/<int:item>/put-off/", agenda.put_off, name="put-off"),
    path("meetings/<int:pk>/ballot/", agenda.ballot_list, name="meeting-ballot"),
    path("meetings/<int:pk>/standing/", meetings.standing, name="meeting-standing"),
    path("meetings/<int:pk>/close/", meetings.close_meeting, name="close-meeting"),
    path("meetings/<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<int:pk>/minutes/remark/", minutes.remark, name="minutes-remark"),
    path("meetings/<int:pk>/minutes/sign/", minutes.sign, name="minutes-sign"),
    path("meetings/<int:pk>/minutes/duty/", minutes.give_duty, name="give-duty"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<int:pk>/report/", duties.report, name="duty-report"),
    path("duties/<int:pk>/send-back/", duties.send_back, name="duty-send-back"),
    path("duties/<int:pk>/close/", duties.close_duty, name="duty-close"),
    path("check/", check.check, name="check"),
    path("check/<str:code>", check.check_code, name="check-code"),
    path("documents/", documents.documents, name="documents"),
    path("documents/templates/", templates.templates, name="document-templates"),
    path("documents/templates/<slug:kind>/", templates.template, name="document-template"),
    path("documents/templates/<slug:kind>/in-use.docx", templates.template_file, name="document-template-file"),
    path("documents/templates/<slug:kind>/shipped/", templates.template_shipped, name="document-template-shipped"),
    path("documents/templates/<slug:kind>/prefix/", templates.template_prefix, name="document-template-prefix"),
    path("documents/drafts/<slug:kind>/<int:pk>/", documents.document_draft, name="document-draft"),
    path("documents/drafts/<slug:kind>/<int:pk>.<slug:extension>", documents.document_draw, name="document-draw"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>.<slug:extension>", documents.document_file, name="document-file"),
    path("documents/<int:pk>/withdraw/", documents.document_withdraw, name="document-withdraw"),
    path("exports/<int:campaign>/season.json", export_season, name="export-season"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/entries/<int:entry>/object/", notices.object_to, name="object"),
    path("objections/look-up/", notices.look_up, name="objection-look-up"),
    path("objections/<int:pk>/", notice_office.objection, name="objection"),
    path("objections/<int:pk>/<slug:act>/", notice_office.objection, name="objection-act"),
    path("board/", escalation.pending_board, name="board"),
    path("board/units/", escalation.units, name="board-units"),
    path("cases/<int:case>/rounds/<int:round>/urge/", escalation.urge, name="urge"),
    path("cases/<int:case>/rounds/<int:round>/extend/", escalation.extend, name="extend"),
    path("cases/<int:case>/rounds/<int:round>/reply/", escalation.reply, name="reply"),
    path("statements/<int:pk>/", reliance.statement, name="statement"),
    path("statements/<int:pk>/correct/", reliance.correct, name="statement-correct"),
    path("statements/<int:pk>/retract/", reliance.retract, name="statement-retract"),
    path("papers/<int:pk>/false/", reliance.paper_false, name="paper-false"),
    path("reconsiderations/<int:pk>/", reliance.reconsideration, name="reconsideration"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/growth/", people.person_growth, name="person-growth"),
    path("people/<int:pk>/copy/", people.person_copy, name="person-copy"),
    path("people/<int:pk>/facts/<int:fact>/correct/", corrections.ask, name="ask-correction"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:pk>/", corrections.correction, name="file-correction"),
    path("corrections/<int:pk>/accept/", corrections.accept, name="correction-accept"),
    path("corrections/<int:pk>/refuse/", corrections.refuse, name="correction-refuse"),
    path("corrections/<int:pk>/withdraw/", corrections.withdraw, name="correction-withdraw"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<slug:key>/", policies.policy, name="policy"),
]
