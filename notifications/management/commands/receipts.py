"""Where a gateway sends its receipts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from notifications.receipts import key_of


class Command(BaseCommand):
    help = "Print the address to enter at the SMS gateway for delivery receipts; at a provider it is a secret."

    def handle(self, *args: Any, **options: Any) -> None:
        provider = settings.SMS_GATEWAY
        names = [provider] if provider == "http" else [provider, key_of(provider)]
        self.stdout.write(f"{settings.SITE_URL}{reverse('receipts', args=names)}")
