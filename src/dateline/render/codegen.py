"""The Python that templates become: what Jinja writes, in forms that run faster.

A page comes out whole or not at all, so nothing is gained by yielding it piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, Expr, Getattr, Include, Node


class ThemeCodeGenerator(CodeGenerator):
    """Collects what a template or a block writes, and looks attributes up at once."""

    _collected = ""  # the name of the list in which that is, while such code is written

    def blockvisit(self, nodes: Iterable[Node], frame: Frame) -> None:
        """Write the code for some nodes; that of a whole template or block with a buffer."""
        if frame.buffer is not None or frame.parent is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        around, self._collected = self._collected, str(frame.buffer)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer, self._collected = None, around

    def visit_Include(self, node: Include, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Yield what there is before an inclusion that yields: one without context."""
        if not node.with_context and frame.buffer == self._collected:
            self.writeline(f"yield concat({frame.buffer})")
            self.writeline(f"{frame.buffer}.clear()")
        super().visit_Include(node, frame)

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        """Escape what is a text at once; `escape` takes all else. See `written`."""
        if _is_escaped(frame, finalize):
            self.write("(escaped(out_) if (kind_ := type(out_ := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if _is_escaped(frame, finalize):
            self.write(")) is str else out_ if kind_ is Markup else escape(out_))")
        else:
            super()._output_child_post(node, frame, finalize)

    def visit_Call(  # noqa: N802 - Jinja's own name
        self, node: Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Hand arguments on as they stand there; `ThemeContext.short_call` takes them."""
        if forward_caller or node.dyn_args is not None or node.dyn_kwargs is not None:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("context.short_call(")
        self.visit(node.node, frame)
        self.write(", (")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        loop_vars = "_loop_vars" if frame.loop_frame else None
        block_vars = "_block_vars" if frame.block_frame else None
        self.write(f"), {loop_vars}, {block_vars}")
        if node.kwargs:
            self.write(", {")
            for named in node.kwargs:
                self.write(f"{named.key!r}: ")
                self.visit(named.value, frame)
                self.write(", ")
            self.write("}")
        self.write(")")

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        """Ask the environment only where the object itself has no answer."""
        if node.attr.startswith("_"):  # Python's own business, which the environment refuses
            super().visit_Getattr(node, frame)
            return
        self.write("(got_ if (got_ := getattr((of_ := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing")
        self.write(f" else environment.getattr(of_, {node.attr!r}))")


def _is_escaped(frame: Frame, finalize: Any) -> bool:
    """Whether it is known already that what is written here is escaped, and no more is done."""
    context = frame.eval_ctx
    return context.autoescape and not context.volatile and finalize.src is None
