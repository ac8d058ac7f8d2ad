"""Migrations install triggers without drawing all models anew."""

from pathlib import Path

import dealwright

PLAIN = "pgtrigger.migrations"


def test_migrations_install_triggers_by_the_operations_of_the_house() -> None:
    files = Path(dealwright.__file__).parent.glob("*/migrations/*.py")
    slow = [f"{path.parent.parent.name}/{path.name}" for path in files if PLAIN in path.read_text()]
    assert slow == [], f"in place of {PLAIN}.AddTrigger write core.triggers.AddTrigger in these"
