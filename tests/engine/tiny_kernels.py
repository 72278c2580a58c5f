"""Two kernels, one of which calls the other: what a store of compiled kernels is tried with, in little time."""

import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

SOURCE = '''"""Tiny kernels."""

from wordofmouth.engine.kernels import kernel

STEP = 3


@kernel
def grown(x):
    return x + STEP


@kernel
def doubled(x):
    return grown(x) * 2
'''
# Prints what came out, and which kernels were compiled for it.
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from tiny_kernels import compiling
import tiny
with compiling() as made:
    print(tiny.doubled(4), *sorted(made))
"""
HERE = str(Path(__file__).parent)


@contextmanager
def compiling():
    """Yield a list to which the names of kernels come that are compiled meanwhile, not loaded."""
    from numba.core import event
    from wordofmouth.engine import kernel_loading

    made = []

    class Listener(event.Listener):
        def on_start(self, event):
            dispatcher = event.data["dispatcher"]
            if isinstance(dispatcher, kernel_loading._Dispatcher):
                made.append(dispatcher.py_func.__name__)

        def on_end(self, event):
            pass

    with event.install_listener("numba:compile", Listener()):
        yield made


def clone(folder, source=SOURCE):
    """Write the kernels' module into a folder, made for it; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    # Python knows a file by its size and second, and would go on with the bytecode of the one before.
    shutil.rmtree(folder / "__pycache__", ignore_errors=True)
    (folder / "tiny.py").write_text(source, encoding="utf-8")
    return folder


def read(folder):
    """Return the module in a folder, read anew: its kernels know of nothing that was compiled."""
    spec = importlib.util.spec_from_file_location("tiny", folder / "tiny.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["tiny"] = module
    spec.loader.exec_module(module)
    return module


def started(folder, program=PROGRAM, *, cache=None, without=(), **options):
    """Start a program in a process of its own, with the kernels' module in a folder."""
    environment = {name: value for name, value in os.environ.items() if name not in (*without, "WORDOFMOUTH_CACHE")}
    if cache is not None:
        environment["WORDOFMOUTH_CACHE"] = str(cache)
    return subprocess.Popen(
        [sys.executable, "-c", program, HERE],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def ended(process):
    """Return what a process that ended well has printed, in words, and what it complained of, in lines."""
    printed, complaint = process.communicate()
    assert process.returncode == 0, complaint
    return printed.split(), complaint.splitlines()
