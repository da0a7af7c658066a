#!/usr/bin/env python3
"""usage: check_instruction_sets.py BUILD_DIR

Object files *_avx2.cpp.o and *_avx512.cpp.o are compiled with instructions that not every processor has. A function
that the linker may share with other files (weak or unique) must carry the tag Avx2 or Avx512 in its name: otherwise the
linker could keep this copy for the whole program. Fails and names the functions that do not.
"""
import pathlib
import re
import subprocess
import sys


def shared_functions(path):
    lines = subprocess.run(["nm", "-C", "--defined-only", path], check=True, capture_output=True, text=True).stdout
    for line in lines.splitlines():
        kind, name = re.match(r"[0-9a-f]*\s+(\S)\s+(.*)", line).groups()
        if kind in "WVui" and not name.startswith("DW.ref."):
            yield name


def main():
    objects = [(tag, path) for tag in ("Avx2", "Avx512")
               for path in pathlib.Path(sys.argv[1]).rglob(f"*_{tag.lower()}.cpp.o")]
    leaks = [f"{path.name}: {name}" for tag, path in objects for name in shared_functions(path)
             if not re.search(rf"\b{tag}\b", name)]
    print(f"{len(objects)} object files, {len(leaks)} leaks", *leaks, sep="\n")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
