using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// Weights in 16 bits. They are unpacked with whole numbers, which every device has: OpenCL's half is an extension that many drivers lack, and what
/// is wanted of the short form is that less is read.
/// </summary>
public static class HalfFloats
{
    /// <summary>Reads a weight.</summary>
    /// <param name="weights">The weights; of half floats each element holds two, the lower bits first.</param>
    /// <param name="i">Index of the weight, in values of its form.</param>
    /// <param name="half">1 where the weights are half floats, 0 where they are floats.</param>
    public static float Read(ArrayView<float> weights, int i, int half)
    {
        if (half == 0) return weights[i];
        return Unpack((int)Interop.FloatAsInt(weights[i >> 1]) >> ((i & 1) * 16));
    }

    /// <summary>The value of a half float that is finite.</summary>
    /// <param name="bits">Its bits, below others.</param>
    public static float Unpack(int bits)
    {
        // A device may take the smallest floats for zero, so those of the half form go through a product and not through bits.
        var magnitude = (bits & 0x7C00) == 0
            ? (bits & 0x03FF) * 5.9604645e-8f
            : Interop.IntAsFloat((uint)(((bits & 0x7FFF) << 13) + (112 << 23)));
        return (bits & 0x8000) != 0 ? -magnitude : magnitude;
    }
}
