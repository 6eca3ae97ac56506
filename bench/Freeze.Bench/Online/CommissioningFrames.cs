using Freeze.Calibration;
using Freeze.Samples.Conveyor;

namespace Freeze.Bench.Online;

/// <summary>
/// Footage of a belt on the day when its camera was set up: independent, since each part shows once, at a random moment of its way through the view.
/// </summary>
internal sealed class CommissioningFrames : IImageSet
{
    private const int Stay = 6;

    private readonly byte[] _rgb;

    /// <summary>Draws the frames.</summary>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="count">Frames.</param>
    /// <param name="light">The lamp's light.</param>
    public CommissioningFrames(ulong seed, int count, float light)
    {
        (Count, _rgb) = (count, new byte[count * ConveyorRenderer.FrameBytes]);
        var stream = new ConveyorStream(seed, new ConveyorStreamOptions { ShortestStay = Stay, LongestStay = Stay, Light = light });
        var (random, frame) = (new Random((int)seed), new byte[ConveyorRenderer.FrameBytes]);
        for (var i = 0; i < count; i++)
        {
            var shown = random.Next(Stay);
            for (var k = 0; k < Stay; k++) stream.Next(k == shown ? _rgb.AsSpan(i * frame.Length, frame.Length) : frame);
        }
    }

    public int Count { get; }

    public void Read(int index, Span<byte> rgb) =>
        _rgb.AsSpan(index * ConveyorRenderer.FrameBytes, ConveyorRenderer.FrameBytes).CopyTo(rgb);
}
