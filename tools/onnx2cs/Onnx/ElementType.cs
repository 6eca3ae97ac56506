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

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Truth value in a byte.</summary>
    Bool = 9,

    /// <summary>16-bit float.</summary>
    Float16 = 10,

    /// <summary>64-bit float.</summary>
    Double = 11,
}

/// <summary>What the evaluator needs to know about element types.</summary>
public static class ElementTypes
{
    /// <summary>Whether values are whole numbers.</summary>
    public static bool IsInteger(this ElementType type) =>
        type is ElementType.UInt8 or ElementType.Int8 or ElementType.Int32 or ElementType.Int64 or ElementType.Bool;

    /// <summary>Bytes of an element, 0 for a type that is not read.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.Float16 => 2,
        ElementType.Float or ElementType.Int32 => 4,
        ElementType.Int64 or ElementType.Double => 8,
        _ => 0,
    };
}
