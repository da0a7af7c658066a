#!/usr/bin/env python3
"""No file of the program (lib/cli) has more than 250 lines, and no function of lib more than 60, unless a comment right before it or on its
first lines says "Long: why". Functions are found by their braces, so the tree must be formatted (the test `format`)."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
most_lines, most_in_function = 250, 60
faults = []
for file in sorted((root / "lib/cli").rglob("*.?pp")):
    lines = len(file.read_text().splitlines())
    if lines > most_lines:
        faults.append(f"{file.relative_to(root)}: {lines} lines, at most {most_lines}")

functions = 0
for file in sorted(p for folder in ("lib", "proofs-support/export") for p in (root / folder).rglob("*.?pp")):
    lines = file.read_text().splitlines()
    for n, line in enumerate(lines):
        found = re.match(r"( {0,6})\S.*\{$", line)
        if not found or re.match(r" *(namespace|class|struct|enum|union|extern|template <.*> (class|struct))\b", line):
            continue
        if re.match(r" *(//|\{)", line):
            continue
        if re.match(r" *[\w:<>, *&]+ ?(\w+)?(\[\w*\])* ?=? ?\{$", line) and "(" not in line:
            continue  # a table
        if re.match(r" *(if|for|while|switch|do|else|try|\}|return)\b", line):
            continue  # within a function, which is counted itself
        indent = found.group(1)
        if re.match(r" *: ", line):  # the initialisers of a constructor stand four columns further in
            indent = indent[4:]
        elif re.match(r" *\w+_[({]", line):
            indent = indent[6:]
        end = next((k for k in range(n + 1, len(lines)) if re.match(rf"{indent}\}}", lines[k])), n)
        functions += 1
        if end - n + 1 > most_in_function and not any("Long:" in text for text in lines[max(0, n - 12):n + 3]):
            faults.append(f"{file.relative_to(root)}:{n + 1}: {end - n + 1} lines: {line.strip()[:80]}")
if functions < 2000:
    faults.append(f"only {functions} functions were found")
print("\n".join(faults) if faults else f"{functions} functions and the files of the program: none is too long")
sys.exit(1 if faults else 0)
