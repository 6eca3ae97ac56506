using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>
/// Writes one image where the first layer reads it: interleaved below 16 channels, in blocks of 16 above, with a border of zeros. It also clears what
/// no value is written to, since the buffer was another layer's before.
/// </summary>
internal static unsafe class InputOperator
{
    /// <summary>Enters interleaved bytes, <c>[H][W][C]</c>.</summary>
    /// <param name="pixels">The image.</param>
    /// <param name="input">Its shape.</param>
    /// <param name="tables">Value of each byte, <c>[C][256]</c>.</param>
    /// <param name="means">What is subtracted from the values, <c>[C][H][W]</c>; empty where nothing is.</param>
    /// <param name="output">The buffer.</param>
    public static void Run(
        ReadOnlySpan<byte> pixels, ImageInput input, ReadOnlySpan<float> tables, ReadOnlySpan<float> means, float* output)
    {
        Halo.Clear(output, input);
        for (var y = 0; y < input.Height; y++)
        {
            var row = pixels.Slice(y * input.Width * input.Channels, input.Width * input.Channels);
            var rows = new InputRow(output, input, y);
            for (var c = 0; c < input.Channels; c++)
            {
                var values = tables.Slice(c * 256, 256);
                var target = rows.Of(c);
                for (var i = input.PixelChannel(c); i < row.Length; i += input.Channels, target += rows.Step) *target = values[row[i]];
                if (!means.IsEmpty) Subtract(means.Slice((c * input.Height + y) * input.Width, input.Width), rows.Of(c), rows.Step);
            }
        }
    }

    /// <summary>Enters normalised values, <c>[C][H][W]</c>.</summary>
    /// <param name="tensor">The image.</param>
    /// <param name="input">Its shape.</param>
    /// <param name="output">The buffer.</param>
    public static void Run(ReadOnlySpan<float> tensor, ImageInput input, float* output)
    {
        Halo.Clear(output, input);
        nint plane = input.Height * input.Width;
        fixed (float* first = tensor)
        {
            for (var y = 0; y < input.Height; y++)
            {
                var source = first + y * input.Width;
                var rows = new InputRow(output, input, y);
                if (input.Channels == 3) Interleave(source, source + plane, source + 2 * plane, input.Width, rows.Of(0));
                else for (var c = 0; c < input.Channels; c++, source += plane) Spread(source, input.Width, rows.Of(c), rows.Step);
            }
        }
    }

    /// <summary>Three colours are what most images have: all of a pixel at a time.</summary>
    private static void Interleave(float* red, float* green, float* blue, int pixels, float* target)
    {
        for (nint x = 0; x < pixels; x++, target += 3) (target[0], target[1], target[2]) = (red[x], green[x], blue[x]);
    }

    private static void Spread(float* source, int pixels, float* target, nint step)
    {
        for (nint x = 0; x < pixels; x++, target += step) *target = source[x];
    }

    private static void Subtract(ReadOnlySpan<float> means, float* target, nint step)
    {
        foreach (var mean in means)
        {
            *target -= mean;
            target += step;
        }
    }

    /// <summary>Where a row of pixels lies.</summary>
    private readonly struct InputRow
    {
        private readonly float* _start;
        private readonly nint _planeStride;

        public InputRow(float* image, ImageInput input, int y)
        {
            var shape = new Shape(input.Channels, input.Height, input.Width, input.Halo);
            Step = Math.Min(shape.Channels, Shape.Block);
            _start = image + ((nint)(y + shape.Halo) * (shape.Width + 2 * shape.Halo) + shape.Halo) * Step;
            _planeStride = shape.PlaneStride;
        }

        /// <summary>Floats from one pixel to the next.</summary>
        public nint Step { get; }

        /// <summary>A channel of the first pixel.</summary>
        public float* Of(int channel) => _start + channel / Shape.Block * _planeStride + channel % Shape.Block;
    }
}
