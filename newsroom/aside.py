"""Files that readers may no longer fetch: put aside in the storage under a name that nobody outside
of the desk can know, and brought back.

Whatever stops the program half-way, the next call finishes: a file is deleted only once its copy is
there whole.
"""

from django.core.files.storage import default_storage

# The folder of what nobody outside of the desk may have (newsroom/serving.py).
WITHHELD = "withheld"


def move(name: str, to: str, *, storage=default_storage) -> None:
    """Give a file another name, if it is there; may be repeated."""
    if not storage.exists(name):
        return
    with storage.open(name) as file:
        keep(to, file, storage=storage)
    storage.delete(name)


def keep(name: str, file, *, storage=default_storage) -> None:
    """Store a file under just this name, once; one that was stopped half-way is stored anew."""
    if storage.exists(name):
        if storage.size(name) == file.size:
            return
        storage.delete(name)
    storage.save(name, file)
