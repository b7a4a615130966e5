"""Other people's data as articles and cases, so that what is measured on ours is measured on theirs too."""

from collections.abc import Callable
from pathlib import Path

from core.errors import InputError
from eval.benchmarks.beir import read_beir
from eval.benchmarks.clapnq import read_clapnq
from eval.benchmarks.found import Benchmark, Found
from eval.benchmarks.mtrag import read_mtrag
from eval.benchmarks.plain import read_plain
from eval.benchmarks.squad import read_squad

__all__ = ["NAMES", "Benchmark", "load_benchmark"]

_READERS: dict[str, Callable[[Path, Found], None]] = {
    "beir": read_beir,
    "clapnq": read_clapnq,
    "mtrag": read_mtrag,
    "squad": read_squad,
    "plain": read_plain,
}
NAMES = tuple(_READERS)
"""The formats that can be read; docs/benchmarks.md shows an example of each."""


def load_benchmark(name: str, path: Path) -> Benchmark:
    """The articles and cases under `path`, which holds data of the format `name`.

    `InputError` says in one sentence which file and line cannot be used, and what to change.
    """
    if name not in _READERS:
        raise InputError(f"There is no benchmark format {name}; use {', '.join(NAMES)}.")
    if not path.exists():
        raise InputError(f"There is no file or folder {path}; give --path where the {name} data is.")
    found = Found()
    _READERS[name](path, found)
    benchmark = found.benchmark(name)
    if not benchmark.cases or not benchmark.articles:
        what = "question that can be asked" if benchmark.articles else "article"
        why = f" ({'; '.join(benchmark.skipped)})" if benchmark.skipped else ""
        raise InputError(f"{path} holds no {what}{why}; give --path where the {name} data is.")
    return benchmark
