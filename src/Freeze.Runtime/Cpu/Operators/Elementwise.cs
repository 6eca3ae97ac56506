using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Operators that treat every pixel alike: sum, scale and shift, activation. They work row by row; halos may differ.</summary>
internal static unsafe class Elementwise
{
    public static void Add(in Batch batch, int first, int second, Add layer, int output)
    {
        ForRows(batch, output, layer.Output, layer.Activation, (first, layer.Input), (second, layer.Other), static (a, b, _, result) => TensorPrimitives.Add(a, b, result), null, null);
    }

    public static void Activate(in Batch batch, int input, Activate layer, int output)
    {
        ForRows(batch, output, layer.Output, layer.Activation, (input, layer.Input), default, static (a, _, _, result) => a.CopyTo(result), null, null);
    }

    public static void ScaleShift(in Batch batch, int input, ScaleShift layer, float* scale, float* shift, int output)
    {
        ForRows(
            batch, output, layer.Output, layer.Activation, (input, layer.Input), default,
            static (a, _, parameters, result) =>
            {
                for (var i = 0; i < result.Length; i++)
                    result[i] = a[i] * parameters.Scale[i % Shape.Block] + parameters.Shift[i % Shape.Block];
            },
            scale, shift);
    }

    private static void ForRows(
        in Batch batch, int output, Shape shape, Activation activation, (int Buffer, Shape Shape) first, (int Buffer, Shape Shape) second, RowFunction function,
        float* scale, float* shift)
    {
        for (var block = 0; block < shape.Blocks; block++)
        {
            var parameters = new Parameters(scale + block * Shape.Block, shift + block * Shape.Block);
            for (var image = 0; image < batch.Count; image++)
            for (var y = 0; y < shape.Height; y++)
            {
                var result = Row(batch.At(image, output), shape, block, y);
                var other = second.Shape.Channels == 0 ? default : Row(batch.At(image, second.Buffer), second.Shape, block, y);
                function(Row(batch.At(image, first.Buffer), first.Shape, block, y), other, parameters, result);
                Activations.Apply(activation, result);
            }

            Halo.Clear(batch.Arena + output, batch, shape, block);
        }
    }

    private static Span<float> Row(float* tensor, Shape shape, int block, int y) =>
        new(tensor + (nint)block * shape.PlaneStride + shape.Origin + (nint)y * shape.RowStride, shape.Width * Shape.Block);

    private delegate void RowFunction(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Parameters parameters, Span<float> result);

    private readonly struct Parameters(float* scale, float* shift)
    {
        public float* Scale { get; } = scale;

        public float* Shift { get; } = shift;
    }
}
