"""Who may do what: the one table. Migrations give it to the groups; tests walk it as a matrix.

A desk may change the groups in the admin afterwards; nothing here overrules that.
"""

from typing import NamedTuple

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
ALL = (VIEW, ADD, CHANGE, DELETE)
WRITE = (VIEW, ADD, CHANGE)

_STORY_PARTS = {
    "articles.byline": ALL,
    "articles.imagecaption": ALL,
    "articles.taggedarticle": ALL,
}
_MEDIA = ("articles.image", "articles.clip", "articles.socialpost")
# Taking a picture or a clip from readers at once, and bringing it back (articles/rights.py).
_KEEP_MEDIA = dict.fromkeys(_MEDIA, ALL) | dict.fromkeys(
    ("articles.image", "articles.clip"), (*ALL, "withdraw")
)
_RECORD = {
    "articles.edition": (VIEW,),
    "articles.correction": (VIEW,),
    "articles.withdrawal": (VIEW,),
}
# What the desk writes about a story beside it. Who may change what of it, the verbs say
# (articles/notes.py, articles/comment_requests.py).
_TALK = ("articles.note", "articles.commentrequest")
_TALK_WRITE = dict.fromkeys(_TALK, (VIEW, ADD))
_DESK_VIEW = {
    "articles.article": (VIEW,),
    "articles.section": (VIEW,),
    "articles.tag": (VIEW,),
    "articles.sitepage": (VIEW,),
    "articles.pronunciation": (VIEW,),
    "authors.author": (VIEW,),
    "authors.socialhandle": (VIEW,),
    **dict.fromkeys(_MEDIA, (VIEW,)),
    **dict.fromkeys(_TALK, (VIEW,)),
    **_RECORD,
}

GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "Reporter": {
        **_DESK_VIEW,
        "articles.article": (*WRITE, "submit"),
        **_STORY_PARTS,
        **_TALK_WRITE,
        "articles.tag": (VIEW, ADD),
        **dict.fromkeys(_MEDIA, WRITE),
    },
    "Photo editor": {
        **_DESK_VIEW,
        "articles.article": (VIEW, CHANGE),
        **_STORY_PARTS,
        **_TALK_WRITE,
        **_KEEP_MEDIA,
    },
    "Editor": {
        **_DESK_VIEW,
        "articles.article": (*ALL, "submit", "review", "assign", "publish", "share"),
        "articles.front": ("arrange",),
        "articles.pronunciation": ALL,
        **_STORY_PARTS,
        **_TALK_WRITE,
        "articles.tag": ALL,
        "authors.author": WRITE,
        "authors.socialhandle": ALL,
        **_KEEP_MEDIA,
    },
    "Managing editor": {
        **_DESK_VIEW,
        "articles.article": (*ALL, "submit", "review", "assign", "publish", "retract", "share"),
        "articles.front": ("arrange",),
        "articles.pronunciation": ALL,
        # Approving what an editor asked for (articles/embargo.py).
        "articles.embargo": ("break",),
        # Whether the record holds, and how the installation fares.
        "articles.recordcheck": (VIEW,),
        # Confirming what an editor asked for (articles/edition_withholding.py).
        "articles.edition": (VIEW, "withhold"),
        **_STORY_PARTS,
        **_TALK_WRITE,
        "articles.section": ALL,
        "articles.sitepage": ALL,
        "articles.formeraddress": ALL,
        "articles.tag": ALL,
        "authors.author": ALL,
        "authors.socialhandle": ALL,
        **_KEEP_MEDIA,
        "auth.user": ALL,
        "auth.group": ALL,
    },
    # Sees every story, revision and edition, and changes nothing.
    "Reviewer": {
        **_DESK_VIEW,
        "articles.byline": (VIEW,),
        "articles.imagecaption": (VIEW,),
        "articles.taggedarticle": (VIEW,),
        "articles.revisionmeta": (VIEW,),
    },
}


class Move(NamedTuple):
    """One step of a story's way through the desk: from a stage to another, and what it takes."""

    from_stage: str
    to_stage: str
    needs: str
    # What is enough for one's own story: assigned to one, by one, or sent to review by one.
    own: str = ""

    @property
    def is_back(self) -> bool:
        return STAGES.index(self.to_stage) < STAGES.index(self.from_stage)


STAGES = ("draft", "review", "ready")
# Every move there is. Whoever moves a story back says why (articles/workflow.py).
MOVES = (
    Move("draft", "review", needs="articles.submit_article"),
    Move("draft", "ready", needs="articles.review_article"),
    Move("review", "ready", needs="articles.review_article"),
    Move("review", "draft", needs="articles.review_article", own="articles.submit_article"),
    Move("ready", "review", needs="articles.review_article"),
    Move("ready", "draft", needs="articles.review_article"),
)


def codenames(group: str) -> set[str]:
    """A group's permissions as Django names them: ``articles.change_article``."""
    names = set()
    for model, actions in GROUPS[group].items():
        app, name = model.split(".")
        names |= {f"{app}.{action}_{name}" for action in actions}
    return names
