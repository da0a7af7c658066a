#!/usr/bin/env python3
"""Every C++ file is as clang-format leaves it, with the version that the tree was formatted with. Exits with 77 (skipped) where that version
is not installed: another one would format other lines."""
import pathlib
import re
import shutil
import subprocess
import sys

VERSION = "14"  # Debian 12

root = pathlib.Path(sys.argv[1])
tool = shutil.which(f"clang-format-{VERSION}") or shutil.which("clang-format")
if tool is None or not re.search(rf"version {VERSION}\.", subprocess.run([tool, "--version"], capture_output=True, text=True).stdout):
    print(f"clang-format {VERSION} is not installed")
    sys.exit(77)
folders = ["lib", "tests", "property-tests", "proofs-support", "docs"]
files = sorted(f for folder in folders for f in (root / folder).rglob("*.?pp"))
done = subprocess.run([tool, "--dry-run", "--Werror", *map(str, files)], capture_output=True, text=True)
for line in done.stderr.splitlines():
    if "[-Wclang-format-violations]" in line:
        print(line.replace(str(root) + "/", ""))
print(f"{len(files)} files" + ("" if done.returncode else ": formatted"))
sys.exit(1 if done.returncode else 0)
