using System.Buffers.Binary;
using System.Numerics;

namespace Freeze.Storage;

/// <summary>
/// SHA-256 (FIPS 180-4) in C#. .NET's own asks the system for OpenSSL and ends the process where there is none, as on a device or in a container that
/// holds the C library and the program alone.
/// </summary>
internal sealed class Sha256
{
    private const int Block = 64;

    private static readonly uint[] s_constants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private readonly uint[] _state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    private readonly byte[] _rest = new byte[Block];
    private long _length;

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var filled = (int)(_length % Block);
        _length += bytes.Length;
        if (filled > 0)
        {
            var taken = Math.Min(Block - filled, bytes.Length);
            bytes[..taken].CopyTo(_rest.AsSpan(filled));
            bytes = bytes[taken..];
            if (filled + taken < Block) return;
            Take(_rest);
        }

        for (; bytes.Length >= Block; bytes = bytes[Block..]) Take(bytes[..Block]);
        bytes.CopyTo(_rest);
    }

    /// <summary>Ends the text and gives its hash in lower-case hexadecimal; nothing may follow.</summary>
    public string Finish()
    {
        var bits = _length * 8;
        Append([0x80]);
        Span<byte> zeros = stackalloc byte[Block];
        zeros.Clear();
        Append(zeros[..(int)((Block + Block - 8 - _length % Block) % Block)]);
        Span<byte> end = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(end, bits);
        Append(end);
        Span<byte> hash = stackalloc byte[32];
        for (var i = 0; i < _state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(hash[(4 * i)..], _state[i]);
        return Convert.ToHexStringLower(hash);
    }

    private void Take(ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (var i = 0; i < 16; i++) w[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        for (var i = 16; i < 64; i++)
        {
            var (x, y) = (w[i - 15], w[i - 2]);
            var low = BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3);
            var high = BitOperations.RotateRight(y, 17) ^ BitOperations.RotateRight(y, 19) ^ (y >> 10);
            w[i] = w[i - 16] + low + w[i - 7] + high;
        }

        var s = _state;
        var (a, b, c, d, e, f, g, h) = (s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
        for (var i = 0; i < 64; i++)
        {
            var first = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25))
                + ((e & f) ^ (~e & g)) + s_constants[i] + w[i];
            var second = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22))
                + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        (s[0], s[1], s[2], s[3]) = (s[0] + a, s[1] + b, s[2] + c, s[3] + d);
        (s[4], s[5], s[6], s[7]) = (s[4] + e, s[5] + f, s[6] + g, s[7] + h);
    }
}
