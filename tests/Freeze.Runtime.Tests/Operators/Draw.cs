using CsCheck;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>What the operators' properties draw from.</summary>
internal static class Draw
{
    public static readonly Gen<int> Seed = Gen.Int[0, 1 << 20];

    /// <summary>Channels round the block of 16 and its multiples.</summary>
    public static readonly Gen<int> Channels = Gen.OneOf(Gen.Int[1, 20], One(16, 31, 32, 33, 48, 50));

    public static readonly Gen<Shape> Shape =
        from channels in Channels
        from height in Gen.Int[1, 7]
        from width in Gen.Int[1, 7]
        from halo in Gen.Int[0, 2]
        select new Shape(channels, height, width, halo);

    /// <summary>Arenas and the live ones among them, in any order.</summary>
    public static readonly Gen<(int Images, int[] Slots)> Slots =
        from images in Gen.Int[1, 5]
        from live in Gen.Int[1, images]
        from order in Gen.Shuffle(Enumerable.Range(0, images).ToArray())
        select (images, order.Take(live).ToArray());

    /// <summary>Those that may follow another operator.</summary>
    public static readonly Gen<Activation> Activation = One(Enum.GetValues<Activation>().Where(kind => kind < Freeze.Activation.LeakyRelu).ToArray());

    /// <summary>One of some values; those named twice come twice as often.</summary>
    public static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Normal values; about one in sixteen is zero.</summary>
    public static float[] Values(Random random, int count, double scale = 1)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = random.Next(16) == 0 ? 0 : (float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    public static float[] Values(Random random, Shape shape, double scale = 1) => Values(random, shape.Channels * shape.Height * shape.Width, scale);
}
