namespace Freeze.Kernels.Tests;

public sealed class HalfFloatTests
{
    [Fact]
    public void Every_finite_half_float_has_its_value()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var half = BitConverter.UInt16BitsToHalf((ushort)bits);
            if (!Half.IsFinite(half)) continue;
            Assert.Equal(BitConverter.SingleToInt32Bits((float)half), BitConverter.SingleToInt32Bits(HalfFloats.Unpack(bits)));
            Assert.Equal((float)half, HalfFloats.Unpack(bits | (0x7BFF << 16)));
        }
    }
}
