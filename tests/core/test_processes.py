"""Helping processes end with the one that started them, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PARENT = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from dealwright.core.processes import end_with_parent

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context({how!r}), initializer=end_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return state != "Z"


def ends(pid: int) -> bool:
    for _ in range(200):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_helper_ends_when_its_parent_is_killed(tmp_path) -> None:
    for how in ("spawn", "fork"):
        script = tmp_path / f"{how}.py"
        script.write_text(PARENT.format(how=how))
        with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as parent:
            assert parent.stdout is not None
            helper = int(parent.stdout.readline())
            assert is_alive(helper)
            parent.send_signal(signal.SIGKILL)
            parent.wait()
        assert ends(helper), how
