"""The accuracy of generated kernels, measured in ulps against ball arithmetic over the types of their arguments.

A module is imported only if its text carries our provenance, and only in a process that can be killed. Provenance is no signature:
whoever writes a file can write one, so a kernel from elsewhere deserves the care that any program deserves.
"""
