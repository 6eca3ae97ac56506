using System.Globalization;

namespace Freeze.Layers;

/// <summary>
/// Elements of the input in another order, some left out or repeated: a view over the input, copied, as PyTorch's as_strided gives it.
/// Elements are numbered from 0 in the order of channels, rows and columns: (c, y, x) of C x H x W is number (c * H + y) * W + x. Element
/// number i of the output is element number Offset + i0 * Strides[0] + i1 * Strides[1] + ... of the input, where i0, i1, ... are the
/// indices of i in an array of the given Lengths, the last index running fastest.
/// </summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record Rearrange(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>Axes that a view has at most.</summary>
    internal const int MostAxes = 8;

    /// <summary>Lengths of the view's axes, 1 to 8 of them; their product is the number of the output's elements.</summary>
    public int[] Lengths { get; init; } = [];

    /// <summary>Elements of the input from one index of each axis to the next; 0 repeats, a negative one goes backwards.</summary>
    public int[] Strides { get; init; } = [];

    /// <summary>Element of the input at which the view begins.</summary>
    public int Offset { get; init; }

    /// <summary>Whether the input is the image, which stays interleaved when it has fewer than 16 channels.</summary>
    public bool FromImage { get; init; }

    /// <inheritdoc/>
    public override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"Rearrange {Input} -> {Output}, lengths [{Numbers(Lengths)}], strides [{Numbers(Strides)}], offset {Offset}");

    /// <summary>Refuses a view that is not one, or that leaves the input.</summary>
    /// <exception cref="FreezeException">The plan is wrong.</exception>
    internal void Check()
    {
        var elements = (long)Input.Channels * Input.Height * Input.Width;
        var wanted = (long)Output.Channels * Output.Height * Output.Width;
        var fits = Lengths.Length is >= 1 and <= MostAxes && Strides.Length == Lengths.Length && wanted >= 1;
        var (made, first, last) = (1L, (long)Offset, (long)Offset);
        for (var axis = 0; fits && axis < Lengths.Length; axis++)
        {
            // Ended at the first excess, neither the product nor the sums exceed 64 bits.
            var length = Lengths[axis];
            fits = length >= 1 && length <= wanted / made;
            made *= length;
            var way = (length - 1L) * Strides[axis];
            (first, last) = (first + Math.Min(way, 0), last + Math.Max(way, 0));
        }

        if (fits && made == wanted && first >= 0 && last < elements) return;
        throw new FreezeException(
            $"Layer '{Name}' is defined as \"{Describe()}\", which is no view over its input's {elements} elements. "
            + "Run onnx2cs convert again.");
    }

    private static string Numbers(int[] values) => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
