#!/usr/bin/env python3
"""survivors.md in step with the sources: every line that it names still stands in its file, and the rules of the
mutation run still make the change that it explains. Beside that, what the rules do on a small example.
"""
import pathlib
import unittest

import operators
import survivors

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Survivors(unittest.TestCase):
    def test_every_explained_mutation_is_one_of_its_file(self):
        keys = {}
        for file, before, after, reason in survivors.entries():
            if file not in keys:
                changes = operators.mutations((ROOT / file).read_text())
                keys[file] = {m.key for m in changes} | {f"{m.before} -> *" for m in changes}
            with self.subTest(file=file, line=before):
                self.assertIn(f"{before} -> {after}", keys[file])
                self.assertGreater(len(reason), 10)

    def test_no_mutation_is_explained_twice(self):
        self.assertEqual(len(survivors.entries()), len(survivors.keys()))


class Operators(unittest.TestCase):
    def changes(self, line):
        return {m.after for m in operators.mutations(line + "\n")}

    def test_comparisons_and_conditions(self):
        changes = self.changes('  if (a < b && !c) throw Rejection("x < y && z");  // a < b')
        for expected in ("a <= b && !c", "a >= b && !c", "a < b || !c", "a < b && c", "true", "false"):
            self.assertIn(f'if ({expected}) throw Rejection("x < y && z"); // a < b', changes)
        self.assertEqual(len(changes), 6)  # neither the text nor the comment

    def test_statements_are_removed(self):
        for statement in ("    throw Rejection(x);", "  sum = sum + term;", "  stack.push_back(x);"):
            self.assertIn(";", self.changes(statement))
        self.assertNotIn(";", self.changes("  const Fraction sum = a;"))

    def test_arithmetic_words_and_constants(self):
        changes = self.changes("  return std::min(x + 2, -y);")
        self.assertEqual(changes, {"return std::max(x + 2, -y);", "return std::min(x - 2, -y);",
                                   "return std::min(x + 3, -y);", "return std::min(x + 1, -y);",
                                   "return std::min(x + 2, y);"})

    def test_templates_and_preprocessor_lines_stay(self):
        self.assertEqual(self.changes("#if 1 + 2 < 3"), set())
        self.assertEqual(self.changes("std::vector<std::map<A, B>> x;"), set())

    def test_a_mutation_changes_one_place(self):
        text = "a = b + c;\nd = e + f;\n"
        plus = [m for m in operators.mutations(text) if m.operator == "operator"]
        self.assertEqual([m.apply(text) for m in plus], ["a = b - c;\nd = e + f;\n", "a = b + c;\nd = e - f;\n"])
        self.assertEqual([m.line for m in plus], [1, 2])


if __name__ == "__main__":
    unittest.main()
