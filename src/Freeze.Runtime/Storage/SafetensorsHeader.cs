using System.Text.Json;

namespace Freeze.Storage;

/// <summary>The header of a safetensors file, parsed as hostile input: whatever it says is checked before anybody relies on it.</summary>
internal sealed class SafetensorsHeader
{
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Parses the header and checks that the tensors cover a data section of the given length, with no hole and no overlap.</summary>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string path)
    {
        var header = new SafetensorsHeader();
        try
        {
            header.Read(json, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: a string that is not valid UTF-8, or a lone surrogate.
            throw Broken(path, $"its header is not the JSON of a safetensors file ({HostileText.Printable(e)})", e);
        }

        header.CheckCover(dataLength, path);
        return header;
    }

    public static FreezeException Broken(string path, string what, Exception? inner = null)
        => new($"{path}: {what}. The file is damaged or not a safetensors file; convert or copy it again.", inner);

    private void Read(ReadOnlySpan<byte> json, string path)
    {
        var reader = new Utf8JsonReader(json);
        Expect(ref reader, JsonTokenType.StartObject);
        var hasMetadata = false;
        while (NextProperty(ref reader, out var name))
        {
            if (name == SafetensorsLayout.MetadataEntry)
            {
                if (hasMetadata) throw Broken(path, "its header has two metadata entries");
                hasMetadata = true;
                ReadMetadata(ref reader, path);
            }
            else if (!_tensors.TryAdd(name, TensorEntry.Read(ref reader, name, path)))
            {
                throw Broken(path, $"tensor '{HostileText.Printable(name)}' stands twice in the header");
            }
        }

        // Reads the padding behind the object: anything but white space throws.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader, string path)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader, out var key))
        {
            Expect(ref reader, JsonTokenType.String);
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw Broken(path, $"metadata '{HostileText.Printable(key)}' stands twice in the header");
        }
    }

    private void CheckCover(long dataLength, string path)
    {
        var end = 0L;
        foreach (var tensor in _tensors.Values.OrderBy(t => t.Offset).ThenBy(t => t.Length))
        {
            if (tensor.Offset != end)
            {
                var what = tensor.Offset < end ? "overlaps the one before it" : "leaves a hole before it";
                throw Broken(path, $"tensor '{HostileText.Printable(tensor.Name)}' {what} (begins at {tensor.Offset}, expected {end})");
            }

            end = tensor.Offset + tensor.Length;
            if (end > dataLength)
            {
                throw Broken(path, $"tensor '{HostileText.Printable(tensor.Name)}' ends at byte {end} of the data, but the file holds {dataLength} "
                    + "(a truncated file)");
            }
        }

        if (end != dataLength)
            throw Broken(path, $"the tensors end at byte {end} of the data, but the file holds {dataLength}");
    }

    internal static bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        if (!reader.Read()) throw new JsonException("it ends too early");
        name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    internal static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new JsonException($"{type} expected, {reader.TokenType} found at byte {reader.TokenStartIndex}");
    }
}
