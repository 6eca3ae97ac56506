using Freeze.Calibration;
using Freeze.Samples.Conveyor;

namespace Freeze.Bench.Coverage;

/// <summary>Independent frames of the conveyor, rendered by all cores when the set is made.</summary>
internal sealed class Frames : IImageSet
{
    private readonly byte[] _rgb;

    public Frames(ulong seed, int count)
    {
        Count = count;
        _rgb = new byte[(long)count * ConveyorRenderer.FrameBytes];
        Parallel.For(0, count, i => ConveyorRenderer.Frame(seed, i, _rgb.AsSpan(i * ConveyorRenderer.FrameBytes, ConveyorRenderer.FrameBytes)));
    }

    public int Count { get; }

    public void Read(int index, Span<byte> rgb) => _rgb.AsSpan(index * ConveyorRenderer.FrameBytes, ConveyorRenderer.FrameBytes).CopyTo(rgb);
}
