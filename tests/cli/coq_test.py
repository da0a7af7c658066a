#!/usr/bin/env python3
"""hebb check --coq: what the verified checker accepts, and that nothing tampered with passes. Needs coqc and the compiled
checker (./bootstrap.sh proofs); skipped, visibly, without them."""
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from harness import HEBB, InAFolder, hebb, with_digest

SOURCE = pathlib.Path(sys.argv.pop(1))
PLACES = [pathlib.Path(p) for p in os.environ.get("HEBB_COQ_CHECKER", "").split(":") if p]
PLACES += [SOURCE / "build/proofs/coq", *(folder / "proofs/coq" for folder in pathlib.Path(HEBB).resolve().parents[1:3])]
CHECKER = next((p for p in PLACES if (p / "checker/WholeChecker.vo").exists()), None)
READY = shutil.which("coqc") is not None and CHECKER is not None


class Missing(InAFolder):
    """One clear line for what is not there."""

    def setUp(self):
        super().setUp()
        hebb("verify", "G2", "--d", "2", "--no-tightness", "--certificates", self.folder)

    def test_no_coqc(self):
        result = hebb("check", "--coq", self.folder, env={"PATH": "/nonexistent"})
        self.assertEqual(result.returncode, 2)
        self.assertIn("coqc is not in PATH", result.stderr)
        self.assertEqual(len(result.stderr.splitlines()), 1)

    @unittest.skipUnless(shutil.which("coqc"), "coqc is not installed")
    def test_no_compiled_checker(self):
        result = hebb("check", "--coq", self.folder, "--checker", self.folder)
        self.assertEqual(result.returncode, 2)
        self.assertIn("not compiled", result.stderr)

    def test_options_need_the_flag(self):
        self.assertEqual(hebb("check", self.folder, "--jobs", "2").returncode, 2)


