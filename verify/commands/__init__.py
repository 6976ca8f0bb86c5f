"""The commands of ``fisherproof``, one a file. Each file defines ``command``; its name is the command's.

Importing a command must stay cheap, ``--help`` imports them all: what computes is imported when the command runs.
"""
