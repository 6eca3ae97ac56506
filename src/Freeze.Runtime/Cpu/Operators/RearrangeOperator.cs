using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Copies the elements of a view: 16 channels at once where they are neighbours in the input as well, else one by one.</summary>
internal static unsafe class RearrangeOperator
{
    public static void Run(in Batch batch, int input, Rearrange layer, RearrangeMap map, int output)
    {
        var shape = layer.Output;
        for (var image = 0; image < batch.Count; image++)
        {
            var source = batch.At(image, input);
            var place = 0;
            for (var block = 0; block < shape.Blocks; block++)
            {
                var lanes = Math.Min(Shape.Block, shape.Channels - block * Shape.Block);
                var plane = batch.At(image, output) + (nint)block * shape.PlaneStride + shape.Origin;
                for (var y = 0; y < shape.Height; y++)
                {
                    var pixel = plane + (nint)y * shape.RowStride;
                    for (var x = 0; x < shape.Width; x++, place++, pixel += Shape.Block)
                    {
                        var from = source + map.Addresses[place];
                        var pattern = map.Patterns[place];
                        if (pattern == RearrangeMap.Whole) new ReadOnlySpan<float>(from, Shape.Block).CopyTo(new(pixel, Shape.Block));
                        else Gather(from, map.Distances(pattern), lanes, pixel);
                    }
                }
            }
        }

        Halo.Clear(batch.Arena + output, batch, shape);
    }

    private static void Gather(float* from, ReadOnlySpan<int> distances, int lanes, float* pixel)
    {
        for (var lane = 0; lane < lanes; lane++) pixel[lane] = from[distances[lane]];
        new Span<float>(pixel + lanes, Shape.Block - lanes).Clear();
    }
}
