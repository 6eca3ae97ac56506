namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Element types of ONNX tensors that the converter reads; the values are the format's.</summary>
public enum ElementType
{
    /// <summary>Not stated.</summary>
    None = 0,

    /// <summary>32-bit float.</summary>
    Float = 1,

    /// <summary>Unsigned byte.</summary>
    UInt8 = 2,

    /// <summary>Signed byte.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Text, such as the name of a class. The values of such a tensor are places among the texts that the file holds.</summary>
    String = 8,

    /// <summary>Truth value in a byte.</summary>
    Bool = 9,

    /// <summary>16-bit float.</summary>
    Float16 = 10,

    /// <summary>64-bit float.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,

    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16 = 16,

    /// <summary>Unsigned 4-bit integer, two in a byte.</summary>
    UInt4 = 21,

    /// <summary>Signed 4-bit integer, two in a byte.</summary>
    Int4 = 22,
}

/// <summary>What reading and evaluating need to know about element types.</summary>
public static class ElementTypes
{
    // Those of the format that are not read, for messages.
    private static readonly Dictionary<int, string> s_others = new()
    {
        [14] = "complex64", [15] = "complex128", [17] = "float8e4m3fn", [18] = "float8e4m3fnuz", [19] = "float8e5m2",
        [20] = "float8e5m2fnuz", [23] = "float4e2m1", [24] = "float8e8m0", [25] = "uint2", [26] = "int2",
    };

    /// <summary>Whether values are whole numbers; truth values are.</summary>
    public static bool IsInteger(this ElementType type) => type is ElementType.Bool || type.Range() is not null;

    /// <summary>Bits of an element, 0 for a type that is not read.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.UInt4 or ElementType.Int4 => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 32,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Double => 64,
        _ => 0,
    };

    /// <summary>Bytes that hold a number of elements.</summary>
    public static long Bytes(this ElementType type, long count) => ((count * type.Bits()) + 7) / 8;

    /// <summary>The least and the largest value of a type of whole numbers, as doubles; null for other types.</summary>
    public static (double Least, double Most)? Range(this ElementType type) => type switch
    {
        ElementType.UInt4 => (0, 15),
        ElementType.Int4 => (-8, 7),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.UInt32 => (uint.MinValue, uint.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        ElementType.UInt64 => (ulong.MinValue, ulong.MaxValue),
        ElementType.Int64 => (long.MinValue, long.MaxValue),
        _ => null,
    };

    /// <summary>A type as the format calls it, for messages; its number where it has no name.</summary>
    public static string NameOf(long type) => type is < 0 or > 1000 ? $"{type}"
        : s_others.TryGetValue((int)type, out var name) ? name
        : Enum.IsDefined((ElementType)type) ? ((ElementType)type).ToString().ToLowerInvariant() : $"{type}";
}
