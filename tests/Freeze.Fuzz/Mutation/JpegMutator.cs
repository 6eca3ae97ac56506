using System.Buffers.Binary;

namespace Freeze.Fuzz.Mutation;

/// <summary>JPEG files whose frame claims another size, other components or other sampling than the pixels have.</summary>
internal static class JpegMutator
{
    public static byte[] Resize(Random random, byte[] seed)
    {
        var bytes = seed.ToArray();
        var frame = Math.Max(seed.AsSpan().IndexOf<byte>([0xFF, 0xC0]), seed.AsSpan().IndexOf<byte>([0xFF, 0xC2]));
        Side(random, bytes.AsSpan(frame + 5));
        if (random.Chance(2)) Side(random, bytes.AsSpan(frame + 7));
        if (random.Chance(4)) bytes[frame + 11] = (byte)random.Next(256);
        return random.Chance(4) ? Bytes.Damage(random, bytes, []) : bytes;
    }

    private static void Side(Random random, Span<byte> at) =>
        BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)(random.Chance(8) ? random.Next(1 << 16) : random.Chance(4) ? Interesting.Whole(random)
            : random.Next(1, 64)));
}
