"""Exact points of a domain: drawn, constructed on equations, and looked for where statements fail."""
