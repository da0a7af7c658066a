#!/usr/bin/env python3
"""The check must reject what it is there to reject: holes, axioms, and rows that name nothing."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import check_assumptions as check

HAS_COQ = shutil.which("coqc") is not None and shutil.which("coq_makefile") is not None


class Sources(unittest.TestCase):
    def faults(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "T.v"
            path.write_text(text)
            return list(check.source_faults(path))

    def test_rejects_holes_and_axioms(self):
        for text in ("Lemma a : 1 = 2. Admitted.", "Lemma a : 1 = 2. Proof. admit. Admitted.", "Axiom a : 1 = 2.",
                     "Parameter a : nat.", "Conjecture a : 1 = 2.", "Unset Guard Checking.", "Hypothesis a : 1 = 2.",
                     "Section S.\nEnd S.\nVariable a : nat.", "Lemma a : 1 = 2. Proof. give_up."):
            self.assertTrue(self.faults(text), text)

    def test_accepts_comments_strings_and_sections(self):
        for text in ("(* Admitted (* Axiom *) *) Lemma a : 1 = 1. Proof. reflexivity. Qed.",
                     'Check "Admitted".', "Section S.\nVariable a : nat.\nHypothesis b : a = a.\nEnd S."):
            self.assertEqual(self.faults(text), [], text)

    def test_comment_does_not_swallow_the_code_after_it(self):
        self.assertTrue(self.faults("(* a (* b *) c *) Axiom a : 1 = 2."))


class Table(unittest.TestCase):
    def faults(self, **changes):
        row = {"claim": "G2", "theorem": "Hebb.T.two", "file": "T.v", "covers": "all d"} | changes
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            (path / "T.v").write_text("(* G2, R2.sharp *)\nTheorem two : True.\nProof. exact I. Qed.\n"
                                       "(* Theorem three *)\n")
            return list(check.table_faults([row], path))

    def test_accepts_the_row(self):
        self.assertEqual(self.faults(), [])
        self.assertEqual(self.faults(claim="R2.sharp"), [])

    def test_rejects_rows_that_name_nothing(self):
        self.assertTrue(self.faults(file="U.v"))
        self.assertTrue(self.faults(theorem="Hebb.T.three"))
        self.assertTrue(self.faults(theorem="Hebb.U.two"))
        self.assertTrue(self.faults(claim="G1"))

    def test_rejects_rows_that_do_not_say_what_they_cover(self):
        for text in ("", "all", "all d, alone", "d = 3", "an instance: ", "a part, every d", "an instance: d = 3; d = 4"):
            self.assertEqual(len(self.faults(covers=text)), 1, text)
        for text in ("all d", "an instance: d = 3", "a part, every d: the first half"):
            self.assertEqual(self.faults(covers=text), [], text)

    def test_one_theorem_alone_is_not_together(self):
        self.assertEqual(self.faults(covers="all d, together"), ["G2: 'all d, together' needs another theorem of the claim that says so"])

    def test_an_id_is_not_found_inside_of_a_longer_one(self):
        self.assertTrue(self.faults(claim="R2"))


class Record(unittest.TestCase):
    def test_the_digest_is_that_of_every_source(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "theory").mkdir()
            (folder / "_CoqProject").write_text("theory/T.v\n")
            (folder / "theory" / "T.v").write_text("(* one *)\n")
            digests = [check.digest_of_theory(folder)]
            (folder / "theory" / "T.v").write_text("(* two *)\n")
            digests.append(check.digest_of_theory(folder))
            (folder / "theory" / "U.v").write_text("")
            digests.append(check.digest_of_theory(folder))
            (folder / "theory" / "U.v").rename(folder / "theory" / "V.v")
            digests.append(check.digest_of_theory(folder))
            (folder / "_CoqProject").write_text("theory/V.v\n")
            digests.append(check.digest_of_theory(folder))
            self.assertEqual(len(set(digests)), 5)
            (folder / "theory" / "T.glob").write_text("compiled")
            self.assertEqual(check.digest_of_theory(folder), digests[-1])

    def test_no_record_without_a_build(self):
        run = subprocess.run([sys.executable, check.__file__, "--no-build", "--record", "/dev/null"], stderr=subprocess.PIPE, text=True)
        self.assertEqual(run.returncode, 2)
        self.assertIn("it needs the build", run.stderr)


@unittest.skipUnless(HAS_COQ, "Coq is not installed")
class Assumptions(unittest.TestCase):
    def axioms(self, text):
        import subprocess
        with tempfile.TemporaryDirectory() as folder:
            build = pathlib.Path(folder)
            (build / "theory").mkdir()
            (build / "theory" / "T.v").write_text(text)
            subprocess.run(["coqc", "-q", "-Q", "theory", "Hebb", "theory/T.v"], cwd=build, check=True)
            return check.assumptions(build, ["Hebb.T.first", "Hebb.T.second"])

    def test_finds_a_hidden_axiom(self):
        text = ("Axiom hole : forall P : Prop, P.\nTheorem first : True. Proof. exact I. Qed.\n"
                "Theorem second : 1 = 2. Proof. apply hole. Qed.\n")
        self.assertEqual({a.rsplit(".", 1)[-1] for a in self.axioms(text)}, {"hole"})

    def test_closed_theorems_rest_on_nothing(self):
        text = "Theorem first : True. Proof. exact I. Qed.\nTheorem second : True. Proof. exact I. Qed.\n"
        self.assertEqual(self.axioms(text), set())

    def test_the_reals_need_an_axiom(self):
        text = ("From Coq Require Import Reals.\nTheorem first : True. Proof. exact I. Qed.\n"
                "Theorem second : forall x : R, (x = 0 \\/ x <> 0)%R.\n"
                "Proof. intro x. destruct (Req_dec x 0); auto. Qed.\n")
        found = self.axioms(text)
        self.assertTrue(found)
        allowed = {line.split("#")[0].strip() for line in (check.HERE / "allowed_axioms.txt").read_text().splitlines()}
        self.assertLessEqual(found, allowed)


if __name__ == "__main__":
    unittest.main()
