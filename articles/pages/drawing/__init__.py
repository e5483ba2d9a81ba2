"""Charts drawn on the server as SVG: timelines, scales, heat maps."""
