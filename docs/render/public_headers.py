#!/usr/bin/env python3
"""The public interface as Doxygen reads it: public_headers.py ROOT FOLDER writes to FOLDER the headers lib/hebb/*.hpp and those that they include
directly, with their comments in Doxygen's words. Headers say once what holds for several declarations, and write formulas as text; so

* `// words` behind a declaration or a member are its documentation, lines below it included;
* overloads that follow each other without a blank line share the comment of the first;
* an indented line of a comment is a formula, and stays as it is;
* `== default` compares all members;
* what is compiled elsewhere (`extern template`) is no declaration of its own.
What is between `// @cond internal` and `// @endcond` is not public."""
import pathlib
import re
import sys

EQUALITY = re.compile(r"^\s*(friend )?(constexpr )?(bool|auto) operator(==|<=>)\(.*= default;\s*$")


def public_headers(root):
    """The paths below lib/ of all public headers, each name of lib/hebb/*.hpp first."""
    named = sorted((root / "lib/hebb").glob("*.hpp"))
    inner = {found for file in named for found in re.findall(r"#include <(hebb/\S+)>", file.read_text())}
    return [str(file.relative_to(root / "lib")) for file in named] + sorted(inner)


def escaped(text):
    """Text that Doxygen prints as it stands; what is between ` ` is code."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"[\\@<>#&]", r"\\\g<0>", part) for part in parts)


def comment_block(lines):
    """Lines of one `///` comment, without the slashes, as lines of a Doxygen comment."""
    out, formula = [], False
    for line in lines:
        is_formula = line.startswith("  ") and line.strip() != ""
        if is_formula != formula:
            out.append("@verbatim" if is_formula else "@endverbatim")
            formula = is_formula
        out.append(line[2:] if is_formula else escaped(line))
    return out + (["@endverbatim"] if formula else [])


def written(block):
    """The lines of a comment in the style in which Doxygen keeps formulas without slashes before them."""
    return ["/*!", *(line.replace("*/", "* /") for line in block), "*/"]


def split_code(line):
    """The code of a line and the words behind its `//`, or None."""
    quoted = None
    for i, c in enumerate(line):
        if quoted:
            if c == quoted and line[i - 1] != "\\":
                quoted = None
        elif c == '"' or (c == "'" and not line[max(i - 1, 0)].isalnum()):
            quoted = c
        elif line.startswith("//", i):
            return line[:i], line[i:]
    return line, None


class Scope:
    """Where declarations stand, and where code stands that documents nothing."""

    def __init__(self):
        self.open, self.pending, self.round = [], "", 0

    def declares(self):
        return all(self.open) and self.round == 0

    def read(self, code):
        code = re.sub(r'"(\\.|[^"\\])*"', '""', code)
        code = re.sub(r"(?<!\w)'(\\.|[^'\\])'", "''", code)
        for c in code:
            self.round += {"(": 1, ")": -1}.get(c, 0)
            if c == "{":
                kind = re.search(r"\b(namespace|class|struct|enum|union)\b", re.sub(r"template\s*<[^{]*?>(?=\s*(class|struct|requires))", "", self.pending))
                self.open.append(bool(kind) and "(" not in self.pending.split("requires")[0] and "=" not in self.pending)
            if c == "}" and self.open:
                self.open.pop()
            self.pending = "" if c in "{};" else self.pending + c
        self.pending += " "


def name_of(lines):
    """What the declaration that begins with these lines declares, if it is a function."""
    text = re.split(r"[;{]", " ".join(split_code(line)[0] for line in lines))[0]
    text = re.sub(r"template\s*<(?:[^<>]|<[^<>]*>)*>", "", text)
    text = re.sub(r"requires\s+\w+(<[^>]*>)?", "", text)
    found = re.search(r"(operator\s*\S+?|~?\b[A-Za-z_]\w*)\s*\(", text)
    return found and found.group(1)


def one_each(code):
    """`int a = 0, b = 1;` as `int a = 0;` and `int b = 1;`: a comment behind it is about both."""
    found = re.fullmatch(r"(\s*(?:static |constexpr )*[\w:]+(?:<[^=]*>)?\s+)(\w+\s*[={,;].*);\s*", code)
    if not found or re.match(r"\s*(using|friend|return|enum|struct|class)\b", code):
        return [code.rstrip()]
    names, depth = [""], 0
    for c in found.group(2):
        depth += (c in "{<(") - (c in "}>)")
        if c == "," and depth == 0:
            names.append("")
        else:
            names[-1] += c
    return [f"{found.group(1)}{name.strip()};" for name in names]


def as_doxygen(text, users):
    text = re.sub(r"^extern template [^;]*;\n", "", text, flags=re.M)
    out, comment, shared, continued, scope, start = [], [], ([], None), False, Scope(), True
    lines = text.split("\n")
    for number, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith("///") and not re.match(r"///\s*@[{}]", bare):
            comment.append(bare[3:].removeprefix(" "))
            continued = False
            continue
        if bare.startswith("// @"):
            out.append(line.replace("// @", "/// @", 1))
            continued = False
            continue
        indent = " " * (len(line) - len(line.lstrip()))
        if comment:
            block = comment_block(comment)
            if re.match(r"(template <.*> )?(struct|class) \w+ ", " ".join(lines[number:number + 2])):
                block.append(f"@headerfile {users[0]}")
            comment = []
            shared = (block, name_of(lines[number:number + 4]))
            out += written(block) if scope.declares() else []
        elif scope.declares() and start and bare and not bare.startswith(("/", "}", "#", "public", "private", "protected")):
            name = name_of(lines[number:number + 4])
            if name and name == shared[1]:
                out += written(shared[0])
        if not bare:
            shared = ([], None)
        if continued and bare.startswith("//"):
            out.append(f"{indent}///< {escaped(bare[2:].strip())}")
            continue
        code, words = split_code(line) if not bare.startswith("//") else (line, None)
        declares = scope.declares()
        if not bare.startswith(("//", "#")):
            scope.read(code)
        if EQUALITY.match(code):
            line = f"{code.rstrip()}  ///< Compares all members."
        elif words and "NOLINT" in words:
            line = code.rstrip()
        elif words and not words.startswith("///") and (declares or scope.declares()):
            line = f"{code.rstrip()}  ///< {escaped(words[2:].strip())}"
        continued = bool(words) and "///<" in line
        start = not scope.pending.strip() and scope.declares()
        if declares and scope.declares() and start:
            behind = line[len(code.rstrip()):] if line.startswith(code.rstrip()) else ""
            each = one_each(code)
            if len(each) > 1:
                above = []
                if not behind and out and out[-1] == "*/":
                    begin = len(out) - 1 - out[::-1].index("/*!")
                    above, out = out[begin:], out[:begin]
                for one in each:
                    out += above + [one + behind]
                continue
        out.append(line)
    return "\n".join(out)


def main():
    root, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    headers = {header: (root / "lib" / header).read_text() for header in public_headers(root)}
    parts = {header: re.findall(r"#include <(hebb/\S+)>", text) for header, text in headers.items() if header.count("/") == 1}
    for header, text in headers.items():
        target = folder / header
        target.parent.mkdir(parents=True, exist_ok=True)
        if header in parts:  # its first words are about the file
            words = re.search(r"^((?://.*\n)+)", text, re.M)
            about = " ".join(line[2:].strip() for line in words.group(1).splitlines())
            declared = "".join(f"- {part}\n" for part in parts[header])
            target.write_text(f"/*! @file\n{escaped(about)}\n\nIt declares what is in\n{declared}*/\n" + text.replace(words.group(1), ""))
        else:
            users = [user for user, included in parts.items() if header in included]
            target.write_text(f"/*! @file\n@brief Include it by {', '.join(users)}. */\n\n" + as_doxygen(text, users))


if __name__ == "__main__":
    main()
