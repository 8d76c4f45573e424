from django.conf import settings
from django.db import models


def person(name) -> models.ForeignKey:
    """Who did something at the desk; the deed stays when the account is gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=name,
    )
