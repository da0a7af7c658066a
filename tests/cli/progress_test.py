#!/usr/bin/env python3
"""Patience: progress_test.py HEBB. Every command that can take more than two seconds says on a terminal what it is at and for how long, says nothing
of it in a pipe, and ends within two seconds of Ctrl-C with what it has."""
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HARD = "claim hard\nvariable x in [0, 1]\nvariable y in [0, 1]\nvariable z in [0, 1]\nvariable u in [0, 1]\nvariable v in [0, 1]\n" \
       "constant c = 1 smallest in [0, 10]\nprove sin(3*x*y) + cos(2*z*u)*exp(-v*x) + c*x*(1-y)*z*v >= sin(x*u)*cos(y*v) - 1/1000\n"
# Each takes many seconds; FOLDER is a scratch folder.
COMMANDS = {
    "verify": "verify --d 7..8 --threads 1",
    "tighten": "tighten R2.sharp --d 14..20 --relative 1e-9",
    "prove": "prove FOLDER/hard.claim --tighten c",
    "winner": "winner --p0 0.501,0.499 --alpha 0.0002 --cells 512",
    "correlation": "correlation --gamma 1,0,0;0,1,0.8;0,0.8,1 --basin --cells 1000",
    "escape": "escape --p0 0.5,0.3,0.2 --alpha 0.005 --methods plane --plane-cells 24",
    "escape paths": "escape --p0 0.6,0.4 --alpha 0.001 --steps 2000 --methods monte-carlo --runs 1e8",
    "rule prove": "rule ROOT/docs/examples/rules/paper.rule prove --d 2..8 --tighten",
    "rule compare": "rule ROOT/docs/examples/rules/paper.rule compare --p0 0.4,0.35,0.25 --alpha 0.0001 --steps 1000000 --runs 100000",
    "rule escape": "rule ROOT/docs/examples/rules/paper.rule escape --p0 0.6,0.4 --alpha 0.001 --steps 100000 --runs 1e7",
    "compare": "compare --p0 0.4,0.35,0.25 --alpha 0.0001 --steps 1000000 --runs 100000",
    "figure": "figure 5 --out FOLDER --steps 4e7 --runs 1000",
    "experiment": "experiment stress --runs 1e7 --threads 1",
    "simulate": "simulate spiking --rates 5,10,20 --weights 0.3 --threshold 1 --tau 0.02 --alpha 0.00000001 --time 1e8",
}


def words(command, folder):
    return [word.replace("FOLDER", str(folder)).replace("ROOT", str(ROOT)) for word in command.split()]


class OnTerminal:
    """A process whose standard error is a terminal; its standard output, too, or a pipe."""

    def __init__(self, arguments, folder, output_too=True):
        self.end, child = pty.openpty()
        self.process = subprocess.Popen([HEBB, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stderr=child,
                                        stdout=child if output_too else subprocess.PIPE)
        os.close(child)
        self.text = ""

    def read(self, until, seconds):
        """What is written, until it matches or the time is over or the process ends."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not re.search(until, self.text):
            ready, _, _ = select.select([self.end], [], [], 0.2)
            if ready:
                try:
                    part = os.read(self.end, 1 << 16)
                except OSError:  # the other end is closed
                    return self.text
                if not part:
                    return self.text
                self.text += part.decode(errors="replace")
        return self.text

    def stop(self):
        """Ctrl-C; the seconds until it ended, and the exit code. On a machine that is busy with other things: the seconds that
        its threads were at work."""
        start = time.monotonic()
        ticks = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        before = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
        self.process.send_signal(signal.SIGINT)
        used, code = None, None
        while time.monotonic() - start < 60:
            self.read("(?!)", 0.05)
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                used, code = usage.ru_utime + usage.ru_stime - before, os.waitstatus_to_exitcode(status)
                break
        self.process.returncode = code if code is not None else self.process.kill()
        seconds = time.monotonic() - start
        self.read("(?!)", 0.3)
        os.close(self.end)
        return seconds if used is None else min(seconds, used), code


class Progress(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name)
        (self.folder / "hard.claim").write_text(HARD)

    def tearDown(self):
        self.scratch.cleanup()

    def test_long_commands_say_what_they_are_at_and_stop(self):
        for name, command in COMMANDS.items():
            with self.subTest(name):
                run = OnTerminal(words(command, self.folder), self.folder)
                text = run.read(r"\r\x1b\[K[^\r\n]*, \d+ s", 8)
                self.assertRegex(text, r"\r\x1b\[K[^\r\n]*, \d+ s")
                seconds, code = run.stop()
                self.assertLess(seconds, 2)
                self.assertEqual(code, 3, run.text)
                self.assertIn("interrupted", run.text)

    def test_parts_come_with_a_guess_of_the_rest(self):
        run = OnTerminal(words(COMMANDS["escape paths"], self.folder), self.folder)
        self.assertRegex(run.read(r"about [\d.]+ (s|min|h) left", 20), r"\[#* *\] \d+/100000000 paths, \d+ s, about [\d.]+ (s|min|h) left")
        run.stop()

    def test_a_short_command_shows_none_of_it(self):
        run = OnTerminal(["explain", "G3"], self.folder)
        self.assertNotIn("\x1b[K", run.read("(?!)", 5))
        self.assertEqual(run.process.wait(10), 0)

    def test_the_table_comes_after_the_line_is_wiped(self):
        run = OnTerminal(words(COMMANDS["escape paths"], self.folder), self.folder)
        run.read(r"paths, \d+ s", 15)
        run.stop()
        screen = run.text.split("\r\x1b[K")[-1]
        self.assertNotIn(" left", screen)
        self.assertNotRegex(run.text, r" s, about [\d.]+ (s|min|h) left[^\r\x1b]", "something was written behind the line")

    def test_a_pipe_sees_nothing_of_it(self):
        for name in ("winner", "correlation", "escape paths"):
            with self.subTest(name):
                run = subprocess.Popen([HEBB, *words(COMMANDS[name], self.folder)], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                time.sleep(3)
                run.send_signal(signal.SIGINT)
                out, err = run.communicate(timeout=20)
                self.assertEqual(run.returncode, 3, err)
                self.assertNotIn("\r", out + err)
                self.assertNotIn("\x1b", out + err)

    def test_a_table_in_a_pipe_is_whole_while_the_terminal_shows_progress(self):
        run = OnTerminal(["escape", "--p0", "0.6,0.4", "--alpha", "0.01", "--steps", "3000", "--methods", "monte-carlo,barrier-power", "--runs", "300000",
                          "--threads", "1", "--json", "-"], self.folder, output_too=False)
        out, _ = run.process.communicate(timeout=120)
        os.close(run.end)
        self.assertEqual(run.process.returncode, 0)
        import json
        self.assertEqual(json.loads(out)["command"], "escape")


if __name__ == "__main__":
    HEBB = str(pathlib.Path(sys.argv[1]).resolve())
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
