"""`python -m bench.importing EMAIL`: an import in a process of its own, so that the memory is that of an import alone."""

from bench import site

site.settle()  # before anything of Django is imported

import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402

import psutil  # noqa: E402

from dealwright.cli.startup import ready  # noqa: E402

ROWS = 10_000
MAPPING = """
name = "bench"
[[step]]
file = "leads.csv"
into = "leads.lead"
duplicates = "refuse"
[step.fields]
first_name = "first"
last_name = "last"
company = "firm"
email = "mail"
phone = "phone"
"""


def write_leads(folder: Path) -> None:
    """New leads, unlike those of any other second."""
    stamp = f"{datetime.now(UTC):%H%M%S}"
    phones = 2_000_000_000 + int(stamp) * ROWS  # of a country where the sample has nobody
    with (folder / "leads.csv").open("w") as file:
        file.write("first,last,firm,mail,phone\n")
        for n in range(ROWS):
            file.write(
                f"Ana,Import{stamp}{n},Works {stamp} {n},a{n}@{stamp}.example,+1{phones + n}\n"
            )
    (folder / "mapping.toml").write_text(MAPPING)


def rate(folder: Path, email: str) -> float:
    """Rows per second, with duplicate check, history, search entries and undo."""
    from dealwright.core import clock
    from dealwright.core.actor import Channel
    from dealwright.exchange import importing, mapping
    from dealwright.identity.models import User
    from dealwright.identity.queries import actor_for

    importer = actor_for(User.objects.get(email=email), channel=Channel.IMPORT)
    started = time.perf_counter()
    (report,) = importing.run(
        mapping.read(folder / "mapping.toml"), folder, by=importer, at=clock.now()
    )
    seconds = time.perf_counter() - started
    if report.created != ROWS:
        raise RuntimeError(report.as_json()["refused"][:3])
    return ROWS / seconds


def main() -> None:
    """Print rows per second and megabytes."""
    with ready(), tempfile.TemporaryDirectory() as folder:
        write_leads(Path(folder))
        found = rate(Path(folder), sys.argv[1])
        print(found, psutil.Process().memory_info().rss / 1_000_000)


if __name__ == "__main__":
    main()
