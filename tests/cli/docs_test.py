#!/usr/bin/env python3
"""Every shell command of the documentation runs: the `sh` blocks of README.md and docs/, except the bootstrap script itself; and the
`python` blocks of a page, one after the other."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

root, program = pathlib.Path(sys.argv[1]), sys.argv[2]
commands = []
for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.M | re.S):
        for line in block.replace("\\\n", " ").splitlines():
            line = line.split(" # ")[0].strip()
            if line and not line.startswith("#"):
                commands.append((page.relative_to(root), line))

compiled_checker = any((folder / "proofs/coq/checker/WholeChecker.vo").exists() for folder in pathlib.Path(program).resolve().parents[1:3])


def missing(line):
    """What the command needs and this machine does not have."""
    for tool in ("z3", "cvc5", "gappa", "coqc"):
        if re.match(rf"{tool}\b", line) and not shutil.which(tool):
            return tool
    if "check --coq" in line and not (shutil.which("coqc") and compiled_checker):
        return "the compiled Coq checker"
    return None


# Half a minute of work that ./bootstrap.sh does just before the tests: the same on fewer dimensions.
LIGHTER = {"hebb verify --report report": "hebb verify --report report --d 2..3 --no-tightness"}

failed = ran = 0
with tempfile.TemporaryDirectory() as scratch:
    for page, line in commands:
        if re.match(r"\./bootstrap\.sh|git |cd |cmake |ctest |sudo |\./proofs-support|build/\w+/bin/(bench|test)_", line):
            continue  # they build the program that is under test
        if missing(line):
            print(f"{page}: `{line}` skipped: {missing(line)} is not installed (./bootstrap.sh proofs)")
            continue
        line = LIGHTER.get(line.removeprefix("build/release/bin/"), line)
        line = re.sub(r"(?<![\w/])(build/release/bin/)?hebb (?=[a-z-])", program + " ", line)
        ran += 1
        result = subprocess.run(["bash", "-c", line], cwd=scratch, capture_output=True, text=True, timeout=600)
        if result.returncode != 0:
            failed += 1
            print(f"{page}: `{line}` exits with {result.returncode}\n{result.stdout[-500:]}{result.stderr[-500:]}")
    environment = {**os.environ, "PATH": f"{pathlib.Path(program).resolve().parent}:{os.environ['PATH']}"}
    for page in sorted((root / "docs").rglob("*.md")):
        blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(), re.M | re.S)
        if not blocks:
            continue
        ran += 1
        result = subprocess.run([sys.executable, "-c", "\n".join(blocks)], cwd=scratch, env=environment, capture_output=True, text=True, timeout=600)
        if result.returncode != 0:
            failed += 1
            print(f"{page.relative_to(root)}: the python blocks exit with {result.returncode}\n{result.stdout[-500:]}{result.stderr[-500:]}")
print(f"{ran} commands of the documentation ran, {failed} failed")
sys.exit(1 if failed or ran < 5 else 0)
