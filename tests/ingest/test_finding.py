"""Which files are read. Fault ledger: A03 to A07, A09."""

import gzip
import os
import socket
from pathlib import Path

import pytest

from app.errors import UsageError
from app.ingest.finding import is_special
from app.ingest.opening import SKIPS, Found, Skipped, find_inputs, printable

ARTICLE = b'{"title": "Ferry runs again", "body": "The ferry runs again."}\n'


def write(path: Path, data: bytes = ARTICLE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def found(*paths: Path, **options: bool) -> list[str]:
    items = find_inputs([str(path) for path in paths], **options)
    return [Path(item.name).name for item in items if isinstance(item, Found)]


def skipped(*paths: Path, **options: bool) -> dict[str, str]:
    items = find_inputs([str(path) for path in paths], **options)
    return {Path(item.name).name: item.reason for item in items if isinstance(item, Skipped)}


def test_a_folder_is_read_with_all_it_holds_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a/z.txt", "a/b/c.csv", "c.unknown"):
        write(tmp_path / name)
    assert found(tmp_path) == ["c.csv", "z.txt", "b.jsonl", "c.unknown"]


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    paths = [write(tmp_path / name) for name in ("README.md", ".hidden.jsonl", "old.rejects.jsonl")]
    assert found(*paths) == ["README.md", ".hidden.jsonl", "old.rejects.jsonl"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("README.md", "documentation"),
        ("LICENSE", "documentation"),
        ("licence.txt", "documentation"),
        ("notes.rst", "documentation"),
        (".DS_Store", "hidden"),
        ("20261121T120000Z.rejects.jsonl", "own_output"),
    ],
)
def test_what_lies_beside_articles_in_a_folder_is_passed_over(tmp_path: Path, name: str, reason: str) -> None:
    write(tmp_path / name)
    write(tmp_path / "news.jsonl")
    assert skipped(tmp_path) == {name: reason}
    assert found(tmp_path) == ["news.jsonl"]


def test_a_hidden_folder_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / ".git" / "news.jsonl")
    assert skipped(tmp_path) == {".git": "hidden"}


@pytest.mark.parametrize(
    "data",
    [
        b'{"query": "ferry", "relevant": {"17": 2}}\n{"query": "harbour", "relevant": {}}\n',
        b'[{"query": "ferry", "description": "Articles on ferries"}]',
        b'{\n "compilerOptions": {"strict": true}\n}\n',
    ],
)
def test_json_without_a_title_or_body_is_passed_over_in_a_folder_but_read_when_named(
    tmp_path: Path, data: bytes
) -> None:
    path = write(tmp_path / "judgments.jsonl", data)
    assert skipped(tmp_path) == {"judgments.jsonl": "not_articles"}
    assert found(path) == ["judgments.jsonl"]


@pytest.mark.parametrize(
    "data",
    [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n", "\ufeff \n".encode("utf-16-le"), gzip.compress(b"")],
    ids=["nothing", "blanks", "a mark", "UTF-16", "packed"],
)
def test_a_file_with_nothing_in_it_is_told_by_name(tmp_path: Path, data: bytes) -> None:
    """A01, A02."""
    path = write(tmp_path / "news.jsonl", data)
    assert skipped(path) == skipped(tmp_path) == {"news.jsonl": "empty"}
    assert found(path, tmp_path) == []
    assert found(path, look=False) == ["news.jsonl"]


def test_white_space_before_articles_hides_none(tmp_path: Path) -> None:
    """A02."""
    path = write(tmp_path / "news.jsonl", b" \n" * 200_000 + ARTICLE)
    assert found(path) == ["news.jsonl"]


def test_one_record_without_text_at_the_start_hides_none_of_the_articles_after_it(tmp_path: Path) -> None:
    write(tmp_path / "news.jsonl", b'{"id": 1}\n' + ARTICLE)
    assert found(tmp_path) == ["news.jsonl"]


def test_json_that_cannot_be_told_from_its_beginning_is_read(tmp_path: Path) -> None:
    write(tmp_path / "news.json", b'{"query": "a", ' + b" " * 100_000 + b'"title": "T"}')
    write(tmp_path / "bad.json", b'{"query": nonsense')
    assert found(tmp_path) == ["bad.json", "news.json"]


def test_a_missing_path_is_one_line_before_anything_is_read(tmp_path: Path) -> None:
    """A03."""
    with pytest.raises(UsageError, match="no such file or directory") as caught:
        find_inputs([str(tmp_path), str(tmp_path / "missing.jsonl")])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["", "a\0b", "x" * 300])
def test_a_path_that_cannot_be_one_is_a_usage_error(path: str) -> None:
    """A03."""
    with pytest.raises(UsageError):
        find_inputs([path])


def test_a_file_without_permission_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A03: permission is simulated, for the tests may run as root."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="permission denied"):
        find_inputs([str(write(tmp_path / "news.jsonl"))])


def test_a_folder_that_cannot_be_listed_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "locked" / "news.jsonl")
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert skipped(tmp_path) == {"locked": "unreadable"}


def test_pipes_sockets_and_devices_are_refused_when_named(tmp_path: Path) -> None:
    """A04."""
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path / "pipe"), "/dev/zero", "/proc/self/mem"):
        with pytest.raises(UsageError, match="not a regular file"):
            find_inputs([path])


