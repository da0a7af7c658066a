"""Many mutations in one source: each changed condition or statement stands beside the original, and the variable
hebb_mutant chooses at run time. One compilation then serves hundreds of mutants.

What does not fit (declarations of deduced type, loop heads, compile-time conditions) is left to be compiled alone.
"""
import re
from collections import defaultdict

from operators import mask, matching

PREFIX = 'extern "C" int hebb_mutant;\n'


def conditions(code):
    """[start, end) of the conditions of if, while and for."""
    for m in re.finditer(r"\b(if|while|for) \(", code):
        close = matching(code, m.end() - 1)
        if close is None:
            continue
        inside = code[m.end():close]
        if m.group(1) == "for":
            parts = inside.split(";")
            if len(parts) == 3 and parts[1].strip():
                start = m.end() + len(parts[0]) + 1
                yield start, start + len(parts[1])
        elif ";" not in inside and not re.match(r"\s*(const )?(auto\b|[\w:]+(?:<[^=()]*>)?[*&]* [*&]?\w+ = )", inside):  # no declaration
            yield m.end(), close


def opens_block(code, brace):
    return re.search(r"(\)|\belse|\bconst|\btry|\bmutable|[;{}])\s*$", code[:brace]) is not None


def statement(code, position):
    """[start, end) of the statement around the position, its semicolon included; None when it is not one."""
    start, depth = position, 0
    while start > 0:
        c = code[start - 1]
        if c in ")]":
            depth += 1
        elif c in "([":
            depth -= 1
        elif c == ";" and depth <= 0:
            break
        elif c == "}" and depth <= 0:
            if re.match(r"\s*[;,)]", code[start:]):
                depth += 1  # of an initialiser: skip to its brace
            else:
                break
        elif c == "{":
            if opens_block(code, start - 1):
                break
            if depth > 0:
                depth -= 1
        start -= 1
    while True:
        start += len(code[start:]) - len(code[start:].lstrip())
        head = re.match(r"(?:if|for|while) (?=\()", code[start:])
        label = re.match(r"(?:else\b(?! if)|else (?=if)|case [\w:]+:|default:)", code[start:])
        if head:
            close = matching(code, start + head.end())
            if close is None or close >= position:
                return None
            start = close + 1
        elif label:
            start += label.end()
        else:
            break
    if start > position:
        return None
    depth, end = 0, start
    while end < len(code):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(code[end], 0)
        if depth < 0:
            return None
        if code[end] == ";" and depth == 0:
            return start, end + 1
        end += 1
    return None


def region(code, ranges, mutation):
    """(kind, start, end, type) or None"""
    for start, end in ranges:
        if start <= mutation.start and mutation.end <= end:
            return "condition", start, end, "bool"
    found = statement(code, mutation.start)
    if not found or mutation.end > found[1]:
        return None
    start, end = found
    text = code[start:end]
    if re.match(r"(using|static_assert|struct|class|template|namespace|enum|public|private|break|continue|friend|"
                r"constexpr|inline|explicit|extern|static|typedef)\b|(?:const )?auto&* \[", text):
        return None
    declared = re.match(r"(?:const )?([A-Za-z_][\w:]*(?:<[^;=]*?>)?) (\w+) = ", text)
    if declared and declared.group(1) not in ("return", "throw"):
        kind = declared.group(1)
        if kind == "auto" or "," in re.sub(r"[<(\[{].*[>)\]}]", "", text) or mutation.start < start + declared.end():
            return None
        return "value", start + declared.end(), end - 1, kind
    if re.match(r"(?:const )?[A-Za-z_][\w:]*(?:<[^;=]*?>)?[&*]* [&*]*\w+\s*[=,;({\[]", text) and not re.match(r"(return|throw)\b", text):
        return None
    return "statement", start, end, None


def on_one_line(text):
    return re.sub(r"\s*\n\s*", " ", text).strip()  # blanks within strings stay


def combine(text, mutations):
    """(source, {line: number}, numbers): the mutations by their numbers that found a place, and on which line of the
    source each stands."""
    code = mask(text)
    ranges = list(conditions(code))
    groups = defaultdict(list)
    for number, mutation in mutations.items():
        place = region(code, ranges, mutation)
        if place and "//" not in text[place[1]:place[2]]:
            groups[place].append(number)
    kept, last = [], None
    for place in sorted(groups, key=lambda p: (p[2] - p[1])):  # of nested places the inner one
        if all(place[2] <= other[1] or other[2] <= place[1] for other in kept):
            kept.append(place)
    out, lines, placed, position = PREFIX, {}, set(), 0
    for place in sorted(kept, key=lambda p: p[1]):
        kind, start, end, cast = place
        out += text[position:start]
        position = end
        original = on_one_line(text[start:end])
        out += "{" if kind == "statement" else "("
        for number in groups[place]:
            m = mutations[number]
            changed = on_one_line(text[start:m.start] + m.replacement + text[m.end:end])
            out += "\n"
            lines[out.count("\n") + 1] = number
            placed.add(number)
            out += (f"if (hebb_mutant == {number}) {{ {changed} }} else" if kind == "statement" else
                    f"hebb_mutant == {number} ? {cast}({changed}) :")
        out += f"\n{{ {original} }} }}" if kind == "statement" else f"\n{cast}({original}))"
    return out + text[position:], lines, placed
