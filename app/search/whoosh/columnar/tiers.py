"""Which segments to merge.

While documents come, segments of one size once there are several: each document is written anew a few
times, log4 of what a segment holds. When no more come for now, all that fit together, but for what is
small beside the others: the largest of those merged grows by an eighth at least, so on the way to n
documents it is written anew in sum at most nine times n documents. While an index is built aside, as many
as fill a segment: each document is written anew once.

Documents written by merging, a document indexed (simulated): 10,000 to 1,000,000 at once, in commits of
2,000: 1.8 to 3.0. At rest after each 2,000: 6.7; after each 100: 15; after each single one: 27.
"""

from collections import defaultdict
from collections.abc import Sequence

from app.search.whoosh.columnar.layout import MAX_DOCUMENTS
from app.search.whoosh.columnar.segment import Segment

#: So many segments of one tier become one; each tier holds segments so many times larger than the last.
FAN = 4
#: A segment with this share of its documents deleted is written anew.
_SPARSE = 0.5
#: A segment with this share of the documents that one can hold is as large as they get.
_FULL = 0.75
#: At rest, a segment is written anew for others with so great a share of its documents.
_WORTH = 1 / 8


def to_merge(segments: Sequence[Segment]) -> list[Segment]:
    """Segments to merge into one, in their order; none when all is well. Ask again afterwards."""
    sparse = [s for s in segments if s.count > s.live_count and s.live_count <= s.count * (1 - _SPARSE)]
    if sparse:
        return sparse[:1]
    tiers: dict[int, list[Segment]] = defaultdict(list)
    for segment in segments:
        tiers[_tier(segment.live_count)].append(segment)
    for tier in sorted(tiers):
        chosen = _fitting(tiers[tier])
        if len(chosen) > 1 and (len(chosen) >= FAN or _nearly_full(chosen)):
            return chosen
    return []


def to_settle(segments: Sequence[Segment]) -> list[Segment]:
    """Segments to merge while no documents come, in their order; none when all is well. Ask again."""
    chosen = _fitting(sorted(segments, key=lambda segment: segment.live_count))
    while len(chosen) > 1:
        others = sum(segment.live_count for segment in chosen[:-1])
        if others >= chosen[-1].live_count * _WORTH:
            return [segment for segment in segments if segment in chosen]
        chosen.pop()
    return []


def to_fill(segments: Sequence[Segment]) -> list[Segment]:
    """Segments to merge while an index is built that nobody searches yet: once they fill one."""
    small = [segment for segment in segments if segment.live_count < _FULL * MAX_DOCUMENTS]
    chosen = _fitting(small)
    return chosen if 1 < len(chosen) < len(small) else []


def _tier(documents: int) -> int:
    tier = 0
    while documents >= FAN:
        documents //= FAN
        tier += 1
    return tier


def _nearly_full(segments: Sequence[Segment]) -> bool:
    """Whether they make a segment that need never be merged again."""
    return sum(segment.live_count for segment in segments) >= _FULL * MAX_DOCUMENTS


def _fitting(segments: Sequence[Segment]) -> list[Segment]:
    """The first of them, as many as fit into one segment."""
    chosen: list[Segment] = []
    total = 0
    for segment in segments:
        if total + segment.live_count > MAX_DOCUMENTS:
            break
        chosen.append(segment)
        total += segment.live_count
    return chosen
