"""Mutants of the rules: one expression of one rule, a little wrong.

Ready-made tools (mutmut, cosmic-ray) have no operator "1 % off" and start a process for each mutant, which here means
importing numba two thousand times.  A rule is a plain function, so a mutant is made by giving it another code object,
which all modules that know the rule see at once.
"""

import ast
import copy
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

import sentiment_abm

PACKAGE = Path(sentiment_abm.__file__).parent
FILES = [
    PACKAGE / "rule.py",
    PACKAGE / "draws.py",
    *sorted(PACKAGE.glob("psychology/*.py")),
    PACKAGE / "society/population.py",
]

SWAPS = "Add Sub,Sub Add,Mult Div,Div Mult,BitAnd BitOr,BitOr BitAnd,BitXor BitOr,RShift LShift"
SWAPS += ",Lt LtE,LtE Lt,Gt GtE,GtE Gt,Eq NotEq,NotEq Eq"
OTHERWISE = {getattr(ast, one): getattr(ast, other) for one, other in (pair.split() for pair in SWAPS.split(","))}
OPPOSITE = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)


class Mutant(NamedTuple):
    """A rule and what to run in its place."""

    file: str
    rule: str
    change: str
    is_scaled: bool  # whether the change is "× 1.01", which makes no sense where the value is no number
    function: FunctionType
    code: CodeType

    @property
    def name(self) -> str:
        """File, rule and change, in one line."""
        return f"{self.file} {self.rule}: {self.change}"


def mutants(path: Path) -> Iterator[Mutant]:
    """All mutants of the rules of a file, in the order of its text."""
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    module = importlib.import_module(name)
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and [ast.unparse(mark) for mark in node.decorator_list] == ["rule"]:
            yield from _of_rule(node, vars(module), path.relative_to(PACKAGE).as_posix())


def _of_rule(rule: ast.FunctionDef, names: dict[str, object], file: str) -> Iterator[Mutant]:
    rule.decorator_list = []
    function = names[rule.name]
    assert isinstance(function, FunctionType)
    for holder, field, index, node, is_condition in list(_places(rule)):
        for new in _changes(node, holder, is_condition):
            shown = holder if isinstance(holder, ast.Call | ast.Compare) else node  # a bare "0.0" says too little
            before = ast.unparse(shown)
            _put(holder, field, index, new)
            after = ast.unparse(shown if shown is holder else new)
            code = _compiled(rule, names)
            _put(holder, field, index, node)
            yield Mutant(file, rule.name, f"`{before}` → `{after}`", _is_scaled(new), function, code)


def _places(rule: ast.FunctionDef) -> Iterator[tuple[ast.AST, str, int | None, ast.expr, bool]]:
    """Every expression of a rule that has a value, where it stands, and whether it is a condition."""
    for holder in (part for statement in rule.body for part in ast.walk(statement)):
        for field, held in ast.iter_fields(holder):
            for index, node in enumerate(held) if isinstance(held, list) else [(None, held)]:
                if not isinstance(node, ast.expr) or isinstance(getattr(node, "ctx", None), ast.Store):
                    continue
                if isinstance(holder, ast.Expr | ast.Attribute | ast.Subscript) or field in {"func", "target", "iter"}:
                    continue  # a docstring, part of a name, what is called
                chooses = (
                    isinstance(holder, ast.Call) and ast.unparse(holder.func) in {"select", "truth"} and index == 0
                )
                yield holder, field, index, node, field == "test" or chooses


def _changes(node: ast.expr, holder: ast.AST, is_condition: bool) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(op=op):
            yield _with(node, op=OTHERWISE[type(op)]())
            yield node.left
            yield node.right
            if isinstance(op, ARITHMETIC):
                yield _scaled(node)
        case ast.UnaryOp(op=ast.USub()):
            yield node.operand
        case ast.Compare(ops=[op]):
            yield _with(node, ops=[OTHERWISE[type(op)]()])
            if type(op) in OPPOSITE:
                yield _with(node, ops=[OPPOSITE[type(op)]()])
        case _:
            yield from _changes_of_a_value(node, holder, is_condition)


def _changes_of_a_value(node: ast.expr, holder: ast.AST, is_condition: bool) -> Iterator[ast.expr]:
    match node:
        case ast.Constant(value=float(value)):
            yield ast.Constant(value * 1.01 if value else 1.0)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + max(1, value // 100))
        case ast.Name() | ast.Attribute() if is_condition:
            yield ast.UnaryOp(ast.Not(), node)
        case ast.Name() | ast.Attribute() | ast.Call() | ast.IfExp() | ast.Subscript():
            # A factor is scaled with its product, and the sign of a number does not change with its size.
            is_factor = isinstance(holder, ast.BinOp) and isinstance(holder.op, ast.Mult | ast.Div)
            has_only_a_sign = isinstance(holder, ast.Compare) and ast.unparse(holder.comparators[0]) == "0.0"
            if not is_factor and not has_only_a_sign:
                yield _scaled(node)


def _is_scaled(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and ast.unparse(node.right) == "1.01"


def _scaled(node: ast.expr) -> ast.expr:
    return ast.BinOp(node, ast.Mult(), ast.Constant(1.01))


def _with(node: ast.expr, **fields: object) -> ast.expr:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _put(holder: ast.AST, field: str, index: int | None, node: ast.expr) -> None:
    if index is None:
        setattr(holder, field, node)
    else:
        getattr(holder, field)[index] = node


def _compiled(rule: ast.FunctionDef, names: dict[str, object]) -> CodeType:
    scope = dict(names)
    tree = ast.fix_missing_locations(ast.Module([copy.deepcopy(rule)], []))
    exec(compile(tree, "<mutant>", "exec"), scope)  # noqa: S102  # this is what a mutation run does
    made = scope[rule.name]
    assert isinstance(made, FunctionType)
    return made.__code__
