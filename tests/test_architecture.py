"""The shape of the tree: contracts for every folder, one direction of imports, and no names of the world in code."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from core.settings import ROOT
from ingest.load import article_files, load

# Names that the articles' lists of companies do not hold: products, people, and parts of companies.
OTHER_NAMES = {"Rekognition", "Krishna", "Brad Smith", "Blum-Dumontet", "Azure"}
FRONT_DOORS = {"benchmarks"}
LAYERS = 0


def python_files() -> list[Path]:
    """Every module of ours outside tests, as git sees the tree."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in listed if not name.startswith("tests/") and (ROOT / name).exists()]


def packages() -> set[str]:
    return {path.relative_to(ROOT).parts[0] for path in python_files() if path.parent != ROOT}


def contracts() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


FILES = pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))


def test_every_package_has_a_layer() -> None:
    """And every layer a package."""
    layers = contracts()["contracts"][LAYERS]["layers"]

    named = {name.strip() for layer in layers for name in layer.split("|")}

    assert named == packages() == set(contracts()["root_packages"])


def test_every_contract_speaks_of_every_package_but_its_own() -> None:
    """A new package cannot slip past the rules on frameworks."""
    forbidding = [
        c for c in contracts()["contracts"] if c["type"] == "forbidden" and c["name"] != "Core imports no framework"
    ]

    for contract in forbidding:
        assert len(packages() - set(contract["source_modules"])) == 1, contract["name"]


@pytest.mark.parametrize("package", sorted(packages() - FRONT_DOORS))
def test_no_package_imports_a_front_door(package: str) -> None:
    """`app`, `cli` and `bootstrap` import packages, never the other way, but for what is itself run from a terminal."""
    for path in (ROOT / package).rglob("*.py"):
        assert imported(path) & {"app", "cli", "bootstrap"} == set(), path


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.fixture(scope="module")
def names() -> re.Pattern[str]:
    """The names that only articles may know."""
    found = {name for path, name_ in article_files([ROOT / "articles"]) for name in load(path, name_).article.companies}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(found | OTHER_NAMES)))})\b")


@FILES
def test_code_knows_no_company_product_or_person(path: Path, names: re.Pattern[str]) -> None:
    """Such knowledge lives in the articles."""
    assert names.findall(path.read_text(encoding="utf-8")) == []


@FILES
def test_every_module_opens_with_why_it_exists(path: Path) -> None:
    """In a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@FILES
def test_files_stay_short(path: Path) -> None:
    """Four hundred lines at most."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@FILES
def test_no_path_of_one_machine(path: Path) -> None:
    """What runs here runs elsewhere."""
    assert re.findall(r"/(?:home|root|work|Users|tmp)/\w+", path.read_text(encoding="utf-8")) == []
