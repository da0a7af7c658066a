"""The changes that a mutation run makes to a C++ source, one at a time.

The rules look at the text only and rely on the format of the sources: binary operators stand between blanks, the
brackets of templates do not. A change that does not compile costs time and is counted as such.
"""
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    line: int      # from 1
    column: int    # of the change, from 0
    operator: str  # the rule
    before: str    # the line as it stands, stripped
    after: str     # the same line changed
    start: int     # in the text
    end: int
    replacement: str

    def apply(self, text):
        return text[:self.start] + self.replacement + text[self.end:]

    @property
    def key(self):
        """Names the change independently of the line's number."""
        return f"{self.before} -> {self.after}"


SPACED = {  # between blanks
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="], "!=": ["=="],
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["/"], "<<": [">>"], ">>": ["<<"],
    "&": ["|"], "|": ["&"], "^": ["&"], "&&": ["||"], "||": ["&&"],
    "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="], ">>=": ["<<="],
}
SWAPPED = [  # whole words
    ("std::min", "std::max"), ("std::minmax", None), ("min", "max"), ("lower", "upper"), ("left", "right"),
    ("round_down", "round_up"), ("add_down", "add_up"), ("sub_down", "sub_up"), ("mul_down", "mul_up"),
    ("div_down", "div_up"), ("sqrt_down", "sqrt_up"), ("Direction::down", "Direction::up"), ("true", "false"),
    ("is_nonnegative", "is_nonpositive"), ("next_down", "next_up"), ("lower_open", "upper_open"),
    ("i.a", "i.b"), ("numerator", "denominator"), ("first", "second"), ("begin", "end"), ("continue", "break"),
    ("add", "multiply"), ("lowest", "max"), ("node.i", "node.j"), ("least", "greatest"), ("low", "high"),
]
ONE_WAY = [("is_negative", "is_nonpositive"), ("certainly_positive", "certainly_zero"), ("abs", ""),
           ("std::fabs", ""), ("rounded", "")]


def mask(text):
    """The text with comments, strings, characters and preprocessor lines blanked out, at the same offsets."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#[^\n]*',
                         re.S | re.M)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def matching(text, start):
    """The offset of the parenthesis that closes the one at `start`."""
    depth = 0
    for k in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[k], 0)
        if depth == 0:
            return k
    return None


def edits(code):
    """(operator, start, end, replacement) for the masked text."""
    for m in re.finditer(r"(?<=[ ])([<>=!+\-*/%&|^]{1,3})(?=[ \n])", code):
        for other in SPACED.get(m.group(1), []):
            yield "operator", m.start(), m.end(), other
    swaps = {**{a: b for a, b in SWAPPED if b}, **{b: a for a, b in SWAPPED if b}, **dict(ONE_WAY)}
    for word, other in swaps.items():
        for m in re.finditer(r"(?<!\w)(?<!std::)" + re.escape(word) + r"(?![\w])", code):
            yield "word", m.start(), m.end(), other
    for m in re.finditer(r"\bif (?:constexpr )?(?=\()", code):
        close = matching(code, m.end())
        if close is None:
            continue
        condition = code[m.end() + 1:close]
        cut = 0
        declaration = re.match(r"[^;()]*[^;]*;", condition)  # `if (init; condition)` keeps its variable
        if declaration:
            cut = declaration.end()
        elif re.match(r"\s*(const )?(auto\b[^=]*|[\w:]+(<[^=()]*>)?[*&]* [*&]?\w+ )=(?!=)", condition):
            continue
        for value in ("true", "false"):
            yield "condition", m.end() + 1 + cut, close, (" " if cut else "") + value
    for m in re.finditer(r"^[ ]*(?:\w[^\n]*\) )?([a-z_]\w*(?:[.\[(>:-][^\n;]*?)? (?:[-+*/|&]?=) [^\n;]*|[a-z_][\w.]*\([^\n;]*\)|"
                         r"(?<=  )throw [^\n]*|\+\+\w+|--\w+);[ ]*$", code, re.M):
        if not m.group(1).startswith(("return", "using", "static_assert", "if ", "for ", "while ", "const ")):
            yield "statement", m.start(1), m.end(1), ""
    for m in re.finditer(r"(?<![\w.#])(0x[01]p)?(\d+)(?=(?:u|ull|ULL|U|L)?\b)(?![\w.]*x)(?!\.)", code):
        n = int(m.group(2))
        for other in ([n + 1] if n == 0 else [n + 1, n - 1]):
            yield "constant", m.start(2), m.end(2), str(other)
    for m in re.finditer(r"!(?=[\w(])", code):
        yield "negation", m.start(), m.end(), ""
    for m in re.finditer(r"(?<=[\s(,{])[-~](?=[\w(])", code):
        yield "sign", m.start(), m.end(), ""
    for m in re.finditer(r"(?<![\w+])(\+\+|--)(?=\w)", code):
        line_start = code.rfind("\n", 0, m.start()) + 1
        if not code[line_start:m.start()].lstrip().startswith("for ("):
            yield "step", m.start(), m.end(), "--" if m.group(1) == "++" else "++"
    for m in re.finditer(r" \? ", code):  # c ? a : b becomes b where c holds: negate the nearest bracket or name
        before = re.search(r"(?:[\w.>\[\]-]+(?:\([^()]*\))?|\([^()]*\))$", code[:m.start()])
        if before and before.group() not in ("return",):
            yield "choice", before.start(), before.end(), f"(!({before.group()}))"


def mutations(text):
    """All mutations of a source, in the order of the text, without doubles."""
    code = mask(text)
    seen, found = set(), []
    for operator, start, end, replacement in edits(code):
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", max(end, start))
        line_end = len(text) if line_end < 0 else line_end
        changed = text[line_start:start] + replacement + text[end:line_end]
        before, after = text[line_start:line_end].strip(), changed.strip()
        before, after = " ".join(before.split()), " ".join(after.split())
        if before == after or (start, end, replacement) in seen:
            continue
        seen.add((start, end, replacement))
        found.append(Mutation(text.count("\n", 0, start) + 1, start - line_start, operator, before, after, start, end,
                              replacement))
    return sorted(found, key=lambda m: (m.start, m.end, m.replacement))
