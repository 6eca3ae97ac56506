using System.Runtime.InteropServices;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>The border of zeros round a plane. Buffers are reused, so whoever writes a plane writes its border too.</summary>
internal static unsafe class Halo
{
    /// <summary>Clears the border of every plane in every live image.</summary>
    public static void Clear(float* tensor, in Batch batch, Shape shape)
    {
        for (var block = 0; block < shape.Blocks; block++) Clear(tensor, batch, shape, block);
    }

    /// <summary>
    /// Clears, before an image enters, what none of its values is written to: the border of an interleaved one; all of one in blocks of channels,
    /// since the last block may have channels left over.
    /// </summary>
    public static void Clear(float* image, ImageInput input)
    {
        var shape = new Shape(input.Channels, input.Height, input.Width, input.Halo);
        if (input.Channels >= Shape.Block) Zero(image, input.Floats);
        else if (input.Halo > 0) Clear(image, shape, input.Channels);
    }

    /// <summary>Clears the border of one block's plane in every live image.</summary>
    public static void Clear(float* tensor, in Batch batch, Shape shape, int block)
    {
        if (shape.Halo == 0) return;
        for (var i = 0; i < batch.Count; i++) Clear(tensor + batch.Slots[i] * batch.Stride + (nint)block * shape.PlaneStride, shape, Shape.Block);
    }

    /// <param name="plane">Its first pixel, in the border.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="pixel">Floats of a pixel.</param>
    private static void Clear(float* plane, Shape shape, int pixel)
    {
        var rowStride = (shape.Width + 2 * shape.Halo) * pixel;
        var edge = shape.Halo * pixel;
        var rows = shape.Halo * rowStride;
        Zero(plane, rows + edge);
        for (var y = 0; y < shape.Height - 1; y++)
        {
            // The right border of one row and the left border of the next lie side by side.
            Zero(plane + rows + (nint)(y + 1) * rowStride - edge, 2 * edge);
        }

        Zero(plane + rows + (nint)shape.Height * rowStride - edge, edge + rows);
    }

    private static void Zero(float* start, int floats) => NativeMemory.Clear(start, (nuint)floats * sizeof(float));
}
