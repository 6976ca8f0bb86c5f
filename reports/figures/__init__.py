"""Figures as static SVG: no library, no script; legible without colour, in light and in dark."""
