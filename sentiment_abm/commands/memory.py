"""What to say when memory runs out; known before that happens, for then nothing can be imported any more."""

import errno

CONTINUE = "what is finished is stored, the same command continues"
OUT_OF_MEMORY = f"out of memory: use fewer --workers, or close other programs; {CONTINUE}"
NO_ROOM = ("cannot allocate memory", "failed to map segment")  # for a library, as the system puts it


def is_out_of_memory(error: BaseException) -> bool:
    """Whether there was no room for something: an object, a process, a library.

    >>> is_out_of_memory(OSError(errno.ENOMEM, "Cannot allocate memory")), is_out_of_memory(OSError(errno.ENOSPC, ""))
    (True, False)
    """
    match error:
        case MemoryError():
            return True
        case OSError():
            return error.errno == errno.ENOMEM
        case ImportError():
            return any(words in str(error).lower() for words in NO_ROOM)
    return False
