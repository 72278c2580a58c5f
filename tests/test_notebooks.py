"""Notebooks run from the first cell to the last, in an empty folder, and are kept without what came out."""

import json
import os
import sys
from pathlib import Path

import pytest
from places import ROOT

NOTEBOOKS = sorted((ROOT / "experiments" / "notebooks").glob("*.ipynb"))
# What a user meets first is tried in every change, the others with all that takes long.
QUICK = "first_steps"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_what_came_out(path):
    """Whoever reads a change sees what was written, and no picture of an earlier version stands in one."""
    code = [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=[] if path.stem == QUICK else [pytest.mark.slow]) for path in NOTEBOOKS],
)
def test_notebooks_run(path, tmp_path, monkeypatch):
    """Each cell runs, and results show themselves: a sentence and a picture."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    # The programs of this environment come first, as in a terminal in which it is activated.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("<img" in page or "<svg" in page for data in shown for page in [data.get("text/html", "")])
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ()))
    assert "Traceback" not in printed
    assert "wom: " not in printed
