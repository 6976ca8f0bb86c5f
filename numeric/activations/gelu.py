"""The Gaussian error linear unit, with the exact normal distribution function."""

from numeric.activations.activation import Activation
from numeric.kernels.activations import gelu

ACTIVATION = Activation.generated(gelu, fan=2.0)
