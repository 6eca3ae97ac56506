using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using Freeze.Cpu.Convolutions;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>
/// Every width, number of positions and way of multiplying against sums in double, on any processor: .NET emulates what it lacks.
/// </summary>
public sealed unsafe class InnerProductTests
{
    private const int Taps = 3, Blocks = 2;

    private const double Tolerance = 1e-5;

    /// <summary>Lengths of a run: a block of channels, several, and the rows of small images, which four does not divide.</summary>
    public static TheoryData<int, bool> Cases => new() { { 1, false }, { 3, true }, { 9, false }, { 16, true }, { 21, true }, { 64, false } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Vectors_of_128_bits(int run, bool accumulate) => Check<Vector128<float>, Simd128>(run, accumulate);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Vectors_of_256_bits(int run, bool accumulate) => Check<Vector256<float>, Simd256>(run, accumulate);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Vectors_of_512_bits(int run, bool accumulate) => Check<Vector512<float>, Simd512>(run, accumulate);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lanes_as_on_Arm64(int run, bool accumulate) => Check<Vector128<float>, SimdOfLanes>(run, accumulate);

    private static void Check<V, S>(int run, bool accumulate)
        where V : struct
        where S : struct, ISimd<V>
    {
        Check<V, S, MicroTile>(run, accumulate);
        Check<V, S, PixelTile>(run, accumulate);
        Check<V, S, WideTile>(run, accumulate);
    }

    private static void Check<V, S, T>(int run, bool accumulate)
        where V : struct
        where S : struct, ISimd<V>
        where T : struct, ITile
    {
        var random = new Random(run);
        var (inputs, weights) = (Draw(random, 4096), Draw(random, 2 * Blocks * Taps * run * Shape.Block));
        var (results, before) = (Draw(random, T.Positions * 2 * S.Lanes), new float[T.Positions * 2 * S.Lanes]);
        results.CopyTo(before, 0);
        var offsets = Enumerable.Range(0, T.Positions).Select(_ => (nint)random.Next(1000)).ToArray();
        nint[] taps = [0, 500, 70];
        var toSecond = S.Lanes == Shape.Block ? Blocks * Taps * run * Shape.Block : S.Lanes;
        fixed (float* input = inputs, weight = weights, result = results)
        fixed (nint* offset = offsets, tap = taps)
        {
            var reach = new Reach
            {
                EndBlock = Blocks, BlockStride = 1500, BlockWeights = Taps * run * Shape.Block, Run = run, Taps = tap, FirstTap = 1, EndTap = Taps,
            };
            InnerProduct.Sum<V, S, T>(input, offset, reach, weight, weight + toSecond, new PrefetchStream(weight, 1), accumulate, result);
        }

        for (var position = 0; position < T.Positions; position++)
        for (var channel = 0; channel < 2 * S.Lanes; channel++)
        {
            var at = position * 2 * S.Lanes + channel;
            var weight = channel < S.Lanes ? channel : toSecond + channel - S.Lanes;
            var expected = accumulate ? before[at] : 0.0;
            for (var block = 0; block < Blocks; block++)
            for (var tap = 1; tap < Taps; tap++)
            for (var i = 0; i < run; i++)
            {
                double value = inputs[offsets[position] + taps[tap] + block * 1500 + i];
                expected += value * weights[weight + ((block * Taps + tap) * run + i) * Shape.Block];
            }

            Assert.Equal(expected, results[at], Tolerance * (1 + Math.Abs(expected)));
        }
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    /// <summary>Vectors of 128 bits that multiply by lanes, on every processor.</summary>
    private readonly struct SimdOfLanes : ISimd<Vector128<float>>
    {
        public static int Lanes => Simd128.Lanes;

        public static int Registers => 32;

        public static bool MultipliesByLane => true;

        public static Vector128<float> Load(float* source) => Simd128.Load(source);

        public static void Store(Vector128<float> value, float* destination) => Simd128.Store(value, destination);

        public static Vector128<float> Broadcast(float value) => Simd128.Broadcast(value);

        public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => Simd128.Add(left, right);

        public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => Simd128.Subtract(left, right);

        public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => Simd128.Multiply(left, right);

        public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Simd128.MultiplyAdd(a, b, c);

        public static Vector128<float> MultiplyAddLane(
            Vector128<float> a, Vector128<float> b, [ConstantExpected(Max = (byte)3)] byte lane, Vector128<float> c) =>
            Simd128.MultiplyAdd(a, Vector128.Create(b[lane]), c);

        public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Simd128.Max(left, right);

        public static Vector128<float> Min(Vector128<float> left, Vector128<float> right) => Simd128.Min(left, right);

        public static Vector128<float> Clamp(Vector128<float> value, Vector128<float> floor, Vector128<float> ceiling) =>
            Simd128.Clamp(value, floor, ceiling);
    }
}
