"""Ask the processor for memory that is needed soon; what is computed is the same with it and without."""

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic, overload

READ, NEAR, DATA = 0, 2, 1  # to be read, into the second cache, data and not instructions


def prefetch(array: Any, index: Any) -> None:
    """Ask for the element at `index`, an unsigned number, of a one-dimensional array; interpreted it does nothing.

    Nothing is read, so an index outside of the array does no harm.  Source: LLVM Language Reference, ``llvm.prefetch``.
    """


@overload(prefetch, inline="always")
def _compiled(array, index):  # type: ignore[no-untyped-def]  # noqa: ARG001  # numba reads these names
    return lambda array, index: _ask(array, index)  # type: ignore[call-arg]  # noqa: PLW0108  # and compares them


@intrinsic
def _ask(_: Any, array: Any, index: Any) -> Any:
    """The instruction, at the address of the element."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, arguments[0])
        stride = cgutils.unpack_tuple(builder, view.strides, 1)[0]
        offset = builder.mul(builder.zext(arguments[1], stride.type), stride)
        address = builder.gep(builder.bitcast(view.data, ir.IntType(8).as_pointer()), [offset])
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, word, word, word])
        instruction = builder.module.declare_intrinsic("llvm.prefetch", [address.type], kind)
        builder.call(instruction, [address, *(ir.Constant(word, flag) for flag in (READ, NEAR, DATA))])
        return context.get_dummy_value()

    return types.void(array, index), generate
