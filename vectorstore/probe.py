"""Asks a generation for passages that it must find: `python -m vectorstore.probe FOLDER` prints how many, as JSON.

In a process of its own, since a damaged index may take its process down with it.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from core.settings import ROOT
from vectorstore.dense import LIVE, VECTORS
from vectorstore.generation import DENSE, Generation

ASKED = 50
SECONDS = 120
ALIKE = 0.99999
"""Cosine of two passages with the same words."""


def probed(folder: Path) -> tuple[int, int]:
    """How many passages a generation was asked for, and how many of them it found; (1, 0) where it broke."""
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / folder.name  # Chroma writes when it opens
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(f"{LIVE}*", "*.lock"))
        command = [sys.executable, "-W", "ignore", "-m", "vectorstore.probe", str(copy)]
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=True)  # noqa: S603 our own
            asked, found = json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError):
            return 1, 0
    return asked, found


def main(folder: Path) -> None:
    """Ask for passages spread over the whole generation, by their own vectors and by what both indexes hold."""
    generation = Generation(folder)
    generation.dense.open()
    vectors = np.load(folder / DENSE / VECTORS, mmap_mode="r")
    chosen = np.unique(np.linspace(0, len(generation.ids) - 1, ASKED).astype(int))
    worded = generation.words.ids()
    found = [generation.ids[i] in worded and _is_found(generation, generation.ids[i], vectors[i]) for i in chosen]
    generation.close()
    sys.stdout.write(json.dumps([len(found), sum(found)]))


def _is_found(generation: Generation, passage: str, vector: np.ndarray) -> bool:
    """Whether the passage, or one with the same words, is nearest to its own vector."""
    return any(one == passage or score > ALIKE for one, score in generation.dense.search(vector, 3))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
