import reversion
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthorsConfig(AppConfig):
    name = "authors"
    verbose_name = _("Authors")

    def ready(self):
        # Explicitly and before the admin would, so that what a revision holds is said here.
        reversion.register(self.get_model("SocialHandle"))
        reversion.register(self.get_model("Author"), follow=["handles"])
