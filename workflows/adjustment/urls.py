from django.urls import path

from workflows.adjustment import proposal_views, views

urlpatterns = [
    path("adjustments/", views.adjustments, name="adjustments"),
    path("adjustments/new/", views.adjustment_new, name="adjustment-new"),
    path("adjustments/<int:pk>/", views.adjustment, name="adjustment"),
    path("adjustments/<int:pk>/papers/<slug:material>/", views.adjustment_attach, name="adjustment-attach"),
    path("adjustments/<int:pk>/hand-in/", views.adjustment_hand_in, name="adjustment-hand-in"),
    path("adjustments/<int:pk>/discard/", views.adjustment_discard, name="adjustment-discard"),
    path("adjustments/<int:pk>/speak/", views.adjustment_speak, name="adjustment-speak"),
    path("adjustments/<int:pk>/decision/", views.adjustment_decision, name="adjustment-decision"),
    path("proposals/<int:pk>/", proposal_views.proposal, name="proposal"),
    path("proposals/<int:pk>/take-up/", proposal_views.proposal_take_up, name="proposal-take-up"),
    path("proposals/<int:pk>/dismiss/", proposal_views.proposal_dismiss, name="proposal-dismiss"),
    path("posts/", proposal_views.posts, name="posts"),
    path("posts/<int:campaign>/<slug:track>/enter/", proposal_views.post_enter, name="post-enter"),
]
