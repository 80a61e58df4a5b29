"""The colours mean one thing each for everyone: normal, deutan, protan and tritan vision, and on a grey copier."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from veerkracht.errors.report import PictureShapeError
from veerkracht.report import palette

# Viénot, Brettel and Mollon (1999) for protan and deutan, Brettel, Viénot and Mollon (1997) for tritan,
# as one matrix on linear RGB each.
VISION = {
    "normal": np.eye(3),
    "protan": np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]),
    "deutan": np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]),
    "tritan": np.array([[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.805, 0.11911]]),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ @ np.ones(3)


def lab(colour: str, vision: str) -> np.ndarray:
    rgb = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISION[vision] @ linear, 0, 1)
    t = TO_XYZ @ seen / WHITE
    x, y, z = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def smallest_distance(colours: tuple[str, ...], vision: str) -> float:
    """CIE76."""
    labs = [lab(colour, vision) for colour in colours]
    return min(float(np.linalg.norm(one - other)) for one, other in itertools.combinations(labs, 2))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(
    ("colours", "least"),
    [
        pytest.param(palette.VEERKRACHTKAART, 24, id="veerkrachtkaart"),
        pytest.param(tuple(itertools.chain(*palette.FOCUSKAART)), 12, id="focuskaart"),
        pytest.param(palette.PERSPECTIVES, 21, id="perspectives"),
    ],
)
def test_classes_can_be_told_apart(colours, least, vision):
    assert smallest_distance(colours, vision) >= least - 0.5


@pytest.mark.parametrize(
    ("colour", "lightness"),
    list(zip(palette.VEERKRACHTKAART, (35, 74, 78, 53, 90), strict=True)),
)
def test_the_veerkrachtkaart_has_the_published_lightness(colour, lightness):
    assert lab(colour, "normal")[0] == pytest.approx(lightness, abs=1)


@pytest.mark.parametrize("text", [palette.INK, palette.MUTED, palette.ACCENT])
def test_text_on_paper_has_contrast(text):
    assert palette.contrast(text, palette.PAPER) >= 4.5


@pytest.mark.parametrize("fill", [*itertools.chain(*palette.FOCUSKAART), *palette.VEERKRACHTKAART, *palette.one_way(5)])
def test_the_chosen_ink_reads_on_every_class(fill):
    assert palette.contrast(palette.ink_on(fill), fill) >= 4.5


@pytest.mark.parametrize("steps", range(2, 8))
def test_a_scale_of_one_hue_grows_darker(steps):
    shades = [palette.luminance(one) for one in palette.one_way(steps)]
    assert shades == sorted(shades, reverse=True)
    assert len(set(shades)) == steps


def test_a_scale_of_two_hues_is_lightest_in_the_middle():
    shades = [palette.luminance(one) for one in palette.two_way(7)]
    assert max(shades) == shades[3]


@pytest.mark.parametrize("steps", [1, 8])
def test_a_scale_that_cannot_be_read_is_refused(steps):
    with pytest.raises(PictureShapeError, match="2-7"):
        palette.one_way(steps)
