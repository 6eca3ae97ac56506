using System.Text.Json;
using CsCheck;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Storage;

public sealed class SafetensorsRoundTripTests
{
    private static readonly Gen<(string Name, int[] Shape, int Seed)> s_tensor =
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.Int[0, 9].Array[0, 4], Gen.Int);

    [Fact]
    public void What_is_written_is_read_back()
        => Gen.Select(s_tensor.Array[0, 12], Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 5], Gen.String.AlphaNumeric)[0, 5]).Sample((tensors, metadata) =>
        {
            using var folder = new TemporaryFolder();
            var expected = tensors.DistinctBy(t => t.Name).Select(t => (t.Name, t.Shape, Data: Data(t.Shape, t.Seed))).ToList();
            var writer = new SafetensorsWriter();
            foreach (var (key, value) in metadata) writer.Metadata[key] = value;
            foreach (var (name, shape, data) in expected) writer.Add(name, shape, data);
            writer.Save(folder["x"]);

            using var file = SafetensorsFile.Open(folder["x"]);
            file.VerifyChecksum();
            Assert.Equal(expected.Select(t => t.Name).Order(StringComparer.Ordinal), file.Names.Order(StringComparer.Ordinal));
            foreach (var (name, shape, data) in expected)
            {
                Assert.Equal(shape, file[name].Shape);
                Assert.True(file.Floats(name).SequenceEqual(data));
            }

            foreach (var (key, value) in metadata) Assert.Equal(value, file.Metadata[key]);
            Assert.Equal(writer.Sha256(), file.Metadata["freeze.sha256"]);
        }, iter: 200);

    [Fact]
    public unsafe void Every_tensor_is_aligned_to_64_bytes()
        => s_tensor.Array[1, 20].Sample(tensors =>
        {
            using var folder = new TemporaryFolder();
            var writer = new SafetensorsWriter();
            foreach (var (name, shape, seed) in tensors.DistinctBy(t => t.Name)) writer.Add(name, shape, Data(shape, seed));
            writer.Save(folder["x"]);
            using var file = SafetensorsFile.Open(folder["x"]);
            foreach (var name in file.Names) Assert.Equal(0, (nint)file.PointerF32(name, file[name].Shape) % 64);
        }, iter: 100);

    [Fact]
    public void The_same_content_makes_the_same_bytes() => Assert.Equal(Samples.Bytes(), Samples.Bytes());

    [Fact]
    public void A_reader_written_from_the_specification_agrees()
    {
        var bytes = Samples.Bytes();
        var length = (int)BitConverter.ToUInt64(bytes, 0);
        Assert.Equal((byte)'{', bytes[8]);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var data = bytes.AsSpan(8 + length).ToArray();
        var end = 0L;
        foreach (var entry in header.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__")
            .OrderBy(p => p.Value.GetProperty("data_offsets")[0].GetInt64()).ThenBy(p => p.Value.GetProperty("data_offsets")[1].GetInt64()))
        {
            Assert.Equal(end, entry.Value.GetProperty("data_offsets")[0].GetInt64());
            end = entry.Value.GetProperty("data_offsets")[1].GetInt64();
        }

        Assert.Equal(data.Length, end);
        Assert.Equal([1f, 2f, 3f], Floats("odd"));
        Assert.Equal(Enumerable.Range(0, 32).Select(i => i * 0.5f), Floats("whole"));
        var ints = header.RootElement.GetProperty("ints \u2028\"");
        Assert.Equal("I32", ints.GetProperty("dtype").GetString());
        Assert.Equal([2, 1], ints.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
        Assert.Equal("line\nbreak", header.RootElement.GetProperty("__metadata__").GetProperty("a").GetString());
        Assert.All(header.RootElement.GetProperty("__metadata__").EnumerateObject(), p => Assert.Equal(JsonValueKind.String, p.Value.ValueKind));

        float[] Floats(string name)
        {
            var offsets = header.RootElement.GetProperty(name).GetProperty("data_offsets");
            var raw = data[offsets[0].GetInt32()..offsets[1].GetInt32()];
            return [.. Enumerable.Range(0, raw.Length / 4).Select(i => BitConverter.ToSingle(raw, i * 4))];
        }
    }

    [Fact]
    public void Saving_replaces_the_old_file_and_leaves_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x"], "old");
        Samples.Writer().Save(folder["x"]);
        Assert.Null(Samples.Read(File.ReadAllBytes(folder["x"]), verify: true));
        Assert.Equal([folder["x"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failed_save_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["x"]);
        var error = Assert.Throws<FreezeException>(() => Samples.Writer().Save(folder["x"]));
        Assert.Contains("it is a folder", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static float[] Data(int[] shape, int seed)
    {
        var random = new Random(seed);
        var data = new float[shape.Aggregate(1, (product, d) => product * d)];
        for (var i = 0; i < data.Length; i++) data[i] = random.NextSingle() - 0.5f;
        return data;
    }
}
