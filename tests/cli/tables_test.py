#!/usr/bin/env python3
"""Tables in files - laws, rates, schedules, matrices - as editors and spreadsheets write them, and what is extreme: late times,
long times, many components, costs that are known beforehand."""
import fcntl
import json
import os
import pty
import struct
import subprocess
import termios
import time
import unittest

from harness import HEBB, InAFolder, answer, hebb, parse


class Folder(InAFolder):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "table.txt"

    def write(self, text):
        self.file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.file


class Tables(Folder):
    # how each command reads a table, and one that it accepts
    COMMANDS = {
        "law": ("simulate", "abstract", "--p0", "0.6,0.4", "--alpha", "0.05", "--steps", "20", "--runs", "5", "--json", "-", "--law", "file:{}"),
        "rates": ("simulate", "spiking", "--weights", "0.4", "--time", "2", "--json", "-", "--schedule", "{}"),
        "flow": ("flow", "--p0", "0.6,0.4", "--t", "1", "--json", "-", "--schedule", "{}"),
        "steps": ("simulate", "abstract", "--p0", "0.6,0.4", "--alpha", "0.05", "--steps", "20", "--runs", "5", "--json", "-", "--schedule", "{}"),
        "gamma": ("flow", "--p0", "0.6,0.4", "--t", "1", "--json", "-", "--gamma", "{}"),
    }
    ROWS = {"law": ["-1,1/4", "0,1/2", "1,1/4"], "rates": ["0,5,10", "1,2.5,20"], "flow": ["0,5,10", "1,2.5,20"], "steps": ["0,5,10", "7,2.5,20"], "gamma": ["1,0.1", "0.1,1"]}

    def run_with(self, kind, text):
        self.write(text)
        return hebb(*(word.format(self.file) for word in self.COMMANDS[kind]))

    def numbers(self, kind, text):
        result = self.run_with(kind, text)
        self.assertEqual(result.returncode, 0, result.stderr)
        out = parse(result.stdout)
        out.pop("seconds", None)
        return out

    def test_every_command_reads_every_way_to_write_the_same_table(self):
        for kind, rows in self.ROWS.items():
            expected = self.numbers(kind, "\n".join(rows) + "\n")
            names = ",".join("abcd"[: rows[0].count(",") + 1])
            for text in ("\r\n".join(rows), "\r".join(rows) + "\r", b"\xef\xbb\xbf" + "\r\n".join([names, *rows]).encode(),
                         "# comment\n\n" + "\n".join(rows).replace(",", ";"), "\n".join(rows).replace(",", " \t"), names + "\n" + "\n".join(rows).replace(",", ", ")):
                self.assertEqual(self.numbers(kind, text), expected, (kind, text))

    def test_what_can_be_read_in_two_ways_is_refused_with_its_line(self):
        for kind in self.ROWS:
            self.assert_refused(self.run_with(kind, "0;5,5;10,2\n"), "table.txt:1:", "commas and semicolons")
            self.assert_refused(self.run_with(kind, "# t\n0 5,5 10,2\n"), "table.txt:2:", "a blank between")
            self.assert_refused(self.run_with(kind, "1;2\n1,2\n"), "table.txt:2:", "separated by commas")
            self.assert_refused(self.run_with(kind, "1,2\r1,x\r"), "table.txt:2:", "'x' is not a rational number")
            self.assert_refused(self.run_with(kind, "1,2\n1,\x1b[31m\n"), "table.txt:2:", "'\\x1b[31m'")

    def test_a_cut_fraction_is_named(self):
        self.assert_refused(self.run_with("law", "-1,0.3333\n0,0.3333\n1,0.3333\n"), "9999/10000, not 1; 0.3333 is not 1/3")
        self.assert_refused(hebb("flow", "--p0", "0.3333,0.3333,0.3333", "--t", "1"), "--p0", "0.3333 is not 1/3")
        self.assertNotIn("write the fraction", hebb("flow", "--p0", "0.3,0.3,0.3", "--t", "1").stderr)

    def test_two_points_from_a_file_are_two_point_noise(self):
        for text in ("-1,1/2\n1,1/2\n", "value;probability\n1;0.5\n-1;0.5\n", "-1 1/4\n1 1/2\n-1 1/4\n"):
            self.write(text)
            for command in (("escape", "--p0", "0.6,0.4", "--alpha", "0.05", "--steps", "20", "--runs", "2000", "--cells", "16"), ("rate", "--p0", "0.6,0.4")):
                named, own = (answer(*command, "--json", "-", "--law", law) for law in ("two-point", f"file:{self.file}"))
                for out in (named, own):
                    out["options"].pop("law")
                    for row in out.get("bounds", []):
                        row.pop("seconds")
                self.assertEqual(named, own)
        self.assertTrue(any(row["method"] == "enclosure" and row["upper"] for row in own.get("bounds", named.get("bounds", []))) or "rates" in own)


