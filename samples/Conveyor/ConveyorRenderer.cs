namespace Freeze.Samples.Conveyor;

/// <summary>
/// A camera above a conveyor belt: 32x32 RGB frames with one part each, drawn from a seed. The same seed and index give the same
/// bytes on every machine.
/// </summary>
public static class ConveyorRenderer
{
    /// <summary>Width and height of a frame in pixels.</summary>
    public const int Size = 32;

    /// <summary>Bytes in a frame.</summary>
    public const int FrameBytes = Size * Size * 3;

    private const ulong NoisePurpose = 2;

    /// <summary>The labels' names, in order.</summary>
    public static IReadOnlyList<string> Labels { get; } = [.. Enum.GetNames<Part>().Select(name => name.ToLowerInvariant())];

    /// <summary>Draws an independent frame.</summary>
    /// <param name="seed">The set that the frame belongs to: other seeds give frames that have nothing in common.</param>
    /// <param name="index">The frame's place in the set.</param>
    /// <returns>The pixels, row by row, red, green and blue in turn, and the part's label.</returns>
    public static (byte[] Rgb, int Label) Frame(ulong seed, long index)
    {
        byte[] rgb = new byte[FrameBytes];
        return (rgb, Frame(seed, index, rgb));
    }

    /// <summary>Draws an independent frame into memory that the caller has.</summary>
    /// <inheritdoc cref="Frame(ulong, long)"/>
    /// <param name="seed">The set that the frame belongs to.</param>
    /// <param name="index">The frame's place in the set.</param>
    /// <param name="rgb">Receives <see cref="FrameBytes"/> bytes.</param>
    /// <returns>The part's label.</returns>
    public static int Frame(ulong seed, long index, Span<byte> rgb)
    {
        var scene = SceneSampler.Sample(seed, index);
        Draw(scene, SplitMix.For(seed, index, NoisePurpose), rgb);
        return (int)scene.Part.Kind;
    }

    /// <summary>Draws a scene and exposes it to the sensor.</summary>
    internal static void Draw(in Scene scene, SplitMix noise, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, FrameBytes, nameof(rgb));
        Span<float> light = stackalloc float[FrameBytes];
        Painter.Paint(scene, light);
        Sensor.Expose(scene, noise, light, rgb);
    }
}
