from articles.models.article import Article, Byline, ImageCaption
from articles.models.comment_request import CommentRequest
from articles.models.draft import Draft, Presence
from articles.models.edition import (
    Correction,
    Edition,
    EditionByline,
    EditionClip,
    EditionImage,
    EditionPage,
    EditionTag,
    RecordIsKept,
    Withdrawal,
)
from articles.models.embargo import EmbargoBreak
from articles.models.former_address import FormerAddress
from articles.models.front import FrontArrangement
from articles.models.image import Image, ImageFile, ImageWithdrawal
from articles.models.imported import ImportedStory
from articles.models.media import Clip, ClipFile, ClipWithdrawal, SocialPost
from articles.models.narration import (
    EditionNarration,
    Narration,
    Pronunciation,
    SilentStory,
    SpokenSentence,
)
from articles.models.note import Note
from articles.models.picture_files import PictureFiles, SocialCard
from articles.models.preview_link import PreviewLink, PreviewVisit
from articles.models.progress import Progress, Stage, StageMove
from articles.models.proof import DayHead, RecordCheck
from articles.models.public_record import EditionWithholding, PublicHistory
from articles.models.quiet_edit import QuietEdit
from articles.models.revision import RevisionMeta, RevisionTrace
from articles.models.rights import HasRights
from articles.models.search import SearchText, SearchWord
from articles.models.section import Section
from articles.models.site_page import SitePage, site_page_path
from articles.models.tag import Tag, TaggedArticle

__all__ = [
    "Article",
    "Byline",
    "Clip",
    "ClipFile",
    "ClipWithdrawal",
    "CommentRequest",
    "Correction",
    "DayHead",
    "Draft",
    "Edition",
    "EditionByline",
    "EditionClip",
    "EditionImage",
    "EditionNarration",
    "EditionPage",
    "EditionTag",
    "EditionWithholding",
    "EmbargoBreak",
    "FormerAddress",
    "FrontArrangement",
    "HasRights",
    "Image",
    "ImageCaption",
    "ImageFile",
    "ImageWithdrawal",
    "ImportedStory",
    "Narration",
    "Note",
    "PictureFiles",
    "Presence",
    "PreviewLink",
    "PreviewVisit",
    "Progress",
    "Pronunciation",
    "PublicHistory",
    "QuietEdit",
    "RecordCheck",
    "RecordIsKept",
    "RevisionMeta",
    "RevisionTrace",
    "SearchText",
    "SearchWord",
    "Section",
    "SitePage",
    "SilentStory",
    "SocialCard",
    "SocialPost",
    "SpokenSentence",
    "Stage",
    "StageMove",
    "Tag",
    "TaggedArticle",
    "Withdrawal",
    "site_page_path",
]
