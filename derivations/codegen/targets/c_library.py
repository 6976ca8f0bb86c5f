"""The shared library behind the Python module of a C kernel: compiled once for this text, compiler and processor, and kept."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import Any

NAME = "successor"
FUNCTION = "successor_strided"  # the one of the library that is called: zero if nothing has to be computed again
SOURCE = """#include <stddef.h>
struct array { char *start; ptrdiff_t step, axes[1]; };
size_t successor_strided(size_t n, const struct array *arrays, unsigned char *doubtful)
{
    while (n--) *(double *)(arrays[1].start + n * arrays[1].step) = *(double *)(arrays[0].start + n * arrays[0].step) + 1.0;
    return 0 * (doubtful != NULL);
}
"""
SWITCHES = ("-O3", "-std=c99", "-ffp-contract=off", "-fPIC", "-shared")
# What loops need to become vector instructions; no value changes by it: nobody asks for errno or for the flags of exceptions.
VECTORS = ("-fno-math-errno", "-fno-trapping-math", "-fopenmp-simd", "-DVECTORISED")


@functools.cache
def compiled() -> Any:
    """The function of the shared library, which is compiled once for this text, compiler and processor, and kept."""
    compiler = shlex.split(os.environ.get("CC", "cc"))
    if not compiler or shutil.which(compiler[0]) is None:
        message = f"Compiling {NAME}: expected a C compiler {' '.join(compiler)!r}, got none. Install one, or generate the target numpy."
        raise RuntimeError(message)
    key = hashlib.sha256(repr((SOURCE, compiler, SWITCHES, VECTORS, os.uname().machine, processor())).encode()).hexdigest()[:24]
    path = cache_folder() / f"{NAME}-{key}.so"
    if not (path.exists() and is_own(path)):
        compile_into(path, compiler)
    function = getattr(ctypes.CDLL(str(path)), FUNCTION)
    function.argtypes = [ctypes.c_size_t, ctypes.c_char_p, ctypes.c_void_p]
    function.restype = ctypes.c_size_t
    return function


def processor() -> str:
    """What tells processors apart whose instructions differ; empty where the system does not say it, and nothing is compiled for it."""
    try:
        with Path("/proc/cpuinfo").open(encoding="ascii", errors="replace") as file:
            first = file.read(8192).split("\n\n")[0].splitlines()
    except OSError:
        return ""
    changing = ("processor", "cpu MHz", "bogomips", "BogoMIPS", "apicid", "initial apicid", "core id", "physical id", "microcode")
    lines = [line for line in first if line.partition(":")[0].strip() not in changing]
    return "\n".join(lines) if any(line.startswith(("flags", "Features")) for line in lines) else ""


def cache_folder() -> Path:
    """Where compiled kernels are kept: the user's cache, a folder of the user among temporary files, or a new one; only the user's own."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - a user without a home is no error
    for parent in (Path(caches) / "fisherproof", Path(tempfile.gettempdir()) / f"fisherproof-{os.geteuid()}"):
        folder = parent / "kernels"
        if not folder.is_absolute():
            continue
        try:
            parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.mkdir(exist_ok=True, mode=0o700)
            folder = folder.resolve()
            if is_own(folder) and os.access(folder, os.W_OK):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="fisherproof-"))


def is_own(path: Path) -> bool:
    """Whether nobody but this user and the system can change what stands at a path without symbolic links."""
    others = stat.S_IWGRP | stat.S_IWOTH
    status = path.lstat()
    if status.st_uid != os.geteuid() or status.st_mode & others or stat.S_ISLNK(status.st_mode):
        return False
    above = [folder.stat() for folder in path.parents]  # what is sticky lets everybody add, and only owners rename
    return all(each.st_uid in (0, os.geteuid()) and not (each.st_mode & others and not each.st_mode & stat.S_ISVTX) for each in above)


def compile_into(path: Path, compiler: list[str]) -> None:
    """Compile beside the path, for this processor if the compiler can, and move it there in one step: nobody loads half a library."""
    native = ("-march=native",) if processor() else ()
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        text, library = Path(folder) / "kernel.c", Path(folder) / "kernel.so"
        text.write_text(SOURCE, encoding="utf-8")
        for switches in ((*SWITCHES, *VECTORS, *native), (*SWITCHES, *VECTORS), SWITCHES):
            command = [*compiler, *switches, str(text), "-o", str(library), "-lm"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the user's own compiler
            if not done.returncode:
                library.chmod(0o700)
                library.replace(path)
                return
    message = f"Compiling {NAME}: expected C99 to be compiled, got {done.stderr.strip()[:300]!r}. Set CC to a C99 compiler."
    raise RuntimeError(message)
