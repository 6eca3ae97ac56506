using System.Runtime.InteropServices;

namespace Freeze.Fuzz.Targets;

/// <summary>External data in the model's folder, a file outside that no model may reach, and links that lead there.</summary>
internal static class Outside
{
    /// <summary>What the file outside is full of.</summary>
    public const float Mark = 7654321.5f;

    /// <summary>Places that a hostile model may name, most of them outside.</summary>
    public static readonly string[] Places =
    [
        "weights.bin", "sub/weights.bin", "./weights.bin", "../outside.bin", "sub/../../outside.bin", "..\\outside.bin", "link.bin",
            "up/outside.bin", "",
        ".", "..", "/", "/etc/passwd", "/dev/zero", "/proc/self/mem", "weights.bin\0../outside.bin", "C:\\outside.bin", "\\\\host\\outside.bin",
            "nothing.bin", "sub",
        "model.onnx", "~/outside.bin", "file:///outside.bin", "%2e%2e/outside.bin", "....//outside.bin", "chain.bin", "sub/./../weights.bin",
    ];

    public static void Prepare(string folder)
    {
        var model = Directory.CreateDirectory(Path.Combine(folder, "model")).FullName;
        var sub = Directory.CreateDirectory(Path.Combine(model, "sub")).FullName;
        var marks = new float[1024];
        Array.Fill(marks, Mark);
        File.WriteAllBytes(Path.Combine(folder, "outside.bin"), MemoryMarshal.AsBytes(marks.AsSpan()).ToArray());
        foreach (var place in new[] { model, sub }) File.WriteAllBytes(Path.Combine(place, "weights.bin"), new byte[4096]);
        File.CreateSymbolicLink(Path.Combine(model, "link.bin"), Path.Combine("..", "outside.bin"));
        File.CreateSymbolicLink(Path.Combine(model, "chain.bin"), "link.bin");
        Directory.CreateSymbolicLink(Path.Combine(model, "up"), "..");
    }
}
