"""Several processes that live and die together: what `demo` and `serve` are made of."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dealwright.cli.terminal import say

SUPERVISOR = "DEALWRIGHT_SUPERVISOR"  # the pid of whoever runs this process in a Family
PATIENCE = 15.0  # seconds for a process to stop by itself
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Family:
    """Subcommands run as child processes. When one ends, or we are told to stop, all end."""

    def __init__(self, first: str, *others: str) -> None:
        self._told_to_stop = threading.Event()
        self._first = first
        self._others = others
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, is_answering: Callable[[], bool], announce: Callable[[], None]) -> int:
        """Run all until one ends or we are told to stop. Returns the exit code: 0 when told to stop.

        The others start once the first is answering, so as not to keep the processor from it; then `announce` is called.
        """
        with self._listening():
            self._start(self._first)
            if self._wait_until(is_answering):
                for name in self._others:
                    self._start(name)
                announce()
                self._wait_until(lambda: False)
            self._stop()
        return 0 if self._told_to_stop.is_set() else 1

    def _start(self, subcommand: str) -> None:
        """Start a subcommand in a session of its own, so that Ctrl-C reaches us alone and we stop it in good order."""
        self._children[subcommand] = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "dealwright", subcommand],
            stdin=subprocess.DEVNULL,
            env=os.environ | {SUPERVISOR: str(os.getpid())},
            start_new_session=True,
        )

    def _wait_until(self, reached: Callable[[], bool]) -> bool:
        """Wait until `reached`, which gives True, or until it is time to stop, which gives False."""
        while not self._told_to_stop.wait(0.1) and self._all_live():
            if reached():
                return True
        return False

    def _all_live(self) -> bool:
        ended = [name for name, child in self._children.items() if child.poll() is not None]
        for name in ended:
            say(f"{name} ended by itself (exit {self._children[name].returncode})")
        return not ended

    def _stop(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self._children.values():
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    @contextmanager
    def _listening(self) -> Iterator[None]:
        before = {each: signal.signal(each, self._on_signal) for each in STOPPING_SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _on_signal(self, *_: object) -> None:
        self._told_to_stop.set()


def stop_with_supervisor() -> None:
    """In a child of a Family: stop when the supervisor is gone, were it killed with no time to tell us."""
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor:
        stop_with(int(supervisor))


def stop_with(parent: int) -> None:
    """Watch, in a thread, over the process that started this one, and stop when it is gone."""
    threading.Thread(target=_outlive_not, args=[parent], daemon=True).start()


def _outlive_not(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)
