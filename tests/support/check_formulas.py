#!/usr/bin/env python3
"""Compares docs/formulas.md with the sources: each function is declared in its header, each claim is in the ledger, each Coq theorem is
in its file and proves a claim of its row; and no claim is missing. In docs/notation.md every name "in the code" occurs in lib/hebb."""
import json
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
page = root / "docs/formulas.md"
columns = ["what", "in the paper", "formula", "function", "claims", "Coq"]
faults = []

# The claims: one section each in docs/theorems (the test `ledger` compares those with the ledger), written out in the sources.
claims = {c for p in (root / "docs/theorems").glob("*.md") for c in re.findall(r"^### (\S+)$", p.read_text(), re.M)}
literals = {s for p in (root / "lib/hebb/theorems/claims").glob("*.?pp") for s in re.findall(r'"([^"\\\n]*)"', p.read_text())}


def in_sources(claim):
    """As it stands, or put together from two literals ("R1." + "paper") or a literal and a number."""
    rests = [claim[len(s):] for s in literals if s and claim.startswith(s)]
    return any(not rest or rest in literals or rest.isdigit() for rest in rests)


table = json.loads((root / "proofs-support/coq/theorems.json").read_text())
proved_by = {}
for row in table:
    proved_by.setdefault(row["claim"], set()).add(row["theorem"].removeprefix("Hebb."))
# Theorems about results that have no row in the ledger name their place in the paper.
outside = {row["claim"] for row in table if "paper" in row} - claims
theory = {p.stem: p.read_text() for p in (root / "proofs-support/coq/theory").glob("*.v")}


def code_of(header):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", header.read_text(), flags=re.S)


def declares(code, name):
    """A type, or a function: its name after the type that it returns, with its parameters."""
    for part in name.split("::"):
        n = re.escape(part)
        is_type = re.search(rf"\b(?:class|struct|concept|using|enum class)\s+{n}\b", code)
        is_function = any(
            m.group(2) not in ("return", "explicit", "else", "new") for m in re.finditer(rf"^([^\n=;()]*?)([\w>&*\]]+)[ \t]+[*&]?{n}\(", code, re.M))
        if not (is_type or is_function):
            return False
    return True


rows, used_claims = 0, set()
for number, line in enumerate(page.read_text().splitlines(), 1):
    if not line.startswith("|"):
        continue
    cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
    if cells == columns or all(re.fullmatch(r"-+", c) for c in cells):
        continue
    where = f"docs/formulas.md:{number}"
    if len(cells) != len(columns) or not all(cells[:3]):
        faults.append(f"{where}: not a row of {', '.join(columns)}")
        continue
    rows += 1
    code = None
    functions = re.findall(r"`([^`]+)`", cells[3])
    for word in functions:
        if word.endswith(".hpp"):
            header = root / "lib" / word
            code = code_of(header) if header.is_file() else ""
            if not code:
                faults.append(f"{where}: there is no header {word}")
        elif code is None:
            faults.append(f"{where}: {word} without a header")
        elif code and not declares(code, word):
            faults.append(f"{where}: {header.relative_to(root / 'lib')} does not declare {word}")
    if functions and functions[-1].endswith(".hpp"):
        faults.append(f"{where}: {functions[-1]} without a function")
    here = [c.strip() for c in cells[4].split(",") if c.strip()]
    if not functions and not here:
        faults.append(f"{where}: neither a function nor a claim")
    theorems = re.findall(r"`([^`]+)`", cells[5])
    used_claims |= set(here)
    for claim in here:
        if claim not in outside and (claim not in claims or not in_sources(claim)):
            faults.append(f"{where}: there is no claim {claim}")
        elif claim in proved_by and not proved_by[claim] & set(theorems):
            faults.append(f"{where}: of the theorems about {claim} one has to stand here: {', '.join(sorted(proved_by[claim]))}")
    for theorem in theorems:
        file, _, name = theorem.partition(".")
        if not re.search(rf"^\s*(?:Theorem|Lemma|Corollary|Proposition|Fact|Remark)\s+{re.escape(name)}\b", theory.get(file, ""), re.M):
            faults.append(f"{where}: {file}.v has no theorem {name}")
        elif not any(theorem in proved_by.get(claim, ()) for claim in here):
            faults.append(f"{where}: {theorem} is about no claim of this row")
faults += [f"docs/formulas.md: the claim {c} is in no row" for c in sorted((claims | {r["claim"] for r in table}) - used_claims)]
if rows < 100:
    faults.append(f"docs/formulas.md: {rows} rows were read")

words = {w for f in sorted((root / "lib/hebb").rglob("*.?pp")) for w in re.findall(r"\w+", f.read_text())}
for number, line in enumerate((root / "docs/notation.md").read_text().splitlines(), 1):
    cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)]
    if len(cells) == 5:  # three columns
        for name in re.findall(r"[A-Za-z_]\w*", " ".join(re.findall(r"`([^`]+)`", cells[2]))):
            if name not in words and name != "hpp":
                faults.append(f"docs/notation.md:{number}: {name} does not occur in lib/hebb")
print("\n".join(faults) if faults else f"{rows} formulas: headers, claims and theorems exist")
sys.exit(1 if faults else 0)
