using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;

namespace Freeze.Storage;

/// <summary>Writes the length prefix and the header, with the checksums of the data in it and spaces behind it up to a multiple of 64 bytes.</summary>
internal static class SafetensorsHeaderWriter
{
    public static byte[] Write(List<PendingTensor> ordered, IDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, ordered, metadata);
            var offset = 0L;
            foreach (var tensor in ordered) offset = WriteTensor(json, tensor, offset);
            json.WriteEndObject();
        }

        var total = SafetensorsLayout.AlignUp(SafetensorsLayout.PrefixLength + buffer.WrittenCount);
        if (total > SafetensorsLayout.MaxHeaderLength)
            throw new FreezeException($"The header would have {total} bytes, more than readers accept. "
                + "Store fewer tensors or less metadata.");
        var header = new byte[total];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, total - SafetensorsLayout.PrefixLength);
        buffer.WrittenSpan.CopyTo(header.AsSpan(SafetensorsLayout.PrefixLength));
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, List<PendingTensor> ordered, IDictionary<string, string> metadata)
    {
        var checksum = new XxHash128();
        var sha256 = new Sha256();
        foreach (var tensor in ordered)
        {
            checksum.Append(tensor.Bytes);
            sha256.Append(tensor.Bytes);
        }

        var all = new SortedDictionary<string, string>(metadata, StringComparer.Ordinal)
        {
            [SafetensorsLayout.ChecksumKey] = Convert.ToHexStringLower(checksum.GetCurrentHash()),
            [SafetensorsLayout.Sha256Key] = sha256.Finish(),
        };
        json.WriteStartObject(SafetensorsLayout.MetadataEntry);
        foreach (var (key, value) in all) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static long WriteTensor(Utf8JsonWriter json, PendingTensor tensor, long offset)
    {
        var end = offset + tensor.Length;
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (var dimension in tensor.Shape) json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }
}
