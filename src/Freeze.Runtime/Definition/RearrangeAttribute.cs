using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>
/// Elements of the input in another order, some left out or repeated: a view over the input, copied, as PyTorch's as_strided gives it.
/// Elements are numbered from 0 in the order of channels, rows and columns: (c, y, x) of C x H x W is number (c * H + y) * W + x. Element
/// number i of the result is element number Offset + i0 * Strides[0] + i1 * Strides[1] + ... of the input, where i0, i1, ... are the
/// indices of i in an array of the given Lengths, the last index running fastest.
/// </summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class RearrangeAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edge that it reads.</summary>
    public string From { get; set; } = Edge.Image;

    /// <summary>Channels of the result.</summary>
    public int Channels { get; set; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; set; }

    /// <summary>Columns of the result.</summary>
    public int Width { get; set; }

    /// <summary>Lengths of the view's axes, 1 to 8 of them; their product is Channels * Height * Width.</summary>
    public int[] Lengths { get; set; } = [];

    /// <summary>Elements of the input from one index of each axis to the next; 0 repeats, a negative one goes backwards.</summary>
    public int[] Strides { get; set; } = [];

    /// <summary>Element of the input at which the view begins.</summary>
    public int Offset { get; set; }
}
