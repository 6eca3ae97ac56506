using Freeze.Samples.Conveyor;

namespace Freeze.Samples.Quickstart;

/// <summary>The frames of the demonstration. Every set has a seed of its own, and the network was trained on seed 1.</summary>
internal sealed record Footage(byte[] Rgb, int[] Labels)
{
    public const ulong FittingSeed = 11, CalibrationSeed = 12, StreamSeed = 13;

    public int Count => Labels.Length;

    public ReadOnlySpan<byte> this[int frame] => Rgb.AsSpan(frame * ConveyorRenderer.FrameBytes, ConveyorRenderer.FrameBytes);

    /// <summary>Frames that have nothing to do with each other: what fitting and certifying need.</summary>
    public static Footage Independent(ulong seed, int count, Action<int> drawn)
    {
        var (rgb, labels) = Reserve(count);
        for (int i = 0; i < count; i++)
        {
            labels[i] = ConveyorRenderer.Frame(seed, i, rgb.AsSpan(i * ConveyorRenderer.FrameBytes));
            drawn(1);
        }

        return new(rgb, labels);
    }

    /// <summary>What a camera sees: each part stays in view for several frames.</summary>
    public static Footage Stream(ulong seed, int count, Action<int> drawn)
    {
        var (rgb, labels) = Reserve(count);
        var stream = new ConveyorStream(seed);
        for (int i = 0; i < count; i++)
        {
            labels[i] = stream.Next(rgb.AsSpan(i * ConveyorRenderer.FrameBytes));
            drawn(1);
        }

        return new(rgb, labels);
    }

    private static (byte[] Rgb, int[] Labels) Reserve(int count) => (new byte[count * ConveyorRenderer.FrameBytes], new int[count]);
}
