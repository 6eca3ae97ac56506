using System.Text.Json;

namespace Freeze.Storage;

/// <summary>One tensor's entry in the header: {"dtype": "F32", "shape": [64, 3, 3, 3], "data_offsets": [0, 6912]}.</summary>
internal static class TensorEntry
{
    private const int MaxRank = 16;

    public static TensorInfo Read(ref Utf8JsonReader reader, string name, string path)
    {
        TensorType? type = null;
        List<long>? shape = null, offsets = null;
        SafetensorsHeader.Expect(ref reader, JsonTokenType.StartObject);
        while (SafetensorsHeader.NextProperty(ref reader, out var property))
        {
            switch (property)
            {
                case "dtype" when type is null: type = ReadType(ref reader, name, path); break;
                case "shape" when shape is null: shape = ReadNumbers(ref reader); break;
                case "data_offsets" when offsets is null: offsets = ReadNumbers(ref reader); break;
                default: throw Bad(path, name, $"has the unknown or repeated property '{HostileText.Printable(property)}'");
            }
        }

        if (type is null || shape is null || offsets is not { Count: 2 })
            throw Bad(path, name, "lacks its dtype, its shape or its two data_offsets");
        return Check(name, type.Value, shape, offsets[0], offsets[1], path);
    }

    private static TensorInfo Check(string name, TensorType type, List<long> shape, long begin, long end, string path)
    {
        if (begin < 0 || end < begin) throw Bad(path, name, $"has the offsets {begin} to {end}, which are no range");
        var dimensions = new int[shape.Count];
        Int128 size = TensorInfo.SizeOf(type);
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (shape[i] is < 0 or > int.MaxValue) throw Bad(path, name, $"has a dimension of {shape[i]}");
            dimensions[i] = (int)shape[i];
            size *= dimensions[i];
            // Bounds the product, so that no number of dimensions can overflow it.
            if (size > long.MaxValue) throw Bad(path, name, "is larger than any file");
        }

        if (size != end - begin)
            throw Bad(path, name, $"has {end - begin} bytes, but its type and shape [{string.Join(", ", dimensions)}] need {size}");
        return new(name, type, Array.AsReadOnly(dimensions), begin, end - begin);
    }

    private static TensorType ReadType(ref Utf8JsonReader reader, string name, string path)
    {
        SafetensorsHeader.Expect(ref reader, JsonTokenType.String);
        return reader.GetString() switch
        {
            "F32" => TensorType.F32,
            "F16" => TensorType.F16,
            "I32" => TensorType.I32,
            "I64" => TensorType.I64,
            "U8" => TensorType.U8,
            var other => throw new FreezeException($"{path}: tensor '{HostileText.Printable(name)}' has the type '{HostileText.Printable(other!)}'; "
                + "Freeze reads F32, F16, I32, I64 and U8. Store it as F32."),
        };
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader)
    {
        var numbers = new List<long>(4);
        SafetensorsHeader.Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (numbers.Count == MaxRank) throw new JsonException($"more than {MaxRank} dimensions");
            numbers.Add(reader.TryGetInt64(out var number) ? number : throw new JsonException("a size is not a whole number in range"));
        }

        return reader.TokenType == JsonTokenType.EndArray ? numbers : throw new JsonException("a list of numbers does not end");
    }

    private static FreezeException Bad(string path, string name, string what)
        => SafetensorsHeader.Broken(path, $"tensor '{HostileText.Printable(name)}' {what}");
}
