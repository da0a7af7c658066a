#!/usr/bin/env python3
"""The report in a browser, headless Chromium: browser_test.py HEBB [REPORT]. What it shows, what it says to a reader that does not see, filters and
links, three widths, and print. Exit code 77 without Chromium. With REPORT that report is looked at, else one of the whole ledger."""
import base64
import json
import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest


class Browser:
    """Chromium at the other end of a pipe: messages of the DevTools protocol, each ended by a zero byte."""

    def __init__(self, program, profile):
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()

        def connect():  # Chromium reads from 3 and writes to 4
            os.dup2(to_browser, 103)
            os.dup2(from_browser, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
             f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=connect, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.rest, self.number, self.events, self.session = b"", 0, [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Accessibility"):
            self.call(f"{domain}.enable")

    def message(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.read_end], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser says nothing")
            self.rest += os.read(self.read_end, 1 << 20)
        text, _, self.rest = self.rest.partition(b"\0")
        return json.loads(text)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.write_end, json.dumps(request).encode() + b"\0")
        while True:
            message = self.message(120)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def visit(self, address, width=1400, height=900):
        self.events = []
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=address)
        for _ in range(600):
            if self.ask("document.readyState === 'complete' && location.href !== 'about:blank'"):
                return
            time.sleep(0.1)
        raise TimeoutError(address)

    def ask(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def close(self):
        try:
            self.call("Browser.close")
        except (RuntimeError, TimeoutError, OSError):
            pass
        self.process.wait(20)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.scratch.name)
        report = pathlib.Path(REPORT) if REPORT else folder / "report"
        if not REPORT:
            subprocess.run([HEBB, "verify", "--report", report], check=True, stdout=subprocess.DEVNULL)
        cls.page = (report / "index.html").resolve().as_uri()
        cls.browser = Browser(CHROMIUM, folder / "profile")

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.scratch.cleanup()

    def ask(self, expression):
        return self.browser.ask(expression)

    def test_the_console_is_silent(self):
        self.browser.visit(self.page)
        self.ask("document.querySelectorAll('#filters select').forEach(s => { s.selectedIndex = 1; s.dispatchEvent(new Event('input', {bubbles: true})); })")
        complaints = [event for event in self.browser.events
                      if event.get("method") in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled")
                      or (event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] in ("error", "warning"))]
        self.assertEqual(complaints, [])

    def test_the_story_comes_first(self):
        self.browser.visit(self.page)
        order = self.ask("Array.from(document.querySelectorAll('section')).map(s => s.id)")
        self.assertEqual(order[0], "theorem")
        self.assertLess(order.index("false"), order.index("open"))
        self.assertLess(order.index("open"), order.index("ledger-section"))
        self.assertEqual(self.ask("document.querySelector('#theorem a').href"), "https://arxiv.org/abs/2505.10272")
        self.assertIn("proved", self.ask("document.querySelector('#theorem .status').innerText"))
        chain = self.ask("Array.from(document.querySelectorAll('.chain li')).map(l => l.innerText)")
        self.assertIn("T3", chain[-1])
        self.assertIn("G2", " ".join(chain[:-1]))

    def test_no_width_needs_scrolling(self):
        for width in (390, 768, 1400):
            self.browser.visit(self.page, width)
            self.assertLessEqual(self.ask("document.documentElement.scrollWidth"), width)
            right = self.ask("Math.max(...Array.from(document.querySelectorAll('.chain, .chain li, .chip, .theorem, .says')).map(e => e.getBoundingClientRect().right))")
            self.assertLessEqual(right, width, "the chain of claims fits")

    def test_every_statement_is_seen_without_a_click(self):
        self.browser.visit(self.page)
        seen = self.ask("""Array.from(document.querySelectorAll('tbody.claim')).filter(c => {
            const s = c.querySelector('tr.says'); return s && s.getBoundingClientRect().height > 10 && s.innerText.trim().length > 3; }).length""")
        claims = self.ask("document.querySelectorAll('tbody.claim').length")
        self.assertEqual(seen, claims)
        self.assertGreater(self.ask("document.querySelectorAll('tr.says math').length"), 5 * claims)
        self.assertEqual(self.ask("Array.from(document.querySelectorAll('tr.details')).filter(d => d.getBoundingClientRect().height > 0).length"), 0)
        self.assertIn("Delta: lead of input 1", self.ask("document.querySelector('#claim-G2 .says [title*=Delta]').title"))

    def visible(self):
        return self.ask("Array.from(document.querySelectorAll('tbody.claim')).filter(c => c.getBoundingClientRect().height > 0).map(c => c.id)")

    def test_filters(self):
        self.browser.visit(self.page)
        everything = self.visible()
        self.ask("(s => { s.value = 'refuted'; s.dispatchEvent(new Event('input', {bubbles: true})); })(document.querySelector('[data-filter=verdict]'))")
        refuted = self.visible()
        self.assertIn("claim-A.sign", refuted)
        self.assertLess(len(refuted), 10)
        self.assertIn("verdict=refuted", self.ask("location.search"))
        self.assertEqual(self.ask("document.getElementById('shown').textContent"), f"{len(refuted)} of {len(everything)} claims")
        self.ask("(s => { s.value = 'nothing like this'; s.dispatchEvent(new Event('input', {bubbles: true})); })(document.querySelector('[data-filter=text]'))")
        self.assertEqual(self.visible(), [])
        self.assertGreater(self.ask("document.getElementById('nothing').getBoundingClientRect().height"), 0)
        self.ask("document.getElementById('all').click()")
        self.assertEqual(self.visible(), everything)
        self.assertEqual(self.ask("location.search"), "")

    def test_links_lead_to_what_they_say(self):
        self.browser.visit(self.page + "?verdict=refuted")
        self.assertIn("claim-A.sign", self.visible())
        self.assertNotIn("claim-G2", self.visible())
        self.assertEqual(self.ask("document.querySelector('[data-filter=verdict]').value"), "refuted")
        self.browser.visit(self.page + "?group=Gap+lemmas&d=3")
        self.assertIn("claim-G2", self.visible())
        self.browser.visit(self.page + "?verdict=refuted#claim-G2")  # the filter would hide it
        self.assertIn("claim-G2", self.visible())
        self.assertGreater(self.ask("document.querySelector('#claim-G2 tr.details').getBoundingClientRect().height"), 0)
        end = time.monotonic() + 10  # the page scrolls there smoothly
        while not -50 < (top := self.ask("document.getElementById('claim-G2').getBoundingClientRect().top")) < 900 and time.monotonic() < end:
            time.sleep(0.1)
        self.assertTrue(-50 < top < 900, top)

    def test_the_keyboard_opens_a_claim(self):
        self.browser.visit(self.page)
        self.ask("document.querySelector('#claim-G2 input').focus()")
        for kind in ("keyDown", "keyUp"):
            self.browser.call("Input.dispatchKeyEvent", type=kind, key=" ", code="Space", windowsVirtualKeyCode=32, text=" " if kind == "keyDown" else "")
        self.assertGreater(self.ask("document.querySelector('#claim-G2 tr.details').getBoundingClientRect().height"), 0)

    def test_everything_that_acts_has_a_name(self):
        self.browser.visit(self.page)
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        acting = [node for node in nodes if not node.get("ignored") and
                  node.get("role", {}).get("value") in ("link", "button", "checkbox", "combobox", "searchbox", "textbox", "list", "table", "image")]
        names = {node["role"]["value"] for node in acting}
        self.assertTrue({"link", "checkbox", "combobox", "searchbox"} <= names, names)
        nameless = [node for node in acting if node["role"]["value"] not in ("list", "table") and not node.get("name", {}).get("value")]
        self.assertEqual(nameless, [])
        levels = self.ask("Array.from(document.querySelectorAll('h1,h2,h3,h4')).map(h => +h.tagName[1])")
        self.assertEqual(levels.count(1), 1)
        for before, after in zip(levels, levels[1:]):
            self.assertLessEqual(after, before + 1, "no level of headings is left out")

    def test_print(self):
        self.browser.visit(self.page)
        pdf = base64.b64decode(self.browser.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
        pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
        self.assertTrue(10 <= pages <= 30, f"{pages} pages")
        self.browser.call("Emulation.setEmulatedMedia", media="print")
        self.assertGreater(self.ask("document.querySelector('#claim-G2 tr.says').getBoundingClientRect().height"), 5)
        self.assertEqual(self.ask("document.getElementById('filters').getBoundingClientRect().height"), 0)
        self.browser.call("Emulation.setEmulatedMedia", media="")


if __name__ == "__main__":
    HEBB, REPORT = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 and not sys.argv[2].startswith("-") else None
    CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not CHROMIUM:
        print("chromium is not installed: apt-get install chromium")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *[word for word in sys.argv[2:] if word != REPORT]])
