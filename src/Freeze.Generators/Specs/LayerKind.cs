namespace Freeze.Generators.Specs;

/// <summary>The closed set of operators that every device implements.</summary>
public enum LayerKind
{
    /// <summary>Convolution with bias, optional residual add and activation.</summary>
    Conv2D,

    /// <summary>Fully connected layer with bias over the flattened input, optional activation.</summary>
    Dense,

    /// <summary>Maximum over a window; padding never wins.</summary>
    MaxPool,

    /// <summary>Mean over a window.</summary>
    AveragePool,

    /// <summary>Mean over height and width.</summary>
    GlobalAveragePool,

    /// <summary>Scale and shift for each channel, or for each element.</summary>
    ScaleShift,

    /// <summary>Sum of two tensors, optional activation.</summary>
    Add,

    /// <summary>An activation of its own.</summary>
    Activation,

    /// <summary>Tensors joined along the channels.</summary>
    Concat,

    /// <summary>Softmax over the channels of a 1x1 tensor.</summary>
    Softmax,

    /// <summary>Product of two tensors, optional activation.</summary>
    Multiply,

    /// <summary>Normalisation over the channels of each pixel, optional activation.</summary>
    LayerNorm,

    /// <summary>Logarithm of the softmax over the channels of a 1x1 tensor.</summary>
    LogSoftmax,

    /// <summary>Rows and columns picked from the input, or mixed from two neighbours each, at places that the weights state.</summary>
    Resample,

    /// <summary>Elements of the input in another order, some left out or repeated: a view with strides of its own, copied.</summary>
    Rearrange,
}
