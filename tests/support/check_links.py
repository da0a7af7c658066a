#!/usr/bin/env python3
"""No broken link in README.md and docs/: every relative link leads to a file or folder of the project, and every anchor to a heading."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1]).resolve()


def plain(page):
    """The text of a page without its code, where brackets mean other things."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S))


def anchors(page):
    found = set()
    for heading in re.findall(r"^#+ +(.*)$", re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S), re.M):
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")
        found.add(name)
    return found | set(re.findall(r'<a (?:id|name)="([^"]+)"', page.read_text()))


links, broken = 0, []
for page in [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").rglob("*.md"))]:
    for target in re.findall(r"\]\(([^)\s]+)\)", plain(page)):
        if re.match(r"[a-z]+:", target) or not re.search(r"[./#]", target):
            continue  # the web; or a formula such as f[i](x)
        links += 1
        address, _, anchor = target.partition("#")
        path = (page.parent / address).resolve() if address else page
        if not path.exists() or (path != root and root not in path.parents):
            broken.append(f"{page.relative_to(root)}: {target} does not exist")
        elif anchor and path.suffix == ".md" and anchor not in anchors(path):
            broken.append(f"{page.relative_to(root)}: {target}: no such heading")
print("\n".join(broken) if broken else f"{links} links lead somewhere")
sys.exit(1 if broken or links < 100 else 0)
