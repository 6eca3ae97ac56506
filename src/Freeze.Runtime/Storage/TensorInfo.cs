namespace Freeze.Storage;

/// <summary>The element type of a stored tensor: the part of safetensors that Freeze reads.</summary>
public enum TensorType
{
    /// <summary>Unsigned bytes; also what padding is made of.</summary>
    U8,

    /// <summary>Half-precision floats.</summary>
    F16,

    /// <summary>Single-precision floats.</summary>
    F32,

    /// <summary>32-bit signed integers.</summary>
    I32,

    /// <summary>64-bit signed integers.</summary>
    I64,
}

/// <summary>Where a tensor stands in its file, and what it holds. Everything in it has been checked against the file.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Dimensions">Its dimensions; none for a scalar.</param>
/// <param name="Offset">The first byte, counted from the start of the data section.</param>
/// <param name="Length">The length in bytes.</param>
public sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<int> Dimensions, long Offset, long Length)
{
    /// <summary>The type as safetensors writes it, such as "F32".</summary>
    public string Dtype => Type.ToString();

    /// <summary>The dimensions as an array of their own.</summary>
    public int[] Shape => [.. Dimensions];

    /// <summary>The number of elements.</summary>
    public long Count => Length / SizeOf(Type);

    /// <summary>The type and dimensions as a person reads them: "F32 [64, 3, 3, 3]".</summary>
    public string Description => $"{Dtype} [{string.Join(", ", Dimensions)}]";

    internal static int SizeOf(TensorType type) => type switch
    {
        TensorType.U8 => 1,
        TensorType.F16 => 2,
        TensorType.F32 or TensorType.I32 => 4,
        _ => 8,
    };
}
