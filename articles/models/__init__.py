from articles.models.article import Article, Byline, ImageCaption
from articles.models.comment_request import CommentRequest
from articles.models.draft import Draft, Presence
from articles.models.edition import (
    Correction,
    Edition,
    EditionByline,
    EditionImage,
    EditionPage,
    EditionTag,
    RecordIsKept,
    Withdrawal,
)
from articles.models.embargo import EmbargoBreak
from articles.models.image import Image, ImageFile, ImageWithdrawal
from articles.models.imported import ImportedStory
from articles.models.media import Clip, SocialPost
from articles.models.note import Note
from articles.models.picture_files import PictureFiles, SocialCard
from articles.models.preview_link import PreviewLink, PreviewVisit
from articles.models.progress import Progress, Stage, StageMove
from articles.models.public_record import EditionWithholding, PublicHistory
from articles.models.revision import RevisionMeta
from articles.models.section import Section
from articles.models.tag import Tag, TaggedArticle

__all__ = [
    "Article",
    "Byline",
    "Clip",
    "CommentRequest",
    "Correction",
    "Draft",
    "Edition",
    "EditionByline",
    "EditionImage",
    "EditionPage",
    "EditionTag",
    "EditionWithholding",
    "EmbargoBreak",
    "Image",
    "ImageCaption",
    "ImageFile",
    "ImageWithdrawal",
    "ImportedStory",
    "Note",
    "PictureFiles",
    "Presence",
    "PreviewLink",
    "PreviewVisit",
    "Progress",
    "PublicHistory",
    "RecordIsKept",
    "RevisionMeta",
    "Section",
    "SocialCard",
    "SocialPost",
    "Stage",
    "StageMove",
    "Tag",
    "TaggedArticle",
    "Withdrawal",
]
