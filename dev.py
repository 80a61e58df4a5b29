"""Everything a developer does, in one file without dependencies: setup, run, check, test, bench, docs.

python3 dev.py run      set up, start the web application with the demo city and open it
python3 dev.py test     set up, then format, lint, types, contracts, docs and all tests
python3 dev.py check    the same without the tests
python3 dev.py bench    every benchmark in benchmarks/
python3 dev.py docs     renew the generated pages and build the docs in Dutch and English
python3 dev.py setup    only the environment in .venv
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements" / "lock.txt"
STAMP = VENV / "veerkracht-setup"
FRONTEND = ROOT / "frontend"
WEB = ROOT / "src" / "veerkracht" / "web"
FRONTEND_STAMP = FRONTEND / "node_modules" / "veerkracht-setup"
OLDEST_NODE = 20
OLDEST_PYTHON = (3, 11)
# Debian packages that tests need, with the programs that show that one is there.
TOOLS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "poppler-utils": ("pdftotext",),
}


class SetupError(Exception):
    """The environment cannot be made; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One check: its name on the screen and the command that fails when it is red.

    Attributes:
        beside: whether another may run at the same time; not where it uses every core, or measures.
    """

    name: str
    command: tuple[str, ...]
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a step: its exit code, how long it took, and what it said if that was not shown at once."""

    code: int
    seconds: float
    said: str = ""


def tool(name: str) -> str:
    """Return the path of a program in the environment."""
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / (f"{name}.exe" if os.name == "nt" else name))


def say(dutch: str, english: str) -> None:
    """Print one message in both languages, at once."""
    print(f"{dutch}\n{english}", flush=True)


def environment() -> dict[str, str]:
    """Return the environment for every program started here: nothing downloads an own Python, compiled code is kept.

    Where PYTHONDONTWRITEBYTECODE is set, as in many containers, every program that a test starts would compile Django
    and all of ours anew: seconds of computing for each.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}


def succeeds(*command: str) -> bool:
    """Run a program quietly; return whether it exists and ends well."""
    try:
        return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def call(*command: str, folder: Path | None = None) -> None:
    """Run a program that has to succeed, in the folder of the project or another.

    Raises:
        SetupError: if it does not.
    """
    try:
        subprocess.run(command, cwd=folder or ROOT, env=environment(), check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shown = " ".join(command[:6])
        message = f"Dit lukte niet: {shown}\nThis failed: {shown}\n{error}"
        raise SetupError(message) from error


def fingerprint() -> str:
    """Return what the environment depends on, as one hash: the lock, the project file and this Python."""
    digest = hashlib.sha256(repr((sys.version_info[:3], str(ROOT))).encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_ready() -> bool:
    """Return whether `.venv` works and was made from the present lock and project file."""
    return STAMP.is_file() and STAMP.read_text("utf-8") == fingerprint() and has_right_python()


def has_right_python() -> bool:
    """Return whether `.venv` holds a working Python of the same version as the one that runs this file."""
    expected = sys.version_info[:2]
    return succeeds(tool("python"), "-c", f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(expected)!r})")


def locked(package: str) -> str:
    """Return the lines of the lock that pin one package, hashes and all; empty if it is not there."""
    lines, taking = [], False
    for line in LOCK.read_text("utf-8").splitlines():
        if not line.startswith(" "):
            taking = line.startswith(f"{package}==")
        if taking:
            lines.append(line)
    return "\n".join(lines)


def make_venv() -> None:
    """Make `.venv` anew, whatever stood there.

    Raises:
        SetupError: if this Python cannot make one (Debian keeps that in the package python3-venv).
    """
    say("Omgeving maken in .venv ...", "Making the environment in .venv ...")
    if VENV.exists():
        shutil.rmtree(VENV)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(VENV)
    except (OSError, subprocess.CalledProcessError):
        shutil.rmtree(VENV, ignore_errors=True)
        if not apt_install("python3-venv"):
            message = (
                "Python kan hier geen omgeving maken. Installeer het pakket python3-venv en begin opnieuw.\n"
                "Python cannot make an environment here. Install the package python3-venv and start again."
            )
            raise SetupError(message) from None
        call(sys.executable, "-m", "venv", str(VENV))


def install_uv() -> bool:
    """Put uv of the lock in `.venv` (it installs about five times as fast as pip); return whether that worked."""
    if succeeds(tool("uv"), "--version"):
        return True
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "uv.txt"
        pinned.write_text(locked("uv"), "utf-8")
        return succeeds(tool("python"), "-m", "pip", "install", "--require-hashes", "--no-deps", "-r", str(pinned))


def install_packages() -> None:
    """Install what the lock says, and the project itself so that edits count at once.

    Raises:
        SetupError: if neither uv nor pip can.
    """
    say("Pakketten installeren ...", "Installing packages ...")
    from_lock = ("install", "--quiet", "--require-hashes", "-r", str(LOCK))
    project = ("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    with_uv = (tool("uv"), "pip", *from_lock, "--python", tool("python"))
    with_pip = (tool("python"), "-m", "pip")
    if not (install_uv() and subprocess.run(with_uv, cwd=ROOT, env=environment(), check=False).returncode == 0):
        say("uv lukt hier niet; pip doet het ook, maar langzamer.", "No uv here; pip will do, more slowly.")
        call(*with_pip, *from_lock)
    call(*with_pip, *project)


def apt_install(*packages: str) -> bool:
    """Install Debian packages where that is possible without a password; return whether it worked."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    quiet = {**environment(), "DEBIAN_FRONTEND": "noninteractive"}
    commands = (("apt-get", "update", "-q"), ("apt-get", "install", "-q", "-y", "--no-install-recommends", *packages))
    return all(
        subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
        for command in commands
    )


