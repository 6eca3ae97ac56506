using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>
/// Normalisation over the channels of each pixel. The variance is summed from differences to the mean: sums of squares would lose
/// what little is left between two large numbers.
/// </summary>
internal static unsafe class LayerNormOperator
{
    /// <param name="batch">The live images.</param>
    /// <param name="input">Buffer to read.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="scale">Scale of each channel, padded to whole blocks with zeros.</param>
    /// <param name="shift">Shift of each channel, padded to whole blocks with zeros.</param>
    /// <param name="output">Buffer to write.</param>
    public static void Run(in Batch batch, int input, LayerNorm layer, float* scale, float* shift, int output)
    {
        for (var image = 0; image < batch.Count; image++)
        for (var y = 0; y < layer.Output.Height; y++)
        for (var x = 0; x < layer.Output.Width; x++)
        {
            var read = new Pixel(batch.At(image, input), layer.Input, y, x);
            var write = new Pixel(batch.At(image, output), layer.Output, y, x);
            Normalise(read, write, layer.Epsilon);
            for (var block = 0; block < layer.Output.Blocks; block++)
            {
                var values = write[block];
                var scales = new ReadOnlySpan<float>(scale + block * Shape.Block, Shape.Block);
                var shifts = new ReadOnlySpan<float>(shift + block * Shape.Block, Shape.Block);
                TensorPrimitives.MultiplyAdd(values, scales, shifts, values);
                Activations.Apply(layer.Activation, values);
            }
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }

    private static void Normalise(Pixel read, Pixel write, float epsilon)
    {
        var (sum, squares) = (0f, 0f);
        for (var block = 0; block < read.Blocks; block++) sum += TensorPrimitives.Sum<float>(read.Channels(block));
        var mean = sum / read.Count;
        for (var block = 0; block < read.Blocks; block++)
        {
            TensorPrimitives.Subtract(read[block], mean, write[block]);
            squares += TensorPrimitives.SumOfSquares<float>(write.Channels(block));
        }

        var factor = 1 / MathF.Sqrt(squares / read.Count + epsilon);
        for (var block = 0; block < write.Blocks; block++) TensorPrimitives.Multiply(write[block], factor, write[block]);
    }

    /// <summary>All channels of one pixel, block by block.</summary>
    private readonly ref struct Pixel(float* tensor, Shape shape, int y, int x)
    {
        private readonly float* _first = tensor + shape.Origin + (nint)y * shape.RowStride + x * Shape.Block;

        public int Count => shape.Channels;

        public int Blocks => shape.Blocks;

        public Span<float> this[int block] => new(_first + (nint)block * shape.PlaneStride, Shape.Block);

        /// <summary>The block without what fills it up.</summary>
        public Span<float> Channels(int block) => this[block][..Math.Min(Shape.Block, shape.Channels - block * Shape.Block)];
    }
}
