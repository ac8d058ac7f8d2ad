"""System time: every insert, update and delete of a tracked row is copied by statement-level triggers.

The copies carry who acted and by which channel (set once per transaction by `core.action`), for COPY as well.
Derived columns are left out, so that writing them records nothing.
"""

from collections.abc import Callable, Sequence

import pghistory
from django.db import models


def tracked[M: type[models.Model]](*, derived: Sequence[str] = ()) -> Callable[[M], M]:
    """Class decorator: keep the history of this model's rows in `<Model>History`."""

    def register(model: M) -> M:
        decorated: M = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(derived),
            model_name=f"{model.__name__}History",
            context_id_field=None,  # type: ignore[arg-type]  # documented as "use None to leave it out"
            attrs={"pgh_id": models.BigAutoField(primary_key=True)},
            level=pghistory.Statement,
            meta={"indexes": [models.Index(fields=["pgh_obj_id", "pgh_id"])]},
        )(model)
        return decorated

    return register
