#!/usr/bin/env python3
"""hebb export as a user meets it: what is written, and one clear line for what cannot be."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from harness import hebb


class Export(unittest.TestCase):
    def refused(self, *arguments):
        result = hebb("export", *arguments)
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertEqual(result.stdout, "")
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        return result.stderr

    def test_smt2_states_the_negation(self):
        text = hebb("export", "smt2", "G2", "--d", "3").stdout
        self.assertTrue(text.startswith("; G2, d = 3, factor = 1\n(set-logic QF_NRA)\n"))
        self.assertEqual(re.findall(r"^\(declare-const (\w+) Real\)$", text, re.M), ["p1", "p2", "p3", "c"])
        self.assertIn("(assert (= (+ p1 p2 p3) 1.0))", text)
        self.assertIn("(assert (< 0.0 c))", text)
        self.assertRegex(text, r"\(assert \(not \(>= n!\d+ 0\.0\)\)\)\n\(check-sat\)\n$")
        self.assertEqual(text.count("("), text.count(")"))

    def test_smt2_never_divides_by_a_node(self):
        text = hebb("export", "smt2", "R1.sharp", "--d", "2").stdout
        for numerator, denominator in re.findall(r"\(/ (\S+) ([^\s)]+)\)", text):
            self.assertRegex(denominator, r"^\d+\.0$")

    def test_constants_of_ones_own_reach_the_file(self):
        self.assertNotEqual(hebb("export", "smt2", "G2").stdout, hebb("export", "smt2", "G2", "--set", "factor=101/100").stdout)
        self.assertIn("no constant 'nothing'", self.refused("smt2", "G2", "--set", "nothing=1"))

    def test_other_constants_are_named_in_the_first_line(self):
        for form, comment in (("smt2", ";"), ("gappa", "#"), ("latex", "%")):
            text = hebb("export", form, "G2", "--d", "2", "--set", "factor=101/100").stdout
            self.assertEqual(text.splitlines()[0], f"{comment} G2, d = 2, factor = 101/100 (printed 1)")
            self.assertEqual(hebb("export", form, "G4").stdout.splitlines()[0], f"{comment} G4, factor = 1/16")

    def test_every_form_takes_a_certificate(self):
        with tempfile.TemporaryDirectory() as folder:
            hebb("verify", "G2", "--d", "4", "--set", "factor=1/2", "--no-tightness", "--certificates", folder)
            file = f"{folder}/G2.d4.json"
            for form in ("smt2", "gappa", "latex"):
                text = hebb("export", form, file).stdout
                self.assertIn("G2, d = 4, factor = 1/2 (printed 1)", text.splitlines()[0])
                self.assertEqual(text, hebb("export", form, "G2", "--d", "4", "--set", "factor=1/2").stdout)
                self.assertIn("a certificate has its constants", self.refused(form, file, "--set", "factor=1"))
            self.assertIn("did you mean", self.refused("smt2", "G22"))

    def test_what_a_prover_does_not_have_is_refused_in_one_line(self):
        self.assertIn("exp or log", self.refused("smt2", "T2.exp"))
        self.assertIn("exp or log", self.refused("gappa", "T2.exp"))
        self.assertIn("identities", self.refused("gappa", "A2.identity"))
        self.assertIn("no numeric statement", self.refused("smt2", "M2"))
        self.assertIn("did you mean", self.refused("latex", "G22"))
        self.assertIn("goals", self.refused("smt2", "G2", "--goal", "9"))
        self.refused("gappa", "update", "--d", "1")
        self.refused("coq", "G2", "--d", "3", "--set", "factor=x")

    def test_latex_is_balanced(self):
        for claim in ("G2", "R2.sharp", "A2.identity", "T2.exp", "V.exact", "B.example"):
            text = hebb("export", "latex", claim, "--d", "3").stdout
            self.assertIn(r"\begin{claim}[" + claim, text)
            bare = text.replace(r"\{", "").replace(r"\}", "")
            self.assertEqual(bare.count("{"), bare.count("}"), claim)
            self.assertEqual(text.count(r"\left("), text.count(r"\right)"), claim)
            for environment in set(re.findall(r"\\begin\{([\w*]+)\}", text)):
                self.assertEqual(text.count(rf"\begin{{{environment}}}"), text.count(rf"\end{{{environment}}}"), claim)

    @unittest.skipUnless(shutil.which("pdflatex"), "pdflatex is not installed")
    def test_latex_compiles(self):
        with tempfile.TemporaryDirectory() as folder:
            hebb("export", "latex", "R2.sharp", "-o", f"{folder}/R2.tex")
            done = subprocess.run(["pdflatex", "-halt-on-error", "R2.tex"], cwd=folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout[-2000:])

    def test_coq_holds_the_certificate_as_data(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(hebb("verify", "G3", "--d", "3", "--no-tightness", "--certificates", folder).returncode, 0)
            file = pathlib.Path(folder) / "G3.d3.json"
            text = hebb("export", "coq", str(file)).stdout
            code = json.loads(file.read_text())["expression"]["code"]
            listed = re.search(r"Statement 4\n  \[(.*)\]%nat\n", text).group(1).split("; ")
            self.assertEqual(len(listed), len(code))
            self.assertIn("Lemma G3_d3 : proved G3_d3_statement.", text)
            self.assertIn("Theorem G3_d3_1 : forall p1 p2 p3 c : R,\n  (0 < c ->\n   p2 + c <= p1 ->\n   p3 <= p2 ->\n   0 <= p3 ->\n   p1 + p2 + p3 = 1 ->\n   0 <= ", text)
            self.assertEqual(text, hebb("export", "coq", "G3", "--d", "3").stdout)
            node = hebb("export", "coq", str(file), "--longest", "3").stdout
            self.assertIn("true_at G3_d3_statement [p1; p2; p3; c] (Nonnegative, 23%nat)", node)

    def test_a_claim_of_a_file_is_not_said_to_be_for_every_d(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "mine.claim"
            file.write_text("claim mean\nvariable x, y in [0, inf)\nprove x^2 + y^2 >= 2*x*y\n")
            text = hebb("export", "coq", str(file)).stdout
            self.assertTrue(text.startswith("(** mean: proved."), text[:100])
            self.assertIn(r"\begin{claim}[mean]", hebb("export", "latex", str(file)).stdout)

    def test_a_refutation_is_exported_as_one(self):
        text = hebb("export", "coq", "G2", "--d", "3", "--set", "factor=101/100").stdout
        self.assertIn("Lemma G2_d3 : refuted G2_d3_statement.", text)

    def test_a_damaged_certificate_is_not_exported(self):
        with tempfile.TemporaryDirectory() as folder:
            hebb("verify", "G2", "--d", "2", "--no-tightness", "--certificates", folder)
            file = pathlib.Path(folder) / "G2.d2.json"
            file.write_text(file.read_text().replace('"1"', '"2"', 1))
            self.assertIn("digest", self.refused("coq", str(file)))


class Explain(unittest.TestCase):
    def test_names_the_theorem(self):
        text = hebb("explain", "G2").stdout
        self.assertIn("numerically certified for d = 3", text)
        self.assertIn("Coq theorem for every d: Hebb.Gap.drift_dominates_distance (Gap.v)", text)
        self.assertIn("Hebb.Chain.doob_maximal (Chain.v)", hebb("explain", "M2").stdout)

    def test_json_and_report_name_it_too(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            self.assertEqual(hebb("verify", "G2", "--d", "2..3", "--json", str(out / "g.json"), "--report", str(out / "r")).returncode, 0)
            rows = json.loads((out / "g.json").read_text())["claims"]
            self.assertEqual([row["established"]["dimensions"] for row in rows], ["2", "3"])
            for row in rows:
                self.assertEqual(row["established"]["theorem"], [{"name": "Hebb.Gap.drift_dominates_distance", "file": "Gap.v", "covers": "all d"}])
                self.assertIn(row["established"]["checker"], ("accepted", None))
            page = (out / "r" / "index.html").read_text()
            self.assertIn("numerically certified for d = 2..3", page)
            self.assertIn("Coq theorem for every d: Hebb.Gap.drift_dominates_distance (Gap.v)", page)


if __name__ == "__main__":
    unittest.main()
