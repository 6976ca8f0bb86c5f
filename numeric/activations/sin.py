"""The sine: a bounded unit whose slope changes sign."""

from numeric.activations.activation import Activation
from numeric.kernels.activations import sin

ACTIVATION = Activation.generated(sin)
