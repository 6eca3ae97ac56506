using Freeze.Layers;

namespace Freeze;

/// <summary>
/// One forward pass over a batch, as generated code drives it. Buffers are offsets in floats into each image's arena.
/// Images that leave at a probe take no part in later layers.
/// </summary>
public abstract class Session
{
    /// <summary>Convolution, bias and activation.</summary>
    public abstract void Conv2D(int input, Conv2D layer, int output);

    /// <summary>Convolution, bias, residual and activation; <paramref name="output"/> may be <paramref name="add"/>.</summary>
    public abstract void Conv2D(int input, Conv2D layer, int add, int output);

    /// <summary>Fully connected layer, bias and activation.</summary>
    public abstract void Dense(int input, Dense layer, int output);

    /// <summary>Maximum over a window.</summary>
    public abstract void MaxPool(int input, MaxPool layer, int output);

    /// <summary>Mean over a window.</summary>
    public abstract void AveragePool(int input, AveragePool layer, int output);

    /// <summary>Mean over height and width.</summary>
    public abstract void GlobalAveragePool(int input, GlobalAveragePool layer, int output);

    /// <summary>Scale and shift for each channel or each element.</summary>
    public abstract void ScaleShift(int input, ScaleShift layer, int output);

    /// <summary>Sum of two tensors.</summary>
    public abstract void Add(int first, int second, Add layer, int output);

    /// <summary>Product of two tensors.</summary>
    public abstract void Multiply(int first, int second, Multiply layer, int output);

    /// <summary>The channels of each pixel brought to mean 0 and deviation 1.</summary>
    public abstract void LayerNorm(int input, LayerNorm layer, int output);

    /// <summary>An activation of its own.</summary>
    public abstract void Activate(int input, Activate layer, int output);

    /// <summary>Tensors joined along the channels.</summary>
    public abstract void Concat(ReadOnlySpan<int> inputs, Concat layer, int output);

    /// <summary>Softmax over the channels of a 1x1 tensor.</summary>
    public abstract void Softmax(int input, Softmax layer, int output);

    /// <summary>Logarithm of the softmax over the channels of a 1x1 tensor.</summary>
    public abstract void LogSoftmax(int input, LogSoftmax layer, int output);

    /// <summary>Rows and columns picked from a tensor, or mixed from two neighbours each.</summary>
    /// <exception cref="FreezeException">The device has no such operator.</exception>
    public virtual void Resample(int input, Resample layer, int output) =>
        throw new FreezeException($"This device cannot resample images, which layer '{layer.Name}' asks for. Run the model on the CPU.");

    /// <summary>Elements of a tensor in another order, some left out or repeated.</summary>
    /// <exception cref="FreezeException">The device has no such operator.</exception>
    public virtual void Rearrange(int input, Rearrange layer, int output) =>
        throw new FreezeException($"This device cannot rearrange tensors, which layer '{layer.Name}' asks for. Run the model on the CPU.");

    /// <summary>Looks an activation up in the cache of a probe; images that are close enough take the cached answer and leave.</summary>
    /// <param name="index">Index of the probe.</param>
    /// <param name="input">Buffer of the activation.</param>
    /// <returns>True when nobody is left and the pass is over.</returns>
    public abstract bool Probe(int index, int input);

    /// <summary>Takes the network's own answer for everybody who is left.</summary>
    /// <param name="input">Buffer of the last layer's output.</param>
    /// <param name="layer">The last layer.</param>
    public abstract void Answer(int input, Layer layer);
}
