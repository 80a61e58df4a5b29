"""A drawing as PNG, by the typesetter: no browser, and the same letters on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typst

from veerkracht.errors.report import WriteReportError
from veerkracht.report import palette
from veerkracht.writers.typesetting import fonts, one_file

if TYPE_CHECKING:
    from veerkracht.writers.svg.drawing import Drawing

SCALE = 2.0
"""Pixels for each unit of the drawing: sharp on a good screen and on a slide."""


def to_png(drawing: Drawing, *, scale: float = SCALE) -> bytes:
    """Return a drawing as PNG on the paper of the house; equal input gives equal bytes.

    Args:
        drawing: a finished drawing.
        scale: pixels for each unit of the drawing.

    Raises:
        WriteReportError: if the typesetter refuses the drawing.
    """
    source = (
        f'#set page(width: auto, height: auto, margin: 0pt, fill: rgb("{palette.PAPER}"))\n'
        f'#image(bytes(sys.inputs.drawing), format: "svg", width: {drawing.width:g}pt, height: {drawing.height:g}pt)'
    )
    try:
        compiler = typst.Compiler(source.encode(), font_paths=fonts(), sys_inputs={"drawing": drawing.svg})
        return one_file(compiler.compile(format="png", ppi=72 * scale))
    except typst.TypstError as error:
        raise WriteReportError("png", why=str(error).splitlines()[0]) from error