def ensure_tools() -> None:
    """See to it that the tests have a browser and a reader of PDF, or say what their absence means."""
    for package, programs in TOOLS.items():
        if any(shutil.which(name) for name in programs):
            continue
        say(f"{package} installeren voor de tests ...", f"Installing {package} for the tests ...")
        if not apt_install(package):
            say(
                f"{package} ontbreekt: tests die het nodig hebben worden overgeslagen. Installeer dat pakket.",
                f"{package} is missing: the tests that need it are skipped. Install that package.",
            )


def setup() -> None:
    """Make the environment and what the pages need, or leave them as they are when nothing changed.

    Raises:
        SetupError: if this Python is too old or something cannot be installed.
    """
    if sys.version_info < OLDEST_PYTHON:
        message = "Python 3.11 of nieuwer is nodig.\nPython 3.11 or newer is needed."
        raise SetupError(message)
    if not is_ready():
        STAMP.unlink(missing_ok=True)
        if not has_right_python():
            make_venv()
        install_packages()
        STAMP.write_text(fingerprint(), "utf-8")
    compile_translations()
    build_frontend()


def compile_translations() -> None:
    """Make the English texts of the pages from their lists, where a list is newer than what was made of it.

    Raises:
        SetupError: if a list cannot be read.
    """
    for source in sorted(WEB.rglob("locale/*/LC_MESSAGES/django.po")):
        made = source.with_suffix(".mo")
        if not made.is_file() or made.stat().st_mtime < source.stat().st_mtime:
            call(tool("pybabel"), "--quiet", "compile", "-i", str(source), "-o", str(made), "-l", source.parts[-3])


def has_node() -> bool:
    """Return whether npm is here with a Node that is new enough."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return False
    version = subprocess.run(("node", "--version"), capture_output=True, text=True, check=False).stdout
    return int((version.strip().lstrip("v").split(".") or ["0"])[0] or 0) >= OLDEST_NODE


def frontend_fingerprint(*patterns: str) -> str:
    """Return what the scripts and styles depend on, as one hash: the files of these patterns in the folder frontend."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in FRONTEND.glob(pattern) if path.is_file()}):
        digest.update(str(path.relative_to(FRONTEND)).encode() + path.read_bytes())
    return digest.hexdigest()


