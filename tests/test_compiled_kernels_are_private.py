"""A compiled library is loaded only where nobody but its user could have put it, and half of one never is."""

from __future__ import annotations

import ctypes
import os
import tempfile
import threading
from typing import TYPE_CHECKING

import pytest
from target_samples import HAS_COMPILER, WITHOUT_COMPILER

from derivations.codegen.targets import c_library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

with_compiler = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of compiled kernels in a cache of its own, with the next choice beside it."""
    home, others = tmp_path / "cache", tmp_path / "temporary"
    home.mkdir(mode=0o700)
    others.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    monkeypatch.setattr(tempfile, "tempdir", str(others))
    c_library.compiled.cache_clear()
    yield home / "fisherproof" / "kernels"
    c_library.compiled.cache_clear()


def test_the_cache_is_of_its_user_alone(cache: Path) -> None:
    """The folder is made readable for nobody else, whatever the mask of new files, and is chosen again."""
    before = os.umask(0)
    try:
        assert c_library.cache_folder() == cache.resolve()
    finally:
        os.umask(before)
    assert [folder.stat().st_mode & 0o777 for folder in (cache, cache.parent)] == [0o700, 0o700]
    assert c_library.cache_folder() == cache.resolve()


@pytest.mark.parametrize("level", range(3))
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_write_is_left(cache: Path, level: int, mode: int) -> None:
    """Where another user may change the folder or one above it, the user's own folder of temporary files serves."""
    cache.mkdir(parents=True)
    [cache, *cache.parents][level].chmod(mode)
    folder = c_library.cache_folder()
    assert folder.parent.name == f"fisherproof-{os.geteuid()}"
    assert c_library.is_own(folder)


def test_a_sticky_folder_above_is_no_danger(cache: Path) -> None:
    """In a shared folder where only owners may rename, as that of temporary files, the user's own folder is kept."""
    cache.parents[1].chmod(0o1777)
    assert c_library.cache_folder() == cache.resolve()
    cache.chmod(0o1777)  # here everybody could add a library
    assert c_library.cache_folder() != cache.resolve()


def test_a_folder_of_another_user_is_left(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders that someone else made beforehand, in the cache and among temporary files, are not used; a new one is."""
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    folder = c_library.cache_folder()
    assert folder != cache.resolve()
    assert folder.parent == cache.parents[2] / "temporary"
    assert folder.name.startswith("fisherproof-")
    assert not list(folder.iterdir())


@with_compiler
def test_a_planted_library_is_not_loaded(cache: Path) -> None:
    """A file that others may write, or a link, in the place of the library is compiled anew and replaced."""
    c_library.compiled()
    (library,) = cache.glob("*.so")
    assert c_library.is_own(library)
    for is_link in (False, True):
        library.chmod(0o777)
        if is_link:
            library.rename(cache / "aside").chmod(0o700)
            library.symlink_to(cache / "aside")
        assert not c_library.is_own(library)
        c_library.compiled.cache_clear()
        c_library.compiled()
        assert c_library.is_own(library)


@with_compiler
def test_processes_that_compile_at_once_leave_a_whole_library(cache: Path) -> None:
    """Whoever finds the library while others replace it finds a whole one, and nothing else stays in the folder."""
    path = c_library.cache_folder() / "one.so"
    c_library.compile_into(path, ["cc"])
    workers = [threading.Thread(target=c_library.compile_into, args=(path, ["cc"])) for _ in range(4)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        assert getattr(ctypes.CDLL(str(path)), c_library.FUNCTION)
    for worker in workers:
        worker.join()
    assert [each.name for each in cache.iterdir()] == ["one.so"]


@pytest.mark.parametrize("where", ["/dev/null/nowhere", "relative", "~/.cache"])
def test_without_a_cache_temporary_files_serve(cache: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the cache cannot be made, or depends on the current folder, kernels go to the user's folder of temporary files."""
    monkeypatch.chdir(cache.parents[2])
    monkeypatch.setenv("XDG_CACHE_HOME", where)
    assert c_library.cache_folder().parent.name == f"fisherproof-{os.geteuid()}"
    assert sorted(each.name for each in cache.parents[2].iterdir()) == ["cache", "temporary"]
