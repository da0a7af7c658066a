#!/usr/bin/env python3
"""hebb prove side by side with z3 and cvc5 on algebraic claims: verdict and wall time of each, and a table for docs/benchmarks.md.
The solvers get the same claim in SMT-LIB (hebb export smt2) and so many seconds each; `sat` is taken as refuted, which they do not certify.

usage: compare_solvers.py HEBB [--seconds 20] [--table FILE] FILE..."""
import argparse
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def timed(command, seconds, text=None):
    """Standard output and wall time; None when it takes longer."""
    begin = time.perf_counter()
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None, seconds
    return done.stdout + done.stderr, time.perf_counter() - begin


def split(file):
    """The claims of a file, each as a text of its own."""
    return {t.split()[1]: t for t in re.split(r"^(?=claim )", file.read_text(), flags=re.M) if t.startswith("claim ")}


def is_algebraic(text):
    return not re.search(r"\b(exp|log|sin|cos|tan|atan|asin|acos|sinh|cosh|tanh|log1p|expm1)\(", text)


def by_hebb(hebb, text, seconds):
    out, used = timed([hebb, "prove", "-", "--threads", "1"], seconds, text)
    word = (out or "").split(None, 1)[:1]
    return (word[0] if word and word[0] in ("proved", "refuted", "empty", "undefined") else "-"), used


def by_solver(command, smt2, seconds):
    out, used = timed([*command, smt2], seconds)
    answers = re.findall(r"^(sat|unsat|unknown)$", out or "", re.M)
    if not answers or "unknown" in answers:
        return "-", used
    return ("refuted" if "sat" in answers else "proved"), used  # one question for each goal


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hebb")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--table", type=pathlib.Path)
    options = parser.parse_args()
    solvers = {name: command for name, command in [("z3", ["z3"]), ("cvc5", ["cvc5"])] if shutil.which(name)}
    columns = ["hebb", *solvers]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for file in options.files:
            for name, text in split(file).items():
                if not is_algebraic(text):
                    continue
                row = {"hebb": by_hebb(options.hebb, text, options.seconds)}
                claim, smt2 = pathlib.Path(folder) / f"{name}.claim", pathlib.Path(folder) / f"{name}.smt2"
                claim.write_text(text)
                done = subprocess.run([options.hebb, "export", "smt2", claim, "-o", smt2], capture_output=True, text=True)
                for solver, command in solvers.items():
                    row[solver] = by_solver(command, smt2, options.seconds) if done.returncode == 0 else ("no export", 0)
                rows.append((name, row))
                print(name, *(f"{solver} {verdict} {used:.2f} s" for solver, (verdict, used) in row.items()), sep="  ", flush=True)
    decided = {c: [r[c][1] for _, r in rows if r[c][0] not in ("-", "no export")] for c in columns}
    lines = [f"| {len(rows)} algebraic claims, {options.seconds:g} s each | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|",
             "| decided | " + " | ".join(str(len(decided[c])) for c in columns) + " |",
             "| median time of those | " + " | ".join(f"{1000 * statistics.median(decided[c]):.0f} ms" if decided[c] else "-" for c in columns) + " |",
             "| decided by hebb and not by it | - | " + " | ".join(str(sum(r["hebb"][0] != "-" and r[c][0] in ("-", "no export") for _, r in rows)) for c in solvers) + " |",
             "| decided by it and not by hebb | - | " + " | ".join(str(sum(r["hebb"][0] == "-" and r[c][0] not in ("-", "no export") for _, r in rows)) for c in solvers) + " |"]
    wrong = [n for n, r in rows for c in solvers if {r["hebb"][0], r[c][0]} == {"proved", "refuted"}]
    lines.append(f"\nContradictory verdicts: {', '.join(wrong) if wrong else 'none'}.")
    text = "\n".join(lines) + "\n"
    print(text)
    if options.table:
        options.table.write_text(text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
