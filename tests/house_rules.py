"""The rules of the house, each a function from files to the list of what breaks it."""

from __future__ import annotations

import ast
import gzip
import json
import re
import sys
from functools import cache
from importlib import resources
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 50
LINES_OF_A_CLASS = 200
VAGUE_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}

METHOD_FLOORS = range(1, 7)
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "breakpoint"}
CLOCKS = {"now", "today", "utcnow"}
FILE_METHODS = {
    *("read_csv", "read_excel", "read_file", "read_parquet", "read_text", "read_bytes", "loadtxt", "genfromtxt"),
    *("fromfile", "tofile", "savetxt", "to_excel", "to_file", "to_parquet", "write_text", "write_bytes"),
}
RANDOM_TYPES = {"Generator", "SeedSequence", "BitGenerator", "PCG64", "Philox"}

# Short forms of computing and statistics, and English words, that happen to be words in the Dutch list.
TECHNICAL_WORDS = set(
    re.findall(
        r"\w+",
        "args rgb http https html xml url uri api dom csv tsv xlsx pdf svg gpkg wfs sql bool int df ci se alt dataset "
        "datasets schema nul backend dist rel django "
        "deed rand cbs pdok rivm bzk ggd kwb lbm woz wmo ses woa nl km ha pc rd gm wk bu",
    )
)


def python_files(folder: Path) -> list[Path]:
    """Return every Python file under a folder, in order; but for numbered migrations, which Django writes itself."""
    return sorted(
        path
        for path in folder.rglob("*.py")
        if "__pycache__" not in path.parts and not (path.parent.name == "migrations" and path.stem[0].isdigit())
    )


@cache
def tree_of(text: str) -> ast.Module:
    """Return the tree of a module; every rule reads the same ones, and nobody changes them."""
    return ast.parse(text)


def parsed(folder: Path) -> Iterator[tuple[str, str, ast.Module]]:
    """Yield the name, text and syntax tree of every module under a folder."""
    for path in python_files(folder):
        text = path.read_text("utf-8")
        yield str(path.relative_to(folder)), text, tree_of(text)


def over_budget(folder: Path) -> list[str]:
    """Find modules, functions and classes that are too long to be read in one go."""
    found = []
    for name, text, tree in parsed(folder):
        if len(text.splitlines()) > LINES_OF_A_MODULE:
            found.append(f"{name}: {len(text.splitlines())} lines; at most {LINES_OF_A_MODULE}. Split the room.")
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                most = LINES_OF_A_CLASS
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                most = LINES_OF_A_FUNCTION
            else:
                continue
            lines = node.end_lineno - node.lineno + 1
            if lines > most:
                found.append(f"{name}:{node.lineno} {node.name}: {lines} lines; at most {most}.")
    return found


def vague_names(folder: Path) -> list[str]:
    """Find modules and packages whose name does not say what is in them."""
    inside = (path.relative_to(folder) for path in python_files(folder))
    return [f"{path}: say what is in it" for path in inside if VAGUE_NAMES & {*path.parts[:-1], path.stem}]


def silent_modules(folder: Path) -> list[str]:
    """Find modules whose first line is not a docstring that says what they are for."""
    found = []
    for name, text, tree in parsed(folder):
        first = (ast.get_docstring(tree) or "").split("\n")[0]
        if not text.startswith('"""') or not first or first.lower().startswith("this module"):
            found.append(f"{name}: the first line must say what the module is for")
    return found


def impurities(folder: Path, *, packages: Iterable[str]) -> list[str]:
    """Find calls in the method that reach for a file, the screen, the clock or global random state."""
    method = set(packages)
    return [
        f"{name}:{node.lineno} {what}"
        for name, _, tree in parsed(folder)
        if Path(name).parts[0] in method
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (what := impurity(node))
    ]


def impurity(call: ast.Call) -> str:
    """Return what is impure about one call; empty if nothing is."""
    dotted = ast.unparse(call.func)
    last = dotted.rpartition(".")[2]
    if dotted in IMPURE_CALLS or (dotted != last and last in FILE_METHODS):
        return f"{dotted}(): the method reads and writes nothing"
    if dotted != last and last in CLOCKS:
        return f"{dotted}(): time comes in as an argument"
    if last == "default_rng" and not call.args and not call.keywords:
        return f"{dotted}(): without a seed; a random generator comes in as an argument"
    if re.match(r"(np|numpy)\.random\.", dotted) and last not in {*RANDOM_TYPES, "default_rng"}:
        return f"{dotted}(): global random state; a random generator comes in as an argument"
    return ""


