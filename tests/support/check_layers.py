#!/usr/bin/env python3
"""Compares the includes between the parts of lib/hebb with the dependencies that lib/CMakeLists.txt declares."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
uses, folders = {}, {}
for name, rest in re.findall(r"^hebb_part\((\w+)([^)]*)\)", (root / "lib/CMakeLists.txt").read_text(), re.M):
    found = re.search(r"USES((?:\s+\w+)*?)(?:\s+LINKS|\s+LINKS_PRIVATE|\s+DIRECTORY|$)", rest.strip())
    uses[name] = set(found.group(1).split()) if found else set()
    found = re.search(r"DIRECTORY\s+(\S+)", rest)
    folders[name] = root / "lib" / (found.group(1) if found else f"hebb/{name}")


def reachable(part):
    seen, todo = set(), [part]
    while todo:
        for other in uses[todo.pop()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


faults = [f"{p}: depends on itself" for p in uses if p in reachable(p)]
for part in uses:
    allowed = reachable(part) | {part}
    for file in sorted(folders[part].resolve().rglob("*.?pp")):
        for other in re.findall(r"#include <hebb/(\w+)/", file.read_text()):
            if other not in allowed:
                faults.append(f"{file.relative_to(root.resolve())}: includes hebb/{other}, which {part} does not declare")
for folder in sorted((root / "lib/hebb").iterdir()):
    if folder.is_dir() and folder.name not in uses:
        faults.append(f"lib/hebb/{folder.name}: no hebb_part declares it")
print("\n".join(faults) if faults else f"{len(uses)} parts: the includes follow the declared dependencies")
sys.exit(1 if faults else 0)
