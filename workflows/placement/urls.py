from django.urls import path

from workflows.placement import serving_views, views

urlpatterns = [
    path("placements/", views.placements, name="placements"),
    path("placements/new/", views.placement_new, name="placement-new"),
    path("placements/<int:pk>/", views.placement, name="placement"),
    path("placements/<int:pk>/papers/<slug:material>/", views.placement_attach, name="placement-attach"),
    path("placements/<int:pk>/papers/<int:entry>/remove/", views.placement_detach, name="placement-detach"),
    path("placements/<int:pk>/submit/", views.placement_submit, name="placement-submit"),
    path("placements/<int:pk>/withdraw/", views.placement_withdraw, name="placement-withdraw"),
    path("placements/<int:pk>/sheet/", views.placement_sheet, name="placement-sheet"),
    path("placements/<int:pk>/break-off/", serving_views.placement_break_off, name="placement-break-off"),
    path(
        "placements/<int:pk>/milestones/<int:milestone>/<slug:act>/", serving_views.milestone_act, name="milestone-act"
    ),
]
