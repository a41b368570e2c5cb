from django.urls import path

from core.organisations import views

urlpatterns = [
    path("", views.appointments, name="appointments"),
    path("<int:pk>/end/", views.appointment_end, name="appointment-end"),
]
