using Freeze.Gpu;

namespace Freeze.Cuda;

/// <summary>
/// Arguments as cuLaunchKernel takes them: a pointer to each, in order. A view is an address and a length, 64 bits each: so ILGPU's PTX declares it.
/// </summary>
internal static unsafe class CudaArguments
{
    /// <summary>Bytes that the longest argument takes.</summary>
    public const int Stride = 16;

    /// <summary>Writes the arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="memory"><see cref="Stride"/> bytes for each.</param>
    /// <param name="pointers">Receives where each begins.</param>
    public static void Pack(ArgumentList arguments, byte* memory, void** pointers)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var place = (long*)(memory + i * Stride);
            pointers[i] = place;
            place[0] = arguments.Values[i];
            place[1] = arguments.Lengths[i];
        }
    }
}
