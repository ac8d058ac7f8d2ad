"""System time: every insert, update and delete of a tracked row is copied by statement-level triggers.

The copies carry who acted and by which channel (set once per transaction by `core.action`), for COPY as well.
Derived columns are left out, so that writing them records nothing.
"""

from collections.abc import Callable, Sequence
from functools import partial

import pghistory
from django.db import models

ALONE = "pgh_deleted_alone"  # marks models of whose rows only what is deleted is copied


def tracked[M: type[models.Model]](*, derived: Sequence[str] = ()) -> Callable[[M], M]:
    """Class decorator: keep the history of this model's rows in `<Model>History`."""
    every = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    return partial(_track, every, derived)


def kept_when_deleted[M: type[models.Model]](model: M) -> M:
    """Class decorator for parts that are a history themselves: rows are copied to `<Model>History` when they are deleted,
    so that they come back with what they hang on, and never else.
    """
    kept: M = _track((pghistory.DeleteEvent(),), (), model)
    setattr(kept, ALONE, True)
    return kept


def is_told_of(model: type[models.Model]) -> bool:
    """Whether copies tell when each row of a model was made and changed."""
    return hasattr(model, "pgh_event_model") and not hasattr(model, ALONE)


def _track[M: type[models.Model]](
    trackers: Sequence[pghistory.RowEvent], derived: Sequence[str], model: M
) -> M:
    decorated: M = pghistory.track(
        *trackers,
        exclude=list(derived),
        model_name=f"{model.__name__}History",
        context_id_field=None,  # type: ignore[arg-type]  # documented as "use None to leave it out"
        attrs={"pgh_id": models.BigAutoField(primary_key=True)},
        level=pghistory.Statement,
        meta={"indexes": [models.Index(fields=["pgh_obj_id", "pgh_id"])]},
    )(model)
    return decorated
