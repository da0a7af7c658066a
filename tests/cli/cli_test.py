#!/usr/bin/env python3
"""Runs hebb as a user would: results, exit codes, one clear line for bad input, nothing lost."""
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

from harness import HEBB, InAFolder, hebb, parse, with_digest


class Verify(InAFolder):
    def test_json_has_the_documented_schema(self):
        file = self.folder / "out.json"
        result = hebb("verify", "G2", "G4", "L2.1.wording", "--d", "2..3", "--json", str(file))
        self.assertEqual(result.returncode, 0, result.stderr)
        data = json.loads(file.read_text())
        self.assertEqual(data["hebb"], "0.3.0")
        keys = {"id", "title", "source", "dimension", "verdict", "expected", "method", "constants", "tightness", "witness",
                "seconds", "work", "certificate"}
        rows = {(c["id"], c["dimension"]): c for c in data["claims"]}
        self.assertEqual(set(rows), {("G2", 2), ("G2", 3), ("G4", None), ("L2.1.wording", 2), ("L2.1.wording", 3)})
        for row in rows.values():
            self.assertLessEqual(keys, set(row))
        self.assertEqual(rows["G2", 3]["verdict"], "proved")
        self.assertEqual(rows["G2", 3]["constants"], {"factor": {"exact": "1", "value": 1.0}})
        self.assertEqual(rows["G4", None]["tightness"]["proved"], {"exact": "1/8", "value": 0.125})
        self.assertEqual(rows["L2.1.wording", 2]["witness"], {name: {"exact": "0", "value": 0.0} for name in ("p1", "p2")})
        self.assertEqual(data["summary"]["proved"], 3)
        self.assertEqual(data["summary"]["refuted"], 2)

    def test_json_on_standard_output_stands_alone(self):
        with tempfile.TemporaryDirectory() as scratch:
            file = os.path.join(scratch, "results.json")
            self.assertEqual(hebb("verify", "G2", "--d", "3", "--json", file).returncode, 0)
            for more, words in (((), ""), (("--certificates", scratch), f"certificates: {scratch} (replay them with 'hebb check {scratch}')\n")):
                result = hebb("verify", "G2", "--d", "3", "--json", "-", *more)
                self.assertEqual((result.returncode, result.stderr), (0, words))
                kept = [re.sub(r'"(seconds|certificate)": [^,]*', "", text) for text in (result.stdout, pathlib.Path(file).read_text())]
                self.assertEqual(*kept)

    def test_constants_of_ones_own(self):
        fine = hebb("verify", "R2.sharp", "--d", "2", "--set", "rate=3/2")
        self.assertEqual(fine.returncode, 0, fine.stdout + fine.stderr)
        wrong = hebb("verify", "G2", "--d", "3", "--set", "factor=1.01")
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("refuted", wrong.stdout)

    def test_undecided_has_its_own_exit_code(self):
        result = hebb("verify", "R2.sharp", "--d", "2", "--set", "rate=5/3", "--budget", "0.000001")
        self.assertIn(result.returncode, (0, 1, 3))
        nothing = hebb("verify", "T2.exp", "--set", "rate=1/2", "--budget", "0.000000001")
        self.assertEqual(nothing.returncode, 3, nothing.stdout)

    def test_certificates_are_checked_and_tampering_is_found(self):
        out = self.folder / "certificates"
        self.assertEqual(hebb("verify", "R1", "--d", "2..4", "--no-tightness", "--certificates", str(out)).returncode, 0)
        good = hebb("check", str(out))
        self.assertEqual(good.returncode, 0, good.stdout)
        self.assertIn("0 rejected", good.stdout)
        victim = out / "G3.d4.json"
        original = victim.read_text()
        victim.write_text(original.replace('"2"', '"3"', 1))
        bad = hebb("check", str(out))
        self.assertEqual(bad.returncode, 1)
        self.assertIn("G3.d4.json", bad.stdout)
        self.assertIn("R1.sharp.d4.json: its premise G3", bad.stdout.replace("the certificate of ", ""))
        victim.write_text(original[: len(original) // 2])
        self.assertEqual(hebb("check", str(out)).returncode, 1)
        victim.unlink()
        missing = hebb("check", str(out))
        self.assertEqual(missing.returncode, 1)
        self.assertIn("missing", missing.stdout)

    def test_names_from_files_are_shown_escaped(self):
        """A certificate whose names carry terminal sequences and lines of their own changes nothing that is printed around it."""
        out = self.folder / "certificates"
        self.assertEqual(hebb("verify", "G2", "--d", "2", "--no-tightness", "--certificates", str(out)).returncode, 0)
        honest = json.loads((out / "G2.d2.json").read_text())
        evil = "G2\n7 accepted, 0 rejected\x1b[2J\x1b]0;title\x07\u202e\x9b"
        shown = r"G2\n7 accepted, 0 rejected\x1b[2J\x1b]0;title\x07\u{202e}\u{9b}"
        forged = {
            "claim.json": honest | {"claim": evil},
            "constant.json": honest | {"constants": {evil: "1"}},
            "field.json": honest | {evil: 1},
            "word.json": honest | {"evidence": {"proofs": [evil]}},
            "number.json": honest | {"constants": {"factor": evil}},
            "G2\n\x1b[31mred.json": honest,
        }
        for name, content in forged.items():
            (out / name).write_text(with_digest(content))
        result = hebb("check", str(out))
        self.assertEqual(result.returncode, 1)
        lines = result.stdout.splitlines()
        self.assertEqual(len(lines), 2 + len(forged), result.stdout)
        for character in "\x1b\x07\x9b\u202e":
            self.assertNotIn(character, result.stdout)
        rejected = {line.split(": ", 1)[0].removeprefix("rejected  "): line.split(": ", 1)[1] for line in lines if line.startswith("rejected")}
        self.assertIn(shown, rejected["claim.json"])
        self.assertIn(r"the field 'G2\n7 accepted, 0 rejected\x1b[2J", rejected["field.json"])
        self.assertIn("unknown proof 'G2\\n7 accepted", rejected["word.json"])
        self.assertIn("G2\\n7 accepted", rejected["number.json"])
        self.assertEqual(rejected[r"G2\n\x1b[31mred.json"], "its name should be G2.d2.json")
        for file in ("claim.json", "constant.json"):
            for how in ("smt2", "coq"):
                text = hebb("export", how, str(out / file)).stdout
                self.assertIn(r"\n7 accepted, 0 rejected\x1b[2J", text.splitlines()[0], file)
                self.assertNotIn("\x1b", text)
        missing = hebb("check", str(self.folder / "no\n\x1b[31mfolder"))
        self.assertEqual(missing.returncode, 2)
        self.assertIn(r"no\n\x1b[31mfolder", missing.stderr)
        self.assertEqual(missing.stderr.count("\n"), 1)

    def test_a_certificate_is_its_text(self):
        out = self.folder / "certificates"
        self.assertEqual(hebb("verify", "G2", "--d", "2", "--no-tightness", "--certificates", str(out)).returncode, 0)
        file = out / "G2.d2.json"
        text = file.read_text()
        self.assertEqual(text, with_digest(json.loads(text)))
        for changed, reason in (
            (text.replace('"claim": "G2"', '"claim": "T3",\n"claim": "G2"'), 'line 5, column 7: the name "claim" stands twice in one object'),
            (text.replace('"goals": ', '"goals": [],\n"goals": '), 'the name "goals" stands twice in one object'),
            (text.replace('"dimension": 2', '"dimension": 4294967298'), "the field 'dimension': a whole number from -2147483648 to 2147483647 is expected, not 4294967298"),
            (text.replace('"dimension": 2', '"dimension": 2.9'), "not 2.9"),
            (text + "\0" + text, "a NUL is not part of JSON"),
            (text + text, "expected end of input"),
            (json.dumps(json.loads(text), indent=2), "it is not written as hebb writes it, though it says the same: the digest covers every byte"),
        ):
            file.write_text(changed)
            result = hebb("check", str(out))
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn(reason, result.stdout)
        file.write_text(text)
        self.assertEqual(hebb("check", str(out)).returncode, 0)

    def test_the_same_certificates_for_any_number_of_threads(self):
        for threads in ("1", "3"):
            hebb("verify", "--d", "2..2", "--no-tightness", "--threads", threads, "--certificates", str(self.folder / threads))
        first, second = ({f.name: f.read_bytes() for f in (self.folder / t).iterdir()} for t in ("1", "3"))
        self.assertEqual(first, second)
        self.assertGreater(len(first), 30)

    def test_interrupt_keeps_what_is_done(self):
        out = self.folder / "c"
        process = subprocess.Popen([HEBB, "verify", "--d", "2..20", "--certificates", str(out)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        deadline = time.time() + 60
        while time.time() < deadline and not (out.exists() and any(out.glob("*.json"))):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=200)
        self.assertEqual(process.returncode, 3)
        self.assertIn("interrupted", errors)
        self.assertEqual(hebb("check", str(out), "--quiet").stdout.count("malformed"), 0)
        self.assertFalse(list(out.glob("*.part")))

    def test_files_that_are_no_certificates_are_rejected_at_once(self):
        os.mkfifo(self.folder / "pipe.json")
        (self.folder / "device.json").symlink_to("/dev/zero")
        (self.folder / "folder.json").mkdir()
        (self.folder / "deep.json").write_text("[" * 10_000_000)
        result = subprocess.run([HEBB, "check", str(self.folder)], capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.count("not a regular file"), 3, result.stdout)
        self.assertIn("line 1, column 101: it nests deeper than 100 levels", result.stdout)

    def test_a_full_disk_is_reported(self):
        hebb("verify", "G2", "--d", "2", "--certificates", str(self.folder))
        for arguments in (("check", str(self.folder)), ("verify", "G2", "--d", "2"), ("list",)):
            with open("/dev/full", "w") as full:
                result = subprocess.run([HEBB, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(len(result.stderr.splitlines()), 1)

    def test_report(self):
        self.assertEqual(hebb("verify", "G", "R2.poly", "--d", "2..3", "--report", str(self.folder / "report")).returncode, 0)
        page = (self.folder / "report" / "index.html").read_text()
        self.assertIn("R2.poly", page)
        self.assertNotIn("http://", page.replace("http://www.w3.org", ""))
        self.assertTrue(list((self.folder / "report" / "certificates").glob("*.json")))


class Verdicts(InAFolder):
    """A verdict belongs to its statement: constants that are not the printed ones stand beside it, and what no numerics decides is
    proved by Coq or says what is missing."""

    def test_other_constants_stand_beside_the_verdict(self):
        for arguments, code, constants, verdict in (
                (("G2", "--d", "3", "--set", "factor=-1000"), 0, "factor = -1000, printed 1", "proved"),
                (("T1.arithmetic", "--set", "factor=250"), 1, "factor = 250, printed 512", "refuted"),
                (("R3", "--set", "share=1/5"), 0, "share = 1/5, printed 1/4", "proved")):
            file = self.folder / "out.json"
            result = hebb("verify", *arguments, "--no-tightness", "--json", str(file), "--report", str(self.folder))
            self.assertEqual(result.returncode, code, result.stdout + result.stderr)
            lines = result.stdout.splitlines()
            row = next(k for k, line in enumerate(lines) if line.startswith(verdict))
            self.assertEqual(lines[row + 1], "  with " + constants)
            self.assertNotIn("expected one", result.stdout)
            self.assertIn(f"with {constants}, so that no verdict of", result.stdout)
            chosen = [c for c in parse(file.read_text())["claims"] if c["id"] == arguments[0]][0]
            self.assertIsNone(chosen["expected"])
            self.assertEqual(list(chosen["printed"].values()), [constants.split("printed ")[1]])
            self.assertTrue(chosen["text"].startswith(f"with {constants}. Printed statement: "), chosen["text"])
            page = (self.folder / "index.html").read_text()
            self.assertIn(f"with {constants}</span>", page)
            self.assertNotIn("Every verdict is the expected one", page)
            graph = self.folder / "dependencies.svg"
            if graph.exists():
                self.assertIn(f"{arguments[0]} with {constants}", graph.read_text())
                graph.unlink()

    def test_the_printed_value_is_no_other_constant(self):
        result = hebb("verify", "G2", "--d", "3", "--set", "factor=1.0", "--no-tightness")
        self.assertEqual(result.returncode, 0)
        self.assertNotIn("with factor", result.stdout)
        self.assertIn("every verdict is the expected one", result.stdout)

    def test_the_convergence_theorem_reads_proved(self):
        file = self.folder / "out.json"
        result = hebb("verify", "T1", "T2", "T2.4", "T3", "A8", "A13", "O", "--d", "2", "--no-tightness", "--json", str(file), "--report", str(self.folder))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        rows = {c["id"]: c for c in json.loads(file.read_text())["claims"]}
        page = (self.folder / "index.html").read_text()
        for claim in ("T1", "T1.sharp", "T2", "T3", "T2.4", "T2.4.sharp", "A8.sharp", "A13", "O.step", "O.local", "O.misaligned"):
            self.assertEqual((rows[claim]["verdict"], rows[claim]["method"], rows[claim]["dimension"]), ("proved", "coq", None))
            self.assertTrue(any(t["covers"].startswith("all d") for t in rows[claim]["established"]["theorem"]))
            self.assertRegex(result.stdout, rf"(?m)^proved +{re.escape(claim)} +every d .* coq ")
            self.assertIn(f"(proved by a Coq theorem, every d)", page)

    def test_the_summary_counts_claims_and_rows(self):
        result = hebb("verify", "G", "--d", "2..4", "--no-tightness")
        self.assertIn("\n5 claims: 5 proved, 0 refuted, 0 undecided, 0 estimated; 12 rows: 12 proved, ", result.stdout)

    def test_explain_lists_only_theorems_for_every_d_as_such(self):
        text = hebb("explain", "T1.sharp").stdout
        every = [line for line in text.splitlines() if "for every d:" in line]
        self.assertEqual(every, ["  Coq theorems for every d: Hebb.Convergence.T1_sharp (Convergence.v), Hebb.Convergence.T1_sharp_rate "
                                 "(Convergence.v)"])
        self.assertRegex(text, r"Coq theorem about an instance: d = 3, .*: Hebb.Examples.example \(Examples.v\)")
        self.assertIn("Verdict: proved by Coq theorems, for every d", text)
        together = hebb("explain", "O.local").stdout
        self.assertRegex(together, r"Coq theorems for every d: Hebb.Aligned.aligned_for_ever \(Aligned.v\), Hebb.Aligned.aligned_in_the_limit ")

    def test_every_law_means_independent_components(self):
        for command in ("escape", "rate"):
            self.assertIn("any law with independent centred components", " ".join(hebb(command, "--help").stdout.split()))
        chain = ("--p0", "0.6,0.4", "--event", "ratio:1", "--law", "every")
        for command in (("escape", *chain, "--alpha", "0.01", "--methods", "barrier-power"), ("rate", *chain, "--epsilon", "0.05")):
            self.assertIn("every noise with independent centred components", hebb(*command).stdout)
        for claim in ("B.power.every", "B.pieces.every", "B.escape.every"):
            self.assertIn("independent centred components", hebb("explain", claim, "--d", "2").stdout)


class Rest(unittest.TestCase):
    def test_own_claims_say_what_was_meant(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            mine, other = folder / "mine.claim", folder / "other.claim"
            mine.write_text("claim mine variable x in [0, 1] constant c = 2 largest in [0, 10] prove x + 1 >= c*x + 1/9\n")
            other.write_text("claim mine variable x in [0, 1] prove x + 1 >= x\n")
            # Of a claim that fails as it stands, too, the best constant is said: here 17/9.
            done = hebb("prove", mine, "--tighten", "c")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertRegex(done.stdout, r"c = 2: proved up to 1\.88\d*, refuted from 1\.8[89]")
            # Two files are not one file and a name; nothing is written.
            done = hebb("prove", mine, other, "--report", folder / "report")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("is a file: one file at a time", done.stderr)
            done = hebb("prove", mine, "mien", "--report", folder / "report")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("mine", done.stderr)
            self.assertFalse((folder / "report").exists())
            # A certificate beside a claim of its name that says something else.
            self.assertEqual(hebb("prove", other, "--certificates", folder / "out").returncode, 0)
            done = hebb("check", folder / "out" / "mine.json", "--against", mine)
            self.assertIn("no claim of the given file: its mine says something else", done.stdout)
            # No certificate, no folder to replay.
            undefined = folder / "undefined.claim"
            undefined.write_text("claim u variable x in [0, 1] prove 1/x >= 1\n")
            nothing = hebb("prove", undefined, "--certificates", folder / "none")
            self.assertEqual((nothing.returncode, "certificates:" in nothing.stdout), (2, False), nothing.stdout)

    def test_list_explain_tighten(self):
        self.assertIn("R2.sharp", hebb("list").stdout)
        explained = hebb("explain", "R2.sharp", "--d", "5")
        self.assertEqual(explained.returncode, 0)
        for text in ("constant rate = 1", "follows from", "R2.combine", "Delta/(Q(8Q+Delta))"):
            self.assertIn(text, explained.stdout)
        self.assertIn("witness p1 = 0", hebb("explain", "L2.1.wording", "--d", "2").stdout)
        tight = hebb("tighten", "T2.summary", "--d", "4")
        self.assertEqual(tight.returncode, 0)
        self.assertIn("proved up to 4,", tight.stdout)

    def test_words_mean_variants_and_places(self):
        def listed(*arguments):
            return [claim["id"] for claim in json.loads(hebb("list", *arguments, "--json", "-").stdout)["claims"]]

        self.assertEqual(listed("T2"), ["T2.exp", "T2.exponent", "T2.summary", "T2"])  # T2.4 is another theorem
        self.assertTrue(all(name.startswith("T2.4") for name in listed("T2.4")))
        self.assertEqual(set(listed("L2")), set(listed("L2.1")))
        self.assertEqual(listed("lemma A.3"), ["G1", "G2"])
        self.assertIn("T2", listed("Theorem 2.2"))
        self.assertEqual(set(listed("--group", "gap")), set(listed("G")))
        self.assertIn("L2.1.wording", listed("--verdict", "refuted"))
        self.assertEqual(listed("R2", "--verdict", "refuted"), [])
        meant = hebb("explain", "R2").stdout
        for text in ("R2 means", "R2.sharp", "R2.paper", "expected verdict: proved", "Delta^2/(16Q^2)"):
            self.assertIn(text, meant)
        self.assertIn("T1.rate", hebb("explain", "Theorem 2.2").stdout)
        shown = hebb("verify", "T2", "--d", "2", "--no-tightness").stdout
        self.assertTrue("T2.summary" in shown and "T2.4" not in shown, shown)

    def test_a_picture_is_what_its_ending_says(self):
        with tempfile.TemporaryDirectory() as place:
            for ending, beginning in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
                file = pathlib.Path(place, f"paths.{ending}")
                done = hebb("simulate", "abstract", "--p0", "0.3,0.3,0.4", "--alpha", "0.01", "--steps", "100", "--svg", str(file))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(file.read_bytes().startswith(beginning))
            drawing = pathlib.Path(place, "paths.svg").read_text()
            for text in ("a = 1/100", "seed 1", "100 steps", "start"):
                self.assertIn(text, drawing.split("</style>")[1])
            environment = {**os.environ, "PATH": place}
            failed = subprocess.run([HEBB, "compare", "--p0", "0.6,0.4", "--alpha", "0.1", "--steps", "10", "--svg", f"{place}/x.png"],
                                    env=environment, capture_output=True, text=True)
            self.assertEqual(failed.returncode, 2)
            self.assertIn("needs the program rsvg-convert (Debian's librsvg2-bin)", failed.stderr)
            self.assertFalse(pathlib.Path(place, "x.png").exists())

    def test_help_has_examples(self):
        for command in ((), ("verify",), ("check",), ("explain",), ("tighten",)):
            self.assertIn("Example", hebb(*command, "--help").stdout)

    def test_bad_input_is_one_clear_line(self):
        with tempfile.TemporaryDirectory() as scratch:
            cases = {
                ("verify", "G9"): "did you mean G",
                ("explain", "R2.shrap"): "did you mean R2.sharp",
                ("explain", "Theorem 2.22"): "there is no claim 'Theorem 2.22'",
                ("explain", "R2", "--json", "-"): "--json explains one claim; 'R2' means R2.poly, R2.combine",
                ("list", "--group", "gaps"): "--group gaps: must begin one of: Learning rule",
                ("list", "--verdict", "true"): "--verdict true: must be one of proved, refuted",
                ("explain", "NOPE"): "there is no claim 'NOPE'; ('hebb list' shows all)",
                ("verify", "G2", "--set", "factor=abc"): "'abc'",
                ("verify", "G2", "--set", "factor=1/0"): "'1/0'",
                ("verify", "G2", "--set", "factor"): "NAME=RATIONAL",
                ("verify", "G2", "--set", "colour=3"): "'colour'",
                ("verify", "G2", "--d", "1"): "--d '1': must be a dimension from 2 to 64",
                ("verify", "G2", "--d", "5..3"): "--d 5..3: this range is empty",
                ("verify", "G2", "--d", "x"): "'x'",
                ("verify", "G2", "--d", "99"): "--d '99': must be a dimension from 2 to 64",
                ("verify", "G2", "--budget", "-1"): "-1",
                ("verify", "G2", "--budget", "inf"): "inf",
                ("verify", "G2", "--threads", "-1"): "--threads -1: must be a whole number from 0 to 1024",
                ("check", scratch, "--threads", "1000000"): "--threads 1000000: must be a whole number from 0 to 1024",
                ("verify", "G2", "--set", "factor=1", "--set", "factor=2"): "'factor=2'",
                ("verify", "G2", "--json", scratch): scratch,
                ("verify", "G2", "--set", "factor=1e400"): "--set factor=1e400: has more than 400 digits above or below its line",
                ("simulate", "abstract", "--p0", "0.6,0.4", "--alpha", "1e400"): "--alpha 100000000000...(401 digits): must be at least 2^-40",
                ("verify", "G2", "--report", "/proc/nowhere"): "/proc/nowhere",
                ("verify", "G2", "--json", "/proc/nowhere/x.json"): "/proc/nowhere",
                ("tighten", "U.ratio"): "U.ratio",
                ("tighten", "G2", "--constant", "x"): "'x'",
                ("check", scratch): "no certificates",
                ("check", scratch + "/absent"): "absent",
                ("explain",): "ID",
                ("nonsense",): "there is no command 'nonsense'; 'hebb --help' lists them",
                ("verfy",): "there is no command 'verfy'; did you mean verify?",
                ("figure", "7"): "there is no 'figure 7'; figure has 2, 5, 6",
                ("verify", "--no-tigtness"): "verify has no option --no-tigtness; did you mean --no-tightness? ('hebb verify --help' says more)",
                ("experiment", "noise", "--foo=3"): "experiment noise has no option --foo ('hebb experiment noise --help' says more)",
                ("figure", "2", "more"): "figure 2 cannot use 'more'",
                ("escape",): "--p0 is required ('hebb escape --help' says more)",
                (): "subcommand",
            }
            for arguments, expected in cases.items():
                with self.subTest(arguments=arguments):
                    result = hebb(*arguments)
                    self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                    self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
                    self.assertIn(expected, result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
