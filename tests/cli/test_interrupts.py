"""Interrupts: once they end what runs, wherever it is; twice at once; the status says by what."""

import signal
import subprocess
import sys

import pytest
from patience import PATIENCE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")

# What the program is at: something that Python can leave, and something in which Python does not come back for hours.
AT = {
    "python": "while True: pass",
    "library": "hashlib.pbkdf2_hmac('sha256', b'', b'', 2**31 - 1)",
    "putting away": "\n        try:\n            time.sleep(600)\n        finally:\n            time.sleep(600)",
}
PROGRAM = """
import hashlib, sys, time
from wordofmouth.cli.interrupts import INTERRUPTS
from wordofmouth.cli import main
INTERRUPTS.watch()

def app():
    with INTERRUPTS.hinting("go on with this"):
        print("begun", flush=True)
        {at}

main.app = app
main.main()
"""


def begun(at):
    words = [sys.executable, "-c", PROGRAM.format(at=AT[at])]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.parametrize("at", AT)
@pytest.mark.parametrize(
    ("number", "says"),
    [
        (signal.SIGINT, "interrupted"),
        (signal.SIGTERM, "asked to end"),
        (signal.SIGHUP, "the terminal was closed"),
    ],
)
def test_one_is_enough(at, number, says):
    with begun(at) as process:
        process.send_signal(number)
        _, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number
    assert complaint == f"wom: {says}; go on with this\n"


def test_two_end_it_at_once(monkeypatch):
    """Though what it puts away would take long, and the time that it has for that were longer."""
    slow = PROGRAM.replace(
        "INTERRUPTS.watch()", "from wordofmouth.cli import interrupts\ninterrupts._GRACE = 3600\nINTERRUPTS.watch()"
    )
    monkeypatch.setitem(globals(), "PROGRAM", slow)
    with begun("putting away") as process:
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode in (128 + signal.SIGTERM, 128 + signal.SIGINT)


def test_what_is_ignored_stays_ignored():
    """As by nohup, which goes on when the terminal is closed."""
    program = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + PROGRAM.format(
        at="signal.raise_signal(signal.SIGHUP)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
