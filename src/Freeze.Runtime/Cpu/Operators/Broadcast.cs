using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Tensors of a single pixel that take part in every pixel of another.</summary>
internal static unsafe class Broadcast
{
    /// <summary>Whether the operand has one pixel and the result has more.</summary>
    public static bool IsNeeded(Shape operand, Shape result) => (operand.Height, operand.Width) != (result.Height, result.Width);

    /// <summary>The 16 channels of the operand's pixel that belong to a row.</summary>
    public static ReadOnlySpan<float> Pixel(Row row, int buffer, Shape operand) => new(row.Plane(buffer, operand), Shape.Block);
}
