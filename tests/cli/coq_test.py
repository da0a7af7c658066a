#!/usr/bin/env python3
"""hebb check --coq: what the verified checker accepts, and that nothing tampered with passes. Needs coqc and the compiled
checker (./bootstrap.sh proofs); skipped, visibly, without them."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HEBB = sys.argv.pop(1)
SOURCE = pathlib.Path(sys.argv.pop(1))
PLACES = [pathlib.Path(p) for p in os.environ.get("HEBB_COQ_CHECKER", "").split(":") if p]
PLACES += [SOURCE / "build/proofs/coq", *(folder / "proofs/coq" for folder in pathlib.Path(HEBB).resolve().parents[1:3])]
CHECKER = next((p for p in PLACES if (p / "checker/WholeChecker.vo").exists()), None)
READY = shutil.which("coqc") is not None and CHECKER is not None


def hebb(*arguments, **options):
    return subprocess.run([HEBB, *arguments], capture_output=True, text=True, timeout=600, **options)


def with_digest(content):
    """A certificate file whose digest fits, whatever it says."""
    content = {key: value for key, value in content.items() if key != "digest"}
    compact = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return json.dumps(content | {"digest": "sha256:" + hashlib.sha256(compact.encode()).hexdigest()})


class Missing(unittest.TestCase):
    """One clear line for what is not there."""

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        hebb("verify", "G2", "--d", "2", "--no-tightness", "--certificates", self.scratch.name)

    def tearDown(self):
        self.scratch.cleanup()

    def test_no_coqc(self):
        result = hebb("check", "--coq", self.scratch.name, env={"PATH": "/nonexistent"})
        self.assertEqual(result.returncode, 2)
        self.assertIn("coqc is not in PATH", result.stderr)
        self.assertEqual(len(result.stderr.splitlines()), 1)

    @unittest.skipUnless(shutil.which("coqc"), "coqc is not installed")
    def test_no_compiled_checker(self):
        result = hebb("check", "--coq", self.scratch.name, "--checker", self.scratch.name)
        self.assertEqual(result.returncode, 2)
        self.assertIn("not compiled", result.stderr)

    def test_options_need_the_flag(self):
        self.assertEqual(hebb("check", self.scratch.name, "--jobs", "2").returncode, 2)


@unittest.skipUnless(READY, "coqc or the compiled checker is missing: ./bootstrap.sh proofs")
class Coq(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name) / "certificates"

    def tearDown(self):
        self.scratch.cleanup()

    def verify(self, *arguments):
        return hebb("verify", *arguments, "--no-tightness", "--certificates", str(self.folder))

    def check(self, *arguments):
        return hebb("check", "--coq", str(self.folder), "--checker", str(CHECKER), *arguments)

    def test_accepts_every_kind_of_evidence(self):
        # coefficients, an identity, boxes, a witness
        self.verify("G2", "A2.identity", "B.power.every", "L2.1.wording", "--d", "2")
        kinds = "".join(file.read_text() for file in self.folder.glob("*.json"))
        for kind in ("coefficients", "identity", "boxes", "violated_goal"):
            self.assertIn(kind, kinds)
        record = pathlib.Path(self.scratch.name) / "accepted.json"
        result = self.check("--record", str(record))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn(" 0 rejected", result.stdout)
        self.assertIn("axioms: ", result.stdout)
        self.assertIn("ClassicalDedekindReals.sig_not_dec", result.stdout)
        accepted = json.loads(record.read_text())["accepted"]
        self.assertEqual({name: digest for digest, name in accepted.items()},
                         {file.name: json.loads(file.read_text())["digest"] for file in self.folder.glob("*.json")})

    def test_compositions_say_what_they_rest_on(self):
        self.verify("R1.sharp", "--d", "4")
        result = self.check()
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertRegex(result.stdout, r"rests on  R1\.sharp\.d4\.json: \d+ premises; argument in Coq: Hebb\.Step\.contraction_sharp")

    def test_names_the_certificate_that_fails_and_goes_on(self):
        """Evidence that proves nothing, in a file with a fitting digest: only Coq can tell."""
        self.verify("G1", "G2", "--d", "3")
        victim = self.folder / "G2.d3.json"
        content = json.loads(victim.read_text())
        content["evidence"] = {"proofs": ["identity"]}
        victim.write_text(with_digest(content))
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("1 accepted, 1 rejected", result.stdout)
        self.assertIn("rejected  G2.d3.json", result.stdout)

    def test_a_stronger_statement_is_rejected(self):
        """The constant 1 % too strong, with the old evidence: the statement is that of the ledger, and it is false."""
        self.verify("G2", "--d", "3", "--set", "factor=99/100")
        weak = json.loads((self.folder / "G2.d3.json").read_text())
        self.verify("G2", "--d", "3", "--set", "factor=101/100")
        strong = json.loads((self.folder / "G2.d3.json").read_text())
        strong["evidence"], strong["verdict"] = weak["evidence"], "proved"
        (self.folder / "G2.d3.json").write_text(with_digest(strong))
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("rejected  G2.d3.json", result.stdout)

    def test_a_wrong_witness_is_rejected(self):
        self.verify("L2.1.wording", "--d", "2")
        file = self.folder / "L2.1.wording.d2.json"
        content = json.loads(file.read_text())
        content["evidence"]["at"] = ["1/2"] * len(content["evidence"]["at"])
        file.write_text(with_digest(content))
        self.assertEqual(self.check().returncode, 1)

    def test_another_statement_under_the_name_of_a_claim_is_rejected(self):
        self.verify("G2", "G3", "--d", "3")
        other = json.loads((self.folder / "G3.d3.json").read_text())
        other["claim"] = "G2"
        (self.folder / "G2.d3.json").write_text(with_digest(other))
        result = self.check()
        self.assertEqual(result.returncode, 1)
        self.assertIn("statement is not that of the claim", result.stdout)

    def test_a_forged_composition_is_rejected(self):
        """A refuted claim that says it follows from nothing."""
        self.verify("A8.slip")
        file = self.folder / "A8.slip.json"
        content = json.loads(file.read_text()) | {"verdict": "proved", "evidence": {"follows_from": []}}
        file.write_text(with_digest(content))
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("rejected  A8.slip.json", result.stdout)

    def test_a_composition_falls_with_its_premises(self):
        self.verify("R1.sharp", "--d", "4")
        victim = self.folder / "G3.d4.json"
        content = json.loads(victim.read_text())
        content["evidence"] = {"proofs": ["identity"]}
        victim.write_text(with_digest(content))
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("rejected  R1.sharp.d4.json: the certificate of its premise G3 has changed", result.stdout)
        victim.unlink()
        self.assertIn("rejected  R1.sharp.d4.json: the certificate of its premise G3 is missing", self.check().stdout)

    def test_a_checker_with_an_axiom_of_its_own_is_refused(self):
        self.verify("G2", "--d", "2")
        forged = pathlib.Path(self.scratch.name) / "forged"
        shutil.copytree(CHECKER / "checker", forged / "checker")
        source = forged / "checker/WholeChecker.v"
        text = source.read_text()
        proof = text[text.index("Proof. apply check_with_sound"):]
        source.write_text(text.replace(proof, "Admitted.\n"))
        subprocess.run(["coqc", "-q", "-Q", "checker", "HebbChecker", "checker/WholeChecker.v"], cwd=forged, check=True, capture_output=True)
        result = hebb("check", "--coq", str(self.folder), "--checker", str(forged))
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("check_boxed_sound, which is not among the allowed axioms", result.stderr)

    def test_a_stale_checker_makes_no_record(self):
        self.verify("G2", "--d", "2")
        stale = pathlib.Path(self.scratch.name) / "stale"
        shutil.copytree(CHECKER / "checker", stale / "checker")
        os.utime(stale / "checker/Boxes.v", (2**31, 2**31))
        record = pathlib.Path(self.scratch.name) / "record.json"
        result = hebb("check", "--coq", str(self.folder), "--checker", str(stale), "--record", str(record))
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("older than its source", result.stderr)
        self.assertFalse(record.exists())

    def test_a_file_that_cannot_be_written_is_not_believed(self):
        self.verify("G2", "--d", "2")
        kept = pathlib.Path(self.scratch.name) / "kept"
        (kept / "Certificates1.v").mkdir(parents=True)
        for jobs in ("1", "2"):
            result = self.check("--keep", str(kept), "--jobs", jobs)
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertIn("cannot write", result.stderr)

    def test_the_readable_theorems_compile(self):
        for claim, d in (("G3", "3"), ("R2.poly", "2"), ("A2.identity", "2"), ("V.sharp.leader", "2"), ("L2.1.wording", "2"), ("R.rate", "2")):
            with self.subTest(claim=claim):
                file = pathlib.Path(self.scratch.name) / "Readable_theorem.v"
                self.assertEqual(hebb("export", "coq", claim, "--d", d, "-o", str(file)).returncode, 0)
                done = subprocess.run(["coqc", "-q", "-Q", str(CHECKER / "checker"), "HebbChecker", str(file)], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_false_readable_theorem_does_not_compile(self):
        file = pathlib.Path(self.scratch.name) / "False_theorem.v"
        text = hebb("export", "coq", "G2", "--d", "2").stdout
        goal = "   0 <= p1"
        self.assertEqual(text.count(goal), 1)
        file.write_text(text.replace(goal, "   1 <= p1"))
        done = subprocess.run(["coqc", "-q", "-Q", str(CHECKER / "checker"), "HebbChecker", str(file)], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
