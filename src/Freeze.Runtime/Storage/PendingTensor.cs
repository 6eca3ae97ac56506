using System.Runtime.InteropServices;

namespace Freeze.Storage;

/// <summary>A tensor that waits to be written.</summary>
internal sealed record PendingTensor(string Name, TensorType Type, int[] Shape)
{
    private byte[] _raw = [];

    public ReadOnlyMemory<float> Floats { get; init; }

    public ReadOnlyMemory<int> Ints { get; init; }

    /// <summary>The elements as they stand in the file (little-endian, as is every processor that Freeze runs on).</summary>
    public ReadOnlySpan<byte> Bytes => Type switch
    {
        TensorType.F32 => MemoryMarshal.AsBytes(Floats.Span),
        TensorType.I32 => MemoryMarshal.AsBytes(Ints.Span),
        _ => _raw,
    };

    /// <summary>Not the span's length, which an int limits to 2 GB.</summary>
    public long Length => (long)(Floats.Length + Ints.Length) * sizeof(float) + _raw.Length;

    public static PendingTensor Padding(int number, int length)
        => new($"{SafetensorsLayout.PaddingPrefix}{number}", TensorType.U8, [length]) { _raw = new byte[length] };
}
