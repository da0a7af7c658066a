#!/usr/bin/env python3
"""Build the Coq theory and check what its theorems rest on.

1. No source holds Admitted, admit, Axiom, Parameter, Conjecture or a disabled check (comments and strings apart).
2. Every row of theorems.json names a theorem of its file and says how much of the claim it covers, and the comment before that
   theorem names the claim.
3. The theory compiles from clean in the build folder.
4. `Print Assumptions` of all theorems of the table, and of the checker for everything but boxes and enclosures, lists only
   names of allowed_axioms.txt; that of the checker with these also the names of checker_axioms.txt (the processor's
   integers and floats).

With --record FILE, when all hold, FILE says what was compiled: the digest of the theory's sources, the version of Coq, the axioms that
its theorems use and the names of the theorems. The build of hebb reads checked.json and counts a claim as proved by Coq only while
this digest is that of the sources (lib/cmake/HebbCoqTables.cmake computes it in the same way).

Exit code 0 when all hold, 1 otherwise.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FOLDERS = ("theory", "checker")
WITHOUT_BOXES = (
    "HebbChecker.Checker.check_sound", "HebbChecker.Witnesses.witness_sound", "HebbChecker.Examples.leading_component",
    "HebbChecker.Examples.U_weights_d2_proved", "HebbChecker.Examples.V_sharp_leader_d2_proved",
    "HebbChecker.Examples.L2_1_minimum_everywhere_proved", "HebbChecker.Examples.A_sign_d2_refuted",
)
WITH_BOXES = ("HebbChecker.WholeChecker.check_boxed_sound", "HebbChecker.WholeChecker.enclosed_witness_sound")
FORBIDDEN = re.compile(
    r"\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|Declare\s+Module|bypass_check|"
    r"Unset\s+(?:Guard|Positivity|Universe)\s+Checking)\b"
)
# what of a claim a theorem states; hebb/theorems/coq_theorems.hpp explains it
COVERS = re.compile(r"all d|all d, together|(a part, every d|an instance): [^;\"\\]+")
# outside every section these declare axioms
LOCAL = re.compile(r"^\s*(Variables?|Hypothes[ie]s|Context)\b")


def strip_comments(text):
    """Coq source without its (nested) comments and strings; newlines are kept."""
    out, depth, i, in_string = [], 0, 0, False
    while i < len(text):
        if in_string:
            in_string = text[i] != '"'
        elif text[i] == '"':
            in_string = True
        elif text.startswith("(*", i):
            depth, i = depth + 1, i + 1
        elif text.startswith("*)", i) and depth:
            depth, i = depth - 1, i + 1
        elif not depth:
            out.append(text[i])
            i += 1
            continue
        if text[i] == "\n":
            out.append("\n")
        i += 1
    return "".join(out)


def source_faults(path):
    depth = 0
    for number, line in enumerate(strip_comments(path.read_text()).splitlines(), 1):
        found = FORBIDDEN.search(line)
        if found:
            yield f"{path.name}:{number}: {found.group(0)}"
        if re.match(r"^\s*Section\b", line):
            depth += 1
        elif re.match(r"^\s*End\b", line):
            depth -= 1
        elif LOCAL.match(line) and depth == 0:
            yield f"{path.name}:{number}: a declaration outside of a section is an axiom"


def table_faults(rows, theory):
    for claim in sorted({row["claim"] for row in rows}):
        if sum(row["claim"] == claim and row.get("covers") == "all d, together" for row in rows) == 1:
            yield f"{claim}: 'all d, together' needs another theorem of the claim that says so"
    for row in rows:
        if not COVERS.fullmatch(row.get("covers", "")):
            yield f"{row['claim']}: {row['theorem']} covers '{row.get('covers', '')}', which is none of the known forms"
        path = theory / row["file"]
        name = row["theorem"].split(".")
        if not path.is_file():
            yield f"{row['claim']}: no file {row['file']}"
            continue
        text = path.read_text()
        if name[:-1] != ["Hebb", path.stem]:
            yield f"{row['claim']}: {row['theorem']} is not in {row['file']}"
        theorem = rf"^(Theorem|Corollary)\s+{re.escape(name[-1])}\b"
        if not re.search(theorem, strip_comments(text), re.M):
            yield f"{row['claim']}: {row['file']} states no theorem {name[-1]}"
            continue
        before = text[: re.search(theorem, text, re.M).start()].rstrip()
        comment = before[before.rfind("(*") :] if before.endswith("*)") else ""
        if not re.search(rf"(?<![\w.]){re.escape(row['claim'])}(?![\w]|\.\w)", comment):
            yield f"{row['claim']}: the comment before {name[-1]} in {row['file']} does not name the claim"


def digest_of_theory(folder):
    """sha256 of the lines "PATH SHA256" of theory/*.v and _CoqProject, in the order of the paths."""
    paths = sorted([f"theory/{path.name}" for path in (folder / "theory").glob("*.v")] + ["_CoqProject"])
    lines = "".join(f"{path} {hashlib.sha256((folder / path).read_bytes()).hexdigest()}\n" for path in paths)
    return hashlib.sha256(lines.encode()).hexdigest()


def record_of(folder, axioms, theorems):
    version = subprocess.run(["coqc", "--print-version"], text=True, stdout=subprocess.PIPE, check=True).stdout.split()[0]
    return {"theory": digest_of_theory(folder), "coq": version, "axioms": sorted(axioms), "theorems": sorted(theorems)}


def write_atomically(path, text):
    new = path.with_name(path.name + ".new")
    new.write_text(text)
    new.replace(path)


def build(build_dir, jobs):
    """Compile from clean outside of the source tree."""
    shutil.rmtree(build_dir, ignore_errors=True)
    build_dir.mkdir(parents=True)
    shutil.copy(HERE / "_CoqProject", build_dir)
    for folder in FOLDERS:
        shutil.copytree(HERE / folder, build_dir / folder, ignore=shutil.ignore_patterns("*.vo*", "*.glob", ".*"))
    subprocess.run(["coq_makefile", "-f", "_CoqProject", "-o", "Makefile.coq"], cwd=build_dir, check=True)
    subprocess.run(["make", "-f", "Makefile.coq", f"-j{jobs}"], cwd=build_dir, check=True)


def assumptions(build_dir, theorems):
    """The axioms on which the theorems rest together, by name, as Coq prints them.

    One tuple of all theorems: each Print Assumptions walks through all proofs again, and this one walks once.
    """
    modules = sorted({theorem.rsplit(".", 1)[0] for theorem in theorems})
    lines = [f"Require {module}." for module in modules]
    lines += ["Definition every_theorem := (" + ",\n  ".join("@" + theorem for theorem in theorems) + ")."]
    lines += ["Print Assumptions every_theorem."]
    (build_dir / "Assumptions.v").write_text("\n".join(lines) + "\n")
    run = subprocess.run(["coqc", "-q", "-Q", "theory", "Hebb", "-Q", "checker", "HebbChecker", "Assumptions.v"], cwd=build_dir, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode != 0:
        raise SystemExit(f"Assumptions.v does not compile:\n{run.stderr}")
    output = run.stdout.strip()
    if output == "Closed under the global context":
        return set()
    if not output.startswith("Axioms:"):
        raise SystemExit(f"unexpected output of Print Assumptions:\n{output}")
    # a name starts in the first column, its type is indented
    return {line.split()[0] for line in output.splitlines()[1:] if line and not line[0].isspace()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build-dir", type=pathlib.Path, default=HERE.parents[1] / "build" / "proofs" / "coq")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--no-build", action="store_true", help="use what the build folder holds")
    parser.add_argument("--record", type=pathlib.Path, help="write what was compiled and checked to this file (JSON)")
    options = parser.parse_args()
    if options.record and options.no_build:
        parser.error("--record says what was compiled: it needs the build that --no-build leaves out")
    build_dir = options.build_dir.resolve()

    digest = digest_of_theory(HERE)
    rows = json.loads((HERE / "theorems.json").read_text())
    allowed, processor = (
        {line.split("#")[0].strip() for line in (HERE / name).read_text().splitlines()} - {""}
        for name in ("allowed_axioms.txt", "checker_axioms.txt")
    )
    sources = {f"{folder}/{path.name}": path for folder in FOLDERS for path in sorted((HERE / folder).glob("*.v"))}
    faults = [f for path in sources.values() for f in source_faults(path)]
    listed = set(re.findall(r"^(\S+\.v)$", (HERE / "_CoqProject").read_text(), re.M))
    faults += [f"_CoqProject and the folders differ in {name}" for name in sorted(listed ^ set(sources))]
    faults += list(table_faults(rows, HERE / "theory"))

    if not faults:
        if not options.no_build:
            build(build_dir, options.jobs)
        theorems = sorted({row["theorem"] for row in rows})
        used = of_theory = assumptions(build_dir, theorems)
        faults = [f"the theorems rest on {axiom}" for axiom in sorted(used - allowed)]
        if not faults:
            print(f"{len(rows)} rows, {len(theorems)} theorems; axioms used:")
            print("\n".join("  " + axiom for axiom in sorted(used)))
            for part, names, axioms in (("without", WITHOUT_BOXES, allowed), ("with", WITH_BOXES, allowed | processor)):
                used = assumptions(build_dir, names)
                faults += [f"the checker {part} boxes rests on {axiom}" for axiom in sorted(used - axioms)]
                print(f"the checker {part} boxes: {len(names)} theorems, {len(used)} axioms, {len(used & processor)} of them about "
                      "the processor's integers and floats")
        if options.record and digest != digest_of_theory(HERE):
            faults.append("the sources changed during the build: nothing is recorded")
        if options.record and not faults:
            write_atomically(options.record, json.dumps(record_of(HERE, of_theory, theorems), indent=1) + "\n")
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
