from django.urls import path

from notifications import views

urlpatterns = [
    path("messages/", views.messages, name="messages"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/resend/", views.resend, name="resend"),
]
