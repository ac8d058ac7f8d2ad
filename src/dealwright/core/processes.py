"""Processes that help another: they end when it does, however it ends."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """Watch the process that started this one. For the beginning of a pool's processes: one that is killed closes no pool."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)  # nothing is left to tell, and nobody to tell it to