def build_frontend() -> None:
    """Install and build the scripts and styles of the pages when something changed; without Node, say what that means.

    Raises:
        SetupError: if npm cannot install or build.
    """
    if not has_node():
        say(
            f"Node {OLDEST_NODE} met npm ontbreekt: de pagina's werken, maar zonder opmaak en zonder levende kaart.",
            f"Node {OLDEST_NODE} with npm is missing: the pages work, but without styles and without the live map.",
        )
        return
    packages = frontend_fingerprint("package.json", "package-lock.json", ".npmrc")
    everything = packages + frontend_fingerprint("src/**/*", "tokens/*", "tools/*", "*.ts", "tsconfig.json")
    stamp = FRONTEND_STAMP.read_text("utf-8") if FRONTEND_STAMP.is_file() else ""
    if stamp == everything and (WEB / "static" / "veerkracht" / "dist").is_dir():
        return
    npm = str(shutil.which("npm"))
    if not stamp.startswith(packages):
        say("Scripts en opmaak installeren ...", "Installing scripts and styles ...")
        call(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", folder=FRONTEND)
    say("Scripts en opmaak bouwen ...", "Building scripts and styles ...")
    call(npm, "run", "build", "--silent", "--", "--logLevel", "error", folder=FRONTEND)
    FRONTEND_STAMP.write_text(everything, "utf-8")


def frontend_steps() -> list[Step]:
    """Return the checks and tests of the scripts of the pages; none without Node."""
    if not has_node():
        return []
    npm = (str(shutil.which("npm")), "--prefix", str(FRONTEND), "--silent", "run")
    return [Step(name=f"frontend {name}", command=(*npm, name), beside=True) for name in ("check", "test")]


def static_steps() -> list[Step]:
    """Return the checks that run no test."""
    return [
        Step(name="format", command=(tool("ruff"), "format", "--check", "--quiet", "."), beside=True),
        Step(name="lint", command=(tool("ruff"), "check", "--quiet", "."), beside=True),
        Step(name="types", command=(tool("mypy"),), beside=True),
        Step(name="contracts", command=(tool("lint-imports"), "--no-logo"), beside=True),
        *docs_steps(),
    ]


def test_step(extra: Sequence[str]) -> Step:
    """Return the step that runs all tests and every example in a docstring; `extra` goes to pytest."""
    everything = ("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", "--doctest-modules", "src", "tests")
    return Step(name="tests", command=(tool("python"), "-m", "pytest", *everything, *extra))


def postgres_step() -> Step:
    """Return the step that runs the tests of the web application again, on a real PostgreSQL."""
    return Step(name="tests on PostgreSQL", command=(tool("python"), str(ROOT / "tests" / "on_postgres.py")))


def docs_steps() -> list[Step]:
    """Return the builds of the docs, in which a warning is an error."""
    return [
        Step(
            name=f"docs {taal}",
            command=(
                *(tool("python"), "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-D", f"language={taal}"),
                *("-d", str(ROOT / "docs" / "_build" / f"doctrees-{taal}")),
                *(str(ROOT / "docs"), str(ROOT / "docs" / "_build" / taal)),
            ),
            beside=True,
        )
        for taal in ("nl", "en")
    ]


def run_step(step: Step, *, shown: bool = True) -> Outcome:
    """Run one step; what it says is shown at once, or kept."""
    began = time.monotonic()
    kept = None if shown else subprocess.PIPE
    together = None if shown else subprocess.STDOUT
    done = subprocess.run(step.command, cwd=ROOT, env=environment(), check=False, stdout=kept, stderr=together)
    said = (done.stdout or b"").decode("utf-8", "replace")
    return Outcome(code=done.returncode, seconds=time.monotonic() - began, said=said)


def outcomes(steps: Sequence[Step]) -> Iterator[tuple[Step, Outcome]]:
    """Run every step in order and yield what came of it; those that may stand beside each other two at a time."""
    for beside, some in itertools.groupby(steps, key=lambda step: step.beside):
        if beside:
            together = list(some)
            with ThreadPoolExecutor(max_workers=2) as pool:
                for step, outcome in zip(together, pool.map(partial(run_step, shown=False), together), strict=True):
                    print(f"\n== {step.name}\n{outcome.said}", end="", flush=True)
                    yield step, outcome
        else:
            for step in some:
                print(f"\n== {step.name}", flush=True)
                yield step, run_step(step)


def run_steps(steps: Sequence[Step]) -> int:
    """Run every step, also after a red one; print how long each took; return 0 only if all are green."""
    red, start = [], time.monotonic()
    for step, outcome in outcomes(steps):
        if outcome.code != 0:
            red.append(step.name)
        word = "ok" if outcome.code == 0 else f"FAILED ({outcome.code})"
        print(f"== {step.name}: {word} in {outcome.seconds:.1f} s", flush=True)
    seconds = time.monotonic() - start
    if red:
        names = ", ".join(red)
        print(f"\nRood / red: {names}; {len(steps) - len(red)} van / of {len(steps)} goed / green in {seconds:.0f} s")
        return 1
    print(f"\nAlles goed / all green: {len(steps)} stappen / steps in {seconds:.0f} s", flush=True)
    return 0


def run(extra: Sequence[str]) -> int:
    """Start the web application with the fictitious demo city; open it in the browser where there is one."""
    browser = ("--open",) if has_display() else ()
    command = (tool("veerkracht"), "serve", "--demo", *browser, *extra)
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def has_display() -> bool:
    """Return whether a browser window can be opened here."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def test(extra: Sequence[str]) -> int:
    """Run every check and every test."""
    ensure_tools()
    return run_steps([*static_steps(), *frontend_steps(), test_step(extra), postgres_step()])


def check(_extra: Sequence[str]) -> int:
    """Run the checks that run no test."""
    return run_steps([*static_steps(), *frontend_steps()])


def bench(extra: Sequence[str]) -> int:
    """Run each benchmark in a process of its own, so that memory and start-up are measured too."""
    wanted = extra or sorted(path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py"))
    programs = [ROOT / "benchmarks" / f"{name}.py" for name in wanted]
    return run_steps([Step(name=path.stem, command=(tool("python"), str(path))) for path in programs])


def docs(_extra: Sequence[str]) -> int:
    """Renew the generated pages and build the docs in both languages."""
    generate = Step(name="generate", command=(tool("python"), str(ROOT / "docs" / "generate.py")))
    return run_steps([generate, *docs_steps()])


def only_setup(_extra: Sequence[str]) -> int:
    """Make the environment and say how to use it."""
    ensure_tools()
    say(f"Klaar. De opdracht staat in {tool('veerkracht')}", f"Ready. The command is {tool('veerkracht')}")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": only_setup,
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "docs": docs,
}


def main() -> int:
    """Do what the first word on the command line says; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    arguments, extra = parser.parse_known_args()
    try:
        setup()
        return COMMANDS[arguments.command](extra)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nAfgebroken / stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
