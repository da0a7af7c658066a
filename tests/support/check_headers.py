#!/usr/bin/env python3
"""Public headers: docs/reference/headers.md names each with the target that its comment names, a target brings the parts of
all that its header includes, and documentation and examples include no others."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
parts = {}
for name, rest in re.findall(r"^hebb_part\((\w+)([^)]*)\)", (root / "lib/CMakeLists.txt").read_text(), re.M):
    found = re.search(r"USES((?:\s+\w+)*?)(?:\s+LINKS|\s+LINKS_PRIVATE|\s+DIRECTORY|$)", rest.strip())
    parts[name] = set(found.group(1).split()) if found else set()


def reachable(part):
    return {part}.union(*(reachable(other) for other in parts[part]))


faults = []
table = dict(re.findall(r"^\| `hebb/(\w+\.hpp)` \| `hebb::(\w+)` \|", (root / "docs/reference/headers.md").read_text(), re.M))
public = {file.name: file.read_text() for file in (root / "lib/hebb").glob("*.hpp")}
for name in sorted(set(table) ^ set(public)):
    faults.append(f"{name}: stands in one of docs/reference/headers.md and lib/hebb only")
for name, text in public.items():
    target = re.search(r"Link\s+(?://\s+)?hebb::(\w+)", text)
    if not target or target.group(1) != table.get(name):
        faults.append(f"lib/hebb/{name}: its comment names another target than the table")
        continue
    for part in re.findall(r"#include <hebb/(\w+)/", text):
        if part not in reachable(target.group(1)):
            faults.append(f"lib/hebb/{name}: includes hebb/{part}, which hebb::{target.group(1)} does not bring")
pages = [root / "README.md", *(root / "docs").rglob("*.md"), *(root / "docs/examples").glob("*.cpp"), *(root / "tests/package/consumer").glob("*.cpp")]
for page in pages:
    for header in re.findall(r"#include <hebb/(\S+)>", page.read_text()):
        if header not in public:
            faults.append(f"{page.relative_to(root)}: includes hebb/{header}, which is not public")
print("\n".join(faults) if faults else f"{len(public)} public headers, as documented")
sys.exit(1 if faults else 0)
