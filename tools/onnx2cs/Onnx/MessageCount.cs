using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>
/// Counts the messages and texts of a file before it is parsed: each takes two bytes or more there, but hundreds in memory.
/// </summary>
internal static class MessageCount
{
    // The parser's own limit.
    private const int Deepest = 100;

    /// <summary>Counts, without a copy of anything; what is damaged is left to the parser.</summary>
    /// <param name="bytes">The file.</param>
    /// <exception cref="ConversionException">They are too many.</exception>
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        var left = Allowance.Messages;
        Count(bytes, ModelProto.Descriptor, 0, ref left);
    }

    private static void Count(ReadOnlySpan<byte> rest, MessageDescriptor message, int depth, ref int left)
    {
        while (depth <= Deepest && Varint(ref rest) is { } tag)
        {
            switch ((WireFormat.WireType)(tag & 7))
            {
                case WireFormat.WireType.Varint:
                    if (Varint(ref rest) is null) return;
                    break;
                case WireFormat.WireType.Fixed32 when rest.Length >= sizeof(uint):
                    rest = rest[sizeof(uint)..];
                    break;
                case WireFormat.WireType.Fixed64 when rest.Length >= sizeof(ulong):
                    rest = rest[sizeof(ulong)..];
                    break;
                case WireFormat.WireType.LengthDelimited when Varint(ref rest) is { } length && length <= (ulong)rest.Length:
                    var field = tag >> 3 <= int.MaxValue ? message.FindFieldByNumber((int)(tag >> 3)) : null;
                    if (field is { FieldType: FieldType.Message or FieldType.String or FieldType.Bytes } && --left < 0)
                        throw new ConversionException($"is made of more than {Allowance.Messages} nodes, attributes and texts, which no network of images has");
                    if (field is { FieldType: FieldType.Message }) Count(rest[..(int)length], field.MessageType, depth + 1, ref left);
                    rest = rest[(int)length..];
                    break;
                default:
                    return;
            }
        }
    }

    private static ulong? Varint(ref ReadOnlySpan<byte> rest)
    {
        var value = 0UL;
        for (var i = 0; i < rest.Length && i < 10; i++)
        {
            value |= (ulong)(rest[i] & 0x7f) << (7 * i);
            if (rest[i] >= 0x80) continue;
            rest = rest[(i + 1)..];
            return value;
        }

        return null;
    }
}
