using System.IO.Compression;

namespace Freeze.Gpu;

/// <summary>A compiled kernel that is embedded in this assembly.</summary>
/// <param name="Index">Position in <see cref="GpuKernels.All"/>.</param>
/// <param name="Name">Name of its resources.</param>
/// <param name="Entry">Name of the function.</param>
/// <param name="GroupSize">Threads in a group.</param>
/// <param name="Arguments">
/// One letter for each argument: F, I, B for a view of floats, ints, bytes; i and f for a number.
/// </param>
internal sealed record GpuKernel(int Index, string Name, string Entry, int GroupSize, string Arguments)
{
    /// <summary>Text of the kernel in a language.</summary>
    /// <param name="extension">End of the resource's name: "cl", "sm_53.ptx".</param>
    public byte[] Text(string extension)
    {
        var name = $"kernels/{Name}.{extension}.gz";
        using var compressed = typeof(GpuKernel).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var text = new MemoryStream();
        using (var reader = new GZipStream(compressed, CompressionMode.Decompress)) reader.CopyTo(text);
        return text.ToArray();
    }
}
