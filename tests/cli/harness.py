"""What the tests of the command line share. The program is the first argument of the script."""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction

HEBB = os.path.abspath(sys.argv.pop(1))


def hebb(*arguments, timeout=300, **options):
    """Runs the program; what it printed is text."""
    return subprocess.run([HEBB, *map(str, arguments)], capture_output=True, text=True, timeout=timeout, **options)


def plain(data):
    """The value with {"exact": "1/2", "value": 0.5} as the text "1/2", and the ends of "probability" beside it.

    Checks on the way that an exact number comes with its nearest double, that the doubles of an enclosure enclose what
    its decimals do up to their digits, and that nothing that is null is called rigorous.
    """
    if isinstance(data, list):
        return [plain(each) for each in data]
    if not isinstance(data, dict):
        return data
    if set(data) == {"exact", "value"}:
        assert float(Fraction(data["exact"])) == data["value"], data
        return data["exact"]
    if set(data) == {"lower", "upper", "lower_value", "upper_value"}:
        assert Fraction(data["lower"]) <= Fraction(data["upper"]) and data["lower_value"] <= data["upper_value"], data
        for end in ("lower", "upper"):
            assert abs(float(data[end]) - data[end + "_value"]) <= 1e-12 * abs(data[end + "_value"]) + 1e-300, data
    out = {name: plain(value) for name, value in data.items()}
    if "probability" in out:
        bound = out["probability"]
        assert bound is not None or out["rigorous"] is False, data
        out["lower"], out["upper"] = (bound["lower"], bound["upper"]) if bound else (None, None)
    return out


def parse(text):
    return plain(json.loads(text))


def answer(*arguments, run=hebb, **options):
    """The JSON that a command writes to standard output."""
    result = run(*arguments, **options)
    assert result.returncode == 0, result.stderr
    return parse(result.stdout)


def with_digest(content):
    """A certificate file written as hebb writes it, whose digest fits, whatever it says."""
    fields = {key: json.dumps(value, separators=(",", ":"), ensure_ascii=False) for key, value in content.items() if key != "digest"}
    compact = "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{value}" for key, value in fields.items()) + "}"
    fields["digest"] = '"sha256:' + hashlib.sha256(compact.encode()).hexdigest() + '"'
    return "{\n" + ",\n".join(f"{json.dumps(key, ensure_ascii=False)}: {value}" for key, value in fields.items()) + "\n}\n"


def redigested(text):
    """A checkpoint with a digest that fits, from one with another or without."""
    text = re.sub(r',"digest":"sha256:\w+"}\n$', "}\n", text)
    return f'{text[:-2]},"digest":"sha256:{hashlib.sha256(text.encode()).hexdigest()}"}}\n'


class InAFolder(unittest.TestCase):
    """Each test has an empty folder, gone when it ends."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def assert_refused(self, result, *parts):
        """Bad input: exit code 2 and one line on standard error that holds every part."""
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
