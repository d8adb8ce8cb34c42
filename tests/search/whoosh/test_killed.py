"""Kill -9 at random moments of commits and rebuilds leaves the old index or the new one (H03, H05)."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from app.search.analysis import Analyzer
from app.search.engine import SearchRequest
from app.search.query.tree import Word
from app.search.whoosh import WhooshEngine
from tests.search.contract.base import held

ROUNDS = 12
#: Each batch n replaces articles 1 to 5 by ones that all say "n" and adds a few; now and then all is rebuilt.
WRITER = """
import sys
from pathlib import Path
from app.search.analysis import Analyzer
from app.search.engine import Batch, Document
from app.search.whoosh import WhooshEngine

engine = WhooshEngine(Path(sys.argv[1]), Analyzer())
if not engine.exists():
    engine.discard()
print("ready", flush=True)
number = engine.sequence()
while True:
    number += 1
    puts = [Document(n, {"title": f"edition{number}", "body": "ferry " * number}) for n in range(1, 6)]
    if number % 7:
        engine.apply(Batch(number, puts))
    else:
        with engine.rebuild() as new:
            new.apply(Batch(number, puts))
"""


def test_a_killed_writer_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    chance = random.Random(20261121)
    last = 0
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", WRITER, str(tmp_path / "index")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.005, 0.3))
            writer.send_signal(signal.SIGKILL)
        engine = WhooshEngine(tmp_path / "index", Analyzer())
        sequence = engine.sequence()
        assert sequence >= last
        last = sequence
        expected = list(range(5, 0, -1)) if sequence else []
        found = engine.search(SearchRequest(Word(f"edition{sequence}"))).hits
        assert [hit.id for hit in found] == expected
        assert held(engine) == sorted(expected)
    assert last > ROUNDS
