"""The error function of the argument over the root of two: the unit whose Fisher matrix has a closed form."""

from numeric.activations.activation import Activation
from numeric.kernels.activations import erf

ACTIVATION = Activation.generated(erf)
