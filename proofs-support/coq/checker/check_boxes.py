#!/usr/bin/env python3
"""Check the box proofs of certificates with the verified checker, and measure it.

check_boxes.py [--arithmetic fast|big|plain] [--bits B] [--repeat N] [--build-dir DIR] CERTIFICATE...

Compiles the checker in DIR (unless its .vo files are there), turns the certificates into Coq data (boxes_to_coq.py) and
evaluates `check_boxes` on each box proof in Coq's virtual machine. Prints one line per certificate: box proofs, nodes of
their trees, the least user time of N runs, nodes per second. Exit code 0 when every proof is accepted, 1 otherwise.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import boxes_to_coq

HERE = pathlib.Path(__file__).resolve().parent
FILES = ["Syntax", "Evidence", "BoxArith", "BoxTerms", "BoxProgram", "BoxCompile", "BoxSlopes", "BoxTests", "Boxes"]
CHECKERS = {"fast": "check_boxes", "big": "check_boxes_big", "plain": "check_boxes_plain"}


def coqc(folder, *arguments):
    command = ["coqc", "-q", "-w", "-notation-overridden", "-Q", ".", "HebbChecker", *arguments]
    run = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode != 0:
        raise SystemExit(f"{arguments[-1]} does not compile:\n{run.stderr}")
    return run.stdout


def build(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        source, object_file = HERE / f"{name}.v", folder / f"{name}.vo"
        if object_file.exists() and object_file.stat().st_mtime > source.stat().st_mtime:
            continue
        shutil.copy(source, folder)
        coqc(folder, f"{name}.v")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("certificates", nargs="+", type=pathlib.Path)
    parser.add_argument("--arithmetic", choices=CHECKERS, default="fast")
    parser.add_argument("--bits", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--build-dir", type=pathlib.Path, default=HERE.parents[2] / "build" / "proofs" / "boxes")
    options = parser.parse_args()
    build(options.build_dir)

    selected = []
    for path in options.certificates:
        proofs = json.loads(path.read_text())["evidence"].get("proofs", [])
        trees = [proof["boxes"] for proof in proofs if "boxes" in proof]
        if trees:
            selected.append((path, len(trees), sum(map(len, trees))))
    if not selected:
        raise SystemExit("no certificate with box proofs")

    bad = total_nodes = 0
    total_time = 0.0
    checker = f"{CHECKERS[options.arithmetic]} {options.bits}%positive"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with open(folder / "Data.v", "w") as file:
            boxes_to_coq.write([path for path, _, _ in selected], file)
        evaluate = f"Time Eval vm_compute in forallb (fun x => let '(s, g, t) := x in {checker} s g t) "
        lines = ["From Coq Require Import List ZArith.", "From HebbChecker Require Import Boxes.", "From Run Require Import Data."]
        for path, _, _ in selected:
            lines += [f"{evaluate}{boxes_to_coq.identifier(path)}_box_proofs."] * options.repeat
        (folder / "Run.v").write_text("\n".join(lines) + "\n")
        for file in ("Data.v", "Run.v"):
            output = coqc(options.build_dir, "-R", str(folder), "Run", str(folder / file))
    verdicts = re.findall(r"= (true|false)\s+: bool\s+Finished transaction in [\d.]+ secs \(([\d.]+)u", output)
    assert len(verdicts) == len(selected) * options.repeat, output
    for index, (path, proofs, nodes) in enumerate(selected):
        runs = verdicts[index * options.repeat:(index + 1) * options.repeat]
        accepted = all(verdict == "true" for verdict, _ in runs)
        seconds = min(float(user) for _, user in runs)
        bad += not accepted
        total_nodes += nodes
        total_time += seconds
        print(f"{'accepted' if accepted else 'REJECTED'}  {path.stem:28} {proofs:3} proofs {nodes:6} nodes {seconds:8.3f} s"
              f" {nodes / max(seconds, 1e-3):9.0f} nodes/s")
    print(f"{len(selected)} certificates, {sum(p for _, p, _ in selected)} box proofs, {total_nodes} nodes, {total_time:.2f} s"
          f" ({checker}); {bad} rejected")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
