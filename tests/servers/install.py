"""Installs the Debian packages that the tests need, where that is possible; else says what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.servers.programs import PACKAGES, is_root

# While this file says no, Debian does not start daemons of the packages that it installs.
POLICY = Path("/usr/sbin/policy-rc.d")
QUERY_TIMEOUT_S = 30.0
INSTALL_TIMEOUT_S = 1200.0


def missing_packages() -> list[str]:
    """Those of our packages that are not installed."""
    return [package for package in PACKAGES.values() if not _is_installed(package)]


def main() -> int:
    """Install what is missing; a machine where that cannot be done is told, and stopped only in CI."""
    if shutil.which("dpkg-query") is None:
        print("No Debian: tests on real servers run where RabbitMQ, PostgreSQL, Redis, OpenSSH, Dovecot are.")
        return _verdict()
    missing = missing_packages()
    if not missing:
        return 0
    if not is_root():
        print(f"Tests on real servers are skipped; as root: apt-get install -y {' '.join(missing)}")
        return _verdict()
    _install(missing)
    return 0


def _install(packages: list[str]) -> None:
    print(f"Installing {' '.join(packages)} ...", flush=True)
    policy_is_ours = not POLICY.exists()
    if policy_is_ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *packages)
    finally:
        if policy_is_ours:
            POLICY.unlink()


def _apt(*arguments: str) -> None:
    subprocess.run(
        ["apt-get", *arguments],
        check=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=INSTALL_TIMEOUT_S,
    )


def _is_installed(package: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    done = subprocess.run(query, capture_output=True, text=True, timeout=QUERY_TIMEOUT_S, check=False)
    return done.stdout == "installed"


def _verdict() -> int:
    return 1 if os.environ.get("LIANQIAO_CI") else 0


if __name__ == "__main__":
    sys.exit(main())