def test_a_file_that_is_kept_in_memory_is_a_regular_one(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").touch()
    status = (tmp_path / "articles.jsonl").stat()
    assert not is_special(Path("/dev/shm/articles.jsonl"), status)
    assert is_special(Path("/proc/1/maps"), status)


def test_pipes_and_sockets_in_a_folder_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A04."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert skipped(tmp_path) == {"pipe": "special", "socket": "special"}


def test_a_pipe_is_found_where_it_is_allowed(tmp_path: Path) -> None:
    """A04."""
    os.mkfifo(tmp_path / "pipe")
    [item] = find_inputs([str(tmp_path)], allow_special=True)
    assert isinstance(item, Found)
    assert item.special


def test_a_link_out_of_the_folder_is_followed_only_when_asked(tmp_path: Path) -> None:
    """A05."""
    outside = write(tmp_path / "outside" / "secret.jsonl")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.jsonl").symlink_to(outside)
    (folder / "links").symlink_to(outside.parent)
    assert skipped(folder) == {"link.jsonl": "link_outside", "links": "link_outside"}
    assert found(folder, follow_symlinks=True) == ["link.jsonl"]


def test_a_folder_whose_name_begins_like_ours_is_outside(tmp_path: Path) -> None:
    """A05."""
    write(tmp_path / "news-private" / "a.jsonl")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "link").symlink_to(tmp_path / "news-private")
    assert skipped(tmp_path / "news") == {"link": "link_outside"}


def test_a_link_inside_the_folder_and_its_target_are_one_input(tmp_path: Path) -> None:
    """A06."""
    write(tmp_path / "b.jsonl")
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "b.jsonl")
    assert found(tmp_path) == ["a.jsonl"]
    assert skipped(tmp_path) == {"b.jsonl": "duplicate"}


def test_each_file_is_read_once_under_hard_links_and_paths_given_twice(tmp_path: Path) -> None:
    """A06."""
    path = write(tmp_path / "a.jsonl")
    os.link(path, tmp_path / "b.jsonl")
    assert found(tmp_path, path, tmp_path) == ["a.jsonl"]


@pytest.mark.parametrize("follow", [False, True])
def test_a_loop_of_links_ends_and_is_reported(tmp_path: Path, follow: bool) -> None:
    """A06."""
    write(tmp_path / "a" / "news.jsonl")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert found(tmp_path, follow_symlinks=follow) == ["news.jsonl"]
    assert skipped(tmp_path, follow_symlinks=follow)["self"] == "loop"
    assert skipped(tmp_path, follow_symlinks=follow)["gone"] == "link_broken"
    assert skipped(tmp_path, follow_symlinks=True)["up"] == "loop"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (b"two\nlines", "two\\x0alines"),
        (b"caf\xe9", "caf\\xe9"),
        ("cnuf\u202elsnoj".encode(), "cnuf\\u202elsnoj"),
        (b"\x1b[31mred", "\\x1b[31mred"),
        ("Ōsaka".encode(), "Ōsaka"),
        (b"n" * 255, "n" * 255),
    ],
)
def test_odd_names_are_read_and_printed_with_escapes(tmp_path: Path, name: bytes, printed: str) -> None:
    """A07."""
    (tmp_path / os.fsdecode(name)).write_bytes(ARTICLE)
    [item] = find_inputs([str(tmp_path)])
    assert isinstance(item, Found)
    assert item.name.endswith("/" + printed)
    assert item.path is not None
    assert item.path.read_bytes() == ARTICLE


def test_a_character_beyond_the_first_plane_is_escaped_whole() -> None:
    """A07."""
    assert printable("a\U000e0001b") == "a\\U000e0001b"


def test_folders_hundreds_of_levels_deep_are_no_recursion(tmp_path: Path) -> None:
    """A09: deeper than Python calls itself."""
    deep = tmp_path
    for _ in range(1500):
        deep /= "d"
        deep.mkdir()
    write(deep / "news.jsonl")
    assert found(tmp_path) == ["news.jsonl"]
    (deep / "news.jsonl").unlink()
    for folder in (deep, *deep.parents[:1499]):  # pytest's own way to take folders away calls itself
        folder.rmdir()


def test_a_folder_of_many_files_is_walked_one_at_a_time(tmp_path: Path) -> None:
    """A09: nothing is opened before it is asked for."""
    for number in range(300):
        write(tmp_path / f"{number:03}.jsonl")
    inputs = find_inputs([str(tmp_path)])
    assert next(inputs).name.endswith("000.jsonl")
    for path in tmp_path.iterdir():
        path.unlink()
    assert [item.name[-9:] for item in inputs if isinstance(item, Skipped)][:2] == ["001.jsonl", "002.jsonl"]


def test_a_path_that_vanishes_between_the_check_and_the_walk_is_skipped(tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl")
    inputs = find_inputs([str(path)])
    path.unlink()
    assert list(inputs) == [Skipped(str(path), "vanished")]


def test_every_reason_to_skip_has_its_sentence() -> None:
    assert all(
        SKIPS[reason] for reason in ("hidden", "documentation", "own_output", "not_articles", "vanished")
    )