@unittest.skipUnless(READY, "coqc or the compiled checker is missing: ./bootstrap.sh proofs")
class Coq(InAFolder):
    def setUp(self):
        super().setUp()
        self.certificates = self.folder / "certificates"

    def verify(self, *arguments):
        return hebb("verify", *arguments, "--no-tightness", "--certificates", str(self.certificates))

    def check(self, *arguments):
        return hebb("check", "--coq", str(self.certificates), "--checker", str(CHECKER), *arguments)

    def forge(self, name, **changes):
        """Changes a certificate, in a file with a fitting digest."""
        file = self.certificates / name
        file.write_text(with_digest(json.loads(file.read_text()) | changes))

    def test_accepts_every_kind_of_evidence(self):
        # coefficients, an identity, boxes, a witness, a composition, and constants that are not the printed ones
        self.verify("G2", "A2.identity", "B.power.every", "L2.1.wording", "--d", "2")
        self.verify("R1.sharp", "--d", "4")
        self.verify("G2", "--d", "3", "--set", "factor=99/100")
        kinds = "".join(file.read_text() for file in self.certificates.glob("*.json"))
        for kind in ("coefficients", "identity", "boxes", "violated_goal", "follows_from"):
            self.assertIn(kind, kinds)
        record, written = self.folder / "accepted.json", self.folder / "check.json"
        result = self.check("--record", str(record), "--json", written)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        data = json.loads(written.read_text())
        if importlib.util.find_spec("jsonschema"):
            from schemas import faults, validator
            self.assertEqual(faults(validator("check"), data), [])
        self.assertEqual({file["outcome"] for file in data["files"]}, {"accepted", "rests on others"})
        self.assertEqual([data[key] for key in ("accepted", "rejected", "not_checked")],
                         [sum(file["outcome"] == "accepted" for file in data["files"]), 0, 0])
        self.assertIn("ClassicalDedekindReals.sig_not_dec", " ".join(data["axioms"]))
        self.assertIn(" 0 rejected", result.stdout)
        self.assertIn("axioms: ", result.stdout)
        self.assertIn("ClassicalDedekindReals.sig_not_dec", result.stdout)
        self.assertRegex(result.stdout, r"rests on  R1\.sharp\.d4\.json: \d+ premises; argument in Coq: Hebb\.Step\.contraction_sharp")
        lines = result.stdout.splitlines()
        self.assertIn("accepted  G2.d2.json", lines)
        self.assertIn("accepted  G2.d3.json: factor = 99/100, printed 1", lines)
        self.assertIn("accepted  L2.1.wording.d2.json: refuted", lines)
        accepted = json.loads(record.read_text())["accepted"]
        body, _, end = record.read_text().rpartition('"record": ')
        self.assertEqual(end, f'"{hashlib.sha256(body.encode()).hexdigest()}"\n}}\n')
        files = {file.name: json.loads(file.read_text()) for file in self.certificates.glob("*.json")}
        self.assertEqual({name: digest for digest, name in accepted.items()},
                         {name: content["digest"] for name, content in files.items() if "follows_from" not in content["evidence"]})

    def test_rejects_what_is_forged_and_goes_on(self):
        """Every file has a fitting digest. The first three only Coq can tell; the honest ones beside them are accepted."""
        self.verify("G1", "G2", "--d", "3")
        self.verify("G2", "G3", "--d", "5")
        self.verify("L2.1.wording", "--d", "2")
        self.verify("A8.slip")
        self.verify("R1.sharp", "--d", "4")
        # evidence that proves nothing
        self.forge("G2.d3.json", evidence={"proofs": ["identity"]})
        # the statement of the ledger with a constant 1 % too strong, and the evidence of a weaker one
        self.verify("G2", "--d", "2", "--set", "factor=99/100")
        weak = json.loads((self.certificates / "G2.d2.json").read_text())
        self.verify("G2", "--d", "2", "--set", "factor=101/100")
        self.forge("G2.d2.json", evidence=weak["evidence"], verdict="proved")
        # a point that violates nothing
        witness = json.loads((self.certificates / "L2.1.wording.d2.json").read_text())["evidence"]
        self.forge("L2.1.wording.d2.json", evidence=witness | {"at": ["1/2"] * len(witness["at"])})
        # another statement under the name of a claim
        other = json.loads((self.certificates / "G3.d5.json").read_text())
        (self.certificates / "G2.d5.json").write_text(with_digest(other | {"claim": "G2"}))
        # a refuted claim that says it follows from nothing
        self.forge("A8.slip.json", verdict="proved", evidence={"follows_from": []})
        # a premise that is not the one the composition names
        self.forge("G3.d4.json", evidence={"proofs": ["identity"]})
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        rejected = {line.split()[1].rstrip(":") for line in result.stdout.splitlines() if line.startswith("rejected ")}
        self.assertEqual(rejected, {"G2.d3.json", "G2.d2.json", "L2.1.wording.d2.json", "G2.d5.json", "A8.slip.json", "G3.d4.json", "R1.sharp.d4.json"})
        self.assertIn("rejected  G2.d5.json: its statement is not that of the claim", result.stdout)
        self.assertIn("rejected  R1.sharp.d4.json: the certificate of its premise G3 has changed", result.stdout)
        for honest in ("G1.d3.json", "G3.d5.json"):
            self.assertIn(f"accepted  {honest}\n", result.stdout)

    def test_claims_that_no_ledger_knows(self):
        """Splits, chains and coefficients; of each kind one with the evidence of another."""
        corpus = SOURCE / "tests/data/corpus"
        for name in ("coq-cubic", "dr-poly1", "sx-variance-d3", "ml-bernstein", "ml-pinsker-half"):
            hebb("prove", str(corpus / f"{name}.claim"), "--certificates", str(self.certificates))
        kinds = "".join(file.read_text() for file in self.certificates.glob("*.json"))
        for kind in ("splits", "chain"):
            self.assertIn(f'"{kind}"', kinds)
        result = self.check()
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("accepted  ml-bernstein.json", result.stdout)
        honest = {file.name: json.loads(file.read_text())["evidence"] for file in self.certificates.glob("*.json")}
        for name, other in (("dr-poly1", "sx-variance-d3"), ("sx-variance-d3", "dr-poly1"), ("ml-bernstein", "ml-pinsker-half"),
                            ("ml-pinsker-half", "ml-bernstein")):
            self.forge(f"{name}.json", evidence=honest[f"{other}.json"])
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("1 accepted, 4 rejected", result.stdout)

    def test_squares_absolute_values_and_witnesses_with_exp(self):
        """Squares with roots and assumptions, with an equation; boxes with abs; a point where exp is enclosed. Of each a
        statement that is a little too strong, or evidence that a little is missing of; and the readable theorem of one."""
        corpus = SOURCE / "tests/data/corpus"
        for name, method in (("mt-circles", "squares"), ("sx-vasile1", "squares"), ("mt-abs10", "boxes"), ("mt-exp-upper3-false", "boxes")):
            hebb("prove", str(corpus / f"{name}.claim"), "--method", method, "--certificates", str(self.certificates))
        read = {file.name: json.loads(file.read_text()) for file in self.certificates.glob("*.json")}
        self.assertIn("squares", read["mt-circles.json"]["evidence"]["proofs"][0])
        self.assertIn("boxes", read["mt-abs10.json"]["evidence"]["proofs"][0])
        result = self.check()
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("accepted  mt-exp-upper3-false.json: refuted", result.stdout)
        text = hebb("export", "coq", str(self.certificates / "mt-circles.json")).stdout
        self.assertIn("0 <= x ^ 2 + (y - 1) ^ 2 ->\n   0 <= 1 - sqrt (x ^ 2 + (y - 1) ^ 2) ->", text)
        file = self.folder / "Circles.v"
        file.write_text(text[: text.index("Print Assumptions")])
        done = subprocess.run(["coqc", "-q", "-Q", str(CHECKER / "checker"), "HebbChecker", str(file)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name, old, new in (("sx-vasile1", "27", "26"), ("mt-abs10", "7", "6")):
            expression = read[f"{name}.json"]["expression"]
            expression["constants"] = [new if c == old else c for c in expression["constants"]]
            self.forge(f"{name}.json", expression=expression)
        circles = read["mt-circles.json"]["evidence"]
        circles["proofs"][0]["squares"][1]["squares"].pop()
        self.forge("mt-circles.json", evidence=circles)
        self.forge("mt-exp-upper3-false.json", evidence=read["mt-exp-upper3-false.json"]["evidence"] | {"at": ["1/10"]})
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("0 accepted, 4 rejected", result.stdout)

    def test_a_composition_falls_with_a_missing_premise(self):
        self.verify("R1.sharp", "--d", "4")
        for file in self.certificates.glob("*.json"):
            if file.name != "R1.sharp.d4.json":
                file.unlink()
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertRegex(result.stdout, r"rejected  R1\.sharp\.d4\.json: the certificate of its premise \S+ is missing")

    def test_a_checker_with_an_axiom_of_its_own_is_refused(self):
        self.verify("G2", "--d", "2")
        forged = self.folder / "forged"
        shutil.copytree(CHECKER / "checker", forged / "checker")
        source = forged / "checker/WholeChecker.v"
        text = source.read_text()
        start = text.index("Proof. apply check_with_sound")
        proof = text[start:text.index("Qed.", start) + len("Qed.\n")]
        source.write_text(text.replace(proof, "Admitted.\n"))
        subprocess.run(["coqc", "-q", "-Q", "checker", "HebbChecker", "checker/WholeChecker.v"], cwd=forged, check=True, capture_output=True)
        result = hebb("check", "--coq", str(self.certificates), "--checker", str(forged))
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("check_boxed_sound, which is not among the allowed axioms", result.stderr)

    def test_a_stale_checker_makes_no_record(self):
        self.verify("G2", "--d", "2")
        stale = self.folder / "stale"
        shutil.copytree(CHECKER / "checker", stale / "checker")
        os.utime(stale / "checker/Boxes.v", (2**31, 2**31))
        record = self.folder / "record.json"
        result = hebb("check", "--coq", str(self.certificates), "--checker", str(stale), "--record", str(record))
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("older than its source", result.stderr)
        self.assertFalse(record.exists())

    def test_a_file_that_cannot_be_written_is_not_believed(self):
        self.verify("G2", "--d", "2")
        kept = self.folder / "kept"
        (kept / "Certificates1.v").mkdir(parents=True)
        result = self.check("--keep", str(kept), "--jobs", "2")
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("cannot write", result.stderr)

    def test_the_readable_theorems_compile(self):
        # all in one file: coqc starts once
        texts = []
        for claim, d in (("G3", "3"), ("R2.poly", "2"), ("A2.identity", "2"), ("V.sharp.leader", "2"), ("L2.1.wording", "2"), ("R.rate", "2")):
            text = hebb("export", "coq", claim, "--d", d).stdout
            self.assertIn("Lemma ", text, claim)
            texts.append("\n".join(line for line in text.splitlines() if not line.startswith("Print Assumptions")))
        # keywords of Coq as names of the claim and of its variables
        self.verify("G2", "--d", "2")
        content = json.loads((self.certificates / "G2.d2.json").read_text()) | {"claim": "Set"}
        content["expression"]["variables"] = ["Type", "Prop", "forall"]
        (self.certificates / "Set.d2.json").write_text(with_digest(content))
        text = hebb("export", "coq", str(self.certificates / "Set.d2.json")).stdout
        self.assertIn("Theorem Set__d2_1 : forall Type_ Prop_ forall_ : R,", text)
        texts.append(text[: text.index("Print Assumptions")])
        file = self.folder / "Readable_theorems.v"
        file.write_text("\n".join(texts) + "\n")
        done = subprocess.run(["coqc", "-q", "-Q", str(CHECKER / "checker"), "HebbChecker", str(file)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_an_export_shows_constants_that_are_not_the_printed_ones(self):
        self.verify("G2", "--d", "2", "--set", "factor=99/100")
        text = hebb("export", "coq", str(self.certificates / "G2.d2.json")).stdout
        self.assertTrue(text.startswith("(** G2 for d = 2, with factor = 99/100: proved."), text[:100])

    def test_a_false_readable_theorem_does_not_compile(self):
        file = self.folder / "False_theorem.v"
        text = hebb("export", "coq", "G2", "--d", "2").stdout
        goal = "   0 <= p1"
        self.assertEqual(text.count(goal), 1)
        file.write_text(text.replace(goal, "   1 <= p1"))
        done = subprocess.run(["coqc", "-q", "-Q", str(CHECKER / "checker"), "HebbChecker", str(file)], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
