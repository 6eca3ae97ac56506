using Freeze.Calibration;
using Freeze.Samples.Conveyor;

namespace Freeze.Samples.Quickstart;

/// <summary>Frames of the demonstration. Every set has a seed of its own; the network was trained on seed 1 and tested on seed 2.</summary>
internal sealed class Footage : IImageSet
{
    private const ulong FittingSeed = 11, CalibrationSeed = 12, StreamSeed = 13;

    private readonly byte[] _rgb;
    private readonly int[] _labels;

    private Footage(int count)
    {
        _rgb = new byte[count * ConveyorRenderer.FrameBytes];
        _labels = new int[count];
    }

    public int Count => _labels.Length;

    public IReadOnlyList<int> Labels => _labels;

    public static Footage Fitting(int count) => Independent(FittingSeed, count);

    public static Footage Calibration(int count) => Independent(CalibrationSeed, count);

    /// <summary>What a camera sees: each part stays in view for several frames.</summary>
    public static Footage Stream(int count)
    {
        var footage = new Footage(count);
        var stream = new ConveyorStream(StreamSeed);
        for (int i = 0; i < count; i++)
        {
            footage._labels[i] = stream.Next(footage.Frame(i));
        }

        return footage;
    }

    public void Read(int index, Span<byte> rgb) => Frame(index).CopyTo(rgb);

    // Frames that have nothing to do with each other, as fitting and certifying need them.
    private static Footage Independent(ulong seed, int count)
    {
        var footage = new Footage(count);
        Parallel.For(0, count, i => footage._labels[i] = ConveyorRenderer.Frame(seed, i, footage.Frame(i)));
        return footage;
    }

    private Span<byte> Frame(int index) => _rgb.AsSpan(index * ConveyorRenderer.FrameBytes, ConveyorRenderer.FrameBytes);
}
