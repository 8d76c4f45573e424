import reversion
from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from newsroom.connections import keep_to_one_process
from newsroom.lookups import register_lookups


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories")

    def ready(self):
        register_lookups()
        import newsroom.static_files  # noqa: F401  Registers its check.

        connection_created.connect(keep_to_one_process)

        # Explicitly and before the admin would: what a story's revision holds is said here.
        reversion.register(self.get_model("Byline"))
        reversion.register(self.get_model("ImageCaption"))
        reversion.register(self.get_model("TaggedArticle"))
        reversion.register(
            self.get_model("Article"),
            follow=["bylines", "captions", "tagged_items"],
            # Stamps of the save itself, which a revert makes anew.
            exclude=["edit_token", "modified_at", "working_sha256"],
        )
        own = ("Section", "SitePage", "Tag", "SocialPost", "Pronunciation", "FormerAddress")
        for name in own:
            reversion.register(self.get_model(name))
        # An old version of a picture's or clip's words neither withdraws it nor brings it back.
        reversion.register(self.get_model("Image"), exclude=["withdrawn_at", "sought"])
        reversion.register(self.get_model("Clip"), exclude=["withdrawn_at"])

        # A bad setting is refused at the start, whoever starts, and not at the first publication.
        from articles.checks import registered

        registered()

        self._follow_pictures_and_library()

        # In the worker: what has waited longest has a turn, too.
        from django_tasks.signals import task_finished

        from newsroom.turns import jobs

        task_finished.connect(jobs.job_done, weak=False, dispatch_uid="newsroom.turns")

    def _follow_pictures_and_library(self):
        from articles import picture_files, rights

        for name in ("Image", "Clip"):
            post_save.connect(
                lambda instance, raw, **kwargs: rights.after_save(instance, raw=raw),
                sender=self.get_model(name),
                weak=False,
                dispatch_uid=f"articles.rights.after_save.{name}",
            )
        post_save.connect(
            lambda instance, **kwargs: picture_files.after_save(instance),
            sender=self.get_model("Image"),
            weak=False,
            dispatch_uid="articles.picture_files.after_save",
        )

        post_save.connect(
            lambda instance, **kwargs: picture_files.after_portrait_saved(instance),
            sender="authors.Author",
            weak=False,
            dispatch_uid="articles.picture_files.after_portrait_saved",
        )

        # What stories show of the library changes with it. The signal is the desk's own, since
        # authors are edited by an app that knows no story.
        from articles.usage import refresh_stories_using
        from newsroom.desk_admin import row_saved

        row_saved.connect(
            lambda row, **kwargs: refresh_stories_using(row),
            weak=False,
            dispatch_uid="articles.refresh_stories_using",
        )
