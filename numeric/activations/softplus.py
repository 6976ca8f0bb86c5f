"""The soft maximum with zero; its slope is the logistic function."""

from numeric.activations.activation import Activation
from numeric.kernels.activations import softplus

ACTIVATION = Activation.generated(softplus, fan=2.0)
