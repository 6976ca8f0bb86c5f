"""Generated kernels: from derived expressions to fast and accurate source text."""

from derivations.codegen.kernel import Options, kernel, kernel_source

__all__ = ["Options", "kernel", "kernel_source"]
