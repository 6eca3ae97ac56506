using CsCheck;
using Freeze.Cpu.Operators;

namespace Freeze.Runtime.Tests.Operators;

public sealed unsafe class GridPoolingTests
{
    /// <summary>Cell i of n over a side of s pixels is [floor(i*s/n), ceil((i+1)*s/n)), as in adaptive average pooling.</summary>
    [Fact]
    public void Equals_the_reference() =>
        (from shape in Draw.Shape from grid in Gen.Int[1, 5] from seed in Draw.Seed select (shape, grid, seed)).Sample(
            c =>
            {
                var (shape, grid) = (c.shape, c.grid);
                var arena = new TestArena(1, [0], shape.Floats);
                var values = Draw.Values(new Random(c.seed), shape);
                arena.Put(0, 0, shape, values);
                var pooled = new float[shape.Channels * grid * grid];
                GridPooling.Run(arena.Pointer(0, 0), shape, grid, pooled);

                var expected = new double[pooled.Length];
                for (var channel = 0; channel < shape.Channels; channel++)
                for (var gy = 0; gy < grid; gy++)
                for (var gx = 0; gx < grid; gx++)
                {
                    var cell = new List<double>();
                    for (var y = (int)Math.Floor((double)gy * shape.Height / grid); y < (int)Math.Ceiling((gy + 1.0) * shape.Height / grid); y++)
                    for (var x = (int)Math.Floor((double)gx * shape.Width / grid); x < (int)Math.Ceiling((gx + 1.0) * shape.Width / grid); x++)
                        cell.Add(values[Reference.At(shape, channel, y, x)]);
                    expected[(channel * grid + gy) * grid + gx] = cell.Average();
                }

                var magnitude = (double)values.Max(Math.Abs);
                Reference.AssertClose(expected, pooled, [.. expected.Select(_ => magnitude)]);
            },
            iter: 250, threads: 1);
}
