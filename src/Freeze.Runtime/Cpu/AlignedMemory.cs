using System.Runtime.InteropServices;

namespace Freeze.Cpu;

/// <summary>Zeroed floats that start on a cache line.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    private const nuint CacheLine = 64;

    public AlignedMemory(long floats)
    {
        Length = floats;
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), CacheLine);
        new Span<float>(Pointer, checked((int)floats)).Clear();
    }

    ~AlignedMemory() => Free();

    public float* Pointer { get; private set; }

    public long Length { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
