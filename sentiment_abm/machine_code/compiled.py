"""Functions compiled on their first call, and found on disk by the next process."""

import contextlib
import errno
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile

from sentiment_abm.machine_code.folder import folder
from sentiment_abm.machine_code.sources import Sources
from sentiment_abm.machine_code.turn import Turn


def compiled(functions: Iterable[Callable[..., Any]], made_of: Sources) -> list[Any]:
    """The functions, to be compiled on first call without the interpreter's lock; their code is kept where it can be.

    `made_of` must cover everything that they call and every constant that they read.  They may not make arrays.
    """
    place = folder(made_of.digest) if made_of.is_settled else None
    return [_compiled(function, place) for function in functions]


def _compiled(function: Callable[..., Any], place: Path | None) -> Any:
    compile_: Any = numba.njit
    # `_nrt`: whoever calls holds the arrays.  To count their uses, by locked instructions, was a quarter of the time.
    # `no_cfunc_wrapper`: no C code calls it.
    made = compile_(_nrt=False, nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    if place is not None and made is not function:  # it is the same where compiling is switched off
        kept = _kept(function, place)
        if kept is not None and place in Path(kept.cache_path).parents:
            made._cache = kept  # noqa: SLF001  # what `cache=True` does, with a cache that fails in silence
    return made


def _kept(function: Callable[..., Any], place: Path) -> "Kept | None":
    """A cache in this folder; None where there can be none."""
    settings: Any = numba.config
    with _SETTING:
        before, settings.CACHE_DIR = settings.CACHE_DIR, str(place)  # numba reads it only here
        try:
            return Kept(function, _turn(place))
        except (OSError, RuntimeError):  # the folder is gone, or the function has no source file
            return None
        finally:
            settings.CACHE_DIR = before


_SETTING = Lock()
_SEAL = 32  # bytes of a hash


@cache
def _turn(place: Path) -> Turn:
    return Turn(place / "turn")


class Sealed(IndexDataCacheFile):
    """Files that end with a hash of the rest: machine code with one bit changed would run, and count wrong.

    Whoever unpickles such a file does not look at its end.
    """

    @contextlib.contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[io.BytesIO]:
        with super()._open_for_write(filepath) as file:
            content = io.BytesIO()
            yield content
            file.write(content.getvalue() + _seal(content.getvalue()))

    def _load_index(self) -> Any:
        _check(Path(self._index_path))
        return super()._load_index()

    def _load_data(self, name: str) -> Any:
        _check(Path(self._data_path(name)))
        return super()._load_data(name)


def _check(path: Path) -> None:
    """Raise OSError for a file whose bytes are not those that were written; one that is not there is for others."""
    if not path.exists():
        return
    content = path.read_bytes()
    if content[-_SEAL:] != _seal(content[:-_SEAL]):
        raise OSError(errno.EIO, "changed since it was written", str(path))


def _seal(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_SEAL).digest()


class Kept(FunctionCache):
    """The files of one function.  Whatever is wrong with them, its code is compiled again, and the run goes on."""

    def __init__(self, function: Callable[..., Any], turn: Turn) -> None:
        super().__init__(function)
        self._cache_file = Sealed(self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp())
        self._turn = turn

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The code for arguments of these types; None, and the turn to compile it, if there is none yet."""
        found = self._loaded(sig, target_context)
        if found is None:
            self._turn.take(self)
            found = self._loaded(sig, target_context)  # somebody else may have made it while this one waited
            if found is not None:
                self._turn.give_back(self)
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code for arguments of these types, if the disk lets us."""
        try:
            super().save_overload(sig, data)
        except OSError:  # full, taken away, not ours: the code is in memory, and the next start compiles again
            pass
        finally:
            self._turn.give_back(self)

    def _loaded(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001  # a damaged file raises whatever its bytes happen to mean
            self._forget()
            return None

    def _forget(self) -> None:
        try:
            self.flush()
        except OSError:  # it cannot even be written: it will be read in vain again
            return
