"""Charts as SVG: pure, the same picture for the same figures."""
