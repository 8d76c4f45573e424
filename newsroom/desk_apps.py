from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin with the desk's site. unfold is installed with its plain configuration, which
    puts no site of its own in the place of this one."""

    default_site = "newsroom.desk_site.DeskSite"