class Extreme(Folder):
    def test_spiking_times_that_a_double_cannot_tell_apart(self):
        self.write("0, 0\n9e11, 20000\n")
        late = hebb("simulate", "spiking", "--schedule", self.file, "--weights", "0.4", "--time", "900000000001", timeout=20)
        self.assert_refused(late, "--time 900000000001", "from the time 900000000000 on the rates sum to 20000", "end at 900000000000 or before")
        self.assert_refused(hebb("simulate", "spiking", "--rates", "10,20", "--weights", "0.4", "--time", "1e12"), "--time 1e12", "end at 36283883716.6 or before")
        self.assert_refused(hebb("simulate", "spiking", "--rates", "1", "--weights", "0.4", "--time", "1e9", "--modulation", "0.5,1e-6"), "--modulation 0.5,1e-6", "at least 0.00092")
        # late is fine where the rates are low, and the count is right: 100 +- 5 sigma
        self.write("0, 0\n9000000000, 1\n")
        out = answer("simulate", "spiking", "--schedule", self.file, "--weights", "0.4", "--time", "9000000100", "--alpha", "0", "--json", "-")
        self.assertLess(abs(out["outputs"][0]["inputs"][0]["spikes"] - 100), 50)

    def test_a_flow_that_would_not_end(self):
        start = time.time()
        many = ",".join(["2/1001"] + ["1/1001"] * 999)
        self.assert_refused(hebb("flow", "--p0", many, "--t", "1", "--integrate"), "--p0: 1000 coordinates", "at most 200")
        self.assert_refused(hebb("flow", "--p0", "0.6,0.4", "--t", "40", "1e300", "--integrate"), "--t 1e300:", "1e15 at most")
        self.assertLess(time.time() - start, 20)
        fine = answer("flow", "--p0", "0.4,0.35,0.25", "--t", "5000", "--integrate", "--json", "-")["states"][0]
        self.assertIsNone(fine["failure"])
        for end in fine["p"] + [fine["distance"]]:
            self.assertGreaterEqual(float(end["lower"]), 0)
            self.assertLessEqual(float(end["upper"]), 1)

    def test_enclosures_stay_within_0_and_1(self):
        for p0, t, radius in (("0.34,0.33,0.33", 1, "0.03"), ("0.9,0.05,0.05", 1, "0.05"), ("0.4,0.35,0.25", "0.1", "0.05"), ("0.5,0.3,0.2", 30, "1e-3")):
            out = answer("flow", "--p0", p0, "--t", t, "--radius", radius, "--integrate", "--json", "-")["states"][0]
            for end in out["p"] + [out["distance"]]:
                self.assertGreaterEqual(float(end["lower"]), 0, (p0, out))
                self.assertLessEqual(float(end["upper"]), 1, (p0, out))
                self.assertLess(float(end["lower"]), float(end["upper"]))

    def test_the_cost_of_an_enclosure_is_known_beforehand(self):
        command = ("escape", "--p0", "0.6,0.4", "--alpha", "1e-6", "--runs", "1000", "--json", "-")
        rows = answer(*command, "--steps", "100")["bounds"]
        row = next(r for r in rows if r["method"] == "enclosure")
        self.assertIsNone(row["upper"])
        self.assertRegex(row["note"], r"about .* minutes, too long to do unasked: --methods enclosure")
        quick = answer("escape", "--p0", "0.6,0.4", "--alpha", "0.05", "--steps", "20", "--runs", "1000", "--json", "-")["bounds"]
        self.assertIsNotNone(next(r for r in quick if r["method"] == "enclosure")["upper"])

    def test_constants_beyond_a_double_and_empty_domains(self):
        for factor in ("1e308", "1e309", "1e399"):
            result = hebb("verify", "G2", "--d", "3", "--set", f"factor={factor}", "--no-tightness")
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn("refuted", result.stdout)
        longer = hebb("verify", "G2", "--d", "3", "--set", "factor=1e1000", "--no-tightness")  # than a certificate may hold
        self.assertEqual((longer.returncode, longer.stdout), (2, ""))
        self.assertIn("has more than 400 digits", longer.stderr)
        empty = hebb("verify", "R2.sharp", "--d", "2", "--set", "rate=-1", "--no-tightness")
        self.assertEqual(empty.returncode, 3, empty.stdout)
        self.assertIn("the domain seems to be empty for rate = -1: the range of a is, at all points that were tried", " ".join(empty.stdout.split()))

    def test_narrow_terminals(self):
        for columns in (20, 28, 39):
            leader, follower = pty.openpty()
            fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            process = subprocess.Popen([HEBB, "verify", "G2", "G4", "--d", "2..3", "--no-tightness"], stdout=follower, stderr=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
            os.close(follower)
            text = b""
            try:
                while part := os.read(leader, 65536):
                    text += part
            except OSError:
                pass  # the other end is closed
            os.close(leader)
            self.assertEqual(process.wait(), 0)
            lines = text.decode().replace("\r", "").split("\n")
            self.assertTrue(any("G2" in line for line in lines), lines)
            for line in lines:
                if " proved, " not in line:
                    self.assertLessEqual(len(line), columns, lines)

    def test_one_is_singular(self):
        one = hebb("simulate", "abstract", "--p0", "0.6,0.4", "--alpha", "0.05", "--steps", "1", "--runs", "1").stdout
        self.assertTrue(one.startswith("1 path from"), one)
        self.assertIn(", 1 step, ", one)
        one = hebb("simulate", "spiking", "--rates", "5", "--weights", "0.3", "--time", "1").stdout
        self.assertTrue(one.startswith("spiking network: 1 input, "), one)
        self.assertIn("; 1 run of 1, ", one)


if __name__ == "__main__":
    unittest.main()