def imported(folder: Path) -> dict[str, str]:
    """Return each package outside the standard library that is imported, with one module that does so."""
    found = {}
    for name, _, tree in parsed(folder):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                modules = [node.module or ""]
            else:
                continue
            found |= {module.partition(".")[0]: name for module in modules}
    own = {
        "veerkracht",
        "tests",
        *(path.stem for path in folder.rglob("*.py")),
        *(path.name for path in folder.rglob("*")),
    }
    return {package: name for package, name in found.items() if package not in own | sys.stdlib_module_names}


def undeclared(folder: Path, *, requirements: Iterable[str]) -> list[str]:
    """Find imports of packages that stand in no requirement, and so are there only by chance."""
    declared = {canonical(re.match(r"[\w.\-]+", requirement)[0]) for requirement in requirements}
    distributions = packages_distributions()
    return [
        f"{name}: {package} stands in no requirement of pyproject.toml"
        for package, name in imported(folder).items()
        if not declared & {canonical(known) for known in distributions.get(package, [package])}
    ]


def canonical(name: str) -> str:
    """Return the name of a distribution as the lock writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def words_of(identifier: str) -> list[str]:
    """Return the words of a snake_case or CamelCase name, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)]


def identifiers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield each name that a module gives to something, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno


@cache
def frequencies(language: str) -> dict[str, int]:
    """Return how often each word occurs in a corpus of a language (the lists of pyspellchecker)."""
    packed = resources.files("spellchecker").joinpath(f"resources/{language}.json.gz").read_bytes()
    return json.loads(gzip.decompress(packed))


def is_dutch(word: str) -> bool:
    """Return whether a word is Dutch rather than English: in the one list and hardly in the other.

    A word in neither list is Dutch if it is a compound of two Dutch words (woning + programma).
    """
    dutch, english = frequencies("nl"), frequencies("en")
    if word in TECHNICAL_WORDS or len(word) < 3:
        return False
    if word in dutch:
        return dutch[word] > 20 * english.get(word, 0)
    if word in english:
        return False
    halves = ((word[:at].removesuffix("s"), word[at:]) for at in range(4, len(word) - 3))
    return any(all(half in dutch and half not in english for half in pair) for pair in halves)


def glossary_words(glossary: str) -> set[str]:
    """Return every word of the terms that a glossary page defines (a line before a `: ` line)."""
    lines = glossary.splitlines()
    terms = [line for line, after in pairwise(lines) if line and after.startswith(": ")]
    return {word for term in terms for word in re.findall(r"[a-zé]+", term.lower())}


def dutch_names(folder: Path, *, glossary: str) -> list[str]:
    """Find identifiers and module names with a Dutch word that the glossary does not define."""
    known = glossary_words(glossary)
    found = {}
    for name, _, tree in parsed(folder):
        parts = [(part, 1) for part in Path(name).with_suffix("").parts]
        for identifier, line in [*parts, *identifiers(tree)]:
            for word in words_of(identifier):
                if not known & {
                    word,
                    word.removesuffix("n"),
                    word.removesuffix("en"),
                    word.removesuffix("s"),
                } and is_dutch(word):
                    found.setdefault((word, name), f"{name}:{line} {identifier}: {word!r} is not in docs/glossary.md")
    return sorted(found.values())


def floors(architecture: str) -> dict[str, int]:
    """Return the floor of each package in the table of ARCHITECTURE.md that begins with `| floor |`."""
    table = architecture.partition("| floor |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (\d) \| ([^|]+) \|", table, flags=re.MULTILINE)
    return {package: int(floor) for floor, names in rows for package in re.findall(r"`(\w+)`", names)}


def packages_of(folder: Path) -> set[str]:
    """Return the packages that really stand in a folder."""
    return {path.parent.name for path in folder.glob("*/__init__.py")}


def addresses(files: Iterable[Path]) -> list[str]:
    """Find paths of one machine and hosts of package registries, which belong in no file of the project."""
    # Written in pieces, so that this file does not find itself.
    folders = "|".join(["/wo" + "rk/", "/fa" + "rm/", "/ro" + "ot/", "/tm" + "p/[a-z]"])
    hosts = "|".join(["files.python" + "hosted", "py" + "pi.org", "registry.npm" + "js", "deb.deb" + "ian"])
    pattern = re.compile(rf"{folders}|{hosts}")
    return [
        f"{path}:{number} {match[0]}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), start=1)
        if (match := pattern.search(line))
    ]
