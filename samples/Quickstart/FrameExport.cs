using Freeze.Samples.Conveyor;

namespace Freeze.Samples.Quickstart;

/// <summary>Writes frames for <c>Training/train.py</c>: raw pixels and one byte a label.</summary>
internal static class FrameExport
{
    public static void Write(string folder, int count, ulong seed)
    {
        Directory.CreateDirectory(folder);
        using var frames = File.Create(Path.Combine(folder, "frames.bin"));
        using var labels = File.Create(Path.Combine(folder, "labels.bin"));
        byte[] rgb = new byte[ConveyorRenderer.FrameBytes];
        for (int i = 0; i < count; i++)
        {
            labels.WriteByte((byte)ConveyorRenderer.Frame(seed, i, rgb));
            frames.Write(rgb);
        }
    }
}
