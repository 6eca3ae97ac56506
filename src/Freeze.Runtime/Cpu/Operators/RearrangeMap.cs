using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>
/// Where a Rearrange finds what it writes, worked out once when the model is loaded. Each pixel of each block of 16 channels has an
/// address in the input, which lane 0 reads, and a pattern: the distances of the other lanes from there. Most views have few patterns;
/// the map then takes an eighth of the memory of the layer's output. It takes at most a little more than that output.
/// </summary>
internal sealed class RearrangeMap
{
    /// <summary>The pattern of 16 channels that are neighbours in the input as well.</summary>
    public const int Whole = 0;

    private readonly int[] _distances;

    /// <param name="layer">A checked layer.</param>
    public RearrangeMap(Rearrange layer)
    {
        var (shape, sources) = (layer.Output, Sources(layer));
        var pixels = shape.Height * shape.Width;
        Addresses = new int[shape.Blocks * pixels];
        Patterns = new int[Addresses.Length];
        var numbers = new Dictionary<int[], int>(new SameDistances()) { [[.. Enumerable.Range(0, Shape.Block)]] = Whole };
        for (var block = 0; block < shape.Blocks; block++)
        {
            var lanes = Math.Min(Shape.Block, shape.Channels - block * Shape.Block);
            var distances = new int[Shape.Block];
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var first = block * Shape.Block * pixels + pixel;
                for (var lane = 1; lane < lanes; lane++) distances[lane] = sources[first + lane * pixels] - sources[first];
                if (!numbers.TryGetValue(distances, out var number)) numbers.Add([.. distances], number = numbers.Count);
                (Addresses[block * pixels + pixel], Patterns[block * pixels + pixel]) = (sources[first], number);
            }
        }

        _distances = new int[numbers.Count * Shape.Block];
        foreach (var (distances, number) in numbers) distances.CopyTo(_distances, number * Shape.Block);
    }

    /// <summary>Floats from the start of the input's tensor to what lane 0 reads, [blocks][height][width] of the output.</summary>
    public int[] Addresses { get; }

    /// <summary>Numbers of the patterns, [blocks][height][width] of the output.</summary>
    public int[] Patterns { get; }

    /// <summary>Floats from what lane 0 reads to what each of the 16 lanes reads; 0 for those beyond the last channel.</summary>
    public ReadOnlySpan<int> Distances(int pattern) => _distances.AsSpan(pattern * Shape.Block, Shape.Block);

    // The address of each element of the output, in the order of channels, rows and columns.
    private static int[] Sources(Rearrange layer)
    {
        var (lengths, strides) = (layer.Lengths, layer.Strides);
        var sources = new int[layer.Output.Channels * layer.Output.Height * layer.Output.Width];
        var indices = new int[lengths.Length];
        var element = layer.Offset;
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = Address(layer, element);
            for (var axis = lengths.Length - 1; axis >= 0; axis--)
            {
                if (++indices[axis] < lengths[axis])
                {
                    element += strides[axis];
                    break;
                }

                element -= (lengths[axis] - 1) * strides[axis];
                indices[axis] = 0;
            }
        }

        return sources;
    }

    private static int Address(Rearrange layer, int element)
    {
        var shape = layer.Input;
        var (channel, pixel) = Math.DivRem(element, shape.Height * shape.Width);
        var (y, x) = Math.DivRem(pixel, shape.Width);
        if (layer.FromImage && shape.Channels < Shape.Block)
            return ((y + shape.Halo) * (shape.Width + 2 * shape.Halo) + x + shape.Halo) * shape.Channels + channel;
        return channel / Shape.Block * shape.PlaneStride + shape.Origin + y * shape.RowStride + x * Shape.Block + channel % Shape.Block;
    }

    private sealed class SameDistances : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? one, int[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode(int[] distances)
        {
            var hash = 0;
            foreach (var distance in distances) hash = hash * 31 + distance;
            return hash;
        }
    }
}
