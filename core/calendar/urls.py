from django.urls import path

from core.calendar import views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("<int:year>/", views.calendar_year, name="calendar-year"),
    path("<int:year>/publish/", views.calendar_publish, name="calendar-publish"),
    path("<int:year>/<int:pk>/remove/", views.calendar_remove, name="calendar-remove"),
]
