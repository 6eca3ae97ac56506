namespace Freeze.Runtime.Tests.Operators;

/// <summary>A view over a tensor, as Rearrange copies it.</summary>
/// <param name="Channels">Channels of the result.</param>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Columns of the result.</param>
/// <param name="Lengths">Lengths of its axes.</param>
/// <param name="Strides">Their strides, in elements of the tensor.</param>
/// <param name="Offset">Element at which it begins.</param>
public sealed record View(int Channels, int Height, int Width, int[] Lengths, int[] Strides, int Offset)
{
    /// <summary>What random views are made of.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "flips", "slices", "repetition", "transposition", "space to depth", "depth to space", "shuffled channels", "another shape", "anything",
    ];

    /// <summary>Those that leave elements out or repeat them.</summary>
    public static IReadOnlyList<string> Lossy { get; } = ["slices", "repetition", "anything"];

    /// <summary>A random view of one kind over a tensor of C x H x W.</summary>
    public static View Draw(Random random, string kind, int channels, int height, int width)
    {
        var (area, axes, offset) = (height * width, new List<Axis>(), 0);
        Axis c = new(channels, area), y = new(height, width), x = new(width, 1);
        switch (kind)
        {
            case "flips":
                return Of(Flip(c), Flip(y), Flip(x));
            case "slices":
                return Of(Slice(c), Slice(y), Slice(x));
            case "repetition":
                return Of(Repeat(c), Repeat(y), Repeat(x));
            case "transposition":
                Axis[] order = [c, y, x];
                random.Shuffle(order);
                return Of(order[0], order[1], order[2]);
            case "space to depth":
                var (tall, wide) = (Divisor(height), Divisor(width));
                axes = [new(tall, width), new(wide, 1), c];
                if (random.Next(2) == 0) axes = [c, axes[0], axes[1]];
                axes.AddRange([new(height / tall, tall * width), new(width / wide, wide)]);
                return Made(channels * tall * wide, height / tall, width / wide, [.. axes]);
            case "depth to space":
                var rows = Divisor(channels);
                var columns = Divisor(channels / rows);
                var depth = channels / rows / columns;
                axes = random.Next(2) == 0
                    ? [new(depth, area), y, new(rows, columns * depth * area), x, new(columns, depth * area)]
                    : [new(depth, rows * columns * area), y, new(rows, columns * area), x, new(columns, area)];
                return Made(depth, height * rows, width * columns, [.. axes]);
            case "shuffled channels":
                var groups = Divisor(channels);
                return Made(channels, height, width, [new(channels / groups, area), new(groups, channels / groups * area), new(area, 1)]);
            case "another shape":
                return Shaped([new(channels * area, 1)]);
            default:
                return Anything();
        }

        Axis Flip(Axis axis)
        {
            if (random.Next(2) == 0) return axis;
            offset += (axis.Length - 1) * axis.Stride;
            return axis with { Stride = -axis.Stride };
        }

        Axis Slice(Axis axis)
        {
            var (start, step) = (random.Next(axis.Length), random.Next(1, 4));
            offset += start * axis.Stride;
            return random.Next(3) == 0 ? new(random.Next(start / step + 1) + 1, -step * axis.Stride)
                : new(random.Next((axis.Length - 1 - start) / step + 1) + 1, step * axis.Stride);
        }

        Axis Repeat(Axis axis)
        {
            if (random.Next(2) == 0) return axis;
            offset += random.Next(axis.Length) * axis.Stride;
            return new(random.Next(1, 21), 0);
        }

        // Strides of any size and sign, over as many axes as there may be.
        View Anything()
        {
            var (first, last) = (0L, 0L);
            while (axes.Count < 8 && axes.Aggregate(1, (product, axis) => product * axis.Length) < 600)
            {
                var length = random.Next(1, 6);
                var room = (channels * area - 1 - (last - first)) / Math.Max(1, length - 1);
                var stride = (int)random.NextInt64(-room, room + 1);
                (first, last) = (first + Math.Min(0, (length - 1) * stride), last + Math.Max(0, (length - 1) * stride));
                axes.Add(new(length, stride));
            }

            offset = (int)random.NextInt64(-first, channels * area - last);
            return Shaped([.. axes]);
        }

        // In a shape that need not end where its axes do.
        View Shaped(Axis[] all)
        {
            var count = all.Aggregate(1, (product, axis) => product * axis.Length);
            var depth = Divisor(count);
            var rows = Divisor(count / depth);
            return Made(depth, rows, count / depth / rows, all);
        }

        View Of(Axis depth, Axis rows, Axis columns) => Made(depth.Length, rows.Length, columns.Length, [depth, rows, columns]);

        View Made(int depth, int rows, int columns, Axis[] all) => new(
            depth, rows, columns, [.. all.Select(axis => axis.Length)], [.. all.Select(axis => axis.Stride)], offset);

        int Divisor(int number)
        {
            int[] divisors = [.. Enumerable.Range(1, number).Where(divisor => number % divisor == 0)];
            return divisors[random.Next(divisors.Length)];
        }
    }

    /// <summary>The result, element by element, from the definition.</summary>
    public float[] Of(float[] tensor)
    {
        var result = new float[Channels * Height * Width];
        for (var i = 0; i < result.Length; i++)
        {
            var (element, rest) = (Offset, i);
            for (var axis = Lengths.Length - 1; axis >= 0; axis--)
            {
                element += rest % Lengths[axis] * Strides[axis];
                rest /= Lengths[axis];
            }

            result[i] = tensor[element];
        }

        return result;
    }

    private readonly record struct Axis(int Length, int Stride);
}
