"""What a verb says when it cannot be carried out."""

from django.core.exceptions import ValidationError


class PublishingRefused(ValidationError):
    """Why a verb was not carried out, by field where there is one."""


class ChecksBlock(PublishingRefused):
    """Checks found what holds the story back; each message is one finding's sentence."""


class RestoringRefused(ValidationError):
    """Why something was not brought back, in a sentence for the desk."""
