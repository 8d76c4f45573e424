"""Who may do what: the one table. Migrations give it to the groups; tests walk it as a matrix.

A desk may change the groups in the admin afterwards; nothing here overrules that.
"""

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
ALL = (VIEW, ADD, CHANGE, DELETE)
WRITE = (VIEW, ADD, CHANGE)

_STORY_PARTS = {
    "articles.byline": ALL,
    "articles.imagecaption": ALL,
    "articles.taggedarticle": ALL,
}
_MEDIA = ("articles.image", "articles.clip", "articles.socialpost")
_RECORD = {
    "articles.edition": (VIEW,),
    "articles.correction": (VIEW,),
    "articles.withdrawal": (VIEW,),
}
_DESK_VIEW = {
    "articles.article": (VIEW,),
    "articles.section": (VIEW,),
    "articles.tag": (VIEW,),
    "authors.author": (VIEW,),
    "authors.socialhandle": (VIEW,),
    **dict.fromkeys(_MEDIA, (VIEW,)),
    **_RECORD,
}

GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "Reporter": {
        **_DESK_VIEW,
        "articles.article": WRITE,
        **_STORY_PARTS,
        "articles.tag": (VIEW, ADD),
        **dict.fromkeys(_MEDIA, WRITE),
    },
    "Photo editor": {
        **_DESK_VIEW,
        "articles.article": (VIEW, CHANGE),
        **_STORY_PARTS,
        **dict.fromkeys(_MEDIA, ALL),
    },
    "Editor": {
        **_DESK_VIEW,
        "articles.article": (*ALL, "publish"),
        **_STORY_PARTS,
        "articles.tag": ALL,
        "authors.author": WRITE,
        "authors.socialhandle": ALL,
        **dict.fromkeys(_MEDIA, ALL),
    },
    "Managing editor": {
        **_DESK_VIEW,
        "articles.article": (*ALL, "publish", "retract"),
        # Approving what an editor asked for (articles/embargo.py).
        "articles.embargo": ("break",),
        **_STORY_PARTS,
        "articles.section": ALL,
        "articles.tag": ALL,
        "authors.author": ALL,
        "authors.socialhandle": ALL,
        **dict.fromkeys(_MEDIA, ALL),
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


def codenames(group: str) -> set[str]:
    """A group's permissions as Django names them: ``articles.change_article``."""
    names = set()
    for model, actions in GROUPS[group].items():
        app, name = model.split(".")
        names |= {f"{app}.{action}_{name}" for action in actions}
    return names
