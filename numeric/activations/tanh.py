"""The hyperbolic tangent; its derivatives are polynomials in its value."""

from numeric.activations.activation import Activation
from numeric.kernels.activations import tanh

ACTIVATION = Activation.generated(tanh)
