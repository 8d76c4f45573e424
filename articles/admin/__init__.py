"""The desk: one module for each family of models."""

from articles.admin.article import ArticleAdmin
from articles.admin.former_addresses import FormerAddressAdmin
from articles.admin.media import ClipAdmin, ImageAdmin, SocialPostAdmin
from articles.admin.pronunciation import PronunciationAdmin
from articles.admin.record import CorrectionAdmin, EditionAdmin
from articles.admin.sections_and_tags import SectionAdmin, TagAdmin
from articles.admin.site_pages import SitePageAdmin

__all__ = [
    "ArticleAdmin",
    "ClipAdmin",
    "CorrectionAdmin",
    "EditionAdmin",
    "FormerAddressAdmin",
    "ImageAdmin",
    "PronunciationAdmin",
    "SectionAdmin",
    "SitePageAdmin",
    "SocialPostAdmin",
    "TagAdmin",
]
