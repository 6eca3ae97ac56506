using System.Buffers.Binary;

namespace Freeze.Fuzz.Mutation;

/// <summary>Damages bytes without knowing what they mean: flips, numbers, blocks moved, doubled and cut.</summary>
internal static class Bytes
{
    private const int Longest = 64 << 10;

    /// <summary>A damaged copy; <paramref name="tokens"/> are words of the format.</summary>
    public static byte[] Damage(Random random, byte[] seed, IReadOnlyList<byte[]> tokens)
    {
        var bytes = new List<byte>(seed);
        for (var i = 1 << random.Next(4); i > 0; i--)
        {
            if (bytes.Count == 0) bytes.Add(0);
            Once(random, bytes, tokens);
        }

        if (bytes.Count > Longest) bytes.RemoveRange(Longest, bytes.Count - Longest);
        return [.. bytes];
    }

    private static void Once(Random random, List<byte> bytes, IReadOnlyList<byte[]> tokens)
    {
        var at = random.Next(bytes.Count);
        var length = 1 + random.Next(Math.Min(32, bytes.Count - at));
        switch (random.Next(tokens.Count > 0 ? 9 : 8))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: Number(random, bytes, at); break;
            case 3: bytes.RemoveRange(at, length); break;
            case 4: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
            case 5: bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), length)); break;
            case 6: if (random.Chance(4)) bytes.RemoveRange(at, bytes.Count - at); break;
            case 7: Digits(random, bytes, at); break;
            default: Put(bytes, at, random.Of(tokens), insert: random.Chance(2)); break;
        }
    }

    private static void Number(Random random, List<byte> bytes, int at)
    {
        Span<byte> number = stackalloc byte[8];
        var value = Interesting.Whole(random);
        var size = 1 << random.Next(4);
        if (random.Chance(2)) BinaryPrimitives.WriteInt64LittleEndian(number, value);
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            number = number[(8 - size)..];
        }

        Put(bytes, at, number[..size].ToArray(), insert: false);
    }

    // A number in text, such as JSON's, becomes another one.
    private static void Digits(Random random, List<byte> bytes, int at)
    {
        var begin = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (begin < 0) return;
        var end = begin;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9') end++;
        bytes.RemoveRange(begin, end - begin);
        bytes.InsertRange(begin, System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"{Interesting.Whole(random)}")));
    }

    private static void Put(List<byte> bytes, int at, byte[] what, bool insert)
    {
        if (!insert) bytes.RemoveRange(at, Math.Min(what.Length, bytes.Count - at));
        bytes.InsertRange(at, what);
    }
}
